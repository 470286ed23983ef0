"""Who carries whom as a picture: outlets on both sides of a lens, and between them who carries whose texts. Pure.

The outlets whose texts are carried more often than they carry others' stand on the side where lines begin, the rest on
the other side. Each name has a line to itself, so that many are as readable as five. (A spring layout, as of networkx,
was weighed: it lets names run into one another, moves everything when one copy comes in, and says nothing by its
places.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from db.carriage import Carried, Pair

_MOST_OUTLETS, _MOST_PAIRS = 24, 36
# In the units of the SVG.
WIDTH, _LINE, _MARGIN, _MIDDLE, _HALF, _NODE = 760, 30, 24, 380, 165, 7
_THIN, _THICK = 1.2, 6.0
# So that one copy is not the thickest line where all have one.
_LEAST_HIGHEST = 5
_LONGEST_NAME = 24


def network(
    strongest: Sequence[Pair],
    found: Mapping[Pair, Sequence[Carried]],
    names: Mapping[int, str],
    *,
    is_mirrored: bool = False,
) -> dict[str, Any]:
    """Places of nodes and lines in an SVG of `width` and `height`, of the `strongest` pairs, strongest first; from left
    to right, or mirrored.
    """
    pairs = _shown(strongest)
    sides = _sides(pairs, found)
    height = 2 * _MARGIN + _LINE * max(map(len, sides), default=1)
    places = {
        outlet: _place(n, len(side), height, side=index if not is_mirrored else 1 - index)
        for index, side in enumerate(sides)
        for n, outlet in enumerate(side)
    }
    highest = max((len(found[pair]) for pair in pairs), default=0)
    highest = max(highest, _LEAST_HIGHEST)
    return {
        "width": WIDTH,
        "height": height,
        "radius": _NODE,
        "nodes": [
            _node(outlet, *places[outlet], names.get(outlet) or f"#{outlet}") for side in sides for outlet in side
        ],
        "edges": [
            _edge(pair, places, rows, credited=credited, highest=highest)
            for pair in pairs
            for credited, rows in _by_credit(found[pair])
            if rows
        ],
        "pairs": len(pairs),
    }


def _shown(strongest: Sequence[Pair]) -> list[Pair]:
    """The strongest pairs of so many outlets as can be read."""
    outlets: set[int] = set()
    shown: list[Pair] = []
    for pair in strongest:
        if len(outlets | set(pair)) <= _MOST_OUTLETS and len(shown) < _MOST_PAIRS:
            outlets |= set(pair)
            shown.append(pair)
    return shown


def _sides(pairs: Sequence[Pair], found: Mapping[Pair, Sequence[Carried]]) -> tuple[list[int], list[int]]:
    """Those who give, those who give most first; and those who take, each about as high as whose texts it carries."""
    gives, takes = defaultdict[int, int](int), defaultdict[int, int](int)
    for first, carrier in pairs:
        gives[first] += len(found[first, carrier])
        takes[carrier] += len(found[first, carrier])
    outlets = sorted(gives.keys() | takes.keys(), key=lambda outlet: (takes[outlet] - gives[outlet], outlet))
    half = (len(outlets) + 1) // 2
    givers = sorted(outlets[:half], key=lambda outlet: (-gives[outlet], outlet))
    heights = {outlet: n for n, outlet in enumerate(givers)}

    def height(outlet: int) -> float:
        weighed = [
            (len(found[first, carrier]), heights[other])
            for first, carrier in pairs
            for own, other in ((first, carrier), (carrier, first))
            if own == outlet and other in heights
        ]
        return sum(weight * at for weight, at in weighed) / (sum(weight for weight, _ in weighed) or 1)

    return givers, sorted(outlets[half:], key=lambda outlet: (height(outlet), outlet))


def _place(n: int, number: int, height: int, *, side: int) -> tuple[float, float, int]:
    """Where a node stands, and on which side: -1 left, 1 right."""
    y = height / 2 + _LINE * (n - (number - 1) / 2)
    bent = sqrt(1 - min(0.9, (abs(y - height / 2) / (height * 0.6)) ** 2))
    sign = 1 if side else -1
    return round(_MIDDLE + sign * _HALF * bent, 1), round(y, 1), sign


def _node(outlet: int, x: float, y: float, sign: int, name: str) -> dict[str, Any]:
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return {
        "id": outlet,
        "name": name,
        "short": short,
        "x": x,
        "y": y,
        "label_x": x + sign * 14,
        "anchor": "start" if sign > 0 else "end",
    }


def _by_credit(rows: Sequence[Carried]) -> tuple[tuple[bool, list[Carried]], ...]:
    return tuple((wanted, [row for row in rows if (row.credited == "credited") == wanted]) for wanted in (True, False))


def _edge(
    pair: Pair,
    places: Mapping[int, tuple[float, float, int]],
    rows: Sequence[Carried],
    *,
    credited: bool,
    highest: int,
) -> dict[str, Any]:
    """A line from who had the texts to who carries them. What is credited and what is not run side by side."""
    (x, y, side), (to_x, to_y, to_side) = places[pair[0]], places[pair[1]]
    aside = (3 if credited else -3) + (1.5 if pair[0] < pair[1] else -1.5)
    x, to_x = x - side * _NODE, to_x - to_side * (_NODE + 2)
    # Within a side, the farther apart the deeper into the lens.
    depth = 0.25 if side != to_side else max(0.1, 0.85 - abs(to_y - y) / (8 * _LINE))
    bend, to_bend = (_MIDDLE + (at - _MIDDLE) * depth for at in (x, to_x))
    path = (
        f"M{x:.1f} {y + aside / 2:.1f}C{bend:.1f} {y + aside:.1f} {to_bend:.1f} {to_y + aside:.1f} "
        f"{to_x:.1f} {to_y + aside / 2:.1f}"
    )
    width = round(_THIN + (_THICK - _THIN) * len(rows) / highest, 1)
    return {
        "first": pair[0],
        "carrier": pair[1],
        "copies": len(rows),
        "order_unknown": sum(not row.order_known for row in rows),
        "is_credited": credited,
        "path": path,
        "width": width,
    }
