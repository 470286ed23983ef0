"""Pages: every address that was named or imported, with what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from db.aliases import AliasStore
from db.page_columns import PageOutcome, hints_of, hints_text, new_page_row, outcome_columns
from db.store import Row
from db.times import from_text, to_text
from model import KnownPage, Link, Page, PageStatus

_NO_SHAPES: Mapping[str, str | None] = MappingProxyType({})


class PageStore(AliasStore):
    def known_pages(self, canonical_urls: Sequence[str]) -> dict[str, KnownPage]:
        """The crawled pages among these canonical addresses, by canonical address; of an alias, its page."""
        keys = [f"url:{url}" for url in canonical_urls]
        rows = self._rows(
            f"select {_KNOWN}, named.canonical_url as named from pages named "
            "join pages on pages.id = coalesce(named.alias_of, named.id) "
            "where named.key in (select value from json_each(?))",
            [json.dumps(keys)],
        )
        return {row["named"]: _known(row) for row in rows}

    def known_page(self, page_id: int) -> KnownPage | None:
        """What is known of a page."""
        row = self._row(f"select {_KNOWN} from pages where id = ?", [page_id])
        return None if row is None else _known(row)

    def due_pages(self, source_id: int, *, now: datetime, limit: int) -> list[KnownPage]:
        """Pages of a source that are to be fetched now: wanted, to be tried again, or to be looked at again."""
        rows = self._rows(
            f"select {_KNOWN} from pages where source_id = ? and next_check_at <= ? "
            "order by status != 'wanted', next_check_at, id limit ?",
            [source_id, to_text(now), limit],
        )
        return [_known(row) for row in rows]

    def want_pages(
        self,
        source_id: int,
        links: Sequence[tuple[str, Link]],
        *,
        now: datetime,
        shapes: Mapping[str, str | None] = _NO_SHAPES,
    ) -> dict[str, int]:
        """Write down new addresses before any is fetched, so that a crash loses none: canonical address -> page id.

        `shapes`, by canonical address, find a page again that is named under another address before it was read.
        """
        moment = to_text(now)
        ids: dict[str, int] = {}
        with self.transaction():
            for canonical, link in links:
                known = self._value("select id from pages where key = ?", [f"url:{canonical}"])
                if known is None:
                    known = self._insert(
                        "pages",
                        {
                            "key": f"url:{canonical}",
                            "url": link.url,
                            "canonical_url": canonical,
                            "status": "wanted",
                            "kind": "html",
                            "source_id": source_id,
                            "first_seen_at": moment,
                            "next_check_at": moment,
                            "updated_words": link.hints.updated,
                            "hints": hints_text(link.hints),
                            "shape": shapes.get(canonical),
                            "guid": link.hints.guid,
                        },
                    )
                ids[canonical] = int(known)
        return ids

    def leave_pages(
        self,
        source_id: int,
        links: Sequence[tuple[str, Link, str]],
        *,
        now: datetime,
        shapes: Mapping[str, str | None] = _NO_SHAPES,
    ) -> None:
        """Write down new addresses that are not fetched, each with the reason. `shapes`: see `want_pages`."""
        with self.transaction():
            ids = self.want_pages(
                source_id, [(canonical, link) for canonical, link, _ in links], now=now, shapes=shapes
            )
            for canonical, _, reason in links:
                row: Row = {"status": "skipped", "reason": reason, "next_check_at": None}
                self._update("pages", ids[canonical], row)

    def link_pages(self, source_id: int, page_ids: Sequence[int], *, now: datetime) -> None:
        """Write down that a source names these pages. The row of a page says which source named it first."""
        named = json.dumps([*page_ids])
        values = [named, source_id]
        unlinked = (
            "from json_each(?) named where not exists "
            "(select 1 from page_sources where page_id = named.value and source_id = ?)"
        )
        if not self._value(f"select count(*) {unlinked}", values):
            return
        with self.transaction():
            self.connection.execute(
                f"insert or ignore into page_sources select named.value, ?, ? {unlinked}",
                [source_id, to_text(now), *values],
            )

    def note_listed(self, source_id: int, canonical_urls: Sequence[str], *, now: datetime) -> None:
        """Write down which failed pages of a source its whole listing no longer names, and which it names again: those
        are tried for as long as it does.
        """
        named = set(canonical_urls)
        with self.transaction():
            failing = self._rows(
                "select id, canonical_url from pages where source_id = ? and next_check_at > '' "
                "and status in ('failed', 'refused') and unlisted_at is null",
                [source_id],
            )
            gone = [row["id"] for row in failing if row["canonical_url"] not in named]
            self.connection.execute(
                "update pages set unlisted_at = ? where id in (select value from json_each(?))",
                [to_text(now), json.dumps(gone)],
            )
            self.connection.execute(
                "update pages set unlisted_at = null "
                "where unlisted_at is not null and key in (select value from json_each(?))",
                [json.dumps([f"url:{url}" for url in canonical_urls])],
            )

    def page_row(self, page_id: int) -> Row | None:
        """Status, reason, attempts, hash and times of a page, without its raw bytes."""
        return self._row(
            "select id, url, canonical_url, final_url, status, reason, attempts, first_seen_at, body_hash, source_id, "
            "alias_of, next_check_at, updated_words, unlisted_at from pages where id = ?",
            [page_id],
        )

    def page_with_key(self, key: str) -> int | None:
        """The page that was imported, or crawled, under this key."""
        found = self._value("select id from pages where key = ?", [key])
        return None if found is None else int(found)

    def keys_known(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys have a page that did not fail."""
        rows = self.connection.execute(
            "select key from pages where status != 'failed' and key in (select value from json_each(?))",
            [json.dumps(keys)],
        )
        return {row[0] for row in rows}

    def add_page(
        self,
        page: Page,
        outcome: PageOutcome,
        *,
        key: str,
        run_id: int | None,
        now: datetime,
    ) -> int:
        """Insert a page that nothing wanted before (an import), with what became of it: its id."""
        return self._insert("pages", new_page_row(page, outcome, key=key, run_id=run_id, now=now))

    def settle_page(
        self,
        page_id: int,
        page: Page,
        outcome: PageOutcome,
        *,
        attempts: int,
        next_check_at: datetime | None,
    ) -> None:
        """Write down what became of a page."""
        row = outcome_columns(page, outcome)
        row |= {"attempts": attempts, "next_check_at": to_text(next_check_at)}
        self._update("pages", page_id, row)

    def put_off_page(self, page_id: int, *, reason: str, was_asked: bool, next_check_at: datetime) -> None:
        """Write down why a page that is not read yet waits. `was_asked`: it waits because of its own answer."""
        with self.transaction():
            self.connection.execute(
                "update pages set reason = ?, attempts = attempts + ?, next_check_at = ? "
                "where id = ? and status in ('wanted', 'failed', 'refused')",
                [reason, int(was_asked), to_text(next_check_at), page_id],
            )

    def keep_content(self, page_id: int, content: str | None) -> None:
        """Keep the text that a feed carried beside the other hints of a page, or drop it."""
        changed = "json_remove(hints, '$.content')" if content is None else "json_set(hints, '$.content', ?)"
        values = [page_id] if content is None else [content, page_id]
        self._execute(f"update pages set hints = {changed} where id = ?", values)

    def forget_words_of_feed(self, page_id: int) -> None:
        """Drop what a feed carried of the text of a page that is reserved."""
        self._execute("update pages set hints = json_remove(hints, '$.content', '$.summary') where id = ?", [page_id])

    def mark_page(self, page_id: int, status: PageStatus, reason: str | None) -> None:
        """Write down the status of a page that was read again."""
        self._update("pages", page_id, {"status": status, "reason": reason})

    def list_pages(
        self, *, since: datetime | None, status: str | None, limit: int | None, rights: bool = False
    ) -> list[Row]:
        """Pages, newest first, with their reasons and other addresses; of such an address `alias_of` is its page. With
        `rights` only those that declare something of mining and keeping.
        """
        moment = to_text(since)
        rows = self._rows(
            """
            select pages.id, pages.url, pages.status, pages.grade, pages.reason, pages.rights, pages.tdm_policy,
              pages.alias_of, pages.attempts, pages.http_status,
              pages.first_seen_at, pages.fetched_at, pages.next_check_at, sources.url as source
            from pages left join sources on sources.id = pages.source_id
            where (? is null or pages.first_seen_at >= ?) and (? is null or pages.status = ?)
              and (not ? or pages.rights is not null)
            order by pages.id desc limit ?
            """,
            [moment, moment, status, status, rights, -1 if limit is None else limit],
        )
        ids = [row["id"] for row in rows]
        aliases, sources = self.aliases_of_pages(ids), self.sources_of_pages(ids)
        return [
            {
                **row,
                "sources": sources.get(row["id"], []),
                "aliases": [alias["url"] for alias in aliases[row["id"]]],
            }
            for row in rows
        ]

    def sources_of_pages(self, page_ids: Sequence[int]) -> dict[int, list[str]]:
        """The addresses of all sources that named a page, the first first, by the page's id."""
        found: dict[int, list[str]] = {}
        for row in self._rows(
            "select page_sources.page_id, sources.url from page_sources "
            "join sources on sources.id = page_sources.source_id "
            "where page_id in (select value from json_each(?)) order by first_listed_at, source_id",
            [json.dumps([*page_ids])],
        ):
            found.setdefault(row["page_id"], []).append(row["url"])
        return found

    def page_counts(self) -> dict[str, int]:
        """How many pages there are of each status."""
        return {
            row["status"]: row["n"]
            for row in self._rows("select status, count(*) as n from pages group by status order by n desc")
        }


_KNOWN = (
    "pages.id, pages.url, pages.canonical_url, pages.status, pages.attempts, pages.first_seen_at, pages.fetched_at, "
    "pages.next_check_at, pages.updated_words, pages.etag, pages.last_modified, pages.hints, "
    "exists (select 1 from forgotten where forgotten.page_id = coalesce(pages.alias_of, pages.id)) as is_forgotten"
)


def _known(row: Row) -> KnownPage:
    return KnownPage(
        id=row["id"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        status=row["status"],
        attempts=row["attempts"],
        first_seen_at=from_text(row["first_seen_at"]),
        fetched_at=from_text(row["fetched_at"]) if row["fetched_at"] else None,
        next_check_at=from_text(row["next_check_at"]) if row["next_check_at"] else None,
        updated_words=row["updated_words"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        hints=hints_of(row["hints"]),
        is_forgotten=bool(row["is_forgotten"]),
    )
