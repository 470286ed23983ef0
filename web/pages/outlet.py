"""One outlet: what it publishes first, what it takes, from whom, how late, and how its sources fare."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from web.carried import figures, pairs
from web.pages.coverage import days_of_outlet
from web.site import NotThere, View

_DAYS = 30
_MOST_ARTICLES, _MOST_VISITS, _MOST_PAIRS = 25, 10, 12


def data(view: View) -> dict[str, Any]:
    database, number = view.database, view.number("id")
    known = {row["id"]: row for row in database.outlet_names()}
    if number not in known:
        raise NotThere(view.words("outlet.missing", id=number))
    names = {row["id"]: row["name"] for row in known.values()}
    rows = database.carried(since=view.now - timedelta(days=_DAYS), outlet_id=number)
    found = pairs(rows, names)
    gives = [row for row in rows if row["first"] == number and row["carrier"] != number]
    takes = [row for row in rows if row["carrier"] == number and row["first"] != number]
    return {
        "outlet": {**known[number], **database.outlet(number)},
        "days": _DAYS,
        "given": figures(gives),
        "taken": figures(takes),
        "carried_by": [pair for pair in found if pair["first"] == number][:_MOST_PAIRS],
        "carries": [pair for pair in found if pair["carrier"] == number][:_MOST_PAIRS],
        "articles": database.articles_of_outlet(number, limit=_MOST_ARTICLES),
        "sources": database.sources_of_outlet(number),
        "coverage": days_of_outlet(view, number),
        "visits": database.visits_of_outlet(number, limit=_MOST_VISITS),
    }
