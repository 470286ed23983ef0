"""Who carries whom most: pairs in the order that was asked for, and what stands beside them."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import get_args

import pytest

from db import Database
from db.carriage import Carried, PairOrder

SINCE = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture(params=range(4))
def carried(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Database, list[Carried]]:
    """Copies among seven outlets, some older than is asked for, some of an outlet's own."""
    chance = random.Random(request.param)
    database = Database(tmp_path / "naskh.db")
    found = []
    with database.transaction():
        for n in range(120):
            first, carrier = chance.randrange(1, 8), chance.randrange(1, 8)
            is_old, known = chance.random() < 0.2, int(chance.random() < 0.8)
            minutes = chance.choice((None, *range(0, 90, 7)))
            credited = chance.choice(("credited", "none_found", "unclear", None))
            share = chance.choice((None, 0.5, 0.75, 1.0))
            database.connection.execute(
                "insert into carriers (later_id, earlier_id, seen_at, earlier_outlet_id, later_carrier_id, "
                "order_known, minutes_later, credited, share_of_earlier) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    1000 + n,
                    n,
                    f"2025-0{2 if is_old else 3}-05T00:00:00Z",
                    first,
                    carrier,
                    known,
                    minutes,
                    credited,
                    share,
                ],
            )
            if not is_old and first != carrier:
                found.append(Carried(first, carrier, -n, known, minutes, credited, share))
    return database, found


def figure(rows: list[Carried], by: PairOrder) -> float | None:
    """What a pair is ordered by: the lowest first."""
    minutes = [row.minutes_later for row in rows if row.order_known and row.minutes_later is not None]
    shares = [row.share for row in rows if row.share is not None]
    match by:
        case "median_minutes":
            return median(minutes) if minutes else None
        case "median_share":
            return -median(shares) if shares else None
        case "copies":
            return -len(rows)
        case _:
            return -sum(row.credited == by for row in rows)


@pytest.mark.parametrize("by", get_args(PairOrder))
def test_pairs_come_in_the_order_that_was_asked_for(carried: tuple[Database, list[Carried]], by: PairOrder) -> None:
    database, found = carried
    pairs = defaultdict(list)
    for row in found:
        pairs[row.first, row.carrier].append(row)

    def place(pair: tuple[int, int]) -> tuple[bool, float, int, tuple[int, int]]:
        value = figure(pairs[pair], by)
        return value is None, value or 0, -len(pairs[pair]), pair

    ordered = sorted(pairs, key=place)
    for limit in (5, 100):
        most = database.most_carried(since=SINCE, by=by, pairs=limit, strongest=3, outlets=2)
        assert list(most.pairs) == ordered[:limit]
    assert (most.pairs_in_all, most.highest) == (len(pairs), max(map(len, pairs.values())))
    assert list(most.strongest) == sorted(pairs, key=lambda pair: (-len(pairs[pair]), pair))[:3]
    assert most.givers_in_all == len({row.first for row in found}) and len(most.givers) == 2
    assert most.outlets_in_all == len({one for pair in pairs for one in pair})
    assert set(database.carried_of_pairs(most.pairs, since=SINCE)) == set(found)
