"""Texts that are heard of in another order than they were seen."""

from __future__ import annotations

from itertools import permutations

from pipelines.shipping.late import Seen, in_order

SEEN = [Seen(at=f"2026-01-0{day}T00:00:00Z", text_hash=text) for day, text in enumerate([b"a", b"a", b"b", b"c"], 1)]


def test_each_text_has_when_it_was_seen_first() -> None:
    assert in_order(SEEN) == [SEEN[0], SEEN[2], SEEN[3]]


def test_any_order_gives_the_same() -> None:
    for order in permutations(SEEN):
        known: list[Seen] = []
        for each in order:
            known = in_order([*known, each])
        assert known == in_order(SEEN)


def test_a_text_that_comes_back_is_there_twice() -> None:
    back = Seen(at="2026-01-05T00:00:00Z", text_hash=b"a")
    assert in_order([*SEEN, back])[-1] == back
