"""Who carries whom, from one row a copy to figures a pair of outlets. Pure."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

Row = Mapping[str, Any]


def pairs(rows: Iterable[Row], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """For each two outlets: how many texts the one carries that the other had first, the share that is credited, the
    median of minutes until then; most copies first. What an outlet carries of its own is left out."""
    by_pair: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        if row["first"] is not None and row["carrier"] is not None and row["first"] != row["carrier"]:
            by_pair[row["first"], row["carrier"]].append(row)
    found = [
        {"first": first, "first_name": names.get(first), "carrier": carrier, "carrier_name": names.get(carrier)}
        | figures(same)
        for (first, carrier), same in by_pair.items()
    ]
    return sorted(found, key=lambda pair: (-pair["copies"], str(pair["first_name"]), str(pair["carrier_name"])))


def with_medians(pair: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """A pair as `Database.carried_by_pair` counts it, with names and with medians in the place of lists."""
    minutes, shares = json.loads(pair["minutes"]), json.loads(pair["shares"])
    kept = {key: value for key, value in pair.items() if key not in ("minutes", "shares")}
    return {
        **kept,
        "first_name": names.get(pair["first"]),
        "carrier_name": names.get(pair["carrier"]),
        "median_minutes": round(median(minutes)) if minutes else None,
        "median_share": round(median(shares), 4) if shares else None,
    }


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Copies, texts, credits and delays of some copies."""
    credits = Counter(row["credited"] for row in rows)
    minutes = [row["minutes_later"] for row in rows if row["minutes_later"] is not None and row["order_known"]]
    shares = [row["share"] for row in rows if row["share"] is not None]
    return {
        "copies": len(rows),
        "texts": len({row["cluster"] for row in rows}),
        "credited": credits["credited"],
        "none_found": credits["none_found"],
        "unclear": len(rows) - credits["credited"] - credits["none_found"],
        "order_unknown": sum(not row["order_known"] for row in rows),
        "median_minutes": round(median(minutes)) if minutes else None,
        "median_share": round(median(shares), 4) if shares else None,
    }


def matrix(found: Sequence[Mapping[str, Any]], *, most: int) -> dict[str, Any]:
    """The outlets that give and take most as a table: a row for who carries, a column for whose text it is."""
    gives, takes = Counter[int](), Counter[int]()
    for pair in found:
        gives[pair["first"]] += pair["copies"]
        takes[pair["carrier"]] += pair["copies"]
    columns = [outlet for outlet, _ in gives.most_common(most)]
    rows = [outlet for outlet, _ in takes.most_common(most)]
    cells = {(pair["carrier"], pair["first"]): pair for pair in found}
    highest = max((pair["copies"] for pair in found), default=1)
    return {
        "columns": [{"id": outlet, "copies": gives[outlet]} for outlet in columns],
        "rows": [
            {
                "id": carrier,
                "copies": takes[carrier],
                "cells": [_cell(cells.get((carrier, first)), highest) for first in columns],
            }
            for carrier in rows
        ],
        "left_out": max(len(gives) - most, 0) + max(len(takes) - most, 0),
    }


def _cell(pair: Mapping[str, Any] | None, highest: int) -> dict[str, Any] | None:
    """How many copies, and in which of five shades."""
    if pair is None:
        return None
    shade = 1 + min(4, pair["copies"] * 5 // (highest + 1))
    return {"copies": pair["copies"], "credited": pair["credited"], "shade": shade}
