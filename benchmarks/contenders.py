"""Naskh beside those that find near-duplicates in memory, on the same texts: what each costs, and what it finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.archive import article_ids, write_records
from benchmarks.labelled import Figures, figures, load_pairs, truth
from benchmarks.processes import Cost, cost_of
from benchmarks.recipe import read_pairs
from db import Database
from model import COPIES

Pairs = set[frozenset[int]]
_IN_MEMORY = {
    "datasketch": ("benchmarks.datasketch_lsh",),
    "datasketch, our normaliser": ("benchmarks.datasketch_lsh", "--normalised"),
    "rensa": ("benchmarks.rensa_lsh",),
    "rensa, our normaliser": ("benchmarks.rensa_lsh", "--normalised"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one found of the pairs of texts; `figures` is None where no labelled pair is among them."""

    name: str
    cost: Cost | None
    pairs: int
    figures: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`naskh import`: as a whole, and until all articles were stored."""

    whole: Cost
    stored: Cost | None


def race(records: Sequence[dict[str, str]], folder: Path) -> tuple[list[Result], Imported, Path]:
    """Let them run one after the other: results, what the import cost, and the archive that it made."""
    source, archive = folder / "articles.jsonl", folder / "naskh.db"
    write_records(source, records)
    whole, stored = cost_of(
        "cli", "import", str(source), "--db", str(archive), until=_are_stored(archive, len(records))
    )
    matched, clustered = _found_by_naskh(archive, records)
    results = [
        _result("Naskh: `naskh import`", whole, matched, len(records)),
        _result("the same, with those of one cluster", None, matched | clustered, len(records)),
    ]
    for name, (module, *options) in _IN_MEMORY.items():
        found = folder / "pairs.tsv"
        cost, _ = cost_of(module, str(source), str(found), *options)
        results.append(_result(name, cost, read_pairs(found), len(records)))
    return results, Imported(whole=whole, stored=stored), archive


def _are_stored(archive: Path, articles: int) -> Callable[[], bool]:
    def look() -> bool:
        try:
            connection = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
        except sqlite3.Error:
            return False
        try:
            return bool(connection.execute("select max(id) from articles").fetchone()[0] == articles)
        except sqlite3.Error:
            return False
        finally:
            connection.close()

    return look


def _found_by_naskh(archive: Path, records: Sequence[dict[str, str]]) -> tuple[Pairs, Pairs]:
    """What is stored as copies, and what is in one cluster: pairs of places in the file."""
    numbers = {record["url"]: number for number, record in enumerate(records)}
    with Database(archive, read_only=True) as database:
        places = {article_id: numbers[url] for url, article_id in article_ids(database).items()}
        run = database.connection.execute
        marks = ",".join("?" * len(COPIES))
        matched = {
            frozenset((places[row[0]], places[row[1]]))
            for row in run(
                "select later_id, earlier_id from matches where superseded_at is null "  # noqa: S608
                f"and relation in ({marks})",
                COPIES,
            )
        }
        clusters: dict[int, list[int]] = {}
        for article_id, cluster in run("select id, cluster_id from articles where cluster_id is not null"):
            clusters.setdefault(cluster, []).append(places[article_id])
    clustered = {frozenset(pair) for members in clusters.values() for pair in combinations(members, 2)}
    return matched, clustered


def _result(name: str, cost: Cost | None, found: Pairs, articles: int) -> Result:
    labelled = [pair for pair in load_pairs() if max(pair.a, pair.b) < articles]
    if not labelled:
        return Result(name=name, cost=cost, pairs=len(found), figures=None)
    copies, weights = truth(labelled)
    said = np.array([frozenset((pair.a, pair.b)) in found for pair in labelled])
    return Result(name=name, cost=cost, pairs=len(found), figures=figures(said, copies, weights))
