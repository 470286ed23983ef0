"""The holders of a key are the same, however many batches they come in."""

from __future__ import annotations

import random

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow", reason="Spark's extra is not installed: see `make test-spark`")

from likeness.holders import ID_BITS, NEWEST_HOLDERS, NO_ID, OLDEST_HOLDERS, WHOLE  # noqa: E402
from spark.arrow import schema_of  # noqa: E402
from spark.columns import HELD, KEYS  # noqa: E402
from spark.sharing import _holders, _shared  # noqa: E402


def keys(rows: list[tuple[int, int]], sizes: int) -> list[pa.RecordBatch]:
    batches = []
    for start in range(0, len(rows), sizes):
        some = [{"key": key, "place": place, "words": 100} for key, place in rows[start : start + sizes]]
        batches.append(pa.RecordBatch.from_pylist(some, schema=schema_of(KEYS)))
    return batches


def held(batches: list[pa.RecordBatch]) -> list[tuple[int, int, int]]:
    found = [row for batch in _holders(iter(batches)) for row in batch.to_pylist()]
    return sorted((row["place"], row["holder"], row["weight"]) for row in found)


@pytest.mark.parametrize("size", [1, 3, 7, 50, 1000])
def test_the_oldest_and_the_newest_holders_are_found_whatever_the_size_of_batches(size: int) -> None:
    chance = random.Random(5)
    by_key = {key: sorted(chance.sample(range(1, 300), number)) for key, number in ((1, 1), (2, 2), (3, 90), (9, 200))}
    expected = []
    for places in by_key.values():
        for number, place in enumerate(places):
            before = places[:number]
            looked_at = dict.fromkeys([*before[:OLDEST_HOLDERS], *before[OLDEST_HOLDERS:][-NEWEST_HOLDERS:]])
            weight = WHOLE // max(min(len(before), OLDEST_HOLDERS), 1)
            expected += [(place, holder, weight) for holder in looked_at]
    assert held(keys([(key, place) for key, places in by_key.items() for place in places], size)) == sorted(expected)


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_two_texts_share_is_counted_across_batches(size: int) -> None:
    rows = [(7, 1, WHOLE)] * 3 + [(7, 2, WHOLE // 2)] + [(8, 1, WHOLE)] * 2
    batches = []
    for start in range(0, len(rows), size):
        some = [
            {"place": p, "holder": h, "weight": w, "tiny": False, "short": False}
            for p, h, w in rows[start : start + size]
        ]
        batches.append(pa.RecordBatch.from_pylist(some, schema=schema_of(HELD)))
    found = [row for batch in _shared(iter(batches)) for row in batch.to_pylist()]
    # One key is not enough.
    assert [(row["place"], row["holder"], row["weight"]) for row in found] == [(7, 1, 3 * WHOLE), (8, 1, 2 * WHOLE)]


def test_a_place_and_a_key_fit_into_one_number() -> None:
    largest = np.array([2**32 - 1], dtype=np.int64) << ID_BITS | NO_ID
    assert largest[0] == 2**63 - 1
