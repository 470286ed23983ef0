"""A million articles out of some thousand real ones: variations of all of them, each as a whole.

A variation maps shingles to shingles, the same way in all texts, so that in each every family of copies has the size,
the order and the overlaps that it has in reality. Wording of one family alone is other wording in each variation; what
unrelated texts have in common, formulas and phrases, stays in one variation of three. So the number of an article's
relatives does not grow with the archive, and how many texts hold a phrase does.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from db import Database
from db.index import index_keys
from model import Sketch
from pipelines.sketch import signature

KEPT_ONE_OF = 3
_TRIP = 500
_ROUND_1, _ROUND_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_STEP = 0x9E3779B9
Shingles = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealArticle:
    """What is asked of a stored article. `phrases` says which of its shingles are common or stand in texts of several
    families, shape (shingles,); `family` is the number of that of its copies.
    """

    sketch: Sketch
    phrases: NDArray[np.bool_]
    family: int
    outlet_id: int | None
    order_at: str
    published_at: str | None


Originals = Sequence[RealArticle]


def originals_of(archive: Path) -> Originals:
    """All articles of an archive that has a snapshot of what is common."""
    with Database(archive, read_only=True) as database:
        rarity = database.rarity()
        if rarity is None:
            sys.exit(f"{archive}: has no snapshot of what is common: import more articles")
        rows = database.connection.execute(
            "select index_sketches.id, outlet_id, order_at, published_at, coalesce(cluster_id, -articles.id) as family "
            "from index_sketches join articles on articles.id = index_sketches.article_id order by index_sketches.id"
        ).fetchall()
        stored = database.sketches([row["id"] for row in rows])
    sketches = [stored[row["id"]] for row in rows]
    numbers = {family: number for number, family in enumerate(dict.fromkeys(row["family"] for row in rows))}
    families = [numbers[row["family"]] for row in rows]
    shingles = np.concatenate([sketch.shingles for sketch in sketches])
    phrases = _in_several(shingles, np.repeat(families, [sketch.shingles.size for sketch in sketches]))
    phrases |= np.isin(shingles, rarity.common)
    cuts = np.cumsum([sketch.shingles.size for sketch in sketches])[:-1]
    return [
        RealArticle(
            sketch=sketch,
            phrases=of_phrases,
            family=family,
            outlet_id=row["outlet_id"],
            order_at=row["order_at"],
            published_at=row["published_at"],
        )
        for row, sketch, family, of_phrases in zip(rows, sketches, families, np.split(phrases, cuts), strict=True)
    ]


def varied(originals: Originals, number: int, variation: int) -> Sketch:
    """An article in a variation; of variation 0 as it is."""
    sketch = originals[number].sketch
    if not variation:
        return Sketch(
            text_hash=sketch.text_hash,
            title_hash=sketch.title_hash,
            words=sketch.words,
            shingles=sketch.shingles,
            signature=signature(sketch.shingles),
            keys=index_keys(sketch.shingles),
        )
    mixed = _mixed(sketch.shingles, variation)
    kept = originals[number].phrases & (mixed % np.uint32(KEPT_ONE_OF) == 0)
    shingles = np.where(kept, sketch.shingles, mixed)
    title = sketch.title_hash
    return Sketch(
        text_hash=hashlib.blake2b(sketch.text_hash + variation.to_bytes(4), digest_size=16).digest(),
        title_hash=None if title is None else title ^ variation * _STEP,
        words=sketch.words,
        shingles=shingles,
        signature=signature(shingles),
        keys=index_keys(shingles),
    )


def all_varied(originals: Originals, wanted: Sequence[tuple[int, int]], *, processes: int = 2) -> Iterator[Sketch]:
    """Articles in variations, given as pairs of their numbers: the sketches, in that order."""
    trips = [wanted[start : start + _TRIP] for start in range(0, len(wanted), _TRIP)]
    context = get_context("fork")
    pipes = []
    for first in range(processes):
        here, there = context.Pipe(duplex=False)
        # Forked, they see the articles as they stand here: nothing is handed over.
        context.Process(target=_send, args=(originals, trips[first::processes], there), daemon=True).start()
        there.close()
        pipes.append(here)
    for number in range(len(trips)):
        yield from pipes[number % processes].recv()


def families_first(originals: Originals, articles: int, *, seed: int = 5) -> list[int]:
    """The numbers of all articles, in such an order that the first so many are whole families; else by the dice."""
    random = np.random.default_rng(seed)
    families = np.array([article.family for article in originals])
    place = random.permutation(int(families.max()) + 1)
    by_family = np.argsort(place[families], kind="stable")
    return [*random.permutation(by_family[:articles]).tolist(), *random.permutation(by_family[articles:]).tolist()]


def _in_several(shingles: Shingles, families: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the shingles stand in texts of two families and more."""
    order = shingles.argsort()
    ordered, of = shingles[order], families[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    several = np.minimum.reduceat(of, starts) != np.maximum.reduceat(of, starts)
    found = np.zeros(shingles.size, dtype=bool)
    found[order] = several.repeat(np.diff(np.append(starts, shingles.size)))
    return found


def _mixed(shingles: Shingles, variation: int) -> Shingles:
    """Other numbers for other numbers, and others in each variation (the last rounds of murmur3)."""
    mixed = shingles ^ np.uint32(variation * _STEP % 2**32)
    mixed ^= mixed >> np.uint32(16)
    mixed *= _ROUND_1
    mixed ^= mixed >> np.uint32(13)
    mixed *= _ROUND_2
    mixed ^= mixed >> np.uint32(16)
    return mixed


def _send(originals: Originals, trips: Sequence[Sequence[tuple[int, int]]], pipe: Connection) -> None:
    for trip in trips:
        pipe.send([varied(originals, *one) for one in trip])
