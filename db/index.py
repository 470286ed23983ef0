"""The candidate index: which stored texts share enough with a text to be worth judging.

Holds sketches and their keys in two tables of the database; nothing is rebuilt at start. Knows nothing of
relations, or of how a text is sketched.
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model import Sketch

# A key is kept of every eighth distinct shingle (those with the smallest hashes), and of at least 32.
KEY_LIMIT = 2**32 // 8
MIN_KEYS = 32
# Of a key that many texts hold, the oldest and the newest holders are looked at: the oldest find the first
# of a cluster however large it grows, the newest find a text that is built of formulas alone.
OLDEST_HOLDERS = 24
NEWEST_HOLDERS = 8
TINY_WORDS = 12
# Two keys that a dozen texts hold each are a formula; several such keys, or one held by few, are worth a look.
ENOUGH_KEYS = 5
ENOUGH_WEIGHT = 0.15
CANDIDATES = 40
COMMON_SHARE = 16 / 30_000
# Sketches that are kept at hand: some 2 kB each.
_AT_HAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored sketch worth judging. `shared_keys` is 0 where only the hash of the whole text is equal."""

    sketch_id: int
    article_id: int | None
    shared_keys: int


def index_keys(shingles: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The scaled MinHash of `shingles`: int64, sorted, distinct; a function of the set of shingles alone.

    All distinct shingles below `KEY_LIMIT`; where these are fewer than `MIN_KEYS`, the `MIN_KEYS` smallest.
    """
    small = distinct(shingles[shingles < KEY_LIMIT])
    if small.size < MIN_KEYS:
        small = distinct(shingles)[:MIN_KEYS]
    return small.astype(np.int64)


def distinct(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """`np.unique`, which takes three times as long for a few hundred values."""
    ordered = np.sort(shingles)
    wanted = np.ones(ordered.size, dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=wanted[1:])
    return ordered[wanted]


class Index:
    """The index in one database. Keys that a transaction adds are found at once, and written together at its end.

    Each key has its own place in the table: sorted and written by the thousand they cost a third. Who frames the
    transaction calls `look_again` as it begins, `write` before it is committed, `forget` where it is rolled back.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._unwritten: dict[int, list[int]] = {}
        self._version = 0
        self._at_hand: OrderedDict[int, tuple[int | None, Sketch]] = OrderedDict()

    def look_again(self) -> None:
        """To be called as a transaction begins: what other connections changed since is not at hand any more."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._at_hand.clear()
            self._version = version

    def add(self, sketch: Sketch, *, page_id: int, position: int, article_id: int | None) -> int:
        """Store a sketch and its keys, and return its id."""
        row = self.connection.execute(
            "INSERT INTO index_sketches (page_id, position, article_id, text_hash, title_hash, words, shingles,"
            " signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page_id,
                position,
                article_id,
                sketch.text_hash,
                sketch.title_hash,
                sketch.words,
                sketch.shingles.astype("<u4", copy=False).tobytes(),
                sketch.signature.astype("<u2").tobytes(),
            ),
        )
        sketch_id = row.lastrowid
        assert sketch_id is not None
        for key in sketch.keys.tolist():
            self._unwritten.setdefault(key, []).append(sketch_id)
        if not self.connection.in_transaction:
            self.write()
        return sketch_id

    def remove(self, sketch_id: int) -> None:
        """Take a sketch and its keys out of the index; an id that is not there is no error."""
        for sketch in self.load([sketch_id]).values():
            keys = sketch.keys.tolist()
            for key in keys:
                if sketch_id in self._unwritten.get(key, ()):
                    self._unwritten[key].remove(sketch_id)
            self.connection.executemany(
                "DELETE FROM index_keys WHERE key = ? AND sketch_id = ?", [(key, sketch_id) for key in keys]
            )
        self.connection.execute("DELETE FROM index_sketches WHERE id = ?", (sketch_id,))
        # The next sketch may be given its id.
        self._at_hand.pop(sketch_id, None)

    def write(self) -> None:
        """Write the keys that were added since the last time."""
        self.connection.executemany(
            "INSERT INTO index_keys (key, sketch_id) VALUES (?, ?)",
            [(key, sketch_id) for key in sorted(self._unwritten) for sketch_id in self._unwritten[key]],
        )
        self._unwritten.clear()

    def forget(self) -> None:
        """Drop what was added and not written, and what is at hand of sketches that may be gone."""
        self._unwritten.clear()
        self._at_hand.clear()

    def load(self, ids: Iterable[int]) -> dict[int, Sketch]:
        """The stored sketches by id; ids that are not there are left out.

        Of a stored signature only the lower 16 bits of each value are kept (b-bit minwise hashing, Li and Konig
        2010): two agree by chance once in 65,536. The whole one is `pipelines.sketch.signature(shingles)` again.
        """
        return {sketch_id: sketch for sketch_id, (_, sketch) in self._load(list(ids)).items()}

    def candidates(self, sketch: Sketch, *, limit: int = CANDIDATES) -> list[Candidate]:
        """The stored sketches that may share a passage with `sketch`, likeliest first, at most `limit`.

        They share two keys (a tiny text: one), or the whole text. The cost is bounded by the number of keys of
        the text, whatever the number of stored texts. The sketch itself is found too where it is stored already.
        """
        if not sketch.words:
            return []
        shared, weights = self._shared_keys(sketch.keys.tolist())
        enough = 1 if sketch.words < TINY_WORDS else 2
        ids = [
            sketch_id
            for sketch_id, count in shared.items()
            if count >= enough and (count >= ENOUGH_KEYS or weights[sketch_id] >= ENOUGH_WEIGHT)
        ]
        if len(ids) > limit:
            ids = self._likeliest(sketch, ids, weights, limit)
        else:
            ids.sort(key=lambda sketch_id: (-weights[sketch_id], sketch_id))
        same = [
            row[0]
            for row in self.connection.execute(
                "SELECT id FROM index_sketches WHERE text_hash = ? ORDER BY id LIMIT ?", (sketch.text_hash, limit)
            )
        ]
        ids = list(dict.fromkeys([*same, *ids]))[:limit]
        stored = self._load(ids)
        return [
            Candidate(sketch_id=sketch_id, article_id=stored[sketch_id][0], shared_keys=shared.get(sketch_id, 0))
            for sketch_id in ids
            if sketch_id in stored
        ]

    def _load(self, ids: list[int]) -> dict[int, tuple[int | None, Sketch]]:
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
            "SELECT id, article_id, text_hash, title_hash, words, shingles, signature FROM index_sketches"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(missing),),
        )
        for sketch_id, article_id, text_hash, title_hash, words, blob, signature in rows:
            shingles = np.frombuffer(blob, dtype="<u4")
            sketch = Sketch(
                text_hash=text_hash,
                title_hash=title_hash,
                words=words,
                shingles=shingles,
                signature=np.frombuffer(signature, dtype="<u2").astype(np.uint32),
                keys=index_keys(shingles),
            )
            found[sketch_id] = self._at_hand[sketch_id] = article_id, sketch
        while len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)
        return found

    def _shared_keys(self, keys: list[int]) -> tuple[dict[int, int], dict[int, float]]:
        """How many keys each stored sketch shares, and the same with each key divided by how many hold it."""
        shared: dict[int, int] = {}
        weights: dict[int, float] = {}
        full: list[tuple[int, list[int]]] = []
        for key, holders in zip(keys, self._oldest_holders(keys), strict=True):
            if not holders:
                continue
            weight = 1 / len(holders)
            if len(holders) == OLDEST_HOLDERS:
                full.append((key, holders))
            for sketch_id in holders:
                shared[sketch_id] = shared.get(sketch_id, 0) + 1
                weights[sketch_id] = weights.get(sketch_id, 0.0) + weight
        if full:
            weight = 1 / OLDEST_HOLDERS
            for (_, oldest), newest in zip(full, self._newest_holders([key for key, _ in full]), strict=True):
                for sketch_id in newest:
                    if sketch_id not in oldest:
                        shared[sketch_id] = shared.get(sketch_id, 0) + 1
                        weights[sketch_id] = weights.get(sketch_id, 0.0) + weight
        return shared, weights

    def _oldest_holders(self, keys: list[int]) -> list[list[int]]:
        rows = self.connection.execute(
            "SELECT (SELECT group_concat(sketch_id) FROM (SELECT sketch_id FROM index_keys WHERE key = k.value"
            " ORDER BY sketch_id LIMIT ?)) FROM json_each(?) AS k",
            (OLDEST_HOLDERS, json.dumps(keys)),
        )
        added = self._unwritten.get
        return [
            [*(map(int, holders.split(",")) if holders else ()), *added(key, ())][:OLDEST_HOLDERS]
            for key, (holders,) in zip(keys, rows, strict=True)
        ]

    def _newest_holders(self, keys: list[int]) -> list[list[int]]:
        rows = self.connection.execute(
            "SELECT (SELECT group_concat(sketch_id) FROM (SELECT sketch_id FROM index_keys"
            " WHERE key = k.value ORDER BY sketch_id DESC LIMIT ?)) FROM json_each(?) AS k",
            (NEWEST_HOLDERS, json.dumps(keys)),
        )
        return [
            [*self._unwritten.get(key, ())[::-1], *(map(int, holders.split(",")) if holders else ())][:NEWEST_HOLDERS]
            for key, (holders,) in zip(keys, rows, strict=True)
        ]

    def _likeliest(self, sketch: Sketch, ids: list[int], weights: dict[int, float], limit: int) -> list[int]:
        """Of too many, those with the most shared rare keys, ranked with the likeness of their signatures."""
        ids = sorted(ids, key=lambda sketch_id: (-weights[sketch_id], sketch_id))[: 2 * limit]
        rows = self.connection.execute(
            "SELECT id, signature FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        ).fetchall()
        signatures = np.frombuffer(b"".join(row[1] for row in rows), dtype="<u2").reshape(len(rows), -1)
        likeness = (signatures == sketch.signature.astype("<u2")).mean(axis=1)
        most = max(weights[ids[0]], 1e-9)
        scores = {row[0]: weights[row[0]] / most + float(like) for row, like in zip(rows, likeness, strict=True)}
        return sorted(scores, key=lambda sketch_id: (-scores[sketch_id], sketch_id))[:limit]


def common_shingles(
    connection: sqlite3.Connection, sketch_ids: Sequence[int], *, share: float = COMMON_SHARE
) -> NDArray[np.uint32]:
    """The shingles that stand in more than `share` of these texts (and in more than 3): uint32, sorted, distinct.

    Give at most a few of each cluster, else a text that many outlets carry makes its own words common. 30,000
    ids are enough; that many take about a second and 100 MB.
    """
    parts = []
    for start in range(0, len(sketch_ids), 500):
        rows = connection.execute(
            "SELECT shingles FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(sketch_ids[start : start + 500])),),
        )
        parts += [np.unique(np.frombuffer(row[0], dtype="<u4")) for row in rows]
    if not parts:
        return np.zeros(0, dtype=np.uint32)
    every = np.concatenate(parts)
    every.sort()
    least = max(3, int(share * len(parts)))
    common: NDArray[np.uint32] = np.unique(every[least:][every[least:] == every[:-least]])
    return common.astype(np.uint32, copy=False)
