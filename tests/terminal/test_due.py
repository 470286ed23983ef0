"""What `naskh sources` says of a source's next visit, its moves, its kind and its hub."""

from __future__ import annotations

from typing import Any

import pytest

from terminal.due import when_and_where

ROW: dict[str, Any] = {
    "enabled": 1,
    "paused_at": None,
    "failures": 0,
    "grade": "working",
    "kind": "feed",
    "found_kind": "feed",
    "next_visit_at": "2026-03-20T12:40:00Z",
    "next_visit_reason": "nothing new after 15 min: every 19 min",
    "moved_to": None,
    "moved_at": None,
    "hub": None,
    "hub_message": None,
}


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ({}, ["next visit 2026-03-20 12:40 UTC: nothing new after 15 min: every 19 min"]),
        (
            {"next_visit_at": None, "next_visit_reason": "you asked for it"},
            ["next visit as soon as possible: you asked for it"],
        ),
        ({"next_visit_at": None, "next_visit_reason": None}, ["next visit as soon as possible"]),
        ({"enabled": 0}, []),
        ({"paused_at": "2026-03-20T12:00:00Z"}, []),
        ({"failures": 3}, []),
        (
            {"failures": 3, "moved_to": "https://paper.example/%D8%A3/feed", "moved_at": "2026-03-19T08:00:00Z"},
            ["visited at https://paper.example/أ/feed since 2026-03-19 08:00 UTC: it moved there permanently"],
        ),
        ({"failures": 1, "found_kind": "front_page"}, ["read as a front page, which it is; naskh.toml says feed"]),
        ({"failures": 1, "hub": "active"}, ["its hub announces changes"]),
        ({"failures": 1, "hub": "refused", "hub_message": "HTTP 500"}, ["its hub does not announce changes: HTTP 500"]),
        (
            {"failures": 1, "hub": "refused", "hub_message": "\x1b[31m\nred"},
            ["its hub does not announce changes: [31m red"],
        ),
    ],
)
def test_each_state_has_its_words(changed: dict[str, Any], lines: list[str]) -> None:
    assert list(when_and_where(ROW | changed)) == lines
