"""Read the time of day and its zone in visible words: "10:42 ص", "14.30 Uhr", "8 مساء بتوقيت مكة". Pure."""

from __future__ import annotations

import re

from pipelines.reading.dates import months, patterns
from pipelines.reading.dates.found import Parts
from pipelines.reading.dates.words import FoldedWords


def take_clock(words: str) -> tuple[Parts, str]:
    """The clock time and zone in `words`, and the words without them."""
    text = FoldedWords(words)
    return clock_of(text), " ".join(text.rest().split())


def clock_of(text: FoldedWords) -> Parts:
    """Read and blank the clock time and its zone."""
    found = patterns.CLOCK.search(text.folded)
    if found:
        hour, minute = int(found["h"]), int(found["i"])
        second = int(found["s"]) if found["s"] else None
        half = next((name for name in patterns.HALVES if found[name]), None)
        half = {"a": "morning", "p": "evening", None: half}[found["before"]]
    elif found := patterns.DOT_CLOCK.search(text.folded):
        hour, minute, second = int(found["h"]), int(found["i"]), None
        half = next((name for name in patterns.HALVES if found[name]), None)
    elif found := patterns.HOUR_ALONE.search(text.folded):
        hour, minute, second = int(found["h"]), int(found["i"] or 0), None
        half = next((name for name in patterns.HALVES if found[name]), None)
    elif found := patterns.HOUR_AM_PM.search(text.folded):
        hour, minute, second = int(found["h"] or found["h2"]), int(found["i"] or 0), None
        half = "morning" if found["morning"] or found["m2"] else "noon" if found["n2"] else "evening"
        half = None if found["uhr"] else half
    else:
        return Parts()
    hour = _in_half(hour, half)
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return Parts()
    text.blank(found)
    return Parts(hour=hour, minute=minute, second=second, zone=_take_zone(text, found.end()))


def _in_half(hour: int, half: str | None) -> int:
    if half == "morning" or (half == "night" and (hour == 12 or hour < 6)):
        return 0 if hour == 12 else hour
    if half in ("evening", "night") and hour < 12:
        return hour + 12
    if half == "noon" and hour < 6:
        return hour + 12
    return hour


def _take_zone(text: FoldedWords, place: int) -> str | None:
    if found := patterns.OFFSET.match(text.folded[place:]):
        end = place + found.end()
        text.folded = f"{text.folded[:place]}{' ' * found.end()}{text.folded[end:]}"
        return _offset(found["o"])
    if named := patterns.ZONE_BEHIND_CLOCK.match(text.folded, place):
        text.blank(named)
        return months.ZONES_BEHIND_CLOCK.get(named["n"], named["n"])
    zone = patterns.ZONE.search(text.folded)
    if not zone:
        return None
    name = " ".join((zone["n"] or zone["p"] or "").split())
    if name == "z" and not text.folded[place:].startswith("z"):
        return None
    text.blank(zone)
    if zone["o"]:
        return _offset(zone["o"])
    return patterns.ZONE_BY_NAME.get(name)


def _offset(words: str) -> str | None:
    sign, digits = words[0], re.sub(r"\D", "", words)
    digits = f"{digits:0>2}00" if len(digits) <= 2 else f"{digits:0>4}"
    return f"{sign}{digits[:2]}:{digits[2:]}" if int(digits[:2]) <= 14 and int(digits[2:]) < 60 else None
