"""Other addresses of a page: rows of `pages` that name the page they belong to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from db.store import Row, Store
from db.times import to_text

# How many pages are looked at for each sign that a page is another address of one of them.
_MOST = 20


class AliasStore(Store):
    def note_address(self, page_id: int, *, shape: str | None, guid: str | None) -> None:
        """Keep the signs by which a fetched page is found again under another address."""
        self.connection.execute(
            "update pages set shape = ?, guid = coalesce(guid, ?) where id = ?", [shape, guid, page_id]
        )

    def make_alias(self, page_id: int, *, of: int, reason: str, next_check_at: datetime | None = None) -> None:
        """Make a page another address of the page `of`, to be fetched again only at `next_check_at`."""
        row = {
            "status": "alias",
            "alias_of": of,
            "reason": reason,
            "next_check_at": to_text(next_check_at),
            "raw": None,
            "raw_until": None,
        }
        self._update("pages", page_id, row)

    def end_alias(self, page_id: int) -> None:
        """Let a page be no alias any more: it has a text of its own now."""
        self._update("pages", page_id, {"alias_of": None, "status": "wanted"})

    def add_alias(self, canonical: str, url: str, *, of: int, shape: str | None, reason: str, now: datetime) -> None:
        """Write down another address of the page `of`, unless more is known of that address than that it was named."""
        known = self._row("select id, status from pages where key = ?", [f"url:{canonical}"])
        if known is None:
            page = self._row("select source_id, kind from pages where id = ?", [of])
            assert page is not None
            known = {
                "id": self._insert(
                    "pages",
                    {
                        "key": f"url:{canonical}",
                        "url": url,
                        "canonical_url": canonical,
                        "status": "wanted",
                        "kind": page["kind"],
                        "source_id": page["source_id"],
                        "first_seen_at": to_text(now),
                        "hints": "{}",
                        "shape": shape,
                    },
                ),
                "status": "wanted",
            }
        if known["status"] == "wanted" and known["id"] != of:
            self.make_alias(known["id"], of=of, reason=reason)

    def pages_like(
        self, page_id: int, *, keys: Collection[str], shape: str | None, guid: str | None, text_hashes: Iterable[bytes]
    ) -> list[Row]:
        """Crawled pages with a text that may be this one under another address, oldest first.

        By an address or canonical address among `keys`, by shape, guid or text. `title`, `published_at` and
        `claim` are of the first article.
        """
        ids: set[int] = set()
        for sql, values in (
            (
                "select coalesce(alias_of, id) from pages where key in (select value from json_each(?))",
                json.dumps([f"url:{key}" for key in keys]),
            ),
            (
                "select page_id from articles where source_id is not null and canonical_url in "
                "(select value from json_each(?))",
                json.dumps(list(keys)),
            ),
            ("select coalesce(alias_of, id) from pages where shape = ?", shape),
            ("select coalesce(alias_of, id) from pages where guid = ?", guid),
            *(("select page_id from index_sketches where text_hash = ?", value) for value in text_hashes),
        ):
            if values is not None:
                ids |= {row[0] for row in self.connection.execute(f"{sql} order by 1 desc limit {_MOST}", [values])}
        return self._rows(
            """
            select pages.id, pages.url, pages.final_url, pages.guid, pages.source_id, pages.visit_id, pages.hints,
              articles.title, articles.published_at, articles.canonical_url as claim
            from pages left join articles on articles.page_id = pages.id and articles.position = 0
            where pages.id in (select value from json_each(?)) and pages.id != ? and pages.alias_of is null
              and pages.source_id is not null and pages.status in ('stored', 'off_topic')
            order by pages.id
            """,
            [json.dumps(sorted(ids)), page_id],
        )

    def aliases_of_pages(self, page_ids: Sequence[int]) -> dict[int, list[Row]]:
        """The other addresses of each of these pages, oldest first, by page id."""
        aliases: dict[int, list[Row]] = {page_id: [] for page_id in page_ids}
        rows = self._rows(
            "select alias_of, url, reason, first_seen_at from pages "
            "where alias_of in (select value from json_each(?)) order by id",
            [json.dumps(list(page_ids))],
        )
        for row in rows:
            aliases[row.pop("alias_of")].append(row)
        return aliases

    def sketch_ids_of_page(self, page_id: int) -> list[int]:
        """The sketches of a page's texts, also of those that were not stored as articles."""
        rows = self._rows("select id from index_sketches where page_id = ? order by position", [page_id])
        return [row["id"] for row in rows]

    def pages_named_like(self, *, shape: str, guid: str | None) -> list[int]:
        """Pages that have an address of this shape, or this guid, oldest first."""
        ids: set[int] = set()
        for column, value in (("shape", shape), ("guid", guid)):
            sql = f"select distinct coalesce(alias_of, id) from pages where {column} = ? limit {_MOST}"
            ids |= {row[0] for row in self.connection.execute(sql, [value])}
        return sorted(ids)

    def addresses_like(self, shape: str) -> dict[int, list[str]]:
        """Pages with other addresses of this shape, or on the same host and path: all addresses by page id."""
        ids: set[int] = set()
        for condition, value in (
            ("shape = :shape", shape),
            # In this order follow "place", "place?..." ("@" comes after "?").
            (
                "shape >= :shape and shape < :shape || '@' and (shape = :shape or shape >= :shape || '?')",
                shape.partition("?")[0],
            ),
        ):
            sql = f"select distinct coalesce(alias_of, id) from pages where {condition} limit {_MOST}"
            ids |= {row[0] for row in self.connection.execute(sql, {"shape": value})}
        found: dict[int, list[str]] = {}
        for row in self._rows(
            "select coalesce(alias_of, id) as page_id, url from pages "
            "where id in (select value from json_each(:ids)) or alias_of in (select value from json_each(:ids))",
            {"ids": json.dumps(sorted(ids))},
        ):
            found.setdefault(row["page_id"], []).append(row["url"])
        return {page_id: urls for page_id, urls in found.items() if len(urls) > 1}

    def canonicals_of_page(self, page_id: int) -> list[str]:
        """What a page names as its canonical address."""
        rows = self._rows(
            "select canonical_url from articles where page_id = ? and canonical_url is not null", [page_id]
        )
        return [row["canonical_url"] for row in rows]
