"""How well copies are told from look-alikes, on the labelled pairs of copies-ar: `python -m benchmarks.copies`.

Every figure is a sum of the pairs' weights, with a bootstrap interval beside it. The judge's weights were fitted on
pairs of this file, so its line is cross-validated: each tenth is judged with weights fitted on the other nine.
Its fields were chosen on all of them: no pair is wholly unseen, and the figures flatter a little.
`--fit` prints the weights for `pipelines/judge.py`; `--errors` lists the pairs that are judged wrongly.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import sqlite3
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import sqlite_utils
from numpy.typing import NDArray

from config import Duplicates
from db.index import Index, common_shingles
from db.migrations import SCHEMA
from model import COPIES, Rarity, Sketch
from pipelines import judge as judging
from pipelines.align import align
from pipelines.judge import Evidence, evidence, judge
from pipelines.normalize import normalize
from pipelines.sketch import sketch

DATA = Path(__file__).parents[2] / "shared" / "data" / "copies-ar"
FIELDS = tuple(judging.WEIGHTS)
FIELDS_RARE = tuple(judging.WEIGHTS_RARE)
RIDGE = 1.0
FOLDS = 10
BOOTSTRAPS = 1000
# What is nearly one text counts this often at most in the snapshot of what is common. Looser clusters would not
# do: formula texts hang together by them, and would drop out of the count.
ONE_TEXT = 0.7
OF_A_CLUSTER = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """A labelled pair: places of both articles in the file, the label, how many pairs of the corpus it stands for."""

    a: int
    b: int
    label: str
    weight: float
    stratum: str


@dataclass(frozen=True, slots=True)
class Figures:
    precision: float
    recall: float
    f1: float


def load_pairs(folder: Path = DATA) -> list[Pair]:
    """The development labels."""
    with (folder / "dev_labels.tsv").open(encoding="utf-8") as file:
        return [
            Pair(
                a=int(row["a"]),
                b=int(row["b"]),
                label=row["label"],
                weight=float(row["weight"]),
                stratum=row["stratum"],
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def load_records(folder: Path = DATA) -> list[dict[str, str]]:
    """All articles, in the order of the file."""
    with lzma.open(folder / "articles.jsonl.xz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sketch_record(record: dict[str, str]) -> Sketch:
    """As the worker does it."""
    return sketch(normalize(record["text"]), normalize(record["title"] or ""))


def figures(predicted: NDArray[np.bool_], copies: NDArray[np.bool_], weights: NDArray[np.float64]) -> Figures:
    """Weighted precision, recall and F1."""
    hit = float(weights[predicted & copies].sum())
    said, there = float(weights[predicted].sum()), float(weights[copies].sum())
    return Figures(hit / said if said else 0.0, hit / there if there else 0.0, 2 * hit / (said + there) if hit else 0.0)


def fit(rows: NDArray[np.float64], copies: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ridge logistic regression by Newton's method; the bias first. `rows` has shape (pairs, fields).

    The pairs' weights enter by their square roots: a pair that stands for 570 shall not outvote 20 others.
    """
    tempered = np.sqrt(weights)
    tempered /= tempered.mean()
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack((np.ones(len(rows)), (rows - mean) / spread))
    ridge = np.eye(scaled.shape[1]) * RIDGE
    ridge[0, 0] = 1e-3
    beta = np.zeros(scaled.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-scaled @ beta))
        slope = scaled.T @ (tempered * (chance - copies)) + ridge @ beta
        curve = (scaled.T * (tempered * chance * (1 - chance))) @ scaled + ridge
        beta -= np.linalg.solve(curve, slope)
    beta[1:] /= spread
    beta[0] -= beta[1:] @ mean
    # Likelihood is not F1: the bias is moved to where F1, smoothed over its neighbours, is best.
    shifts = np.linspace(-1.5, 1.5, 61)
    scores = beta[0] + rows @ beta[1:]
    reached = np.array([figures(scores > shift, copies, weights).f1 for shift in shifts])
    smooth = np.convolve(np.pad(reached, 5, mode="edge"), np.ones(11) / 11, "valid")
    beta[0] -= shifts[smooth.argmax()]
    return beta


