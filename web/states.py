"""How a source fares, in one word: the same on every page. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model import NOT_BROKEN


def state_of(source: Mapping[str, Any], day: str | None) -> str:
    """`off`, `paused`, `failing`, `silent`, `changed`, `partly`, `waiting` or `working`. `day`: what was read of its
    outlet on its latest day, as the view `coverage` has it. A source that is read in part does not count as working.
    """
    if not source["enabled"]:
        return "off"
    if source["paused_at"]:
        return "paused"
    if source["failures"] or source["grade"] not in (None, *NOT_BROKEN):
        return "failing"
    if source["grade"] in ("silent", "empty"):
        return "silent"
    if source["health"]:
        return "changed"
    # A visit that succeeded is no sign of life: articles are.
    if source["grade"] != "working":
        return "waiting"
    return "partly" if day == "partly" else "working"


def latest_day(days: Sequence[Mapping[str, Any]]) -> str | None:
    """The state of the newest of some days."""
    return max(days, key=lambda row: str(row["day"]))["state"] if days else None
