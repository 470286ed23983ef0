"""One outlet: what it publishes first, what it takes, from whom, how late, and how its sources fare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from db.carriage import Carried
from web.carried import by_pair, described, figures
from web.pages.coverage import days_of_outlet
from web.site import NotThere, View
from web.states import latest_day, state_of
from web.visits import folded

DAYS = 30
_MOST_ARTICLES, _MOST_VISITS, _MOST_PAIRS = 25, 30, 12


def data(view: View) -> dict[str, Any]:
    database, number = view.database, view.number("id")
    known = {row["id"]: row for row in database.outlet_names()}
    if number not in known:
        raise NotThere(view.words("outlet.missing", id=str(number)))
    days = days_of_outlet(view, number)
    state = latest_day(days)
    return {
        "outlet": {**known[number], **database.outlet(number)},
        "days": DAYS,
        **given_and_taken(view, number, since=view.now - timedelta(days=DAYS)),
        "articles": database.articles_of_outlet(number, limit=_MOST_ARTICLES),
        "sources": [{**row, "state": state_of(row, state)} for row in database.sources_of_outlet(number)],
        "coverage": days,
        "visits": folded(database.visits_of_outlet(number, limit=_MOST_VISITS)),
    }


def given_and_taken(view: View, number: int, *, since: datetime) -> dict[str, Any]:
    """Who carries texts of an outlet, and whose texts it carries: figures, and the pairs with most copies."""
    names = {row["id"]: row["name"] for row in view.database.outlet_names()}
    rows = view.database.carried_of_outlet(number, since=since)
    gives = [row for row in rows if row.first == number]
    takes = [row for row in rows if row.carrier == number]
    return {
        "given": figures(gives),
        "taken": figures(takes),
        "carried_by": _most(gives, names),
        "carries": _most(takes, names),
    }


def _most(rows: Sequence[Carried], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The pairs of this outlet with most copies."""
    found = by_pair(rows)
    return [
        described(pair, found[pair], names) for pair in sorted(found, key=lambda pair: -len(found[pair]))[:_MOST_PAIRS]
    ]