def cross_validated(
    rows: NDArray[np.float64],
    copies: NDArray[np.bool_],
    weights: NDArray[np.float64],
    sure: NDArray[np.bool_],
    seed: int,
) -> NDArray[np.bool_]:
    """What is said of each pair with weights that were fitted without it."""
    fold = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    said = np.zeros(len(rows), dtype=bool)
    for number in range(FOLDS):
        out = fold == number
        beta = fit(rows[~out], copies[~out], weights[~out])
        said[out] = beta[0] + rows[out] @ beta[1:] > 0
    return said | sure


def evidence_of(pair: Pair, sketches: dict[int, Sketch], rarity: Rarity | None) -> Evidence:
    """What the judge sees of a pair."""
    shorter, longer = sorted((sketches[pair.a], sketches[pair.b]), key=lambda s: (s.words, s.text_hash))
    return evidence(shorter, longer, align(shorter.shingles, longer.shingles), rarity)


def rows_of(found: list[Evidence], fields: tuple[str, ...]) -> NDArray[np.float64]:
    """Shape (pairs, fields)."""
    return np.array([[getattr(item, name) for name in fields] for item in found], dtype=np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="print the weights, fitted on all pairs")
    parser.add_argument("--errors", action="store_true", help="list the pairs that the judge gets wrong")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA}: not there; this benchmark needs the labelled pairs")
    pairs, records = load_pairs(), load_records()
    with ProcessPoolExecutor(2) as pool:
        every = list(pool.map(sketch_record, records, chunksize=500))
    sketches = dict(enumerate(every))
    copies = np.array([pair.label == "C" for pair in pairs])
    weights = np.array([pair.weight for pair in pairs])
    connection, found_by_index, sample = build_index(every)
    rarity = Rarity(version="copies-ar", common=common_shingles(connection, sample))
    print(f"{len(records)} articles, {len(pairs)} pairs, {len(rarity.common)} common shingles")

    said: dict[str, NDArray[np.bool_]] = {}
    raw = [overlaps(records[pair.a]["text"], records[pair.b]["text"]) for pair in pairs]
    folded = [overlaps(normalize(records[pair.a]["text"]), normalize(records[pair.b]["text"])) for pair in pairs]
    from datasketch import MinHash

    def estimate(pair: Pair) -> float:
        one, two = (
            MinHash(num_perm=128, hashvalues=sketches[i].signature, scheme="affine32") for i in (pair.a, pair.b)
        )
        return float(one.jaccard(two))

    said["datasketch 128, Jaccard >= .5, raw"] = np.array([raw_minhash(records, pair) >= 0.5 for pair in pairs])
    said["datasketch 128, Jaccard >= .7, raw"] = np.array([raw_minhash(records, pair) >= 0.7 for pair in pairs])
    said["datasketch 128, Jaccard >= .5, normalised"] = np.array([estimate(pair) >= 0.5 for pair in pairs])
    said["exact Jaccard >= .5, raw"] = np.array([jaccard >= 0.5 for jaccard, _ in raw])
    said["exact Jaccard >= .5, normalised"] = np.array([jaccard >= 0.5 for jaccard, _ in folded])
    said["overlap >= .4, normalised"] = np.array([overlap >= 0.4 for _, overlap in folded])
    said["overlap >= .5, normalised"] = np.array([overlap >= 0.5 for _, overlap in folded])
    plain = [evidence_of(pair, sketches, None) for pair in pairs]
    rare = [evidence_of(pair, sketches, rarity) for pair in pairs]
    sure = np.array([item.overlap >= judging.SURE_OVERLAP for item in plain])
    for name, rows in (("without rarity", rows_of(plain, FIELDS)), ("with rarity", rows_of(rare, FIELDS_RARE))):
        runs = [figures(cross_validated(rows, copies, weights, sure, seed), copies, weights) for seed in range(20)]
        said[f"Naskh {name}, cross-validated"] = cross_validated(rows, copies, weights, sure, 0)
        mean = np.mean([astuple(run) for run in runs], axis=0)
        print(f"{name}: mean of 20 cross-validations P {mean[0]:.3f} R {mean[1]:.3f} F1 {mean[2]:.3f}")
        if options.fit:
            beta = fit(rows, copies, weights)
            names = FIELDS if name == "without rarity" else FIELDS_RARE
            print(f"  bias {beta[0]:.2f} " + " ".join(f"{n} {w:.2f}" for n, w in zip(names, beta[1:], strict=True)))
    settings = Duplicates()
    for name, snapshot in (("without rarity", None), ("with rarity", rarity)):
        said[f"Naskh {name}, as shipped (fitted on these)"] = np.array(
            [judge(sketches[p.a], sketches[p.b], settings, snapshot).relation in COPIES for p in pairs]
        )
    print(f"\n{'predictor':48} {'precision':>9} {'recall':>7} {'F1':>6}   F1 95 %")
    for name, predicted in said.items():
        print_line(name, predicted, copies, weights)
    for kind in ("cross", "same"):
        part = np.array([pair.stratum.startswith(kind) for pair in pairs])
        for name in ("Naskh without rarity, cross-validated", "Naskh with rarity, cross-validated"):
            print_line(f"{kind}: {name}", said[name][part], copies[part], weights[part])
    reached = np.array([frozenset((pair.a, pair.b)) in found_by_index for pair in pairs])
    print(
        f"\ncandidates: {weights[reached & copies].sum() / weights[copies].sum():.4f} of the labelled copies are found"
    )
    if options.errors:
        print_errors(pairs, records, said["Naskh with rarity, cross-validated"], rare)


