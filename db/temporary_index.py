"""A temporary candidate index for one judging: it starts empty and grows in the order in which texts are judged.

Its keys are in a file of their own, which is deleted when it is closed. The sketches stay in the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

import numpy as np

from db.index import Candidate, Index
from db.sketches import Sketches, StoredSketch
from likeness.keys import keys_of
from model import Sketch

# How many keys wait in memory to be written together: a key among a million costs a fraction of one among a thousand.
_MOST_UNWRITTEN = 2**21


class TemporaryIndex(Index):
    """An index over sketches of another one. Each has a number here, its place in the order of judging: 1, 2 ..."""

    def __init__(self, connection: sqlite3.Connection, stored: Sketches) -> None:
        self._numbered = _NumberedSketches(connection, stored)
        super().__init__(connection, self._numbered)

    def add_stored(self, sketches: Mapping[int, Sketch]) -> list[int]:
        """Add sketches, given by their ids in the other index, in this order: their numbers here."""
        numbers = self._numbered.number(sketches)
        for number, sketch in zip(numbers, sketches.values(), strict=True):
            self.holders.add(number, keys_of(sketch))
        if self.holders.count_unwritten() > _MOST_UNWRITTEN:
            self.write()
        return numbers

    def candidates_of(self, sketches: Sequence[Sketch], *, ids: Sequence[int] | None = None) -> list[list[Candidate]]:
        """As in `Index`; `ids` are the numbers here, and the candidates have their ids in the other index."""
        return [
            [
                Candidate(
                    sketch_id=self._numbered.stored_id(each.sketch_id),
                    article_id=each.article_id,
                    shared_keys=each.shared_keys,
                )
                for each in found
            ]
            for found in super().candidates_of(sketches, ids=ids)
        ]

    def _first_without_keys(self) -> int:
        return 0


class _NumberedSketches(Sketches):
    """Some of the sketches of a database by their numbers. The keys by which a text is found are kept here, everything
    else there.
    """

    def __init__(self, connection: sqlite3.Connection, stored: Sketches) -> None:
        super().__init__(connection)
        self._stored = stored
        self._ids = np.zeros(1024, dtype=np.int64)
        self._last = 0

    def number(self, sketches: Mapping[int, Sketch]) -> list[int]:
        """Give sketches, by their ids in the database, the next numbers."""
        numbers = list(range(self._last + 1, self._last + len(sketches) + 1))
        self._last += len(sketches)
        if self._last >= self._ids.size:
            self._ids = np.resize(self._ids, 2 * self._last)
        self._ids[numbers] = list(sketches)
        self.connection.executemany(
            "INSERT INTO index_sketches (id, text_hash, words) VALUES (?, ?, ?)",
            [
                (number, sketch.text_hash, sketch.words)
                for number, sketch in zip(numbers, sketches.values(), strict=True)
            ],
        )
        return numbers

    def stored_id(self, number: int) -> int:
        """The id in the database."""
        return int(self._ids[number])

    def load(self, ids: Collection[int]) -> dict[int, StoredSketch]:
        numbers = self._numbers(ids)
        return {numbers[sketch_id]: stored for sketch_id, stored in self._stored.load(numbers).items()}

    def signatures(self, ids: Collection[int]) -> dict[int, bytes]:
        numbers = self._numbers(ids)
        return {numbers[sketch_id]: signature for sketch_id, signature in self._stored.signatures(numbers).items()}

    def _numbers(self, numbers: Collection[int]) -> dict[int, int]:
        """The numbers by their ids in the database."""
        return dict(zip(self._ids[list(numbers)].tolist(), numbers, strict=True))


@contextmanager
def temporary_index(stored: Index) -> Iterator[TemporaryIndex]:
    """An empty index over sketches of `stored`, which nobody else sees."""
    # A database without a name is a file that SQLite makes where files are temporary, and removes.
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = off")
        connection.execute("PRAGMA cache_size = -32000")
        # One transaction from here on: a commit would write the keys out.
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE index_sketches (id INTEGER PRIMARY KEY, text_hash BLOB, words INTEGER)")
        connection.execute("CREATE INDEX index_texts ON index_sketches (text_hash)")
        connection.execute(
            "CREATE TABLE index_keys (key INTEGER, sketch_id INTEGER, PRIMARY KEY (key, sketch_id)) WITHOUT ROWID"
        )
        yield TemporaryIndex(connection, stored.sketches)
