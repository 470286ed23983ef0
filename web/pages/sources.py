"""The sources: when each was visited last, how it fares, what it gives."""

from __future__ import annotations

from typing import Any

from model import NOT_BROKEN
from web.pages.coverage import days_of_outlets
from web.site import View


def data(view: View) -> dict[str, Any]:
    rows = view.database.list_sources(since=None, limit=None)
    return {
        "sources": [{**row, "state": _state(row)} for row in rows],
        "coverage": days_of_outlets(view),
        "working": sum(_state(row) == "working" for row in rows),
        "ids": {row["name"]: row["id"] for row in view.database.outlet_names()},
    }


def _state(row: dict[str, Any]) -> str:
    """`off`, `paused`, `failing`, `silent`, `changed`, `waiting` or `working`."""
    if not row["enabled"]:
        return "off"
    if row["paused_at"]:
        return "paused"
    if row["failures"] or row["grade"] not in (None, *NOT_BROKEN):
        return "failing"
    if row["grade"] in ("silent", "empty"):
        return "silent"
    if row["health"]:
        return "changed"
    # A visit that succeeded is no sign of life: articles are.
    return "working" if row["grade"] == "working" else "waiting"