def build_index(sketches: list[Sketch]) -> tuple[sqlite3.Connection, set[frozenset[int]], list[int]]:
    """Index all texts in the order of the file. Returns the index, the pairs found, and what to count as common."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    SCHEMA.apply(sqlite_utils.Database(connection))
    index, settings = Index(connection), Duplicates()
    found: set[frozenset[int]] = set()
    cluster: list[int] = []
    sizes: dict[int, int] = defaultdict(int)
    sample = []
    for number, item in enumerate(sketches):
        near = index.candidates(item)
        found |= {frozenset((number, candidate.sketch_id - 1)) for candidate in near}
        home = number
        others = index.load([candidate.sketch_id for candidate in near[:5]])
        for sketch_id, other in others.items():
            if judge(item, other, settings).jaccard >= ONE_TEXT:
                home = cluster[sketch_id - 1]
                break
        cluster.append(home)
        sizes[home] += 1
        sketch_id = index.add(item, page_id=number, position=0, article_id=None)
        if sizes[home] <= OF_A_CLUSTER:
            sample.append(sketch_id)
    return connection, found, sample


def overlaps(one: str, two: str) -> tuple[float, float]:
    """Jaccard and overlap of the word 3-grams of two texts as they stand."""
    first, second = (set(zip(*(text.split()[n:] for n in range(3)), strict=False)) for text in (one, two))
    if not first or not second:
        return 0.0, 0.0
    shared = len(first & second)
    return shared / len(first | second), shared / min(len(first), len(second))


def raw_minhash(records: list[dict[str, str]], pair: Pair) -> float:
    """datasketch's usual recipe: 128 permutations over the word 3-grams of the raw text."""
    from datasketch import MinHash

    made = []
    for number in (pair.a, pair.b):
        words = records[number]["text"].split()
        minhash = MinHash(num_perm=128)
        minhash.update_batch([" ".join(words[n : n + 3]).encode() for n in range(len(words) - 2)])
        made.append(minhash)
    return float(made[0].jaccard(made[1]))


def print_line(
    name: str, predicted: NDArray[np.bool_], copies: NDArray[np.bool_], weights: NDArray[np.float64]
) -> None:
    made = figures(predicted, copies, weights)
    random = np.random.default_rng(7)
    drawn = []
    for _ in range(BOOTSTRAPS):
        pick = random.integers(0, len(copies), len(copies))
        drawn.append(figures(predicted[pick], copies[pick], weights[pick]).f1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    print(f"{name:48} {made.precision:9.3f} {made.recall:7.3f} {made.f1:6.3f}   {low:.3f}-{high:.3f}")


def print_errors(
    pairs: list[Pair], records: list[dict[str, str]], predicted: NDArray[np.bool_], found: list[Evidence]
) -> None:
    for pair, says, seen in zip(pairs, predicted.tolist(), found, strict=True):
        if says == (pair.label == "C"):
            continue
        print(
            f"\n{pair.label} judged {'a copy' if says else 'no copy'}, weight {pair.weight:.0f}, {pair.stratum}: {seen}"
        )
        for number in (pair.a, pair.b):
            record = records[number]
            print(f"  {number} {record['source']} {record['date']}: {record['title']}\n    {record['text'][:600]}")


if __name__ == "__main__":
    main()
