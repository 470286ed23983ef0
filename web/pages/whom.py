"""Who carries whom: outlets by outlets, with shares, credits and delays, in the last days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from web.carried import matrix, pairs
from web.site import View

SPANS = (1, 7, 30)
_DEFAULT_DAYS = 7
_MOST_OUTLETS, _MOST_PAIRS = 12, 100
_ORDERS = ("copies", "credited", "none_found", "median_minutes", "median_share")


def data(view: View) -> dict[str, Any]:
    days = next((span for span in SPANS if str(span) == view.query.get("days")), _DEFAULT_DAYS)
    order = next((name for name in _ORDERS if name == view.query.get("by")), _ORDERS[0])
    names = {row["id"]: row["name"] for row in view.database.outlet_names()}
    found = pairs(view.database.carried(since=view.now - timedelta(days=days)), names)
    table = matrix(found, most=_MOST_OUTLETS)
    found.sort(key=lambda pair: pair[order] if pair[order] is not None else -1, reverse=order != "median_minutes")
    if order == "median_minutes":
        found.sort(key=lambda pair: pair[order] is None)
    return {
        "days": days,
        "spans": list(SPANS),
        "by": order,
        "orders": list(_ORDERS),
        "names": names,
        "matrix": table,
        "pairs": found[:_MOST_PAIRS],
        "pairs_in_all": len(found),
    }
