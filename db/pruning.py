"""What old pages and articles can do without: raw bytes, texts, and what texts are compared by.

What stays is what identifies a page (its row, its aliases, the hashes of its bytes and text), and every match, cluster,
alert and verdict. Nothing that was pruned is taken for new when a source names it again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from db.store import Row, Store
from db.times import to_text

Part = Literal["raw", "texts", "sketches"]
PARTS: tuple[Part, ...] = ("raw", "texts", "sketches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prunable:
    """How many rows of one part are old, and how many bytes they hold."""

    rows: int
    bytes: int


class PruneStore(Store):
    def prunable(self, part: Part, *, before: datetime) -> Prunable:
        """What could be pruned of one part: pages fetched, or texts first seen, before a moment."""
        moment = to_text(before)
        if part == "raw":
            row = self._row(f"select count(*) as n, sum(length(raw)) as size from pages where {_OLD_RAW}", [moment])
        elif part == "texts":
            row = self._row(
                "select count(*) as n, sum(size) as size from ("
                f"select length(cast(text as blob)) as size from articles where {_OLD_TEXT} union all "
                f"select length(cast(text as blob)) from revisions where {_OLD_REVISION})",
                [moment, moment],
            )
        else:
            row = self._row(
                "select count(*) as n, sum(length(shingles) + coalesce(length(numbers), 0)) as size "
                f"from index_sketches where {_OLD_SKETCH}",
                [moment],
            )
        assert row is not None
        return Prunable(rows=row["n"], bytes=row["size"] or 0)

    def prune_raw(self, *, before: datetime, after: int, limit: int) -> list[int]:
        """Forget the raw bytes of old pages above the id `after`, and the texts of feeds that stood in for them; the
        ids of these pages, ascending.
        """
        with self.transaction():
            ids = self._ids(f"select id from pages where {_OLD_RAW}", before, after, limit)
            self.connection.execute(
                "update pages set raw = null, raw_until = null, hints = json_remove(hints, '$.content') "
                "where id in (select value from json_each(?))",
                [json.dumps(ids)],
            )
        return ids

    def old_texts(self, *, before: datetime, after: int, limit: int) -> list[Row]:
        """Articles above the id `after` whose text is old: `id, title, text`."""
        return self._rows(
            f"select id, title, text from articles where {_OLD_TEXT} and id > ? order by id limit ?",
            [to_text(before), after, limit],
        )

    def prune_text(self, article_id: int, *, normal_title: str, normal_text: str) -> None:
        """Forget the text of an article; title, facts and the hash of both stay. `normal_*` are as they were indexed:
        from now on it is found by its title alone.
        """
        self._before_commit(
            "insert into articles_fts (articles_fts, rowid, title, text) values ('delete', ?, ?, ?)",
            [article_id, normal_title, normal_text],
        )
        self._before_commit(
            "insert into articles_fts (rowid, title, text) values (?, ?, '')", [article_id, normal_title]
        )
        # The hash stays that of the text: by it an unchanged page is known as unchanged.
        self._update("articles", article_id, {"text": ""})

    def prune_revisions(self, *, before: datetime, after: int, limit: int) -> list[int]:
        """Forget older texts of articles, among revisions above the id `after`; that there was a change, and when,
        stays. The ids of these revisions, ascending.
        """
        with self.transaction():
            ids = self._ids(f"select id from revisions where {_OLD_REVISION}", before, after, limit)
            self.connection.execute(
                "update revisions set text = '' where id in (select value from json_each(?))", [json.dumps(ids)]
            )
        return ids

    def prune_sketches(self, *, before: datetime, after: int, limit: int) -> list[int]:
        """Forget what old texts are compared by, among sketches above the id `after`, but for the hash of the whole
        text, so that the same text is known. The ids of these sketches, ascending.
        """
        import numpy as np

        nothing = np.zeros(0, dtype=np.uint32)
        with self.transaction():
            ids = self._ids(f"select id from index_sketches where {_OLD_SKETCH}", before, after, limit)
            self.index.replace(
                {
                    sketch_id: replace(sketch, shingles=nothing, numbers=None, keys=nothing.astype(np.int64))
                    for sketch_id, sketch in self.index.load(ids).items()
                }
            )
        return ids

    def _ids(self, select: str, before: datetime, after: int, limit: int) -> list[int]:
        # Each call goes on where the last one ended: to begin anew would read everything that is pruned already.
        rows = self._rows(f"{select} and id > ? order by id limit ?", [to_text(before), after, limit])
        return [row["id"] for row in rows]

    def shrink(self) -> None:
        """Give the room of what was removed back to the disk. While it works, it takes the size of the database once
        more.
        """
        with self.transaction():
            # Its deleted entries are removed when its parts are merged.
            self._before_commit("insert into articles_fts (articles_fts) values (?)", ["optimize"])
        self.connection.execute("vacuum")


_OLD_RAW = "raw is not null and coalesce(fetched_at, first_seen_at) < ?"
# Texts that wait to be compared are needed once more.
_OLD_TEXT = "text != '' and first_seen_at < ? and id not in (select article_id from unjudged)"
_OLD_REVISION = "text != '' and seen_until < ?"
_OLD_SKETCH = (
    "length(shingles) > 0 and coalesce((select first_seen_at from articles where articles.id = article_id), "
    "(select first_seen_at from pages where pages.id = page_id)) < ? "
    "and (article_id is null or article_id not in (select article_id from unjudged))"
)
