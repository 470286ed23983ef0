"""The sources: when each was visited last, how it fares, what it gives."""

from __future__ import annotations

from typing import Any

from web.pages.coverage import days_of_outlets
from web.site import View
from web.states import latest_day, state_of


def data(view: View) -> dict[str, Any]:
    coverage = days_of_outlets(view)
    days = {outlet["outlet"]: latest_day([*outlet["cells"].values()]) for outlet in coverage["outlets"]}
    rows = view.database.list_sources(since=None, limit=None)
    sources = [{**row, "state": state_of(row, days.get(row["outlet"]))} for row in rows]
    return {
        "sources": sources,
        "coverage": coverage,
        "working": sum(row["state"] == "working" for row in sources),
        "partly": sum(row["state"] == "partly" for row in sources),
        "ids": {row["name"]: row["id"] for row in view.database.outlet_names()},
    }
