"""What a person had forgotten, and by what it is known again: its page, the addresses and id of that, a text's hash.

Of a forgotten text itself nothing is kept: see `db.forgetting`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from db.store import Row, Store
from db.times import to_text

# How many pages are looked at for each sign.
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenText:
    """Of a forgotten text its page, its outlet (None: not known) and the hash of its normal form."""

    page_id: int
    outlet_id: int | None
    text_hash: bytes


class ForgottenStore(Store):
    def has_forgotten(self) -> bool:
        """Whether anything was ever forgotten here."""
        return self._value("select 1 from forgotten limit 1") is not None

    def is_forgotten(self, page_id: int) -> bool:
        """Whether anything that a page carried was forgotten, or the page that it is another address of."""
        return bool(
            self._value(
                "select exists (select 1 from pages join forgotten on forgotten.page_id = coalesce(alias_of, pages.id) "
                "where pages.id = ?)",
                [page_id],
            )
        )

    def forgotten_among(self, page_ids: Collection[int]) -> set[int]:
        """Which of these pages carried what was forgotten."""
        rows = self.connection.execute(
            "select distinct page_id from forgotten where page_id in (select value from json_each(?))",
            [json.dumps([*page_ids])],
        )
        return {row[0] for row in rows}

    def forgotten_keys(self, keys: Collection[str]) -> set[str]:
        """Which of these keys are of such pages."""
        rows = self.connection.execute(
            "select distinct key from pages join forgotten on forgotten.page_id = coalesce(alias_of, pages.id) "
            "where key in (select value from json_each(?))",
            [json.dumps([*keys])],
        )
        return {row[0] for row in rows}

    def forgotten_since(self, article_id: int) -> str | None:
        """When it was asked that the article of this id be forgotten; None where nobody did."""
        found = self._value(
            "select requested_at from forgotten join forgettings on forgettings.id = forgetting_id "
            "where article_id = ?",
            [article_id],
        )
        return None if found is None else str(found)

    def forgotten_texts(self, text_hashes: Iterable[bytes]) -> list[ForgottenText]:
        """The forgotten texts that have these hashes."""
        return [
            ForgottenText(page_id=row[0], outlet_id=row[1], text_hash=text_hash)
            for text_hash in text_hashes
            for row in self.connection.execute(
                "select page_id, outlet_id from forgotten where text_hash = ?", [text_hash]
            )
        ]

    def forgotten_pages_like(
        self, *, keys: Collection[str], shape: str | None, guid: str | None
    ) -> list[tuple[str, Row]]:
        """Pages that carried what was forgotten and have an address among `keys`, this shape or this guid; each with
        the sign (`key`, `shape`, `guid`) and its `id, url, reason`. An id that pages of other articles have, too, is no
        sign.
        """
        found: list[tuple[str, Row]] = []
        for sign, condition, value in (
            ("key", "named.key in (select value from json_each(?))", json.dumps([f"url:{key}" for key in keys])),
            ("shape", "named.shape = ?", shape),
            ("guid", "named.guid = ?", guid),
        ):
            rows = (
                self._rows(
                    f"select distinct pages.id, pages.url, pages.reason, {_IS_FORGOTTEN} as is_forgotten "
                    "from pages named join pages on pages.id = coalesce(named.alias_of, named.id) "
                    f"where {condition} and (is_forgotten or pages.status in ('stored', 'off_topic')) limit {_MOST}",
                    [value],
                )
                if value
                else []
            )
            if sign == "guid" and not all(row["is_forgotten"] for row in rows):
                continue
            found += [(sign, row) for row in rows if row["is_forgotten"]]
        return found

    def textless_like_forgotten(self) -> list[Row]:
        """Pages without a text that share the shape of an address or the id in a feed with those of unfinished orders:
        `id, url, guid`.
        """
        return self._rows(
            """
            with own as materialized (
              select id, shape, guid from pages where id in (select page_id from forgotten where forgetting_id in (
                select id from forgettings where finished_at is null))),
            alike as materialized (
              select pages.id from own join pages on pages.shape = own.shape
              union select pages.id from own join pages on pages.guid = own.guid)
            select id, url, guid from pages where id in (select id from alike) and alias_of is null
              and status not in ('stored', 'off_topic')
              and not exists (select 1 from articles where page_id = pages.id)
              and not exists (select 1 from forgotten where page_id = pages.id) order by id
            """
        )

    def claimed_by_others(self, canonical_url: str) -> bool:
        """Whether a crawled article on a page from which nothing was forgotten names this canonical address."""
        return bool(
            self._value(
                "select exists (select 1 from articles where source_id is not null and canonical_url = ? "
                "and page_id not in (select page_id from forgotten))",
                [canonical_url],
            )
        )

    def become_forgotten(self, page_id: int, *, of: int, reason: str) -> None:
        """Make a page another address of one that was forgotten: nothing that a source said of it is kept."""
        self._update(
            "pages",
            page_id,
            {
                "status": "alias",
                "alias_of": of,
                "reason": reason,
                "next_check_at": None,
                "hints": "{}",
                "raw": None,
                "raw_until": None,
            },
        )

    def drop_hints(self, page_id: int) -> None:
        """Forget what a source said of a page."""
        self._execute("update pages set hints = '{}' where id = ?", [page_id])

    def add_forgotten_page(
        self, key: str, url: str, *, kind: str, of: int, reason: str, run_id: int | None, now: datetime
    ) -> None:
        """Write down a page of an import that is another address of one that was forgotten."""
        self._insert(
            "pages",
            {
                "key": key,
                "url": url,
                "status": "alias",
                "alias_of": of,
                "reason": reason,
                "kind": kind,
                "run_id": run_id,
                "attempts": 1,
                "first_seen_at": to_text(now),
                "hints": "{}",
            },
        )

    def newest_match(self) -> int:
        """The highest id that a match has, or that a forgotten one had; 0 where there was none."""
        return self._highest_given("matches", "last_match_id")

    def newest_alert(self) -> int:
        """The same of alerts."""
        return self._highest_given("alerts", "last_alert_id")

    def _highest_given(self, table: str, column: str) -> int:
        # The last order has the highest ones.
        there = self._value(f"select coalesce(max(id), 0) from {table}")
        given = self._value(f"select {column} from forgettings order by id desc limit 1")
        return max(int(there), int(given or 0))

    def next_article_id(self) -> int | None:
        """The id of the next article where SQLite would give it that of a forgotten one; None where it would not."""
        last = self._value("select max(article_id) from forgotten")
        if last is None or last < self._value("select coalesce(max(id), 0) from articles"):
            return None
        return int(last) + 1


_IS_FORGOTTEN = "exists (select 1 from forgotten where forgotten.page_id = pages.id)"
