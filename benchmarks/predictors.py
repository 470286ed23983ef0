"""Ways of telling copies, and what each says of the labelled pairs: what is usually done, thresholds, and Naskh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from benchmarks.fitting import cross_validated, fit, judged, rows_of
from benchmarks.labelled import Figures, Pair, days_apart, figures, load_pairs, load_records, sketch_record, truth
from config.tables import Duplicates
from model import COPIES, Rarity, Sketch
from pipelines.copies import judge as judging
from pipelines.copies.judge import Evidence, evidence, judge
from pipelines.text.normalize import normalize

SHUFFLES = 20
Said = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictor:
    """What a way of judging says of each pair, shape (pairs,); `known` where it may be asked, else everywhere.

    `mean` are the figures to report in place of those of `said`: of all pairs, of those aside.
    """

    name: str
    said: Said
    known: Said | None = None
    mean: tuple[Figures, Figures] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The labelled pairs with all that is asked of them; arrays have shape (pairs,)."""

    pairs: list[Pair]
    records: list[dict[str, str]]
    sketches: dict[int, Sketch]
    days: list[float]
    copies: Said
    aside: Said
    taught: Said


def load() -> Labelled:
    pairs, records = load_pairs(), load_records()
    wanted = sorted({number for pair in pairs for number in (pair.a, pair.b)})
    with ProcessPoolExecutor(2) as pool:
        sketches = dict(zip(wanted, pool.map(sketch_record, [records[n] for n in wanted], chunksize=100), strict=True))
    return Labelled(
        pairs=pairs,
        records=records,
        sketches=sketches,
        days=[days_apart(records[pair.a], records[pair.b]) for pair in pairs],
        copies=truth(pairs)[0],
        aside=np.array([pair.set == "aside" for pair in pairs]),
        taught=np.array([pair.set != "aside" for pair in pairs]),
    )


def usual_predictors(labels: Labelled) -> list[Predictor]:
    """What is usually done, and thresholds."""
    predictors = []
    raw = {number: labels.records[number]["text"] for number in labels.sketches}
    texts = {"raw": raw, "normalised": {number: normalize(text) for number, text in raw.items()}}
    for name, of in texts.items():
        hashed = {number: minhash(text) for number, text in of.items()}
        estimate = np.array([hashed[pair.a].jaccard(hashed[pair.b]) for pair in labels.pairs])
        predictors += [Predictor(name=f"datasketch >= {t}, {name}", said=estimate >= t) for t in (0.5, 0.7)]
    for name, of in texts.items():
        exact = np.array([jaccard_and_overlap(of[pair.a], of[pair.b]) for pair in labels.pairs])
        predictors.append(Predictor(name=f"exact Jaccard >= 0.5, {name}", said=exact[:, 0] >= 0.5))
    predictors += [Predictor(name=f"overlap >= {t}, normalised", said=exact[:, 1] >= t) for t in (0.4, 0.5)]
    return predictors


def naskh_predictors(labels: Labelled, snapshots: Mapping[str, Rarity | None]) -> list[Predictor]:
    """The judge with each snapshot of what is common: cross-validated, fitted without `aside`, as shipped."""
    predictors, settings = [], Duplicates()
    copies, weights = truth(labels.pairs)
    for name, snapshot in snapshots.items():
        seen = [evidence_of(labels, place, snapshot) for place in range(len(labels.pairs))]
        rows, overlaps = rows_of(seen, fields_of(snapshot)), np.array([item.overlap for item in seen])
        runs = [cross_validated(rows, overlaps, copies, weights, seed=seed) for seed in range(SHUFFLES)]
        mean = mean_figures(labels, runs, np.ones_like(copies)), mean_figures(labels, runs, labels.aside)
        predictors.append(Predictor(name=f"Naskh, {name}: cross-validated", said=runs[0], mean=mean))
        said = judged(fit(rows[labels.taught], *of_part(labels, labels.taught)), rows, overlaps)
        predictors.append(Predictor(name=f"Naskh, {name}: fitted without `aside`", said=said, known=labels.aside))
        shipped = [
            judge(labels.sketches[p.a], labels.sketches[p.b], settings, snapshot, days_apart=days).relation in COPIES
            for p, days in zip(labels.pairs, labels.days, strict=True)
        ]
        predictors.append(Predictor(name=f"Naskh, {name}: as shipped", said=np.array(shipped)))
    return predictors


def fields_of(rarity: Rarity | None) -> tuple[str, ...]:
    """What the judge weighs."""
    return tuple(judging.WEIGHTS_RARE if rarity else judging.WEIGHTS)


def evidence_of(labels: Labelled, place: int, rarity: Rarity | None) -> Evidence:
    pair = labels.pairs[place]
    shorter, longer = sorted((labels.sketches[pair.a], labels.sketches[pair.b]), key=lambda s: (s.words, s.text_hash))
    return evidence(shorter, longer, rarity, days_apart=labels.days[place])


def minhash(text: str) -> MinHash:
    """As datasketch is usually used: 128 permutations over the word 3-grams."""
    words = text.split()
    made = MinHash(num_perm=128)
    made.update_batch([" ".join(words[n : n + 3]).encode() for n in range(max(1, len(words) - 2))])
    return made


def jaccard_and_overlap(one: str, two: str) -> tuple[float, float]:
    """Of the word 3-grams of two texts as they stand; overlap is shared over the smaller number."""
    first, second = (set(zip(*(text.split()[n:] for n in range(3)), strict=False)) for text in (one, two))
    shared = len(first & second)
    return shared / max(1, len(first | second)), shared / max(1, min(len(first), len(second)))


def mean_figures(labels: Labelled, runs: Sequence[Said], part: Said) -> Figures:
    copies, weights = of_part(labels, part)
    return Figures(*np.mean([astuple(figures(said[part], copies, weights)) for said in runs], axis=0).tolist())


def of_part(labels: Labelled, part: Said) -> tuple[Said, NDArray[np.float64]]:
    """Truth and weights of some of the pairs."""
    return truth([pair for pair, wanted in zip(labels.pairs, part.tolist(), strict=True) if wanted])
