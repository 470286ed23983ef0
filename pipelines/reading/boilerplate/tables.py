"""The words of boilerplate folded for comparing, and indexes over them. Pure; the words: `boilerplate.words`."""

from __future__ import annotations

from functools import cache, lru_cache

from pipelines.reading.boilerplate import words
from pipelines.text.normalize import normalize

_SHORTEST_GLUED = 4


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


@cache
def compact_labels() -> dict[str, tuple[str, ...]]:
    """Labels without their spaces, by their first letters."""
    index: dict[str, tuple[str, ...]] = {}
    for label in {label.replace(" ", "") for label in labels() | fold(words.NETWORKS)}:
        if len(label) >= _SHORTEST_GLUED:
            key = label[:_SHORTEST_GLUED]
            index[key] = (*index.get(key, ()), label)
    return index


@cache
def glued_words_that_are_words() -> frozenset[str]:
    # An edge label alone is no boilerplate inside a text, so one word must not be "made of labels".
    return frozenset(label.replace(" ", "") for label in edge_labels()) - frozenset(
        label.replace(" ", "") for label in labels()
    )
