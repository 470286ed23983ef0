"""How a source fares is one word on every page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from served import pages_of

from db.times import to_text
from web.pages.coverage import day_of
from web.states import state_of

WELL = {"enabled": 1, "paused_at": None, "failures": 0, "grade": "working", "health": None}


@pytest.mark.parametrize(
    ("facts", "day", "state"),
    [
        ({}, "whole", "working"),
        ({}, None, "working"),
        ({}, "partly", "partly"),
        ({"failures": 1}, "partly", "failing"),
        ({"grade": "silent"}, "partly", "silent"),
        ({"grade": None}, "partly", "waiting"),
        ({"paused_at": "2025-03-20T20:30:00Z"}, "partly", "paused"),
        ({"enabled": 0}, "whole", "off"),
    ],
)
def test_what_is_read_in_part_does_not_work(facts: dict[str, Any], day: str | None, state: str) -> None:
    assert state_of({**WELL, **facts}, day) == state


def test_an_outlet_that_is_read_in_part_is_so_on_every_page(copied: Any) -> None:
    with closing(sqlite3.connect(copied.path)) as connection, connection:
        connection.execute("update sources set grade = 'working', failures = 0")
        connection.execute("delete from outlet_findings")
        # Both now: midnight may have passed since the database was made.
        moment = to_text(datetime.now(UTC) - timedelta(seconds=1))
        connection.execute(
            "update pages set status = 'wanted', first_seen_at = ? where source_id = 3 and first_seen_at = "
            "(select max(first_seen_at) from pages where source_id = 3)",
            [moment],
        )
        connection.execute(
            "insert into visits (source_id, started_at, outcome) values (3, ?, 'done')",
            [moment],
        )
    with pages_of(copied) as pages:
        sources = pages.get("/sources.json").json
        outlet = pages.get("/outlet/3.json").json
    states = {row["outlet"]: row["state"] for row in sources["sources"]}
    assert states["Hill Post"] == "partly" and outlet["sources"][0]["state"] == "partly"
    assert sources["working"] == sum(state == "working" for state in states.values())
    cells = next(row for row in sources["coverage"]["outlets"] if row["outlet"] == "Hill Post")["cells"]
    assert cells[max(cells)]["state"] == "partly"


@pytest.mark.parametrize(
    ("minutes_down", "state", "named"),
    [(59, "whole", 0), (60, "whole", 60), (1, "down", 1), (0, "partly", 0)],
)
def test_a_gap_of_a_minute_is_not_named(minutes_down: int, state: str, named: int) -> None:
    counts = ("named", "stored", "off_topic", "refused", "missed", "waiting", "skipped", "visits", "good_visits")
    row = {**dict.fromkeys(counts, 0), "day": "2026-11-20", "state": state, "minutes_down": minutes_down}
    assert day_of(row)["gap_minutes"] == named
