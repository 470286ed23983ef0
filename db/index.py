"""The candidate index: which stored texts share enough with a text to be worth judging.

Holds sketches and their keys in two tables of the database; nothing is kept in memory or rebuilt at start.
Knows nothing of transactions (the caller's), of relations, or of how a text is sketched.
"""

from __future__ import annotations

import json
import sqlite3
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
COMMON_SHARE = 20 / 30_000


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
    small = _distinct(shingles[shingles < KEY_LIMIT])
    if small.size < MIN_KEYS:
        small = _distinct(shingles)[:MIN_KEYS]
    return small.astype(np.int64)


def _distinct(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """`np.unique`, which takes three times as long for a few hundred values."""
    ordered = np.sort(shingles)
    wanted = np.ones(ordered.size, dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=wanted[1:])
    return ordered[wanted]


def add_sketch(
    connection: sqlite3.Connection, sketch: Sketch, *, page_id: int, position: int, article_id: int | None
) -> int:
    """Store a sketch and its keys inside the caller's transaction, and return its id."""
    row = connection.execute(
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
    connection.executemany(
        "INSERT INTO index_keys (key, sketch_id) VALUES (?, ?)",
        [(key, sketch_id) for key in sketch.keys.tolist()],
    )
    return sketch_id


def remove_sketch(connection: sqlite3.Connection, sketch_id: int) -> None:
    """Take a sketch and its keys out of the index; an id that is not there is no error."""
    for sketch in load_sketches(connection, [sketch_id]).values():
        connection.executemany(
            "DELETE FROM index_keys WHERE key = ? AND sketch_id = ?",
            [(key, sketch_id) for key in sketch.keys.tolist()],
        )
    connection.execute("DELETE FROM index_sketches WHERE id = ?", (sketch_id,))


def load_sketches(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Sketch]:
    """The stored sketches by id; ids that are not there are left out.

    Of a stored signature only the lower 16 bits of each value are kept (b-bit minwise hashing, Li and Konig
    2010): two agree by chance once in 65,536. The whole one is `pipelines.sketch.signature(shingles)` again.
    """
    rows = connection.execute(
        "SELECT id, text_hash, title_hash, words, shingles, signature FROM index_sketches"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    sketches = {}
    for sketch_id, text_hash, title_hash, words, blob, signature in rows:
        shingles = np.frombuffer(blob, dtype="<u4")
        sketches[sketch_id] = Sketch(
            text_hash=text_hash,
            title_hash=title_hash,
            words=words,
            shingles=shingles,
            signature=np.frombuffer(signature, dtype="<u2").astype(np.uint32),
            keys=index_keys(shingles),
        )
    return sketches


def candidates(connection: sqlite3.Connection, sketch: Sketch, *, limit: int = CANDIDATES) -> list[Candidate]:
    """The stored sketches that may share a passage with `sketch`, likeliest first, at most `limit`.

    They share two keys (a tiny text: one), or the whole text. The cost is bounded by the number of keys of
    the text, whatever the number of stored texts. The sketch itself is found too where it is stored already.
    """
    if not sketch.words:
        return []
    shared, weights = _shared_keys(connection, sketch.keys)
    enough = 1 if sketch.words < TINY_WORDS else 2
    ids = [
        sketch_id
        for sketch_id, count in shared.items()
        if count >= ENOUGH_KEYS or (count >= enough and weights[sketch_id] >= ENOUGH_WEIGHT)
    ]
    if len(ids) > limit:
        ids = _likeliest(connection, sketch, ids, weights, limit)
    else:
        ids.sort(key=lambda sketch_id: (-weights[sketch_id], sketch_id))
    same = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM index_sketches WHERE text_hash = ? ORDER BY id LIMIT ?", (sketch.text_hash, limit)
        )
    ]
    ids = list(dict.fromkeys([*same, *ids]))[:limit]
    articles = dict(
        connection.execute(
            "SELECT id, article_id FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
    )
    return [
        Candidate(sketch_id=sketch_id, article_id=articles[sketch_id], shared_keys=shared.get(sketch_id, 0))
        for sketch_id in ids
        if sketch_id in articles
    ]


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


def _shared_keys(connection: sqlite3.Connection, keys: NDArray[np.int64]) -> tuple[dict[int, int], dict[int, float]]:
    """How many keys each stored sketch shares, and the same with each key divided by how many hold it."""
    rows = connection.execute(
        "SELECT (SELECT group_concat(sketch_id) FROM (SELECT sketch_id FROM index_keys WHERE key = k.value"
        " ORDER BY sketch_id LIMIT ?)) FROM json_each(?) AS k",
        (OLDEST_HOLDERS, json.dumps(keys.tolist())),
    ).fetchall()
    shared: dict[int, int] = {}
    weights: dict[int, float] = {}
    full = []
    for number, (holders,) in enumerate(rows):
        if holders is None:
            continue
        ids = holders.split(",")
        if len(ids) == OLDEST_HOLDERS:
            full.append((number, set(ids)))
        weight = 1 / len(ids)
        for text in ids:
            sketch_id = int(text)
            shared[sketch_id] = shared.get(sketch_id, 0) + 1
            weights[sketch_id] = weights.get(sketch_id, 0.0) + weight
    if full:
        newest = connection.execute(
            "SELECT (SELECT group_concat(sketch_id) FROM (SELECT sketch_id FROM index_keys"
            " WHERE key = k.value ORDER BY sketch_id DESC LIMIT ?)) FROM json_each(?) AS k",
            (NEWEST_HOLDERS, json.dumps([int(keys[number]) for number, _ in full])),
        ).fetchall()
        for (_, known), (holders,) in zip(full, newest, strict=True):
            for text in holders.split(","):
                if text not in known:
                    sketch_id = int(text)
                    shared[sketch_id] = shared.get(sketch_id, 0) + 1
                    weights[sketch_id] = weights.get(sketch_id, 0.0) + 1 / OLDEST_HOLDERS
    return shared, weights


def _likeliest(
    connection: sqlite3.Connection, sketch: Sketch, ids: list[int], weights: dict[int, float], limit: int
) -> list[int]:
    """Of too many, those with the most shared rare keys, ranked with the likeness of their signatures."""
    ids = sorted(ids, key=lambda sketch_id: (-weights[sketch_id], sketch_id))[: 2 * limit]
    rows = connection.execute(
        "SELECT id, signature FROM index_sketches WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    ).fetchall()
    signatures = np.frombuffer(b"".join(row[1] for row in rows), dtype="<u2").reshape(len(rows), -1)
    likeness = (signatures == sketch.signature.astype("<u2")).mean(axis=1)
    most = max(weights[ids[0]], 1e-9)
    scores = {row[0]: weights[row[0]] / most + float(like) for row, like in zip(rows, likeness, strict=True)}
    return sorted(scores, key=lambda sketch_id: (-scores[sketch_id], sketch_id))[:limit]
