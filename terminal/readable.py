"""Make foreign text safe and readable on a terminal: decodes Arabic addresses, drops control characters. Pure."""

from __future__ import annotations

import re
import unicodedata

_ENCODED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
# Control characters, and those that turn the direction of what follows (Unicode UAX 9, 2.1 to 2.4).
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def harmless(text: str) -> str:
    """A text without control characters; line ends and tabs stay."""
    return _STEERING.sub("", text)


def one_line(text: str) -> str:
    """A text on one line, without control characters."""
    return harmless(" ".join(text.split()))


def readable_url(url: str) -> str:
    """An address as its readers would write it (RFC 3987, section 3.2): letters beyond ASCII are decoded, the rest
    stays as it is. For eyes only: data formats carry the address itself."""
    return one_line(_ENCODED.sub(_decoded, url))


def readable_time(moment: str) -> str:
    """A stored time with its zone in words: `2025-03-20 20:30:00 UTC`; without one where none is known."""
    return one_line(moment).replace("T", " ").replace("Z", " UTC")


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """`1 copy`, `2 copies`."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def _decoded(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    # Letters, their marks, digits: nothing that cannot be seen.
    return text if all(unicodedata.category(letter)[0] in "LMN" for letter in text) else found[0]
