"""Visits that brought nothing stand on one line."""

from __future__ import annotations

from typing import Any

from web.visits import folded


def visit(id: int, **facts: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("new", "new_pages", "changed", "copies", "failed"), 0)
    return {"id": id, "started_at": f"2025-03-20T20:{id:02}:00Z", "outcome": "done", "message": None, **empty, **facts}


def test_visits_without_news_are_one_row_with_their_number_and_the_oldest_time() -> None:
    rows = folded([visit(5), visit(4, outcome="unchanged"), visit(3, new=2), visit(2), visit(1)])
    assert [(row["id"], row["folded"], row["since"]) for row in rows] == [
        (5, 2, "2025-03-20T20:04:00Z"),
        (3, 0, None),
        (2, 2, "2025-03-20T20:01:00Z"),
    ]


def test_what_failed_or_has_a_message_stays() -> None:
    rows = folded([visit(3, outcome="failed"), visit(2, message="the feed breaks off"), visit(1, outcome="refused")])
    assert [row["folded"] for row in rows] == [0, 0, 0]
