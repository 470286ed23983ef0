"""What `naskh sources` and `naskh status` say of a source that works, fails, or is tried once a day."""

from __future__ import annotations

from typing import Any

import pytest

from terminal.source_words import is_broken, source_remarks, state_word, why_broken


def row(**facts: Any) -> dict[str, Any]:
    """A source that works, but for these facts."""
    return {
        "enabled": 1,
        "paused_at": None,
        "grade": "working",
        "failures": 0,
        "failing_since": None,
        "last_visit_at": "2026-03-20T12:00:00Z",
        "last_success_at": "2026-03-20T12:00:00Z",
        "next_visit_at": "2026-03-20T12:15:00Z",
        "last_message": None,
        "health": None,
        "pieces_in_a_day": 4,
        "usual_in_a_day": 5.25,
        **facts,
    }


def test_a_source_that_works_says_what_it_brings() -> None:
    assert source_remarks(row()) == (
        None,
        "4 pieces in 24 h (usually 5.25 a day), last success 2026-03-20 12:00 UTC",
    )
    assert source_remarks(row(pieces_in_a_day=1, usual_in_a_day=None))[1].startswith("1 piece in 24 h, last")


def test_a_dead_source_is_never_given_up_and_says_so() -> None:
    dead = row(
        grade="gone", failures=40, failing_since="2026-02-01T08:00:00Z", last_success_at="2026-01-31T08:00:00Z",
        next_visit_at="2026-03-21T11:00:00Z", last_message="HTTP 410",
    )  # fmt: skip
    told, brings = source_remarks(dead)
    assert told == (
        "failing since 2026-02-01 08:00 UTC, tried once a day, next 2026-03-21 11:00 UTC: "
        "nothing is at this address any more (HTTP 410)"
    )
    assert brings == "4 pieces in 24 h (usually 5.25 a day), last success 2026-01-31 08:00 UTC"


def test_a_good_feed_whose_pages_are_refused_is_broken() -> None:
    shut = row(grade="forbidden", failing_since="2026-03-20T09:00:00Z", last_message="2 pages failed: HTTP 403")
    assert is_broken(shut) and state_word(shut) == "forbidden"
    assert source_remarks(shut)[0] == (
        "no text since 2026-03-20 09:00 UTC, next try 12:15 UTC: its list can be read, its pages cannot: the site refuses this program (2 pages failed: HTTP 403)"
    )


@pytest.mark.parametrize(
    ("facts", "state", "broken"),
    [
        ({}, "working", False),
        ({"grade": "silent"}, "silent", False),
        ({"grade": "empty"}, "empty", False),
        ({"grade": None, "last_success_at": None, "last_visit_at": None}, "new", False),
        ({"grade": None, "failures": 3}, "failing", True),
        ({"grade": "not_a_feed", "failures": 1}, "not a feed", True),
        ({"grade": "gone", "failures": 9, "paused_at": "2026-03-20T12:00:00Z"}, "paused", False),
        ({"grade": "gone", "failures": 9, "enabled": 0}, "off", False),
    ],
)
def test_the_state_is_one_word(facts: dict[str, Any], state: str, broken: bool) -> None:
    assert (state_word(row(**facts)), is_broken(row(**facts))) == (state, broken)


@pytest.mark.parametrize(
    ("grade", "message", "words"),
    [
        ("robots", "robots.txt forbids it", "robots.txt forbids it"),
        ("not_a_feed", "this is not a feed", "what is at this address is not a feed"),
        ("timeout", "took longer than 30 s", "the site does not answer in time (took longer than 30 s)"),
        ("paywall", None, "the site lets only subscribers read"),
        (None, "HTTP 500", "HTTP 500"),
        (None, None, "no reason given"),
    ],
)
def test_a_reason_is_not_said_twice(grade: str | None, message: str | None, words: str) -> None:
    assert why_broken(row(grade=grade, failures=1, last_message=message)) == words
