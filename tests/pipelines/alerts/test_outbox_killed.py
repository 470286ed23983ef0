"""The process that sends may be killed at any moment: nothing is lost, and what comes twice has one id."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.outbox import run

pytestmark = pytest.mark.slow


def test_a_thousand_messages_arrive_under_ten_kills(tmp_path: Path) -> None:
    outcome = run(tmp_path, messages=1000, kills=10, seed=1)
    assert outcome.kills == 10
    assert (outcome.lost, outcome.changed) == (0, 0)
    # No more than one for each kill.
    assert outcome.repeats <= 10
    assert (outcome.lines, outcome.lines_lost, outcome.lines_twice) == (1000, 0, 0)
