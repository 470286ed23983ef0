"""What one article costs as an archive grows to a million: looked up, judged and recorded by the product's own code.

The archive holds sketches, keys, clusters and rows of articles without text, in a temporary database. Of each variation
of the real articles the same tenth is kept out: of these the same are asked at each size, and not stored.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.variations import Originals, all_varied, families_first, varied
from config.tables import Config
from db import Database
from model import Sketch
from pipelines.copies.judging import Judging
from pipelines.copies.look_up import find_relatives

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
ASKED = 1_000
KEPT_OUT = 10
# What a million articles take without their texts, and while they are written.
BYTES_EACH = 5_000
_FIRST = SIZES[0] * KEPT_OUT // (KEPT_OUT - 1) + 1
_ADDED, _BATCH = 2_048, 512
_AT_ONCE = 350_000
# A variation comes after the one before it, as days go on.
_APART = timedelta(days=18)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_ARTICLE = (
    "insert into articles (id, page_id, position, outlet_id, cluster_id, url, published_at, order_at, first_seen_at,"
    " words, text_hash, text) values (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, '')"
)
# The number of an original, and of its variation.
Placed = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one article cost, in seconds, without the commit: by the clock, and of the processor; of the first, the look
    for relatives. How many candidates and relatives it had. `found_again`: whether a copy found is of the cluster that
    the original is in; None where no other of that cluster is stored.
    """

    wall: float
    cpu: float
    look: float
    candidates: int
    copies: int
    partials: int
    found_again: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What was measured at a size. Times in seconds, `added` in articles a second, `index` in bytes an article."""

    articles: int
    asked: Sequence[Asked]
    opening: float
    first: float
    snapshot: float
    added: float
    index: float
    built: float


class Archive:
    """A growing database of varied articles."""

    def __init__(self, path: Path, originals: Originals) -> None:
        self.path = path
        self.originals = originals
        self.size = 0
        order = families_first(originals, _FIRST)
        self._order = [number for place, number in enumerate(order) if place % KEPT_OUT]
        self._kept_out = order[:_FIRST:KEPT_OUT]
        self._waiting = self._every()
        sizes = Counter(article.family for article in originals.articles)
        self._clustered = [sizes[article.family] > 1 for article in originals.articles]
        self._quickly(self._add_outlets)

    def grow(self, size: int) -> float:
        """Add articles until there are `size`: how many seconds it took."""
        started = time.monotonic()
        while self.size < size:
            placed = [next(self._waiting) for _ in range(min(size - self.size, _AT_ONCE))]
            self._quickly(partial(self._add, placed))
        return time.monotonic() - started

    def add_as_imported(self, articles: int) -> float:
        """Add some as an import does, 512 in a transaction (not synchronised): articles a second."""
        sketches = [next(self._waiting) for _ in range(articles)]
        made = [varied(self.originals, *placed) for placed in sketches]
        seconds = 0.0
        with self.open() as database:
            for start in range(0, articles, _BATCH):
                rows = self._rows(sketches[start : start + _BATCH])
                started = time.perf_counter()
                with database.transaction():
                    self._insert(database, rows, made[start : start + _BATCH])
                seconds += time.perf_counter() - started
        return articles / seconds

    def ask(self, number: int) -> list[Asked]:
        """Let articles of those that were kept out arrive one by one, as from a crawl; each is taken back."""
        random = np.random.default_rng(4)
        whole = max(1, self.size // len(self._order))
        placed = [(one, int(random.integers(whole))) for one in self._kept_out[:number]]
        sketches = [varied(self.originals, *one) for one in placed]
        with self.open() as database:
            judging = Judging(database, Config(), run_id=None)
            # What the benchmark itself holds is no business of the collector.
            gc.collect()
            gc.freeze()
            return [self._arrive(database, judging, one, sketch) for one, sketch in zip(placed, sketches, strict=True)]

    def take_snapshot(self) -> float:
        """Of what is common, as the product takes it when an archive has doubled: seconds."""
        started = time.monotonic()
        with self.open() as database:
            database.make_rarity(now=_NOW)
        return time.monotonic() - started

    def start(self) -> tuple[float, float]:
        """Seconds to open the database with what judging needs, and seconds of the first look-up: medians of nine."""
        spent = []
        for number in self._kept_out[-9:]:
            sketch = varied(self.originals, number, 0)
            started = time.perf_counter()
            with Database(self.path) as database:
                Judging(database, Config(), run_id=None)
                opened = time.perf_counter()
                database.candidates(sketch)
                spent.append((opened - started, time.perf_counter() - opened))
        opening, first = np.median(np.array(spent), axis=0).tolist()
        return opening, first

    def open(self) -> Database:
        """As the product opens it, but without waiting for the disk."""
        database = Database(self.path)
        database.connection.execute("pragma synchronous = off")
        # Pages and texts are left out.
        database.connection.execute("pragma foreign_keys = off")
        return database

    def _every(self) -> Iterator[Placed]:
        """All articles of the first variation, then of the next, but those that are kept out."""
        random = np.random.default_rng(3)
        for variation in count():
            order = random.permutation(self._order).tolist() if variation else self._order
            yield from ((number, variation) for number in order)

    def _quickly(self, action: Callable[[Database], None]) -> None:
        """In one transaction, with memory for the pages that it touches: sorted, the keys are written once."""
        with self.open() as database:
            database.connection.execute("pragma cache_size = -256000")
            with database.transaction():
                action(database)
            database.checkpoint()

    def _add_outlets(self, database: Database) -> None:
        for outlet in sorted({a.outlet_id for a in self.originals.articles if a.outlet_id is not None}):
            database.connection.execute(
                "insert into outlets (id, name, first_seen_at) values (?, ?, '2026-01-01T00:00:00Z')",
                (outlet, f"outlet {outlet}"),
            )

    def _add(self, placed: Sequence[Placed], database: Database) -> None:
        made = all_varied(self.originals, placed)
        for start in range(0, len(placed), _BATCH):
            some = placed[start : start + _BATCH]
            self._insert(database, self._rows(some), [next(made) for _ in some])
        self._add_clusters(database)

    def _insert(self, database: Database, rows: Sequence[tuple[Any, ...]], sketches: Sequence[Sketch]) -> None:
        database.connection.executemany(_ARTICLE, rows)
        for row, sketch in zip(rows, sketches, strict=True):
            database.index.add(sketch, page_id=row[1], position=0, article_id=row[0])

    def _rows(self, placed: Sequence[Placed]) -> list[tuple[Any, ...]]:
        self.size += len(placed)
        return [self._row(row_id, *one) for row_id, one in enumerate(placed, self.size - len(placed) + 1)]

    def _row(self, row_id: int, number: int, variation: int, *, new: bool = False) -> tuple[Any, ...]:
        """Row of an article; of a new one no cluster is known."""
        article = self.originals.articles[number]
        return (
            row_id,
            row_id,
            article.outlet_id,
            self._cluster(number, variation) if self._clustered[number] and not new else None,
            f"https://outlet-{article.outlet_id}.example/news/{row_id}",
            _moved(article.published_at, variation),
            _moved(article.order_at, variation),
            "2026-01-01T00:00:00Z",
            article.sketch.words,
            hashlib.blake2b(f"{number} {variation}".encode(), digest_size=16).digest(),
        )

    def _add_clusters(self, database: Database) -> None:
        database.connection.execute(
            "insert into clusters (id, earliest_id, size, order_known, created_at) "
            "select cluster_id, min(id), count(*), 1, '2026-01-01T00:00:00Z' from articles "
            "where cluster_id is not null group by cluster_id on conflict do update set size = excluded.size"
        )

    def _arrive(self, database: Database, judging: Judging, placed: Placed, sketch: Sketch) -> Asked:
        row = self._row(self.size + 1, *placed, new=True)
        article_id, order_at = row[0], row[6]
        spent, began = time.process_time(), time.perf_counter()
        with suppress(_TakeBack), database.transaction():
            found = find_relatives(database, sketch, judging.config.duplicates, judging.rarity, order_at=order_at)
            looked_up = time.perf_counter()
            self._insert(database, [row], [sketch])
            judging.match(article_id, sketch, found, now=_NOW)
            database.index.write()
            stored, spent = time.perf_counter(), time.process_time() - spent
            raise _TakeBack
        copies = [one.article_id for one in found if one.is_copy]
        return Asked(
            wall=stored - began,
            cpu=spent,
            look=looked_up - began,
            # Counted only now, so that the first look is not the second one.
            candidates=len(database.candidates(sketch)),
            copies=len(copies),
            partials=len(found) - len(copies),
            found_again=self._found_again(database, *placed, copies),
        )

    def _found_again(self, database: Database, number: int, variation: int, copies: Sequence[int]) -> bool | None:
        rows = database.connection.execute(
            "select id from articles where cluster_id = ?", [self._cluster(number, variation)]
        )
        cluster = {row[0] for row in rows} if self._clustered[number] else set()
        return not cluster.isdisjoint(copies) if cluster else None

    def _cluster(self, number: int, variation: int) -> int:
        """The id of the cluster of an article's family in a variation."""
        return variation * len(self.originals.articles) + self.originals.articles[number].family + 1


