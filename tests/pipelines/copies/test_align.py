from __future__ import annotations

import numpy as np
import pytest

from pipelines.copies.align import align


def shared_within(shorter: list[int], longer: list[int], length: int) -> list[int]:
    """Where in the longer text the shingles stand that a stretch of so many of it shares."""
    texts = [np.array(text, dtype=np.uint32) for text in (shorter, longer)]
    within = align(texts, [(0, 1)], None).within({0: length})
    assert within.shared == [within.others.size]
    return sorted(within.others.tolist())


@pytest.mark.parametrize(("length", "places"), [(3, [2, 4]), (4, [2, 4, 5]), (5, [2, 4, 5])])
def test_a_stretch_has_so_many_shingles_and_ends_before_the_next(length: int, places: list[int]) -> None:
    longer = [90, 91, 1, 92, 2, 3, 93, 94, 95, 96, 97, 98, 4, 99]
    assert shared_within([1, 2, 3, 4], longer, length) == places


def test_of_two_stretches_the_fuller_one_counts_wherever_it_stands() -> None:
    assert shared_within([1, 2, 3, 4, 5], [1, 2, *range(50, 60), 3, 4, 5], 4) == [12, 13, 14]


def test_what_stands_just_behind_a_stretch_makes_it_no_fuller() -> None:
    assert shared_within([1, 2, 3, 4], [1, 90, 91, 2, *range(50, 56), 3, 4], 3) == [10, 11]
