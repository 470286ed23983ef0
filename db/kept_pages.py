"""The bytes of pages as they came, for as many days as they are kept, to be read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.store import Row, Store
from db.times import to_text

# Takes the values of `_chosen`.
_SETTLED = (
    "status in ('stored', 'no_text', 'off_topic') and (? is null or "
    "id in (select page_id from articles where id in (select value from json_each(?))))"
)


class KeptPageStore(Store):
    def kept_page(self, page_id: int) -> Row:
        """A page as it came: its kept bytes (zlib), None where there are none, its kind, when it was
        fetched, and the hash of what the last fetch brought.
        """
        row = self._row(
            "select kind, content_type, fetched_at, raw_until, body_hash, raw from pages where id = ?", [page_id]
        )
        assert row is not None
        return row

    def has_raw_page(self, page_id: int) -> bool:
        """Whether the bytes of a page are kept."""
        return bool(self._value("select raw is not null from pages where id = ?", [page_id]))

    def kept_pages(self, article_ids: Sequence[int] | None, *, after: int, limit: int) -> list[Row]:
        """Pages above this id whose raw bytes are kept, with these (zlib): all, or those that carry these articles."""
        return self._rows(
            "select id, key, url, final_url, kind, status, source_id, content_type, first_seen_at, fetched_at, hints, "
            f"body_hash, raw from pages where raw is not null and {_SETTLED} and id > ? order by id limit ?",
            [*_chosen(article_ids), after, limit],
        )

    def count_kept_pages(self, article_ids: Sequence[int] | None) -> int:
        """How many pages `kept_pages` has to give."""
        return int(
            self._value(f"select count(*) from pages where raw is not null and {_SETTLED}", _chosen(article_ids))
        )

    def count_bare_pages(self, article_ids: Sequence[int] | None) -> tuple[int, int]:
        """How many pages with articles have no raw bytes any more, and how many never had: those from records."""
        bare = f"select count(*) from pages where raw is null and status = 'stored' and {_SETTLED} and kind "
        chosen = _chosen(article_ids)
        return int(self._value(f"{bare} != 'record'", chosen)), int(self._value(f"{bare} = 'record'", chosen))

    def drop_old_raw(self, *, now: datetime, limit: int = 500) -> int:
        """Forget raw bytes past their days, and what a feed carried for want of them; how many pages that were.

        Call again while it answers `limit`.
        """
        with self.transaction():
            return self.connection.execute(
                "update pages set raw = null, raw_until = null, hints = json_remove(hints, '$.content') where id in "
                "(select id from pages where raw_until <= ? limit ?)",
                [to_text(now), limit],
            ).rowcount


def _chosen(article_ids: Sequence[int] | None) -> list[str | None]:
    ids = None if article_ids is None else json.dumps(list(article_ids))
    return [ids, ids or "[]"]
