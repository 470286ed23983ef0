"""The visits of an outlet for a page: those that brought nothing stand on one line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

_GOOD = ("done", "unchanged")


def folded(visits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Visits, newest first. Visits in a row that brought nothing are one row, that of the newest: `folded` is their
    number, `since` the time of the oldest.
    """
    rows: list[dict[str, Any]] = []
    for is_empty, group in groupby(visits, key=_is_empty):
        members = list(group)
        if is_empty:
            rows.append({**members[0], "folded": len(members), "since": members[-1]["started_at"]})
        else:
            rows += [{**visit, "folded": 0, "since": None} for visit in members]
    return rows


def _is_empty(visit: Mapping[str, Any]) -> bool:
    figures = (visit["new"], visit["new_pages"], visit["changed"], visit["copies"], visit["failed"])
    return visit["outcome"] in _GOOD and not any(figures) and not visit["message"]
