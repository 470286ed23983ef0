"""The bench of visits counts what it claims: pieces that were pushed out of a list, delays, visits in vain."""

from __future__ import annotations

import pytest

from benchmarks.habits import DAYS, HOUR, KEPT_ASIDE, TUNED_ON, Publisher, publishers
from benchmarks.visiting import simulate


def test_what_is_pushed_out_between_two_visits_is_missed() -> None:
    at = 100 * HOUR
    rush = Publisher(habit="rush", moments=tuple(at + n for n in range(10)), listed=4)
    [result] = simulate([rush], shortest=900, longest=900).values()
    # A visit may fall into the ten seconds.
    assert result.pieces == 10 and result.missed in (5, 6) and len(result.delays) == 10 - result.missed
    assert all(0 <= delay <= 1000 for delay in result.delays)
    assert result.visits == pytest.approx(DAYS * 96, rel=0.02)
    assert result.wasted >= result.visits - 2


def test_what_was_there_before_the_first_visit_is_not_counted() -> None:
    old = Publisher(habit="old", moments=tuple(-HOUR * n for n in range(50, 0, -1)), listed=10)
    [result] = simulate([old], shortest=300, longest=3600).values()
    assert (result.pieces, result.missed, result.delays) == (0, 0, [])


def test_the_two_sets_are_of_one_size_and_not_the_same() -> None:
    tuned, aside = publishers(TUNED_ON, seed=1), publishers(KEPT_ASIDE, seed=2)
    assert len(tuned) == len(aside) == 500
    assert {each.moments for each in tuned}.isdisjoint(each.moments for each in aside if each.moments)
    assert publishers(TUNED_ON, seed=1)[0] == tuned[0]
