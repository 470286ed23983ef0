"""A text that spreads much faster than its outlet's texts do is told once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import NOW, Desk, words

from pipelines.alerts.spreading import spread_of

HOUR = timedelta(hours=1)
CONFIG = """
topic = "all"
[[outlet]]
name = "Valley"
domains = ["valley.example"]
groups = ["mine"]
[[outlet]]
name = "Wire"
domains = ["wire.example"]
[[alert]]
name = "goes around"
kind = "spread"
groups = ["mine"]
"""


def spread(desk: Desk, host: str, seed: int, copies: int, *, at: timedelta = timedelta()) -> None:
    """An article of a site, and so many copies, one every ten minutes."""
    text = {"text": words(seed, 150), "title": f"Text {seed}"}
    desk.crawl(f"https://{host}/{seed}", text, at=NOW + at)
    for number in range(copies):
        desk.crawl(f"https://site{number}.example/{seed}", text, at=NOW + at + timedelta(minutes=10 * (number + 1)))


@pytest.mark.parametrize(("host", "usual", "copies", "told"), [
    ("valley.example", 1, 8, 1),
    ("valley.example", 1, 4, 0),
    ("valley.example", 3, 6, 0),
    ("wire.example", 1, 8, 0),
])  # fmt: skip
def test_what_is_fast_depends_on_the_outlet(tmp_path: Path, host: str, usual: int, copies: int, told: int) -> None:
    desk = Desk(tmp_path, CONFIG)
    for seed in range(22):
        spread(desk, host, seed, usual, at=seed * HOUR)
    spread(desk, host, 99, copies, at=40 * HOUR)
    assert len(desk.alerts()) == told
    if told:
        [alert] = desk.alerts()
        assert (alert["kind"], alert["title"]) == ("spread", "5 copies within 50 min of a text of Valley: Text 99")
        assert alert["text"].splitlines() == [
            "5 copies so far, 50 min after the text was first seen. Usual by then: 1 copy or fewer.",
            f"https://{host}/99",
        ]


def test_a_new_outlet_has_no_habit_yet(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG)
    spread(desk, "valley.example", 1, 12)
    assert desk.alerts() == []


@given(st.integers(0, 100), st.lists(st.integers(0, 30), max_size=60))
def test_more_copies_are_never_less_of_a_spread(copies: int, earlier: list[int]) -> None:
    if spread_of(copies, HOUR, earlier) is not None:
        assert spread_of(copies + 1, HOUR, earlier) is not None
        assert copies >= 5 and len(earlier) >= 20
    assert spread_of(copies, timedelta(days=2), earlier) is None
