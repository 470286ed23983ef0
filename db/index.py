"""The candidate index: which stored texts share enough with a text to be judged.

Keeps sketches and their keys in two tables of the database, so nothing is rebuilt at start. An import may leave the
newest sketches without keys for a while: `index_keyless` says from which on, and whoever looks for candidates gives
them theirs first. Knows nothing of relations, or of how a text is sketched.
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.holders import Holders, Recent, placed, places_of
from likeness.candidates import (
    CANDIDATES,
    LOW_HALF,
    RANKED,
    SHORT_WORDS,
    TINY_WORDS,
    chosen,
    enough,
    is_enough_of_short,
    likeliest,
    ranked,
)
from likeness.holders import NO_ID, Shared
from likeness.keys import distinct, index_keys, keys_of, keys_of_each
from model import Sketch

# Sketches that are kept at hand, and what Python adds to the numbers of each.
_MOST_BYTES = 16_000_000
_OBJECT_BYTES = 900
# Where a batch leaves out more ids than this in a row, what lies between is not loaded for it.
_NEAR = 64
_SHINGLE = np.dtype("<u4")
# Sketches that may be without keys, which whoever looks for candidates writes then: .4 s. By so many at once a key
# costs .5 microseconds, by the thousand 1.3.
_MOST_KEYLESS = 20_000
# Of how many at once the keys are made.
_AT_ONCE = 1_000

# What is stored of a sketch, see `sketch_columns`.
SketchColumns = tuple[bytes, int | None, int, bytes, bytes, bytes | None, float]
# The same of an article: id of its page, position on it, and its own id before that.
SketchRow = tuple[int, int, int, bytes, int | None, int, bytes, bytes, bytes | None, float]

# The id of its article, None where that is not stored, and the sketch.
StoredSketch = tuple[int | None, Sketch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored sketch worth judging. `shared_keys` is 0 where only the hash of the whole text is equal."""

    sketch_id: int
    article_id: int | None
    shared_keys: int


