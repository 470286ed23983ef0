"""Order stored articles anew by what is known of their times: an older version, or a time zone that its outlet got
since, may have ordered them otherwise.
"""

from __future__ import annotations

from db import Database
from db.store import Row
from db.times import from_text
from pipelines.copies.order import order_at

_BATCH = 1000


def place_anew(database: Database) -> None:
    """Set what articles are ordered by, in short transactions. Those whose sketch was pruned, and their clusters, stay
    as they were judged.
    """
    after = 0
    while article_ids := database.article_ids(after=after, limit=_BATCH):
        with database.transaction():
            rows = database.timing_rows(article_ids)
            places = {each: _place(row) for each, row in rows.items()}
            others = {each: place for each, place in places.items() if place != rows[each]["order_at"]}
            frozen = database.frozen_among(others) if others else set()
            database.move_in_time({each: place for each, place in others.items() if each not in frozen})
        after = article_ids[-1]


def _place(row: Row) -> str:
    first_seen_at = from_text(row["first_seen_at"])
    return order_at(row["published_at"], first_seen_at=first_seen_at, time_zone=row["time_zone"])
