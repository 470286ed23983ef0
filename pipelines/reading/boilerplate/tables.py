"""The words of boilerplate folded for comparing, and indexes over them. Pure; the words: `boilerplate.words`."""

from __future__ import annotations

from functools import cache, lru_cache

from pipelines.reading.boilerplate import words
from pipelines.text.normalize import normalize


@cache
def fold(table: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold_line(word) for word in table)


@lru_cache(maxsize=256)
def fold_line(line: str) -> str:
    """The line as `normalize` gives it, and Turkish capitals as their small letters."""
    return normalize(line).replace("i\u0307", "i")


@cache
def labels() -> frozenset[str]:
    return fold(words.LABELS) | fold(words.RELATED)


def edge_labels() -> frozenset[str]:
    return fold(words.EDGE_LABELS)


@cache
def by_first_word(table: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for phrase in fold(table):
        first = phrase.split()[0]
        index[first] = (*index.get(first, ()), phrase)
    return index
