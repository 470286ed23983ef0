"""A place of shipments that fails, as a daemon reports it."""

from __future__ import annotations

import pytest

from daemon.place_trouble import PlaceTrouble


def test_a_place_that_fails_is_reported_once_for_each_reason_and_when_it_works_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    trouble = PlaceTrouble()
    trouble.end("shipping goes on")
    assert trouble.reason is None and not trouble.is_too_early
    for reason in ("full", "full", "gone"):
        trouble.begin(OSError(reason), f"nothing can be shipped: {reason}")
        assert trouble.reason == reason and trouble.is_too_early
    trouble.end("shipping goes on")
    trouble.end("shipping goes on")
    assert trouble.reason is None
    assert [record.message for record in caplog.records] == [
        "nothing can be shipped: full",
        "nothing can be shipped: gone",
        "shipping goes on",
    ]
