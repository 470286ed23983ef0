"""A million articles out of some thousand real ones: variations of all of them, each as a whole.

A variation maps shingles to shingles, the same way in all texts, so that in each every family of copies has the size,
the order and the overlaps that it has in reality. Wording of one family alone is other wording in each variation; what
unrelated texts have in common, formulas and phrases, changes places with what is as frequent. So the number of an
article's relatives does not grow with the archive, and the number of texts that hold a phrase does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from db import Database
from likeness.keys import index_keys
from model import Sketch
from pipelines.copies.sketch import signature

# So many phrases of like frequency change places among each other.
_ALIKE = 1_000
_TRIP = 500
_PROCESSES = 2
_SEED = 5
_ROUND_1, _ROUND_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_STEP = 0x9E3779B9
Shingles = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealArticle:
    """What is asked of a stored article. `phrases` says of each shingle which phrase it is, -1 where none: int32, shape
    (shingles,); `family` is the number of that of its copies.
    """

    sketch: Sketch
    phrases: NDArray[np.int32]
    family: int
    outlet_id: int | None
    order_at: str
    published_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """Real articles, and the shingles that stand in texts of several families, the most frequent first."""

    articles: Sequence[RealArticle]
    phrases: Shingles


def originals_of(archive: Path) -> Originals:
    """All articles of an archive."""
    with Database(archive, read_only=True) as database:
        rows = database.connection.execute(
            "select index_sketches.id, outlet_id, order_at, published_at, coalesce(cluster_id, -articles.id) as family "
            "from index_sketches join articles on articles.id = index_sketches.article_id order by index_sketches.id"
        ).fetchall()
        stored = database.sketches([row["id"] for row in rows])
    sketches = [stored[row["id"]] for row in rows]
    numbers = {family: number for number, family in enumerate(dict.fromkeys(row["family"] for row in rows))}
    families = [numbers[row["family"]] for row in rows]
    sizes = [sketch.shingles.size for sketch in sketches]
    phrases, numbered = _phrases(np.concatenate([s.shingles for s in sketches]), np.repeat(families, sizes))
    articles = [
        RealArticle(
            sketch=sketch,
            phrases=numbers_of_phrases,
            family=family,
            outlet_id=row["outlet_id"],
            order_at=row["order_at"],
            published_at=row["published_at"],
        )
        for row, sketch, family, numbers_of_phrases in zip(
            rows, sketches, families, np.split(numbered, np.cumsum(sizes)[:-1]), strict=True
        )
    ]
    return Originals(articles=articles, phrases=phrases)


def varied(originals: Originals, number: int, variation: int) -> Sketch:
    """An article in a variation; of variation 0 as it is."""
    article = originals.articles[number]
    sketch = article.sketch
    if not variation:
        return Sketch(
            text_hash=sketch.text_hash,
            title_hash=sketch.title_hash,
            words=sketch.words,
            shingles=sketch.shingles,
            signature=signature(sketch.shingles),
            keys=index_keys(sketch.shingles),
        )
    others = originals.phrases[_changed_places(originals.phrases.size, variation)[article.phrases]]
    shingles = np.where(article.phrases < 0, _mixed(sketch.shingles, variation), others)
    title = sketch.title_hash
    return Sketch(
        text_hash=hashlib.blake2b(sketch.text_hash + variation.to_bytes(4), digest_size=16).digest(),
        title_hash=None if title is None else title ^ variation * _STEP,
        words=sketch.words,
        shingles=shingles,
        signature=signature(shingles),
        keys=index_keys(shingles),
    )


def all_varied(originals: Originals, wanted: Sequence[tuple[int, int]]) -> Iterator[Sketch]:
    """Articles in variations, given as pairs of their numbers: the sketches, in that order."""
    trips = [wanted[start : start + _TRIP] for start in range(0, len(wanted), _TRIP)]
    context = get_context("fork")
    pipes = []
    for first in range(_PROCESSES):
        here, there = context.Pipe(duplex=False)
        # Forked, they see the articles as they stand here: nothing is handed over.
        context.Process(target=_send, args=(originals, trips[first::_PROCESSES], there), daemon=True).start()
        there.close()
        pipes.append(here)
    for number in range(len(trips)):
        yield from pipes[number % _PROCESSES].recv()


def families_first(originals: Originals, articles: int) -> list[int]:
    """The numbers of all articles, in such an order that the first so many are whole families; else by the dice."""
    random = np.random.default_rng(_SEED)
    families = np.array([article.family for article in originals.articles])
    place = random.permutation(int(families.max()) + 1)
    by_family = np.argsort(place[families], kind="stable")
    return [*random.permutation(by_family[:articles]).tolist(), *random.permutation(by_family[articles:]).tolist()]


def _phrases(shingles: Shingles, families: NDArray[np.int64]) -> tuple[Shingles, NDArray[np.int32]]:
    """The shingles that stand in texts of two families and more, the most frequent first, and the number of each
    shingle among them, -1 where it is none.
    """
    order = shingles.argsort()
    ordered, of = shingles[order], families[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    sizes = np.diff(np.append(starts, shingles.size))
    several = np.flatnonzero(np.minimum.reduceat(of, starts) != np.maximum.reduceat(of, starts))
    frequent = several[np.argsort(-sizes[several], kind="stable")]
    numbers = np.full(starts.size, -1, dtype=np.int32)
    numbers[frequent] = np.arange(frequent.size)
    numbered = np.empty(shingles.size, dtype=np.int32)
    numbered[order] = numbers.repeat(sizes)
    return ordered[starts[frequent]], numbered


@lru_cache(maxsize=64)
def _changed_places(phrases: int, variation: int) -> NDArray[np.int32]:
    """Which phrase stands for which in a variation."""
    random = np.random.default_rng(variation)
    ranks = np.arange(phrases) // _ALIKE + random.random(phrases)
    return ranks.argsort().astype(np.int32)


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
