"""The stored sketches: what the table `index_sketches` holds, and of it what was used last in main memory.

Knows nothing of keys, or of which sketches are worth comparing: see `index`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from likeness.candidates import LOW_HALF, SHORT_WORDS
from model import Sketch

# Sketches that are kept at hand, and what Python adds to the numbers of each.
_MOST_BYTES = 16_000_000
_OBJECT_BYTES = 900
_SHINGLE = np.dtype("<u4")

# What is stored of a sketch, see `sketch_columns`.
SketchColumns = tuple[bytes, int | None, int, bytes, bytes, bytes | None, float]
# The same of an article: id of its page, position on it, and its own id before that.
SketchRow = tuple[int, int, int, bytes, int | None, int, bytes, bytes, bytes | None, float]

# The id of its article, None where that is not stored, and the sketch.
StoredSketch = tuple[int | None, Sketch]


class Sketches:
    """The sketches in one database. `forget` drops what is at hand, for when others may have changed it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._at_hand: OrderedDict[int, StoredSketch] = OrderedDict()
        self._bytes = 0

    def add(self, sketch: Sketch, *, page_id: int, position: int, article_id: int | None) -> int:
        """Store a sketch, and return its id."""
        row = self.connection.execute(_INSERTION, (None, page_id, position, article_id, *sketch_columns(sketch)))
        assert row.lastrowid is not None
        return row.lastrowid

    def add_rows(self, rows: Sequence[SketchRow]) -> range:
        """Store sketches of new articles, and return their ids."""
        ((first,),) = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM index_sketches")
        self.connection.executemany(_INSERTION, [(first + n, *row) for n, row in enumerate(rows)])
        return range(first, first + len(rows))

    def remove(self, sketch_id: int) -> None:
        """Delete a sketch; an id that is not there is no error."""
        self.connection.execute("DELETE FROM index_sketches WHERE id = ?", (sketch_id,))
        # The next sketch may be given its id.
        self._drop([sketch_id])

    def replace(self, sketches: Mapping[int, Sketch]) -> None:
        """Put other sketches in the place of stored ones, given by their ids; their articles stay."""
        self.connection.executemany(
            "UPDATE index_sketches SET text_hash = ?, title_hash = ?, words = ?, shingles = ?, signature = ?,"
            " numbers = ?, tokens_a_word = ? WHERE id = ?",
            [(*sketch_columns(sketch), sketch_id) for sketch_id, sketch in sketches.items()],
        )
        self._drop(sketches)

    def forget(self) -> None:
        """Drop what is at hand."""
        self._at_hand.clear()
        self._bytes = 0

    def load(self, ids: Collection[int]) -> dict[int, StoredSketch]:
        """Those with these ids, in no order; ids that are not there are left out.

        Of a stored signature only the lower 16 bits of each value are kept (b-bit minwise hashing, Li and Konig
        2010): two agree by chance once in 65,536. The whole one is `copies.sketch.signature(shingles)` again.
        """
        found = {}
        missing = []
        for sketch_id in ids:
            if (known := self._at_hand.get(sketch_id)) is None:
                missing.append(sketch_id)
            else:
                self._at_hand.move_to_end(sketch_id)
                found[sketch_id] = known
        if not missing:
            return found
        rows = self.connection.execute(
            "SELECT id, article_id, text_hash, title_hash, words, shingles, signature, numbers, tokens_a_word"
            " FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(missing),),
        )
        for sketch_id, article_id, text_hash, title_hash, words, shingles, signature, numbers, tokens_a_word in rows:
            sketch = Sketch(
                text_hash=text_hash,
                title_hash=title_hash,
                words=words,
                shingles=np.frombuffer(shingles, dtype=_SHINGLE),
                signature=np.frombuffer(signature, dtype=LOW_HALF),
                numbers=None if numbers is None else np.frombuffer(numbers, dtype=_SHINGLE),
                tokens_a_word=tokens_a_word,
            )
            found[sketch_id] = self._at_hand[sketch_id] = article_id, sketch
            self._bytes += _size(sketch)
        while self._bytes > _MOST_BYTES:
            _, (_, sketch) = self._at_hand.popitem(last=False)
            self._bytes -= _size(sketch)
        return found

    def signatures(self, ids: Collection[int]) -> dict[int, bytes]:
        """The signatures of those with these ids, as they are stored."""
        if not ids:
            return {}
        rows = self.connection.execute(
            "SELECT id, signature FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(ids)),),
        )
        return dict(rows.fetchall())

    def short(self, ids: Sequence[int]) -> set[int]:
        """Which of these are of short texts."""
        rows = self.connection.execute(
            "SELECT id FROM index_sketches WHERE id IN (SELECT value FROM json_each(?)) AND words <= ?",
            (json.dumps(ids), SHORT_WORDS),
        )
        return {row[0] for row in rows}

    def between(self, first: int, last: int) -> list[int]:
        """The ids that there are from `first` to `last`."""
        rows = self.connection.execute("SELECT id FROM index_sketches WHERE id BETWEEN ? AND ?", (first, last))
        return [row[0] for row in rows]

    def shingles_from(self, first: int, *, at_once: int) -> Iterator[tuple[list[int], list[NDArray[np.uint32]]]]:
        """The ids from `first` on, ascending, and the shingles of each, so many at once."""
        rows = self.connection.execute("SELECT id, shingles FROM index_sketches WHERE id >= ? ORDER BY id", (first,))
        while block := rows.fetchmany(at_once):
            yield [row[0] for row in block], [shingles_of(row[1]) for row in block]

    def with_texts(self, text_hashes: Collection[bytes], *, below: int, limit: int) -> dict[bytes, list[int]]:
        """By the hash of a whole text, the ids of its oldest sketches under `below`, at most `limit`."""
        if not text_hashes:
            return {}
        rows = self.connection.execute(
            f"WITH each (text_hash) AS (VALUES {', '.join(['(?)'] * len(text_hashes))})"
            " SELECT text_hash, (SELECT group_concat(id) FROM (SELECT id FROM index_sketches"
            " WHERE text_hash = each.text_hash AND id < ? ORDER BY id LIMIT ?)) AS ids FROM each",
            [*text_hashes, below, limit],
        )
        return {row[0]: [int(sketch_id) for sketch_id in row[1].split(",")] for row in rows if row[1]}

    def _drop(self, ids: Iterable[int]) -> None:
        for sketch_id in ids:
            if (known := self._at_hand.pop(sketch_id, None)) is not None:
                self._bytes -= _size(known[1])


_INSERTION = (
    "INSERT INTO index_sketches (id, page_id, position, article_id, text_hash, title_hash, words, shingles, signature,"
    " numbers, tokens_a_word) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def sketch_columns(sketch: Sketch) -> SketchColumns:
    """Hashes of text and title, words, shingles, signature, numbers and tokens a word, as they are stored."""
    return (
        sketch.text_hash,
        sketch.title_hash,
        sketch.words,
        sketch.shingles.astype(_SHINGLE, copy=False).tobytes(),
        sketch.signature.astype(LOW_HALF).tobytes(),
        None if sketch.numbers is None else sketch.numbers.astype(_SHINGLE, copy=False).tobytes(),
        sketch.tokens_a_word,
    )


def shingles_of(stored: bytes) -> NDArray[np.uint32]:
    """The shingles of a sketch, of the bytes that are stored."""
    return np.frombuffer(stored, dtype=_SHINGLE)


def _size(sketch: Sketch) -> int:
    return sketch.shingles.nbytes + sketch.signature.nbytes + _OBJECT_BYTES
