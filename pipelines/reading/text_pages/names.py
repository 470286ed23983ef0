"""Tell which of the names in the head of a story is the outlet's and which the author's. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.boilerplate.edges import is_edge_boilerplate
from pipelines.reading.boilerplate.lines import is_source_line
from pipelines.reading.facts.bylines import has_bullet, has_honorific, is_name, is_person, is_surely_outlet
from pipelines.reading.text_pages.lines import Line

_CAPITALS = re.compile(r"(?:[A-ZÀ-Þ][\w.'’\-]*|de|van|von|der|den|bin|al|el|la|di|da)(?:\s+|$)")
_BETWEEN_NAMES = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")
_OF_OUTLETS = re.compile(r"^the\s|\s&\s", re.IGNORECASE)


def author_and_outlet(line: Line) -> tuple[str, str] | None:
    """ "Nora Vale | Coast Ledger", in either order, where one of the two says itself that it is an outlet."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(line.bare)] if line.is_plain else []
    if len(parts) != 2 or not all(is_name(part) for part in parts):
        return None
    outlets = [part for part in parts if is_surely_outlet(part)]
    persons = [part for part in parts if is_person(part)]
    return (persons[0], outlets[0]) if len(outlets) == 1 and len(persons) == 1 else None


def outlet_and_section(line: Line) -> str | None:
    """The outlet of "Coast Ledger | Business": the other part is the name of a section."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(line.bare)] if line.is_plain else []
    names = [part for part in parts if not is_edge_boilerplate(part)]
    return names[0] if len(parts) == 2 and len(names) == 1 and is_name(names[0]) else None


def named_source(line: str) -> str | None:
    """The name on a card's "Source: Coast Ledger"."""
    name = re.split(r"[:：]\s*", line, maxsplit=1)[-1].strip()
    return name if name != line and is_source_line(line) and is_name(name) else None


def outlet_after_by(words: str) -> str | None:
    """Cards print "by" before outlets too."""
    name = words.partition(" ")[2].strip()
    return name if is_surely_outlet(name) or _OF_OUTLETS.search(name) else None


def outlet_among(lines: Sequence[Line], names: list[int], beside: set[int], heading: list[int]) -> int | None:
    around = {n + step for n in heading for step in (-1, 1)}

    def rank(n: int) -> tuple[bool, bool, bool, bool, int]:
        line = lines[n]
        return (
            not is_surely_outlet(line.text),
            not has_bullet(line.text),
            not line.is_doubled,
            n not in beside,
            n,
        )

    fit = [
        n
        for n in names
        if (n in beside or n in around or has_bullet(lines[n].text) or is_surely_outlet(lines[n].text))
        and not has_honorific(lines[n].text)
    ]
    return min(fit, key=rank) if fit else None


def author_among(lines: Sequence[Line], names: list[int], beside: set[int], body: int, *, is_card: bool) -> int | None:
    for n in names:
        if has_honorific(lines[n].text):
            return n
    if is_card:
        return None
    fit = [
        n
        for n in names
        if is_person(lines[n].text)
        and lines[n].words <= 4
        and not re.search(r"\d", lines[n].text)
        and (n in beside or has_bullet(lines[n].text) or (n == body - 1 and (beside or _is_capitalised(lines[n].text))))
    ]
    return min(fit, key=lambda n: (n not in beside, -n)) if fit else None


def is_caption(lines: Sequence[Line], place: int) -> bool:
    """Printed twice in a row, as pictures' captions are; an outlet's second printing has a bullet or stands apart."""
    return any(
        0 <= n < len(lines) and lines[n].text == lines[place].text for n in (place - 1, place + 1)
    ) and not has_bullet(lines[place].text)


def _is_capitalised(text: str) -> bool:
    return not _CAPITALS.sub("", text)
