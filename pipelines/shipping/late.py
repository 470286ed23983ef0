"""The order of an article's texts, when one of them is heard of late. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A text, by its hash, that was seen at a moment (as the database writes it)."""

    at: str
    text_hash: bytes


def in_order(seen: Sequence[Seen]) -> list[Seen]:
    """Each text with when it was first seen, until another one was; the last is the present one. The same whatever
    the order in which they are heard of.
    """
    ordered: list[Seen] = []
    for each in sorted(seen, key=lambda one: one.at):
        if not ordered or ordered[-1].text_hash != each.text_hash:
            ordered.append(each)
    return ordered
