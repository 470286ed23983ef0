"""A part of two pages: what of an outlet was read on each day, so that its silence is told from Naskh's absence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from web.site import View

_DAYS_OF_ONE, _DAYS_OF_ALL = 14, 7
_SHOWN = (
    "day", "state", "named", "stored", "off_topic", "refused", "missed", "waiting", "skipped", "visits", "good_visits",
    "minutes_down",
)  # fmt: skip


def days_of_outlet(view: View, outlet_id: int) -> list[dict[str, Any]]:
    """The latest days of one outlet, newest first; none where no source of it is watched."""
    rows = view.database.coverage(since=view.now - timedelta(days=_DAYS_OF_ONE), whose=[outlet_id])
    return [{name: row[name] for name in _SHOWN} for row in rows]


def days_of_outlets(view: View) -> dict[str, Any]:
    """`days`, the oldest first, and for each outlet by name its cells by day: outlets in several zones have days that
    others have not yet.
    """
    rows = view.database.coverage(since=view.now - timedelta(days=_DAYS_OF_ALL))
    outlets: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["outlet"], row["day"])):
        found = outlets.setdefault(row["outlet"], {"id": row["outlet_id"], "outlet": row["outlet"], "cells": {}})
        found["cells"][row["day"]] = {name: row[name] for name in _SHOWN}
    return {"days": sorted({row["day"] for row in rows}), "outlets": [*outlets.values()]}
