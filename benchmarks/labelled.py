"""The labelled pairs of copies-ar, and its articles: what copies are measured on.

Two sources of labels, by the same rules (was one text made from the other?): `dev_labels.tsv` beside the articles, and
`benchmarks/labels.tsv`, pairs drawn by the same strata and read for this project, blind to any figure. Of these the set
`aside` took no part in choosing the judge's fields.
"""

from __future__ import annotations

import csv
import json
import lzma
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model import Sketch
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize

DATA = Path(__file__).parents[2] / "shared" / "data" / "copies-ar"
_DRAWS = 1000
OWN_LABELS = Path(__file__).parent / "labels.tsv"
LabelSet = Literal["dev", "fit", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """A labelled pair: places of both articles in the file, the label (C is a copy; P, T and N are not), how many
    pairs of the corpus it stands for, and the stratum it was drawn from (`cross:0.4-0.45`: outlets, overlap).
    """

    a: int
    b: int
    label: str
    weight: float
    stratum: str
    set: LabelSet

    @property
    def is_copy(self) -> bool:
        return self.label == "C"


@dataclass(frozen=True, slots=True)
class Figures:
    precision: float
    recall: float
    f1: float


def load_pairs() -> list[Pair]:
    """All labelled pairs."""
    pairs: list[Pair] = []
    sources: list[tuple[Path, LabelSet]] = [(DATA / "dev_labels.tsv", "dev"), (OWN_LABELS, "fit")]
    for path, default in sources:
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                pairs.append(pair_of(row, default))
    return pairs


def pair_of(row: Mapping[str, str], default: LabelSet) -> Pair:
    """The pair of a line of labels; `default` is its set where it is not set aside."""
    return Pair(
        a=int(row["a"]),
        b=int(row["b"]),
        label=row["label"],
        weight=float(row["weight"]),
        stratum=row["stratum"],
        set="aside" if row.get("set") == "aside" else default,
    )


def load_records(folder: Path = DATA) -> list[dict[str, str]]:
    """All articles, in the order of the file."""
    with lzma.open(folder / "articles.jsonl.xz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sketch_record(record: dict[str, str]) -> Sketch:
    """As the worker does it."""
    return sketch(normalize(record["text"]), normalize(record["title"] or ""))


def days_apart(one: dict[str, str], other: dict[str, str]) -> float:
    """Days between the dates of two articles."""
    dates = [datetime.fromisoformat(record["date"]) for record in (one, other)]
    return abs((dates[1] - dates[0]).total_seconds()) / 86400


def figures(predicted: NDArray[np.bool_], copies: NDArray[np.bool_], weights: NDArray[np.float64]) -> Figures:
    """Weighted precision, recall and F1."""
    hit = float(weights[predicted & copies].sum())
    said, there = float(weights[predicted].sum()), float(weights[copies].sum())
    return Figures(hit / said if said else 0.0, hit / there if there else 0.0, 2 * hit / (said + there) if hit else 0.0)


def truth(pairs: Sequence[Pair]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which pairs are copies, and what each weighs: shape (pairs,) both.

    A stratum weighs what it holds in the corpus, shared by its pairs alike, whichever sets these are from.
    """
    sizes: dict[str, dict[str, float]] = {}
    for pair in pairs:
        of_sets = sizes.setdefault(pair.stratum, {})
        of_sets[pair.set] = of_sets.get(pair.set, 0.0) + pair.weight
    read = Counter(pair.stratum for pair in pairs)
    each = {stratum: sum(of.values()) / len(of) / read[stratum] for stratum, of in sizes.items()}
    return np.array([pair.is_copy for pair in pairs]), np.array([each[pair.stratum] for pair in pairs])


def interval(
    predicted: NDArray[np.bool_], copies: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """The middle 95 % of F1 over bootstrap samples of the pairs."""
    random = np.random.default_rng(7)
    drawn = []
    for _ in range(_DRAWS):
        pick = random.integers(0, len(copies), len(copies))
        drawn.append(figures(predicted[pick], copies[pick], weights[pick]).f1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)
