"""Foreign text, times and numbers as a terminal shows them: safe, and in words. Pure."""

from __future__ import annotations

from db.times import time_in_words
from pipelines.text.harmless import harmless as harmless
from pipelines.text.harmless import one_line as one_line
from pipelines.text.harmless import readable_url as readable_url


def readable_message(text: str) -> str:
    """A message with its addresses, which stand alone on their lines, as their readers would write them."""
    lines = harmless(text).split("\n")
    return "\n".join(readable_url(line) if line.startswith(("http://", "https://")) else line for line in lines)


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
