"""How well copies are told from look-alikes, on labelled pairs of real news: `python -m benchmarks.copies`.

Prints Markdown tables and writes them into docs/copies-measured.md. Precision, recall and F1 are weighted: each
labelled pair stands for many of the corpus. What is cross-validated judges each tenth of the pairs with weights fitted
on the others; the set `aside` took no part in choosing the judge's fields. Imports all articles, which takes some
minutes: `--archive` keeps them for the next run. `--english` prints the table of English news alone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np

from benchmarks.archive import Found, find, naskh, without_copies, write_records
from benchmarks.docs_table import DOCS, share, table, write
from benchmarks.edits import CONTROLS, SPELLINGS
from benchmarks.english import DATA as ENGLISH
from benchmarks.english import english_table, load_english, with_english
from benchmarks.fitting import fit, rows_of
from benchmarks.labelled import DATA, Figures, figures, interval, truth
from benchmarks.later import later_table
from benchmarks.predictors import (
    Labelled,
    Predictor,
    Said,
    evidence_of,
    fields_of,
    load,
    naskh_predictors,
    of_part,
    usual_predictors,
)
from benchmarks.recall import MANNERS, Recall, as_records, drawn_originals, own_originals, recalls
from db import Database
from model import Rarity

COMMAND = "python -m benchmarks.copies"
BY_DATES = "by dates alone"
HEADS = ("P", "R", "F1", "95 %")
DRAWN_TEXTS = 1000
OWN_ROUNDS = 5
# What DESIGN.md asks for.
TO_REACH = {
    **dict.fromkeys(SPELLINGS, 1.0),
    **dict.fromkeys(CONTROLS, 0.0),
    "20 % of the words changed": 0.95,
    "20 % of the words taken out": 0.95,
    "20 % more words put in": 0.95,
    "cut to its first 30 %": 0.99,
    "cut to 30 % from anywhere": 0.99,
    "one third of a longer text": 0.99,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, help="make the archive of all articles here, or use it if it is there")
    parser.add_argument("--no-write", action="store_true", help="only print")
    parser.add_argument(
        "--fit", action="store_true", help="print weights for pipelines/copies/judge.py, fitted on all labels"
    )
    parser.add_argument("--errors", action="store_true", help="list the pairs judged wrongly, with both texts")
    parser.add_argument("--english", action="store_true", help="only print the table of English news, in seconds")
    options = parser.parse_args()
    if options.english:
        if not ENGLISH.is_dir():
            sys.exit(f"skipped: {ENGLISH} is not there")
        with tempfile.TemporaryDirectory() as name:
            print(english_table(load_english(), Path(name)))
        return
    if not DATA.is_dir():
        sys.exit(f"skipped: {DATA} is not there")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        labels = load()
        archive = options.archive or folder / "imported.db"
        if not archive.exists():
            write_records(folder / "articles.jsonl", labels.records)
            naskh("import", str(folder / "articles.jsonl"), "--db", str(archive))
        rarity = snapshot_of(archive)
        if options.fit:
            print_fit(labels, rarity)
        if options.errors:
            print_errors(labels, rarity)
        if not (options.fit or options.errors):
            parts = tables(labels, archive, rarity, folder)
            print("\n\n".join(parts))
            if not options.no_write:
                write(DOCS / "copies-measured.md", "bench-copies", COMMAND, parts)


def tables(labels: Labelled, archive: Path, rarity: Rarity, folder: Path) -> list[str]:
    """All sections, in Markdown."""
    after_import = find(archive, labels.pairs, labels.records)
    originals = drawn_originals(labels.records, number=DRAWN_TEXTS, alone=without_copies(archive))
    any_two = drawn_originals(labels.records, number=DRAWN_TEXTS)
    again = folder / "again.db"
    shutil.copy(archive, again)
    naskh("rejudge", "--db", str(again))
    after_rejudge = find(again, labels.pairs, labels.records)
    today = snapshot_of(again)
    snapshots = {BY_DATES: None, "snapshot of `import`": rarity, "snapshot of `rejudge`": today}
    usual, ours = usual_predictors(labels), naskh_predictors(labels, snapshots)
    own = own_originals()
    write_records(folder / "own.jsonl", as_records(own))
    naskh("import", str(folder / "own.jsonl"), "--db", str(again))
    said = [one.said for one in ours if one.mean][-1]
    skipped = f"Skipped: {ENGLISH.name} is not there."
    english = english_table(load_english(), folder) if ENGLISH.is_dir() else skipped
    return [
        "### Pair by pair",
        pairs_table(labels, [*usual, *ours]),
        "### Between outlets, and within one",
        kinds_table(labels, [*usual[-2:], *ours]),
        "### English",
        english,
        "### Read later, by one reader",
        later_table(rarity) if ENGLISH.is_dir() else skipped,
        "### In a whole archive",
        archive_table(labels, {"after `import`": after_import, "after `rejudge`": after_rejudge}),
        "### False alarms, by overlap",
        levels_table(labels, said),
        "### Made-up edits",
        edits_table(
            recalls(again, originals, today) | recalls(again, any_two, today, manners=tuple(CONTROLS)),
            recalls(again, own, today, rounds=OWN_ROUNDS, manners=(*MANNERS, *CONTROLS)),
        ),
    ]


def snapshot_of(archive: Path) -> Rarity:
    with Database(archive, read_only=True) as database:
        rarity = database.rarity()
    if rarity is None:
        sys.exit(f"{archive}: has no snapshot of what is common; name another with --archive")
    return rarity


def cells(labels: Labelled, said: Said, part: Said, mean: Figures | None = None) -> list[str]:
    """Precision, recall, F1 and the interval of F1."""
    copies, weights = of_part(labels, part)
    made = mean or figures(said[part], copies, weights)
    low, high = interval(said[part], copies, weights)
    return [share(made.precision), share(made.recall), share(made.f1), f"{share(low)}-{share(high)}"]


def pairs_table(labels: Labelled, predictors: Sequence[Predictor]) -> str:
    every = np.ones(len(labels.pairs), dtype=bool)
    rows = []
    for one in predictors:
        mean = one.mean or (None, None)
        all_cells = cells(labels, one.said, every, mean[0]) if one.known is None else ["-"] * 4
        rows.append([one.name, *all_cells, *cells(labels, one.said, labels.aside, mean[1])])
    heads = [f"{head} ({name})" for name in (f"all {len(every)}", f"aside {labels.aside.sum()}") for head in HEADS]
    return table(["predictor", *heads], rows)


def kinds_table(labels: Labelled, predictors: Sequence[Predictor]) -> str:
    kinds = {
        name: np.array([pair.stratum.startswith(prefix) for pair in labels.pairs])
        for name, prefix in (("two outlets", "cross"), ("one outlet", "same"))
    }
    rows = [
        [one.name, *(cell for part in kinds.values() for cell in cells(labels, one.said, part))]
        for one in predictors
        if one.known is None
    ]
    heads = [f"{head} ({name}, {part.sum()})" for name, part in kinds.items() for head in HEADS]
    return table(["predictor", *heads], rows)


def archive_table(labels: Labelled, states: dict[str, Found]) -> str:
    every = np.ones(len(labels.pairs), dtype=bool)
    rows = []
    for name, state in states.items():
        asked = {
            "stored as copies": state.matched,
            "in one cluster": state.clustered,
            "either": state.matched | state.clustered,
        }
        rows += [[f"{name}: {question}", *cells(labels, said, every)] for question, said in asked.items()]
        brought_up = cells(labels, state.candidates, every)[1]
        rows.append([f"{name}: brought up by the index", "-", brought_up, "-", "-"])
    return table(["judgement of a pair", *HEADS], rows)


def levels_table(labels: Labelled, said: Said) -> str:
    """What is flagged at each level of overlap: how much of it is right, and what the rest is."""
    _, weights = truth(labels.pairs)
    levels: dict[str, list[int]] = {}
    for place, pair in enumerate(labels.pairs):
        levels.setdefault(pair.stratum.split(":")[1].replace("1.01", "1.0"), []).append(place)
    rows = []
    for level, places in sorted(levels.items()):
        part = np.array(places)
        flagged, copies, weight = said[part], labels.copies[part], weights[part]
        wrong = Counter(labels.pairs[place].label for place in part[flagged & ~copies].tolist())
        right = figures(flagged, copies, weight).precision
        rows.append(
            [
                level,
                *(f"{int(number):,}" for number in (weight.sum(), part.size, weight[flagged].sum(), flagged.sum())),
                share(right) if flagged.any() else "-",
                *(str(wrong[label]) for label in "TPN"),
                str((copies & ~flagged).sum()),
            ]
        )
    heads = ["overlap", "pairs", "read", "flagged", "of these read", "right", "T", "P", "N", "copies missed (read)"]
    return table(heads, rows)


def edits_table(news: dict[str, Recall], own: dict[str, Recall]) -> str:
    heads = ["told", "with a snapshot", "brought up"]
    heads = [f"{head} ({name})" for name in ("news", "own") for head in ("texts", *heads)]
    rows = []
    for name in news:
        goal = TO_REACH.get(name)
        rows.append(
            [name, "" if goal is None else share(goal)]
            + [
                cell
                for one in (news.get(name), own.get(name))
                for cell in ([str(one.texts), *map(share, astuple(one)[1:])] if one else ["-"] * 4)
            ]
        )
    return table(["edit", "to reach", *heads], rows)


def print_fit(labels: Labelled, rarity: Rarity) -> None:
    copies, weights = truth(labels.pairs)
    for name, snapshot in ((BY_DATES, None), (rarity.version, rarity)):
        seen, fields = [evidence_of(labels, place, snapshot) for place in range(len(labels.pairs))], fields_of(snapshot)
        rows, said, heavy = rows_of(seen, fields), copies, weights / weights.mean()
        if snapshot is None and ENGLISH.is_dir():
            rows, said, heavy = with_english(rows, said, heavy, fields)
        bias, *each = fit(rows, said, heavy).tolist()
        print(f"{name}: bias {bias:.2f}, {dict(zip(fields, (round(weight, 2) for weight in each), strict=True))}")


def print_errors(labels: Labelled, rarity: Rarity) -> None:
    """The pairs that the cross-validated judge gets wrong, those that weigh most first."""
    predictors = naskh_predictors(labels, {BY_DATES: None, rarity.version: rarity})
    _, weights = truth(labels.pairs)
    for one in (one for one in predictors if one.mean):
        wrong = np.flatnonzero(one.said != labels.copies)
        print(f"\n# {one.name}: {wrong.size} wrong")
        for place in sorted(wrong.tolist(), key=lambda place: -weights[place]):
            pair = labels.pairs[place]
            verdict = "a copy" if one.said[place] else "no copy"
            print(f"\n{pair.label}, judged {verdict}, weight {weights[place]:.0f}, {pair.stratum}, {pair.set}")
            print(f"  {evidence_of(labels, place, rarity)}")
            for number in (pair.a, pair.b):
                record = labels.records[number]
                print(f"  {number} {record['source']} {record['date']}: {record['title']}\n    {record['text']}")


if __name__ == "__main__":
    main()