class Index:
    """The index in one database. Keys that a transaction adds are found at once, and written together at its end.

    Who frames the transaction calls `look_again` as it begins, `write` before it is committed, `forget` where it is
    rolled back.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.holders = Holders(connection)
        self._version = 0
        # The first sketch without keys, 0 where all have them, None until that is asked.
        self._keyless: int | None = None
        # Whether these have them in main memory.
        self._are_lent = False
        self._at_hand: OrderedDict[int, StoredSketch] = OrderedDict()
        self._bytes = 0

    def look_again(self) -> None:
        """To be called as a transaction begins: what other connections changed since is not at hand any more."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self.forget()
            self._version = version

    def add(self, sketch: Sketch, *, page_id: int, position: int, article_id: int | None) -> int:
        """Store a sketch and its keys, and return its id."""
        alone = not self.connection.in_transaction
        if alone:
            self.look_again()
        self.give_keys()
        row = self.connection.execute(_INSERTION, (None, page_id, position, article_id, *sketch_columns(sketch)))
        sketch_id = row.lastrowid
        assert sketch_id is not None
        self.holders.add(sketch_id, keys_of(sketch))
        if alone:
            self.write()
        return sketch_id

    def add_rows(self, rows: Sequence[SketchRow], *, with_keys: bool) -> None:
        """Store sketches of new articles.

        Without keys they get theirs when there are many such, or when anybody looks for candidates.
        """
        if not rows:
            return
        if with_keys:
            self.give_keys()
        first = self._value("SELECT coalesce(max(id), 0) + 1 FROM index_sketches")
        self.connection.executemany(_INSERTION, [(first + n, *row) for n, row in enumerate(rows)])
        if with_keys:
            keys = [index_keys(np.frombuffer(shingles, dtype=_SHINGLE)) for _, _, _, _, _, _, shingles, *_ in rows]
            self.holders.add_all(range(first, first + len(rows)), keys)
            return
        # What is in main memory is all that there is of later sketches.
        self.holders.write()
        self.holders.forget()
        if not self._first_without_keys():
            self.connection.execute("INSERT INTO index_keyless (first_id) VALUES (?)", (first,))
            self._keyless = first
        if first + len(rows) - self._first_without_keys() > _MOST_KEYLESS:
            self.give_keys()

    def give_keys(self) -> None:
        """Give all sketches their keys: in the table, or where no transaction is open, in main memory alone."""
        is_writing = self.connection.in_transaction
        first = self._first_without_keys()
        if not first or (self._are_lent and not is_writing):
            return
        rows = self.connection.execute("SELECT id, shingles FROM index_sketches WHERE id >= ? ORDER BY id", (first,))
        blocks = []
        while block := rows.fetchmany(_AT_ONCE):
            numbers, keys = keys_of_each([np.frombuffer(row[1], dtype=_SHINGLE) for row in block])
            blocks.append(placed(np.array([row[0] for row in block])[numbers], keys))
        places = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.int64)
        blocks.clear()
        places.sort()
        if not is_writing:
            self.holders.lend(first, places)
        else:
            # What is in main memory is all that there is of later sketches, or nothing.
            self.holders.write()
            self.holders.forget()
            self.holders.write_places(places)
            self.connection.execute("DELETE FROM index_keyless")
            self._keyless = 0
        self._are_lent = not is_writing

    def remove(self, sketch_id: int) -> None:
        """Take a sketch and its keys out of the index; an id that is not there is no error."""
        self.give_keys()
        for sketch in self.load([sketch_id]).values():
            self.holders.remove(sketch_id, keys_of(sketch))
        self.connection.execute("DELETE FROM index_sketches WHERE id = ?", (sketch_id,))
        # The next sketch may be given its id.
        if sketch_id in self._at_hand:
            self._bytes -= _size(self._at_hand.pop(sketch_id)[1])

    def replace(self, sketches: Mapping[int, Sketch]) -> None:
        """Put other sketches in the place of stored ones, given by their ids: they keep these, their articles and their
        places on pages. Those that had no keys yet have none.
        """
        if self._are_lent:
            # Keys in main memory alone are those of the sketches that were.
            self.holders.forget()
            self._are_lent = False
        first = self._first_without_keys() or NO_ID
        former = self.load([sketch_id for sketch_id in sketches if sketch_id < first])
        if former:
            self.holders.replace(
                places_of([*former], [keys_of(each) for each in former.values()]),
                places_of([*former], [keys_of(sketches[sketch_id]) for sketch_id in former]),
            )
        self.connection.executemany(
            "UPDATE index_sketches SET text_hash = ?, title_hash = ?, words = ?, shingles = ?, signature = ?,"
            " numbers = ?, tokens_a_word = ?"
            " WHERE id = ?",
            [(*sketch_columns(sketch), sketch_id) for sketch_id, sketch in sketches.items()],
        )
        for sketch_id in sketches.keys() & self._at_hand.keys():
            self._bytes -= _size(self._at_hand.pop(sketch_id)[1])

    def write(self) -> None:
        """Write the keys that were added since the last time."""
        self.holders.write()

    def forget(self) -> None:
        """Drop what was added and not written, and what is at hand of sketches that may be gone."""
        self.holders.forget()
        self._are_lent = False
        self._at_hand.clear()
        self._bytes = 0
        self._keyless = None

    def load(self, ids: Iterable[int]) -> dict[int, Sketch]:
        """The stored sketches by id, in the order given; ids that are not there are left out.

        Of a stored signature only the lower 16 bits of each value are kept (b-bit minwise hashing, Li and Konig
        2010): two agree by chance once in 65,536. The whole one is `copies.sketch.signature(shingles)` again.
        """
        ids = list(ids)
        stored = self._load(ids)
        return {sketch_id: stored[sketch_id][1] for sketch_id in ids if sketch_id in stored}

    def candidates(self, sketch: Sketch, *, limit: int = CANDIDATES) -> list[Candidate]:
        """The stored sketches that may share a passage with `sketch`, likeliest first, at most `limit`.

        They share two keys (a tiny text: one), or the whole text. The cost is bounded by the number of keys of
        the text, whatever the number of stored texts. The sketch itself is found too where it is stored already.
        """
        return self.candidates_of([sketch], limit=limit)[0]

    def candidates_of(
        self, sketches: Sequence[Sketch], *, ids: Sequence[int] | None = None, limit: int = CANDIDATES
    ) -> list[list[Candidate]]:
        """The same for several at once: by the hundred, each costs a quarter.

        `ids` are their own in the index, ascending. Each is then looked for among those with a smaller id, as if it
        were just to be stored: however they are parted into batches, what is found is the same.
        """
        if not sketches:
            return []
        if not self.connection.in_transaction:
            self.look_again()
        self.give_keys()
        keys = [keys_of(sketch) for sketch in sketches]
        recent = self.holders.recent()
        if ids is None or ids[0] >= recent.since:
            return self._candidates_of(sketches, ids, keys, recent, limit)
        # What lies between the sketches of a batch is loaded, if it is little: else the batch is parted there.
        cuts = [0, *(n for n in range(1, len(ids)) if ids[n] - ids[n - 1] > _NEAR), len(ids)]
        return [
            found
            for start, end in pairwise(cuts)
            for found in self._candidates_of(
                sketches[start:end],
                ids[start:end],
                keys[start:end],
                self._recent(ids[start:end], keys[start:end]),
                limit,
            )
        ]

    def _first_without_keys(self) -> int:
        if self._keyless is None:
            self._keyless = int(self._value("SELECT coalesce(min(first_id), 0) FROM index_keyless"))
        return self._keyless

    def _value(self, sql: str) -> Any:
        return self.connection.execute(sql).fetchone()[0]

    def _candidates_of(
        self,
        sketches: Sequence[Sketch],
        ids: Sequence[int] | None,
        keys: Sequence[NDArray[np.int64]],
        recent: Recent,
        limit: int,
    ) -> list[list[Candidate]]:
        below = np.full(len(sketches), NO_ID) if ids is None else np.array(ids, dtype=np.int64)
        shared = self._enough(self.holders.shared(keys, below, recent), sketches)
        same = self._same_texts(sketches, below.tolist(), limit)
        found = [
            chosen(same.get(number, ()), likely, limit=limit)
            for number, likely in enumerate(self._likeliest(shared, sketches, limit))
        ]
        counts = dict(
            zip(zip(shared.number.tolist(), shared.sketch_id.tolist(), strict=True), shared.keys.tolist(), strict=True)
        )
        stored = self._load({sketch_id for each in found for sketch_id in each})
        return [
            [
                Candidate(
                    sketch_id=sketch_id,
                    article_id=stored[sketch_id][0],
                    shared_keys=counts.get((number, sketch_id), 0),
                )
                for sketch_id in each
                if sketch_id in stored
            ]
            for number, each in enumerate(found)
        ]

    def _enough(self, shared: Shared, sketches: Sequence[Sketch]) -> Shared:
        """The pairs that are worth a look. Of stored texts, their lengths are asked for only where these decide."""
        words = np.array([sketch.words for sketch in sketches])[shared.number]
        short = words <= SHORT_WORDS
        if (asked := distinct(shared.sketch_id[~short & is_enough_of_short(shared)])).size:
            short |= np.isin(shared.sketch_id, self._short(asked))
        return enough(shared, words < TINY_WORDS, short)

    def _short(self, ids: NDArray[np.int64]) -> list[int]:
        """Those of the stored sketches that are of short texts."""
        rows = self.connection.execute(
            "SELECT id FROM index_sketches WHERE id IN (SELECT value FROM json_each(?)) AND words <= ?",
            (json.dumps(ids.tolist()), SHORT_WORDS),
        )
        return [row[0] for row in rows]

    def _recent(self, ids: Sequence[int], keys: Sequence[NDArray[np.int64]]) -> Recent:
        """What the table holds of a batch, and of what was stored between its sketches."""
        known = dict(zip(ids, keys, strict=True))
        if ids[-1] - ids[0] >= len(ids):
            rows = self.connection.execute("SELECT id FROM index_sketches WHERE id BETWEEN ? AND ?", (ids[0], ids[-1]))
            between = [row[0] for row in rows if row[0] not in known]
            known.update((sketch_id, keys_of(sketch)) for sketch_id, (_, sketch) in self._load(between).items())
        ordered = sorted(known)
        return Recent.of(ordered, [known[sketch_id] for sketch_id in ordered])

    def _likeliest(self, shared: Shared, sketches: Sequence[Sketch], limit: int) -> list[list[int]]:
        """For each, those with the most shared rare keys; of too many, ranked with the likeness of signatures too."""
        order = ranked(shared)
        sketch_ids, weights = shared.sketch_id[order].tolist(), shared.weight[order].tolist()
        bounds = np.searchsorted(shared.number[order], np.arange(len(sketches) + 1)).tolist()
        ranges = [
            slice(start, end if end - start <= limit else min(end, start + RANKED * limit))
            for start, end in pairwise(bounds)
        ]
        many = [each for each in ranges if each.stop - each.start > limit]
        signatures = self._signatures({sketch_id for each in many for sketch_id in sketch_ids[each]})
        found = []
        for sketch, each in zip(sketches, ranges, strict=True):
            ids = sketch_ids[each]
            if len(ids) > limit:
                stored = [signatures[sketch_id] for sketch_id in ids]
                ids = likeliest(ids, weights[each], stored, sketch.signature, limit=limit)
            found.append(ids)
        return found

    def _signatures(self, ids: Collection[int]) -> dict[int, bytes]:
        if not ids:
            return {}
        rows = self.connection.execute(
            "SELECT id, signature FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(ids)),),
        )
        return dict(rows.fetchall())

    def _same_texts(self, sketches: Sequence[Sketch], below: Sequence[int], limit: int) -> dict[int, list[int]]:
        """By the number of a sketch, the oldest that have its whole text; of an empty text none."""
        looked_for = {sketch.text_hash for sketch in sketches if sketch.words}
        if not looked_for:
            return {}
        rows = self.connection.execute(
            f"WITH each (text_hash) AS (VALUES {', '.join(['(?)'] * len(looked_for))})"
            " SELECT text_hash, (SELECT group_concat(id) FROM (SELECT id FROM index_sketches"
            " WHERE text_hash = each.text_hash AND id < ? ORDER BY id LIMIT ?)) AS ids FROM each",
            [*looked_for, max(below), limit],
        )
        known = {row[0]: [int(sketch_id) for sketch_id in row[1].split(",")] for row in rows if row[1]}
        return {
            number: [sketch_id for sketch_id in known[sketch.text_hash] if sketch_id < below[number]]
            for number, sketch in enumerate(sketches)
            if sketch.words and sketch.text_hash in known
        }

    def _load(self, ids: Collection[int]) -> dict[int, StoredSketch]:
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
                signature=np.frombuffer(signature, dtype=LOW_HALF).astype(np.uint32),
                numbers=None if numbers is None else np.frombuffer(numbers, dtype=_SHINGLE),
                tokens_a_word=tokens_a_word,
            )
            found[sketch_id] = self._at_hand[sketch_id] = article_id, sketch
            self._bytes += _size(sketch)
        while self._bytes > _MOST_BYTES:
            _, (_, sketch) = self._at_hand.popitem(last=False)
            self._bytes -= _size(sketch)
        return found


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


def _size(sketch: Sketch) -> int:
    return sketch.shingles.nbytes + sketch.signature.nbytes + _OBJECT_BYTES
