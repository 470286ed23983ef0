"""Keep the order of words where Arabic and Latin stand in one line (Unicode UAX 9). Pure.

Names and titles that run the other way are isolated: without, a full stop or a number after them jumps to their other
side. A line of a message that begins with a letter of the other direction gets a mark by which programs know its own:
many go by the first letter, isolated or not.
Addresses and commands stay free of all of this: people copy them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE = "\u2068", "\u2069", "\u2067"
_MARKS: dict[Direction, str] = {"ltr": "\u200e", "rtl": "\u200f"}
MARKS = "".join(_MARKS.values())
# UAX 9, P2: what is isolated says nothing of the direction around it.
_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
_COPIED = re.compile(r"^(?:[a-z][a-z0-9+.-]*://\S+|naskh( [\w.-]+)+)$")


def isolated(words: str, direction: Direction) -> str:
    """Words from elsewhere in a message of a direction: isolated where any letter of theirs runs the other way."""
    other = "ltr" if direction == "rtl" else "rtl"
    found = [each for each in map(_direction_of, words) if each]
    if other not in found:
        return words
    # An Arabic headline that begins with a Latin name is no Latin one.
    is_arabic = found[0] == "ltr" and 2 * found.count("rtl") > len(found)
    return f"{RIGHT_TO_LEFT_ISOLATE if is_arabic else FIRST_STRONG_ISOLATE}{words}{POP_ISOLATE}"


def directed(text: str, direction: Direction) -> str:
    """A message of a direction in which every line is known to run so."""
    return "\n".join(_directed(line, direction) for line in text.split("\n"))


def direction_of(text: str) -> Direction:
    """The direction of a whole message: that of its first letter that is neither isolated nor meant to be copied."""
    said = "\n".join(line for line in text.split("\n") if not _COPIED.match(line))
    return _first_of(_ISOLATED.sub("", said)) or _first_of(said) or "ltr"


def _directed(line: str, direction: Direction) -> str:
    if _COPIED.match(line):
        return line
    first = _first_of(line)
    return line if first in (direction, None) else f"{_MARKS[direction]}{line}"


def _first_of(text: str) -> Direction | None:
    """The direction of the first letter."""
    return next((found for found in map(_direction_of, text) if found), None)


def _direction_of(character: str) -> Direction | None:
    kind = unicodedata.bidirectional(character)
    return "ltr" if kind == "L" else "rtl" if kind in ("R", "AL") else None
