"""Who carries whom: outlets by outlets, with shares, credits and delays, in the last days."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any, get_args

from db.carriage import PairOrder
from web.carried import by_pair, described, matrix
from web.network import network
from web.site import View

SPANS = (1, 7, 30)
_DEFAULT_DAYS = 7
_ORDERS: tuple[PairOrder, ...] = get_args(PairOrder)
_MOST_OUTLETS, _MOST_PAIRS = 12, 100


def data(view: View) -> dict[str, Any]:
    database = view.database
    days = next((span for span in SPANS if str(span) == view.query.get("days")), _DEFAULT_DAYS)
    order = next((name for name in _ORDERS if name == view.query.get("by")), _ORDERS[0])
    since = view.now - timedelta(days=days)
    most = database.most_carried(since=since, by=order, pairs=_MOST_PAIRS, strongest=_MOST_PAIRS, outlets=_MOST_OUTLETS)
    cells = product((first for first, _ in most.givers), (carrier for carrier, _ in most.takers))
    found = by_pair(database.carried_of_pairs({*most.pairs, *most.strongest, *cells}, since=since))
    names = {row["id"]: row["name"] for row in database.outlet_names()}
    return {
        "days": days,
        "spans": list(SPANS),
        "by": order,
        "orders": list(_ORDERS),
        "names": names,
        "matrix": matrix(most, found),
        "network": {
            **network(most.strongest, found, names, is_mirrored=view.words.direction == "rtl"),
            "outlets_in_all": most.outlets_in_all,
        },
        "pairs": [described(pair, found[pair], names) for pair in most.pairs],
        "pairs_in_all": most.pairs_in_all,
    }
