"""A part of two pages: what of an outlet was read on each day, so that Naskh's absence is not taken for its silence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.store import Row
from web.site import View

_DAYS_OF_ONE, _DAYS_OF_ALL = 14, 7
_SHOWN = (
    "day", "state", "named", "stored", "off_topic", "refused", "missed", "waiting", "skipped", "visits", "good_visits",
    "minutes_down", "gap_minutes",
)  # fmt: skip
# Feeds hold some hours of news: a shorter absence misses next to nothing.
_LEAST_GAP = 60


def days_of_outlet(view: View, outlet_id: int) -> list[dict[str, Any]]:
    """The latest days of one outlet, newest first; none where no source of it is watched."""
    rows = view.database.coverage(since=view.now - timedelta(days=_DAYS_OF_ONE), whose=[outlet_id])
    return [day_of(row) for row in rows]


def days_of_outlets(view: View) -> dict[str, Any]:
    """`days`, the oldest first, and for each outlet by name its cells by day: outlets in several zones have days that
    others have not yet.
    """
    rows = view.database.coverage(since=view.now - timedelta(days=_DAYS_OF_ALL))
    outlets: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["outlet"], row["day"])):
        found = outlets.setdefault(row["outlet"], {"id": row["outlet_id"], "outlet": row["outlet"], "cells": {}})
        found["cells"][row["day"]] = day_of(row)
    return {"days": sorted({row["day"] for row in rows}), "outlets": [*outlets.values()]}


def day_of(row: Row) -> dict[str, Any]:
    """A row of the view `coverage` as pages show it, and `gap_minutes`: how long Naskh did not run, where that is worth
    a word; else 0.
    """
    is_worth_it = row["minutes_down"] >= _LEAST_GAP or row["state"] == "down"
    day = {**row, "gap_minutes": row["minutes_down"] if is_worth_it else 0}
    return {name: day[name] for name in _SHOWN}
