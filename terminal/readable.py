"""Make foreign text safe and readable on a terminal: decodes Arabic addresses, drops control characters. Pure."""

from __future__ import annotations

import re
import unicodedata

from db.times import time_in_words
from pipelines.text.harmless import harmless as harmless
from pipelines.text.harmless import one_line as one_line

_ENCODED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")


def readable_url(url: str) -> str:
    """An address as its readers would write it (RFC 3987, section 3.2): letters beyond ASCII are decoded, the rest
    stays as it is. For eyes only: data formats carry the address itself.
    """
    return one_line(_ENCODED.sub(_decoded, url))


def readable_time(moment: str) -> str:
    """A stored time with its zone: `2025-03-20 20:30 UTC`, `2025-03-20 22:30 (zone unknown)`."""
    return time_in_words(one_line(moment))


def outlet_words(outlet: str | None, carrier: str | None) -> str:
    """`Valley Post`, or `Valley Post on News Basket` where an aggregator carries it."""
    name = one_line(outlet or "-")
    # A Latin word between two Arabic names: without it they change places on a terminal.
    return name if carrier is None or carrier == outlet else f"{name} on {one_line(carrier)}"


def titled(outlet: str | None, carrier: str | None, title: str) -> str:
    """`Valley Post: Snow ploughs learn`; the title alone where it is not known whose it is."""
    return f"{outlet_words(outlet, carrier)}: {title}" if outlet or carrier else title


def part_in_words(part: int, whole: int, which: str) -> str:
    """How many of a number are `which`: `none`, `47, none failing`, `47, all failing`, `47, 3 of them failing`."""
    if not whole:
        return "none"
    if part == whole:
        return f"{whole:,}, {'' if whole == 1 else 'all '}{which}"
    return f"{whole:,}, {f'{part:,} of them' if part else 'none'} {which}"


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
