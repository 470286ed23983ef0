"""The labelled English pairs, and intervals over their clusters."""

from __future__ import annotations

import csv

import numpy as np

from benchmarks.english import LABELS, interval_of_clusters


def test_the_labels_are_numbers_and_name_each_pair_once() -> None:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["label"] for row in rows} <= set("CPTN")
    assert {row["set"] for row in rows} == {"fit", "aside"}
    assert all(len(row["readers"]) == 2 + (len(set(row["readers"][:2])) > 1) for row in rows)
    assert all(
        row["readers"].count("C") >= 2 if row["label"] == "C" else row["label"] in row["readers"] for row in rows
    )
    assert all(row["a"].isdecimal() and row["b"].isdecimal() for row in rows)
    assert len({frozenset((row["a"], row["b"])) for row in rows}) == len(rows)


def test_an_interval_counts_stories_not_pairs() -> None:
    said, copies = np.array([True, True, False, True] * 5), np.array([True] * 20)
    alone = interval_of_clusters(said, copies, np.ones(20), np.arange(20))
    one_story = interval_of_clusters(said, copies, np.ones(20), np.zeros(20, dtype=np.int64))
    assert one_story[0] == one_story[1]
    assert alone[0] < one_story[0] < alone[1]
