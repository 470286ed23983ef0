"""How well copies are told among English news: labelled pairs of copies-en, 680 articles of 75 publishers.

`benchmarks/labels-en.tsv` holds numbers only: places of both articles in the file, the label by the rules of copies-ar,
the stratum of overlap that the pair was drawn from, how many pairs it stands for, its cluster, and what each reader
said: two, and a third where these gave different labels. Whole clusters are in the set `aside`, which takes no part in
fitting. The archive is too small for a snapshot of what is common, as a new one is.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from datasketch import MinHashLSH
from numpy.typing import NDArray

from benchmarks.archive import find, naskh, write_records
from benchmarks.docs_table import share, table
from benchmarks.fitting import rows_of
from benchmarks.labelled import Pair, days_apart, figures, load_records, pair_of, sketch_record
from benchmarks.predictors import Said, jaccard_and_overlap, minhash
from benchmarks.recipe import PERMUTATIONS, THRESHOLD
from config.tables import Duplicates
from model import COPIES
from pipelines.copies.judge import evidence, judge
from pipelines.text.normalize import normalize

DATA = Path(__file__).parents[2] / "shared" / "data" / "copies-en"
LABELS = Path(__file__).parent / "labels-en.tsv"
DRAWS = 1000
HEADS = ("P", "R", "F1", "95 %")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class English:
    """The labelled pairs; `clusters` has shape (pairs,): pairs of one story have one number. `readers` has the labels
    of each reader: `CP` and a third letter of the one who decided.
    """

    pairs: list[Pair]
    readers: list[str]
    clusters: NDArray[np.int64]
    records: list[dict[str, str]]


def load_english() -> English:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return English(
        pairs=[pair_of(row, "fit") for row in rows],
        readers=[row["readers"] for row in rows],
        clusters=np.array([int(row["cluster"]) for row in rows]),
        records=load_records(DATA),
    )


def english_table(english: English, folder: Path) -> str:
    """Precision, recall and F1 of each way of telling copies, and how far the readers agree. Every pair counts once,
    or by the pairs of the corpus that it stands for.
    """
    copies = np.array([pair.is_copy for pair in english.pairs])
    aside = np.array([pair.set == "aside" for pair in english.pairs])
    parts = {"fit": ~aside, "aside": aside, "all": np.ones_like(aside)}
    once, weights = np.ones(len(copies)), np.array([pair.weight for pair in english.pairs])
    rows = []
    for name, said in said_of(english, folder).items():
        row = [name]
        for part in parts.values():
            row += _cells(said[part], copies[part], once[part], english.clusters[part])
        rows.append([*row, *_cells(said, copies, weights, english.clusters)])
    heads = [f"{head} ({name} {part.sum()})" for name, part in parts.items() for head in HEADS]
    heads += [f"{head} (all, as many as they stand for)" for head in HEADS]
    return f"{table(['predictor', *heads], rows)}\n\n{readers_table(english)}"


def readers_table(english: English) -> str:
    """How far the two readers of every pair agree, and what F1 one of them has as the other sees it."""
    one, other = (np.array([labels[place] == "C" for labels in english.readers]) for place in (0, 1))
    middle = np.array([0.1 <= float(pair.stratum.split(":")[1].split("-")[0]) < 0.6 for pair in english.pairs])
    rows = []
    for name, part in (("all", np.ones_like(middle)), ("overlap .1 to .6", middle)):
        numbers = [part.sum(), (one == other)[part].sum(), (one & other)[part].sum(), (one ^ other)[part].sum()]
        f1 = figures(one[part], other[part], np.ones(part.sum())).f1
        rows.append([name, *map(str, numbers), share(f1)])
    heads = ["pairs", "read twice", "agreed", "agreed: a copy", "a third reader decided", "F1 of one reader"]
    return table(heads, rows)


def with_english(
    rows: NDArray[np.float64], copies: Said, weights: NDArray[np.float64], fields: Sequence[str]
) -> tuple[NDArray[np.float64], Said, NDArray[np.float64]]:
    """What the judge is fitted on, with the English pairs that are not aside. The mean of `weights` must be 1."""
    english = load_english()
    pairs = [pair for pair in english.pairs if pair.set == "fit"]
    seen = []
    for pair in pairs:
        both = [english.records[number] for number in (pair.a, pair.b)]
        shorter, longer = sorted(map(sketch_record, both), key=lambda sketch: (sketch.words, sketch.text_hash))
        seen.append(evidence(shorter, longer, None, days_apart=days_apart(*both)))
    return (
        np.vstack((rows, rows_of(seen, fields))),
        np.concatenate((copies, [pair.is_copy for pair in pairs])),
        np.concatenate((weights, np.ones(len(pairs)))),
    )


def said_of(english: English, folder: Path) -> dict[str, Said]:
    """What each way of telling copies says of the pairs. Imports the articles into `folder`."""
    wanted = sorted({number for pair in english.pairs for number in (pair.a, pair.b)})
    normal = {number: normalize(english.records[number]["text"]) for number in wanted}
    overlaps = np.array([jaccard_and_overlap(normal[pair.a], normal[pair.b])[1] for pair in english.pairs])
    sketches = {number: sketch_record(english.records[number]) for number in wanted}
    settings = Duplicates()
    judged = [
        judge(
            sketches[pair.a],
            sketches[pair.b],
            settings,
            days_apart=days_apart(english.records[pair.a], english.records[pair.b]),
        ).relation
        in COPIES
        for pair in english.pairs
    ]
    write_records(folder / "english.jsonl", english.records)
    archive = folder / "english.db"
    naskh("import", str(folder / "english.jsonl"), "--db", str(archive))
    found = find(archive, english.pairs, english.records)
    return {
        f"datasketch's LSH at {THRESHOLD}": _lsh(english),
        "overlap >= 0.4": overlaps >= 0.4,
        "Naskh, pair by pair": np.array(judged),
        "Naskh, after `import`: stored as copies": found.matched,
        "Naskh, after `import`: stored, or in one cluster": found.matched | found.clustered,
        "Naskh, after `import`: brought up by the index": found.candidates,
    }


def _lsh(english: English) -> Said:
    """As `benchmarks.datasketch_lsh` does it, on the raw texts."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    wanted = sorted({number for pair in english.pairs for number in (pair.a, pair.b)})
    hashed = {number: minhash(english.records[number]["text"]) for number in wanted}
    for number, made in hashed.items():
        index.insert(number, made)
    return np.array(
        [
            pair.b in index.query(hashed[pair.a]) and hashed[pair.a].jaccard(hashed[pair.b]) >= THRESHOLD
            for pair in english.pairs
        ]
    )


def _cells(said: Said, copies: Said, weights: NDArray[np.float64], clusters: NDArray[np.int64]) -> list[str]:
    made = figures(said, copies, weights)
    low, high = interval_of_clusters(said, copies, weights, clusters)
    return [share(made.precision), share(made.recall), share(made.f1), f"{share(low)}-{share(high)}"]


def interval_of_clusters(
    said: Said, copies: Said, weights: NDArray[np.float64], clusters: NDArray[np.int64]
) -> tuple[float, float]:
    """The middle 95 % of F1 over bootstrap samples of whole clusters: pairs of one story are not independent."""
    random = np.random.default_rng(7)
    members: Sequence[NDArray[np.intp]] = [np.flatnonzero(clusters == number) for number in np.unique(clusters)]
    drawn = []
    for _ in range(DRAWS):
        pick = np.concatenate([members[n] for n in random.integers(0, len(members), len(members))])
        drawn.append(figures(said[pick], copies[pick], weights[pick]).f1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)
