"""Forget what is old, in short transactions, beside a daemon too. What may be forgotten is decided in `db.pruning`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    # Each forgets at most `limit` rows above the id `after`, the lowest first, and gives their ids.
    ways: Mapping[Part, tuple[Callable[..., list[int]], ...]] = {
        "raw": (Database.prune_raw,),
        "texts": (_prune_texts, Database.prune_revisions),
        "sketches": (Database.prune_sketches,),
    }
    for prune_some in ways[part]:
        after = 0
        while ids := prune_some(database, before=before, after=after, limit=_FEW if turns.are_needed() else _AT_ONCE):
            after = ids[-1]
            yield len(ids)
            turns.pause()


def _prune_texts(database: Database, *, before: datetime, after: int, limit: int) -> list[int]:
    # Read where it is written: the index of words has to be given the text that it forgets.
    with database.transaction():
        rows = database.old_texts(before=before, after=after, limit=limit)
        for row in rows:
            title, text = search_text(row["title"] or ""), search_text(row["text"])
            database.prune_text(row["id"], normal_title=title, normal_text=text)
    return [row["id"] for row in rows]
