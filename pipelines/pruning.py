"""Forget what is old, in short transactions, beside a daemon too. What may be forgotten is decided in `db.pruning`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from db import Database
from db.pruning import Part
from pipelines.text.search_words import search_text

# Rows in one transaction, some 20 ms.
_AT_ONCE = 50


def prune(database: Database, part: Part, *, before: datetime) -> Iterator[int]:
    """Forget one part of what is older than a moment: after each transaction, how many rows that were."""
    if part == "texts":
        yield from _texts(database, before=before)
        yield from _until_done(lambda after: database.prune_revisions(before=before, after=after, limit=_AT_ONCE))
    elif part == "raw":
        yield from _until_done(lambda after: database.prune_raw(before=before, after=after, limit=_AT_ONCE))
    else:
        yield from _until_done(lambda after: database.prune_sketches(before=before, after=after, limit=_AT_ONCE))


def _until_done(some: Callable[[int], list[int]]) -> Iterator[int]:
    after = 0
    while ids := some(after):
        after = ids[-1]
        yield len(ids)


def _texts(database: Database, *, before: datetime) -> Iterator[int]:
    after = 0
    while True:
        with database.transaction():
            rows = database.old_texts(before=before, after=after, limit=_AT_ONCE)
            for row in rows:
                title, text = search_text(row["title"] or ""), search_text(row["text"])
                database.prune_text(row["id"], normal_title=title, normal_text=text)
        if not rows:
            return
        after = rows[-1]["id"]
        yield len(rows)