class _TakeBack(Exception):
    """Undoes a transaction."""


def measure(originals: Originals, *, largest: int) -> Iterator[Point]:
    """Grow an archive in a temporary folder, and ask at each size."""
    with tempfile.TemporaryDirectory() as folder:
        free = shutil.disk_usage(folder).free
        if free < largest * BYTES_EACH:
            sys.exit(f"{folder}: {largest * BYTES_EACH / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free")
        archive = Archive(Path(folder) / "grown.db", originals)
        for size in [size for size in SIZES if size <= largest]:
            built = archive.grow(size)
            snapshot = archive.take_snapshot()
            opening, first = archive.start()
            asked = archive.ask(ASKED)
            yield Point(
                articles=size,
                asked=asked,
                opening=opening,
                first=first,
                snapshot=snapshot,
                index=index_bytes(archive.path),
                # Last, as it makes the archive larger.
                added=archive.add_as_imported(_ADDED),
                built=built,
            )


def index_bytes(path: Path) -> float:
    """What the index and its own indexes take on the disk, an article."""
    with Database(path, read_only=True) as database:
        (size,), (count,) = (
            database.connection.execute(sql).fetchone()
            for sql in (
                "select sum(pgsize) from dbstat where name glob 'index_*' or name glob 'idx_index_*'",
                "select count(*) from index_sketches",
            )
        )
    return float(size) / int(count)


def _moved(moment: str | None, variation: int) -> str | None:
    """A date or time of an article, so much later as its variation is."""
    if moment is None:
        return None
    later = datetime.fromisoformat(moment) + _APART * variation
    if len(moment) == len("2015-07-21"):
        return f"{later:%Y-%m-%d}"
    return f"{later:%Y-%m-%dT%H:%M:%S}{'Z' if moment.endswith('Z') else ''}"
