"""Keep the order of words where Arabic and Latin stand in one line (Unicode UAX 9). Pure.

Names and titles that run the other way are isolated: without, a full stop or a number after them jumps to their other
side. A line of an Arabic message that begins with something else gets a mark by which programs know its direction.
Addresses and commands stay free of all of this: people copy them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT_MARK = "\u2068", "\u2069", "\u200f"
RIGHT_TO_LEFT_ISOLATE = "\u2067"
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


def directed(text: str) -> str:
    """An Arabic message in which every line is known to run from right to left."""
    return "\n".join(_directed(line) for line in text.split("\n"))


def direction_of(text: str) -> Direction:
    """The direction of a whole text: that of its first letter."""
    return next(filter(None, map(_direction_of, text)), "ltr")


def _directed(line: str) -> str:
    if _COPIED.match(line):
        return line
    first = next(filter(None, map(_direction_of, line)), None)
    return line if first in ("rtl", None) else f"{RIGHT_TO_LEFT_MARK}{line}"


def _direction_of(character: str) -> Direction | None:
    kind = unicodedata.bidirectional(character)
    return "ltr" if kind == "L" else "rtl" if kind in ("R", "AL") else None
