"""Who carries whom: from a row for each copy to figures for each pair of outlets. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from db.carriage import Carried, MostCarried, Pair


def by_pair(rows: Iterable[Carried]) -> dict[Pair, list[Carried]]:
    """The copies of each two outlets."""
    found: dict[Pair, list[Carried]] = defaultdict(list)
    for row in rows:
        found[row.first, row.carrier].append(row)
    return found


def described(pair: Pair, rows: Sequence[Carried], names: Mapping[int, str]) -> dict[str, Any]:
    """A pair with the names of both and all figures."""
    first, carrier = pair
    named = {"first": first, "first_name": names.get(first), "carrier": carrier, "carrier_name": names.get(carrier)}
    return named | figures(rows)


def figures(rows: Sequence[Carried]) -> dict[str, Any]:
    """Copies, texts, credits and delays of some copies."""
    credits = Counter(row.credited for row in rows)
    minutes = [row.minutes_later for row in rows if row.minutes_later is not None and row.order_known]
    shares = [row.share for row in rows if row.share is not None]
    return {
        "copies": len(rows),
        "texts": len({row.text for row in rows}),
        "credited": credits["credited"],
        "none_found": credits["none_found"],
        "unclear": len(rows) - credits["credited"] - credits["none_found"],
        "order_unknown": sum(not row.order_known for row in rows),
        "median_minutes": round(median(minutes)) if minutes else None,
        "median_share": round(median(shares), 4) if shares else None,
    }


def matrix(most: MostCarried, found: Mapping[Pair, Sequence[Carried]]) -> dict[str, Any]:
    """The outlets that give and take most as a table: a row for who carries, a column for whose text it is."""
    return {
        "columns": [{"id": first, "copies": copies} for first, copies in most.givers],
        "rows": [
            {
                "id": carrier,
                "copies": copies,
                "cells": [_cell(found.get((first, carrier)), most.highest) for first, _ in most.givers],
            }
            for carrier, copies in most.takers
        ],
        "left_out": most.givers_in_all - len(most.givers) + most.takers_in_all - len(most.takers),
    }


def _cell(rows: Sequence[Carried] | None, highest: int) -> dict[str, Any] | None:
    """How many copies, and in which of five shades."""
    if not rows:
        return None
    unknown = sum(not row.order_known for row in rows)
    shade = 1 + min(4, len(rows) * 5 // (highest + 1))
    return {
        "copies": len(rows),
        "order_unknown": unknown,
        "credited": sum(row.credited == "credited" for row in rows),
        "shade": shade,
    }
