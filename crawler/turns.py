"""Choose which of the sources that are due are visited now. Pure.

Visits of one site wait for each other at the gate: more than a few of them at once only take the room of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from crawler.gate import site_of
from model import Source

# Two, so that a long visit of a site does not hold up its other sources.
VISITS_OF_A_SITE = 2


def chosen(due: Iterable[Source], running: Iterable[Source], *, room: int) -> list[Source]:
    """Those to begin, in the order given, at most `room` of them."""
    begun = {source.id for source in running}
    at_sites = Counter(site_of_source(source) for source in running)
    found: list[Source] = []
    for source in due:
        site = site_of_source(source)
        if len(found) < room and source.id not in begun and at_sites[site] < VISITS_OF_A_SITE:
            at_sites[site] += 1
            found.append(source)
    return found


def site_of_source(source: Source) -> str:
    """The site at which a source is visited."""
    return site_of(source.moved_to or source.url)
