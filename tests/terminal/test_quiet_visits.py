"""Visits that found nothing are reported together: what was found is not lost among them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console

from terminal.log import begin_logging


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    begin_logging(Console(file=out, force_terminal=True, width=80, color_system=None))
    yield out
    root.handlers[:], root.level = handlers, level


def visited(second: float, outlet: str = "The Ledger", **fields: Any) -> None:
    """The record of a visit that ended so many seconds after a moment."""
    given = {"source": outlet, "outcome": "unchanged", "links": 0, "new": 0, "seconds": 0.1, "url": outlet, **fields}
    record = logging.LogRecord("naskh", logging.INFO, "", 0, "visit finished", None, None)
    record.created, record.fields = 1_750_000_000 + second, given
    logging.getLogger("naskh").handle(record)


def test_a_minute_of_visits_without_news_is_one_line(out: io.StringIO) -> None:
    for second in range(0, 130, 2):
        visited(second, f"Outlet {second % 10}")
    lines = out.getvalue().splitlines()
    assert len(lines) == 3
    assert "Outlet 0  nothing new" in lines[0]
    assert all("30 visits to 5 sources since" in line and line.rstrip().endswith(": nothing new") for line in lines[1:])


def test_whatever_has_something_to_say_is_said_at_once(out: io.StringIO) -> None:
    visited(0)
    visited(1, outcome="done", links=3, new=1)
    visited(2, outcome="done", links=3, off_topic=1)
    visited(3, message="the feed breaks off")
    visited(4, outcome="failed", message="HTTP 500")
    visited(5)
    assert [line.split("  ")[2].strip() for line in out.getvalue().splitlines()] == [
        "nothing new",
        "3 links, 1 new",
        "3 links, 1 off topic",
        "nothing new",
        "failed",
    ]


def test_what_was_held_is_said_at_the_end(out: io.StringIO) -> None:
    for second in (0, 1, 2):
        visited(second)
    for handler in logging.getLogger().handlers:
        handler.flush()
        handler.flush()
    assert "2 visits to 1 source since" in out.getvalue().splitlines()[-1]
    assert len(out.getvalue().splitlines()) == 2
