"""What a watcher should find in the newswire: copies, look-alikes, and what goes wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Literal

from sample.edition import Edition
from sample.pages import path_of
from sample.pieces import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands: the page's address, and its place on a page that carries several (0 is the
    first).
    """

    url: str
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts and how they stand to each other.

    "none" is for two of one formula: never copies of each other, though they share phrases ("partial" is
    no mistake).
    """

    later: Place
    earlier: Place
    relation: Literal["copy", "partial", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A text where it stands: who publishes it, whose page it is on, and when it says it was published (None on the
    aggregator, which says when its page was made).
    """

    place: Place
    outlet: str
    carrier: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """All that can be checked from outside, as whole addresses.

    `articles`: every readable article page that robots.txt allows, off-topic ones included. `pairs`: each later text
    with the one it was made from, and the look-alikes. `families`: the places that carry one text; `texts`: the same
    with who carries them, the original first. `stories`: pages that carry several, with their number. `revised`: pages
    whose text changes while one watches. `refused`: named by a source, closed by robots.txt. `failing`: named by a
    source, never answered with a page.
    """

    articles: tuple[str, ...]
    pairs: tuple[Pair, ...]
    families: tuple[tuple[Place, ...], ...]
    texts: tuple[tuple[Carrier, ...], ...]
    off_topic: tuple[str, ...]
    stories: dict[str, int]
    revised: tuple[str, ...]
    refused: tuple[str, ...]
    failing: tuple[str, ...]


def expectations(edition: Edition) -> Expectations:
    """What to expect once everything has been published."""
    archive = edition.archive
    own = {
        name: Place(url=_url(edition, piece)) for name, piece in archive.pieces.items() if not piece.only_on_aggregator
    }
    stories = {edition.bases["baqa"] + roundup.path: len(roundup.stories) for roundup in archive.roundups}
    carried: dict[str, list[Place]] = {}
    for roundup in archive.roundups:
        for position, name in enumerate(roundup.stories):
            place = Place(url=edition.bases["baqa"] + roundup.path, position=position)
            carried.setdefault(name, []).append(place)
    pairs = []
    for name, piece in archive.pieces.items():
        if piece.source_name and piece.relation:
            pairs.append(Pair(later=own[name], earlier=own[piece.source_name], relation=piece.relation))
        if piece.alike:
            pairs.append(Pair(later=own[name], earlier=own[piece.alike], relation="none"))
    for name, places in carried.items():
        if name in own:
            pairs += [Pair(later=place, earlier=own[name], relation="copy") for place in places]
        pairs += [Pair(later=later, earlier=earlier, relation="copy") for earlier, later in combinations(places, 2)]
    readable = {name: place for name, place in own.items() if archive.pieces[name].manner != "disallowed"}
    return Expectations(
        articles=tuple(place.url for place in readable.values()),
        pairs=tuple(pairs),
        families=_families(pairs),
        texts=tuple(_texts(edition, own, carried)),
        off_topic=tuple(place.url for name, place in own.items() if not archive.pieces[name].on_topic),
        stories=stories,
        revised=tuple(place.url for name, place in own.items() if archive.pieces[name].revision),
        refused=tuple(place.url for name, place in own.items() if name not in readable),
        failing=tuple(
            edition.bases[press.key] + trap.path for press in archive.presses.values() for trap in press.traps
        ),
    )


def _texts(edition: Edition, own: dict[str, Place], carried: dict[str, list[Place]]) -> Iterator[tuple[Carrier, ...]]:
    """Of each original that others carry, all who do."""
    archive = edition.archive
    aggregator = archive.presses["baqa"].outlet
    for original, first in archive.pieces.items():
        if first.source_name is not None:
            continue
        copies = (
            name for name, piece in archive.pieces.items() if (piece.source_name, piece.relation) == (original, "copy")
        )
        found = []
        for name in (original, *copies):
            piece = archive.pieces[name]
            outlet = piece.outlet or archive.presses[piece.site].outlet
            if name in own:
                when = edition.published(piece)
                found.append(Carrier(place=own[name], outlet=outlet, carrier=outlet, published=when))
            found += [
                Carrier(place=place, outlet=outlet, carrier=aggregator, published=None)
                for place in carried.get(name, ())
            ]
        if len(found) > 1:
            yield tuple(found)


def _families(pairs: list[Pair]) -> tuple[tuple[Place, ...], ...]:
    groups: list[set[Place]] = []
    for pair in pairs:
        if pair.relation == "copy":
            joined = {pair.later, pair.earlier}
            for group in [group for group in groups if group & joined]:
                joined |= group
                groups.remove(group)
            groups.append(joined)
    return tuple(tuple(sorted(group, key=lambda place: (place.url, place.position))) for group in groups)


def _url(edition: Edition, piece: Piece) -> str:
    return edition.bases[piece.site] + path_of(edition, piece)
