"""How well the judge does on pairs that one reader labelled in November 2026, after the judge was fitted.

`benchmarks/labels-later.tsv` holds numbers only. The Arabic pairs (copies-ar) lie near the judge's border: its odds
that they are copies were between one and three to three and one. The English pairs (copies-en) were drawn by strata
of overlap from .08 to .7. Nothing is fitted on them.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.docs_table import share, table
from benchmarks.english import DATA as ENGLISH
from benchmarks.english import interval_of_clusters
from benchmarks.labelled import DATA, Pair, days_apart, figures, load_records, pair_of, sketch_record
from benchmarks.predictors import Said, jaccard_and_overlap
from config.tables import Duplicates
from model import COPIES, Rarity
from pipelines.copies.judge import judge_pairs
from pipelines.text.normalize import normalize

LABELS = Path(__file__).parent / "labels-later.tsv"
Language = Literal["ar", "en"]
HEADS = ("P", "R", "F1", "95 %")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Later:
    """The pairs of one language; `sure` and `clusters` have shape (pairs,): pairs of one story have one number."""

    pairs: list[Pair]
    sure: Said
    clusters: NDArray[np.int64]
    records: list[dict[str, str]]


def load_later(language: Language) -> Later:
    with LABELS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["language"] == language]
    return Later(
        pairs=[pair_of(row, "fit") for row in rows],
        sure=np.array([row["sure"] == "sure" for row in rows]),
        clusters=np.array([int(row["cluster"]) for row in rows]),
        records=load_records(DATA if language == "ar" else ENGLISH),
    )


def later_table(rarity: Rarity) -> str:
    """Precision, recall and F1, every pair once. `rarity` is of the Arabic articles."""
    rows = [
        *_rows("Arabic", load_later("ar"), {"by dates alone": None, "snapshot of `import`": rarity}),
        *_rows("English", load_later("en"), {"by dates alone": None}),
    ]
    heads = [f"{head} ({name})" for name in ("all", "where the reader was sure") for head in ("pairs", *HEADS)]
    return table(["predictor", *heads], rows)


def _rows(name: str, later: Later, snapshots: dict[str, Rarity | None]) -> list[list[str]]:
    normal = {number: normalize(later.records[number]["text"]) for pair in later.pairs for number in (pair.a, pair.b)}
    sketches = {number: sketch_record(later.records[number]) for number in normal}
    judged = [
        (sketches[pair.a], sketches[pair.b], days_apart(later.records[pair.a], later.records[pair.b]))
        for pair in later.pairs
    ]
    overlaps = np.array([jaccard_and_overlap(normal[pair.a], normal[pair.b])[1] for pair in later.pairs])
    said: dict[str, Said] = {"overlap >= 0.4": overlaps >= 0.4}
    for snapshot, rarity in snapshots.items():
        found = judge_pairs(judged, Duplicates(), rarity)
        said[f"Naskh, {snapshot}"] = np.array([one is not None and one.relation in COPIES for one in found])
    every = np.ones_like(later.sure)
    return [
        [f"{name}: {predictor}", *_cells(later, each, every), *_cells(later, each, later.sure)]
        for predictor, each in said.items()
    ]


def _cells(later: Later, said: Said, part: Said) -> Sequence[str]:
    copies, once = np.array([pair.is_copy for pair in later.pairs])[part], np.ones(part.sum())
    made = figures(said[part], copies, once)
    low, high = interval_of_clusters(said[part], copies, once, later.clusters[part])
    return [str(part.sum()), share(made.precision), share(made.recall), share(made.f1), f"{share(low)}-{share(high)}"]
