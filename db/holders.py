"""Which stored sketches hold a key: the table `index_keys`, and recent additions in memory.

Knows nothing of sketches, or of how many keys are enough; `likeness` decides which holders are looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from likeness.holders import ID_BITS, NEWEST_HOLDERS, NO_ID, OLDEST_HOLDERS, Places, Shared, counted, looked_at
from likeness.keys import distinct, first_of_each

# Places of which the newer half is kept in main memory when they have been written: 16 MB.
_MOST_AT_HAND = 2**21
_AT_ONCE = 50_000

_NONE: Places = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The places of all sketches with an id of `since` or more: sorted runs, each with higher ids than the last."""

    since: int
    runs: tuple[Places, ...]

    @classmethod
    def of(cls, ids: Sequence[int], keys: Sequence[NDArray[np.int64]]) -> Recent:
        """Those of sketches with these ids, ascending."""
        return cls(since=ids[0], runs=(places_of(ids, keys),))


class Holders:
    """The holders of keys. What is added is found at once, and written by `write`, sorted.

    Each key has its own place in the table: sorted and written by the thousand they cost a third.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._since = NO_ID
        self._runs: list[Places] = []
        self._added: list[tuple[int, NDArray[np.int64]]] = []
        self._unwritten: list[Places] = []

    def add(self, sketch_id: int, keys: NDArray[np.int64]) -> None:
        """Add a sketch that is newer than all others."""
        self.add_all([sketch_id], [keys])

    def add_all(self, ids: Sequence[int], keys: Sequence[NDArray[np.int64]]) -> None:
        """The same of several, ids ascending."""
        if ids:
            self._since = min(self._since, ids[0])
            self._added += zip(ids, keys, strict=True)

    def lend(self, since: int, places: Places) -> None:
        """Find the newest sketches, from one on, without having them written. `places` are theirs, sorted."""
        self.forget()
        self._since = since
        self._runs.append(places)

    def remove(self, sketch_id: int, keys: NDArray[np.int64]) -> None:
        """Take a sketch with all its keys away."""
        self._settle()
        places = places_of([sketch_id], [keys])
        self._runs = [_without(run, places) for run in self._runs]
        self._unwritten = [_without(run, places) for run in self._unwritten]
        self.connection.executemany(
            "DELETE FROM index_keys WHERE key = ? AND sketch_id = ?", [(key, sketch_id) for key in keys.tolist()]
        )

    def replace(self, former: Places, places: Places) -> None:
        """Take places away from sketches, old or new, and give them others."""
        self.write()
        # Only the newest may be added in main memory: what is looked for next comes from the table.
        self.forget()
        gone = np.setdiff1d(former, places, assume_unique=True)
        self.connection.executemany(
            "DELETE FROM index_keys WHERE key = ? AND sketch_id = ?",
            zip((gone >> ID_BITS).tolist(), (gone & NO_ID).tolist(), strict=True),
        )
        self.write_places(np.setdiff1d(places, former, assume_unique=True))

    def write(self) -> None:
        """Write what was added since the last time."""
        self._settle()
        if self._unwritten:
            self.write_places(np.sort(np.concatenate(self._unwritten)))
            self._unwritten.clear()
        self._let_go()

    def write_places(self, places: Places) -> None:
        """Write sorted places into the table."""
        for start in range(0, places.size, _AT_ONCE):
            # As one value: to hand over row by row costs a third more. A statement that might have to be undone alone
            # copies each page beforehand, which took five times as long as all the rest: none is added twice.
            self.connection.execute(
                "INSERT OR ROLLBACK INTO index_keys (key, sketch_id)"
                f" SELECT value >> {ID_BITS}, value & {NO_ID} FROM json_each(?)",
                (str(places[start : start + _AT_ONCE].tolist()),),
            )

    def count_unwritten(self) -> int:
        """How many keys were added since the last writing."""
        return sum(run.size for run in self._unwritten) + sum(keys.size for _, keys in self._added)

    def forget(self) -> None:
        """Drop what was added and not written, and what is in main memory of others."""
        self._since = NO_ID
        for each in (self._runs, self._added, self._unwritten):
            each.clear()

    def recent(self) -> Recent:
        """What is in main memory of sketches added lately."""
        self._settle()
        return Recent(since=self._since, runs=tuple(self._runs))

    def shared(self, keys: Sequence[NDArray[np.int64]], below: NDArray[np.int64], recent: Recent) -> Shared:
        """What stored sketches share with each text, of which `keys` are given, among those with an id `below` its own.

        Of each key, the oldest and the newest holders are looked at, in the table those older than `recent`.
        """
        numbers = np.arange(len(keys)).repeat([each.size for each in keys])
        places = _join(keys) << ID_BITS | below[numbers]
        if len(keys) > 1:
            order = places.argsort()
            numbers, places = numbers[order], places[order]
        owners, holders, weights = looked_at(places, [self._in_table(places, recent.since), *recent.runs])
        return counted(numbers[owners], holders, weights[owners])

    def _in_table(self, looked_for: Places, below: int) -> Places:
        """Of the keys of sorted places, the oldest and newest holders in the table that have an id `below`: sorted."""
        if below <= 1 or not looked_for.size:
            return _NONE
        keys = looked_for >> ID_BITS
        keys = keys[first_of_each(keys)]
        oldest, sizes = self._holders(keys, below, OLDEST_HOLDERS, "ASC")
        places = keys.repeat(sizes) << ID_BITS | oldest
        full = keys[sizes == OLDEST_HOLDERS]
        if not full.size:
            return places
        newest, sizes = self._holders(full, below, NEWEST_HOLDERS, "DESC")
        return distinct(np.concatenate((places, full.repeat(sizes) << ID_BITS | newest)))

    def _holders(
        self, keys: NDArray[np.int64], below: int, most: int, order: Literal["ASC", "DESC"]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each key the first holders in the table, at most so many: all in one, and how many each has."""
        sizes = np.zeros(keys.size, dtype=np.int64)
        rows = self.connection.execute(
            "SELECT each.key, (SELECT group_concat(sketch_id) FROM (SELECT sketch_id FROM index_keys"
            f" WHERE key = each.value AND sketch_id < :below ORDER BY sketch_id {order} LIMIT :most))"
            " FROM json_each(:keys) AS each"
            # Most keys are held by one text only. SQLite gives the rows in the order of the array.
            " WHERE EXISTS (SELECT 1 FROM index_keys WHERE key = each.value AND sketch_id < :below)",
            {"below": below, "most": most, "keys": str(keys.tolist())},
        ).fetchall()
        if not rows:
            return _NONE, sizes
        sizes[[row[0] for row in rows]] = [row[1].count(",") + 1 for row in rows]
        return np.fromstring(",".join([row[1] for row in rows]), dtype=np.int64, sep=","), sizes

    def _settle(self) -> None:
        """Sort what was added into the runs: each is at most an eighth of the one before, so that there are few."""
        if not self._added:
            return
        places = places_of([one[0] for one in self._added], [one[1] for one in self._added])
        self._added.clear()
        self._unwritten.append(places)
        self._runs.append(places)
        while len(self._runs) > 1 and 8 * self._runs[-1].size > self._runs[-2].size:
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate((self._runs[-1], last)), kind="stable")

    def _let_go(self) -> None:
        """Keep the newer half of what is in main memory, all of it written, when it is too much."""
        if sum(run.size for run in self._runs) <= _MOST_AT_HAND:
            return
        ids = np.concatenate(self._runs) & NO_ID
        self._since = int(np.partition(ids, ids.size // 2)[ids.size // 2])
        self._runs = [run[run & NO_ID >= self._since] for run in self._runs]


def places_of(ids: Sequence[int], keys: Sequence[NDArray[np.int64]]) -> Places:
    """The places of sketches, sorted."""
    return placed(np.array(ids, dtype=np.int64).repeat([each.size for each in keys]), _join(keys))


def placed(holders: NDArray[np.int64], keys: NDArray[np.int64]) -> Places:
    """The places of keys with the sketches that hold them, sorted."""
    places: Places = keys << ID_BITS
    places |= holders
    places.sort()
    return places


def _join(keys: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(keys) if keys else _NONE


def _without(run: Places, places: Places) -> Places:
    found = np.searchsorted(run, places)
    found = found[found < run.size]
    return np.delete(run, found[np.isin(run[found], places)])
