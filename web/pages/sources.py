"""The sources: when each was visited last, how it fares, what it gives."""

from __future__ import annotations

from typing import Any

from web.site import View


def data(view: View) -> dict[str, Any]:
    rows = view.database.list_sources(since=None, limit=None)
    return {
        "sources": [{**row, "state": _state(row)} for row in rows],
        "working": sum(_state(row) == "working" for row in rows),
        "ids": {row["name"]: row["id"] for row in view.database.outlet_names()},
    }


def _state(row: dict[str, Any]) -> str:
    """`off`, `paused`, `failing`, `changed`, `waiting` or `working`."""
    if not row["enabled"]:
        return "off"
    if row["paused_at"]:
        return "paused"
    if row["failures"]:
        return "failing"
    if row["health"]:
        return "changed"
    return "working" if row["last_success_at"] else "waiting"
