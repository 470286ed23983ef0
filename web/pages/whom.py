"""Who carries whom: outlets by outlets, with shares, credits and delays, in the last days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from web.carried import matrix, with_medians
from web.site import View

SPANS = (1, 7, 30)
_DEFAULT_DAYS = 7
_MOST_OUTLETS, _MOST_PAIRS = 12, 100
_ORDERS = ("copies", "credited", "none_found", "median_minutes", "median_share")


def data(view: View) -> dict[str, Any]:
    days = next((span for span in SPANS if str(span) == view.query.get("days")), _DEFAULT_DAYS)
    order = next((name for name in _ORDERS if name == view.query.get("by")), _ORDERS[0])
    names = {row["id"]: row["name"] for row in view.database.outlet_names()}
    found = view.database.carried_by_pair(since=view.now - timedelta(days=days))
    table = matrix(found, most=_MOST_OUTLETS)
    if order.startswith("median"):
        found = [with_medians(pair, names) for pair in found]
    found.sort(key=lambda pair: _place(pair, order))
    shown = [pair if order.startswith("median") else with_medians(pair, names) for pair in found[:_MOST_PAIRS]]
    return {
        "days": days,
        "spans": list(SPANS),
        "by": order,
        "orders": list(_ORDERS),
        "names": names,
        "matrix": table,
        "pairs": shown,
        "pairs_in_all": len(found),
    }


def _place(pair: Mapping[str, Any], order: str) -> tuple[Any, ...]:
    """The highest first, but of delays the shortest; unknown ones last; then by number of copies and by ids."""
    figure = pair[order]
    sign = 1 if order == "median_minutes" else -1
    return (figure is None, sign * (figure or 0), -pair["copies"], pair["first"], pair["carrier"])
