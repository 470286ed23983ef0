"""What a watcher should find in the newswire: copies, look-alikes, and what goes wrong on purpose."""

from __future__ import annotations

from dataclasses import dataclass
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
class Expectations:
    """All that can be checked from outside, as whole addresses.

    `articles`: every readable article page that robots.txt allows, off-topic ones included. `pairs`: each
    later text with the one it was made from, and the look-alikes. `families`: the places that carry one
    text. `stories`: pages that carry several, with their number. `revised`: pages whose text changes
    while one watches. `refused`: named by a source, closed by robots.txt. `failing`: named by a source,
    never answered with a page.
    """

    articles: tuple[str, ...]
    pairs: tuple[Pair, ...]
    families: tuple[tuple[Place, ...], ...]
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
        off_topic=tuple(place.url for name, place in own.items() if not archive.pieces[name].on_topic),
        stories=stories,
        revised=tuple(place.url for name, place in own.items() if archive.pieces[name].revision),
        refused=tuple(place.url for name, place in own.items() if name not in readable),
        failing=tuple(
            edition.bases[press.key] + trap.path for press in archive.presses.values() for trap in press.traps
        ),
    )


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
