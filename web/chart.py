"""Plots as plain figures for an inline SVG. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

HEIGHT, BAR, GAP = 72, 18, 4


def hours_chart(hours: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Bars of `hours` (`articles`, `copies`), in the units of an SVG of `width` and `height`: each with its place, the
    height of all its articles and, within it, that of the copies among them.
    """
    most = max((hour["articles"] for hour in hours), default=0) or 1
    bars = []
    for n, hour in enumerate(hours):
        whole = round(HEIGHT * hour["articles"] / most, 1)
        part = round(HEIGHT * hour["copies"] / most, 1)
        bars.append({"x": n * (BAR + GAP), "articles": whole, "copies": part, "at": hour["at"]})
    return {"width": len(hours) * (BAR + GAP) - GAP, "height": HEIGHT, "bar": BAR, "most": most, "bars": bars}
