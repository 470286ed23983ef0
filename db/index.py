"""The candidate index: which stored texts share enough with a text to be judged.

Sketches (`sketches`) and their keys (`holders`) are two tables of the database, so nothing is rebuilt at start. An
import may leave the newest sketches without keys for a while: `index_keyless` says from which on, and whoever looks for
candidates gives them theirs first. Knows nothing of relations, or of how a text is sketched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from db.holders import Holders, Recent, placed, places_of
from db.sketches import Sketches, SketchRow, shingles_of
from likeness.candidates import (
    CANDIDATES,
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
from likeness.keys import index_keys, keys_of, keys_of_each
from model import Sketch

# Where a batch leaves out more ids than this in a row, what lies between is not loaded for it.
_NEAR = 64
# Sketches that may be without keys, which whoever looks for candidates writes then: .4 s. By so many at once a key
# costs .5 microseconds, by the thousand 1.3.
_MOST_KEYLESS = 20_000
# Of how many at once the keys are made.
_AT_ONCE = 1_000


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

    def __init__(self, connection: sqlite3.Connection, sketches: Sketches | None = None) -> None:
        self.connection = connection
        self.sketches = sketches or Sketches(connection)
        self.holders = Holders(connection)
        self._version = 0
        # The first sketch without keys, 0 where all have them, None until that is asked.
        self._keyless: int | None = None
        # Whether these have them in main memory.
        self._are_lent = False

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
        sketch_id = self.sketches.add(sketch, page_id=page_id, position=position, article_id=article_id)
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
        ids = self.sketches.add_rows(rows)
        if with_keys:
            self.holders.add_all(ids, [index_keys(shingles_of(shingles)) for _, _, _, _, _, _, shingles, *_ in rows])
            return
        # What is in main memory is all that there is of later sketches.
        self.holders.write()
        self.holders.forget()
        if not self._first_without_keys():
            self.connection.execute("INSERT INTO index_keyless (first_id) VALUES (?)", (ids.start,))
            self._keyless = ids.start
        if ids.stop - self._first_without_keys() > _MOST_KEYLESS:
            self.give_keys()

    def give_keys(self) -> None:
        """Give all sketches their keys: in the table, or where no transaction is open, in main memory alone."""
        is_writing = self.connection.in_transaction
        first = self._first_without_keys()
        if not first or (self._are_lent and not is_writing):
            return
        blocks = []
        for ids, shingles in self.sketches.shingles_from(first, at_once=_AT_ONCE):
            numbers, keys = keys_of_each(shingles)
            blocks.append(placed(np.array(ids)[numbers], keys))
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
        self.sketches.remove(sketch_id)

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
        self.sketches.replace(sketches)

    def write(self) -> None:
        """Write the keys that were added since the last time."""
        self.holders.write()

    def forget(self) -> None:
        """Drop what was added and not written, and what is at hand of sketches that may be gone."""
        self.holders.forget()
        self._are_lent = False
        self.sketches.forget()
        self._keyless = None

    def load(self, ids: Iterable[int]) -> dict[int, Sketch]:
        """The stored sketches by id, in the order given; ids that are not there are left out."""
        ids = list(ids)
        stored = self.sketches.load(ids)
        return {sketch_id: stored[sketch_id][1] for sketch_id in ids if sketch_id in stored}

    def candidates(self, sketch: Sketch) -> list[Candidate]:
        """The stored sketches that may share a passage with `sketch`, likeliest first, CANDIDATES at most.

        They share two keys (a tiny text: one), or the whole text. The cost is bounded by the number of keys of
        the text, whatever the number of stored texts. The sketch itself is found too where it is stored already.
        """
        return self.candidates_of([sketch])[0]

    def candidates_of(self, sketches: Sequence[Sketch], *, ids: Sequence[int] | None = None) -> list[list[Candidate]]:
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
            return self._candidates_of(sketches, ids, keys, recent)
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
            )
        ]

    def _first_without_keys(self) -> int:
        if self._keyless is None:
            ((self._keyless,),) = self.connection.execute("SELECT coalesce(min(first_id), 0) FROM index_keyless")
        return self._keyless

    def _candidates_of(
        self,
        sketches: Sequence[Sketch],
        ids: Sequence[int] | None,
        keys: Sequence[NDArray[np.int64]],
        recent: Recent,
    ) -> list[list[Candidate]]:
        below = np.full(len(sketches), NO_ID) if ids is None else np.array(ids, dtype=np.int64)
        shared = self._enough(self.holders.shared(keys, below, recent), sketches)
        same = self._same_texts(sketches, below.tolist())
        found = [
            chosen(same.get(number, ()), likely) for number, likely in enumerate(self._likeliest(shared, sketches))
        ]
        counts = dict(
            zip(zip(shared.number.tolist(), shared.sketch_id.tolist(), strict=True), shared.keys.tolist(), strict=True)
        )
        stored = self.sketches.load({sketch_id for each in found for sketch_id in each})
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
        words = np.array([sketch.words for sketch in sketches]).take(shared.number)
        tiny, short = words < TINY_WORDS, words <= SHORT_WORDS
        if (asked := (~short & is_enough_of_short(shared, tiny)).nonzero()[0]).size:
            ids = shared.sketch_id.take(asked).tolist()
            found = self.sketches.short(ids)
            short[asked] = [sketch_id in found for sketch_id in ids]
        return enough(shared, tiny, short)

    def _recent(self, ids: Sequence[int], keys: Sequence[NDArray[np.int64]]) -> Recent:
        """What the table holds of a batch, and of what was stored between its sketches."""
        known = dict(zip(ids, keys, strict=True))
        if ids[-1] - ids[0] >= len(ids):
            between = [sketch_id for sketch_id in self.sketches.between(ids[0], ids[-1]) if sketch_id not in known]
            known.update((sketch_id, keys_of(sketch)) for sketch_id, (_, sketch) in self.sketches.load(between).items())
        ordered = sorted(known)
        return Recent.of(ordered, [known[sketch_id] for sketch_id in ordered])

    def _likeliest(self, shared: Shared, sketches: Sequence[Sketch]) -> list[list[int]]:
        """For each, those with the most shared rare keys; of too many, ranked with the likeness of signatures too."""
        order = ranked(shared)
        sketch_ids, weights = shared.sketch_id[order].tolist(), shared.weight[order].tolist()
        bounds = np.searchsorted(shared.number[order], np.arange(len(sketches) + 1)).tolist()
        ranges = [
            slice(start, end if end - start <= CANDIDATES else min(end, start + RANKED * CANDIDATES))
            for start, end in pairwise(bounds)
        ]
        many = [each for each in ranges if each.stop - each.start > CANDIDATES]
        signatures = self.sketches.signatures({sketch_id for each in many for sketch_id in sketch_ids[each]})
        found = []
        for sketch, each in zip(sketches, ranges, strict=True):
            ids = sketch_ids[each]
            if len(ids) > CANDIDATES:
                stored = [signatures[sketch_id] for sketch_id in ids]
                ids = likeliest(ids, weights[each], stored, sketch.signature)
            found.append(ids)
        return found

    def _same_texts(self, sketches: Sequence[Sketch], below: Sequence[int]) -> dict[int, list[int]]:
        """By the number of a sketch, the oldest that have its whole text; of an empty text none."""
        text_hashes = {sketch.text_hash for sketch in sketches if sketch.words}
        known = self.sketches.with_texts(text_hashes, below=max(below), limit=CANDIDATES)
        return {
            number: [sketch_id for sketch_id in known[sketch.text_hash] if sketch_id < below[number]]
            for number, sketch in enumerate(sketches)
            if sketch.words and sketch.text_hash in known
        }
