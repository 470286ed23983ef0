"""Forget what is old, in short transactions, beside a daemon too. What may be forgotten is decided in `db.pruning`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from db import Database
from db.pruning import Part
from db.turns import Turns
from pipelines.text.search_words import search_text

# Rows in one transaction, some 20 ms; and beside a daemon, whose loop waits for it.
_AT_ONCE, _FEW = 50, 10


def prune(database: Database, part: Part, *, before: datetime) -> Iterator[int]:
    """Forget one part of what is older than a moment: after each transaction, how many rows that were."""
    turns = Turns(database)
    if part == "texts":
        yield from _until_done(lambda after, limit: _texts(database, before=before, after=after, limit=limit), turns)
        yield from _until_done(
            lambda after, limit: database.prune_revisions(before=before, after=after, limit=limit), turns
        )
    elif part == "raw":
        yield from _until_done(lambda after, limit: database.prune_raw(before=before, after=after, limit=limit), turns)
    else:
        yield from _until_done(
            lambda after, limit: database.prune_sketches(before=before, after=after, limit=limit), turns
        )


def _until_done(some: Callable[[int, int], list[int]], turns: Turns) -> Iterator[int]:
    after = 0
    while ids := some(after, _FEW if turns.are_needed() else _AT_ONCE):
        after = ids[-1]
        yield len(ids)
        turns.pause()


def _texts(database: Database, *, before: datetime, after: int, limit: int) -> list[int]:
    # Read where it is written: the index of words has to be given the text that it forgets.
    with database.transaction():
        rows = database.old_texts(before=before, after=after, limit=limit)
        for row in rows:
            title, text = search_text(row["title"] or ""), search_text(row["text"])
            database.prune_text(row["id"], normal_title=title, normal_text=text)
    return [row["id"] for row in rows]
