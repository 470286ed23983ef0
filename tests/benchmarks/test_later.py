"""The pairs that were labelled after the judge was fitted."""

from __future__ import annotations

import csv

from benchmarks.later import LABELS


def test_the_labels_are_numbers_and_name_each_pair_once() -> None:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["label"] for row in rows} <= set("CPTN")
    assert {row["set"] for row in rows} == {"fit", "aside"}
    assert {row["sure"] for row in rows} == {"sure", "unsure"}
    assert all(row["a"].isdecimal() and row["b"].isdecimal() and row["cluster"].isdecimal() for row in rows)
    assert len({(row["language"], frozenset((row["a"], row["b"]))) for row in rows}) == len(rows)
    sides: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        sides.setdefault((row["language"], row["cluster"]), set()).add(row["set"])
    assert all(len(side) == 1 for side in sides.values())
