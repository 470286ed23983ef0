"""Which shingles are common among many texts. Pure numpy: knows nothing of the database that the texts are in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from db.index import distinct

# Of 30,000 texts, more than 16: where the F1 on labelled pairs was best (see docs/copies.md).
COMMON_SHARE = 16 / 30_000
_LEAST_TEXTS = 3
# What is nearly one text counts this often at most, else a text that many carry would make its own words common.
# Looser groups would not do: formula texts hang together by them, and would drop out of the count.
_OF_ONE_TEXT = 5
_ONE_TEXT_JACCARD = 0.65
# Two texts of that likeness share one of 32 bands of 4 values all but once in 500 times (Leskovec et al., Mining of
# Massive Datasets, 3.4). Four values of 16 bits are read as one number.
# Shingles are counted in so many parts, by their highest bits: a sort of all at once takes twice the memory.
_PARTS = 8
_BLOCK = 500


def common_shingles(texts: Iterable[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """The shingles that stand in more of these texts than `COMMON_SHARE` says, and in more than 3: uint32, sorted.

    `texts` are the shingles of each text, in any order, with repetitions.
    """
    parts: list[list[NDArray[np.uint32]]] = [[] for _ in range(_PARTS)]
    step = 2**32 // _PARTS
    count = 0
    every = iter(texts)
    while block := [distinct(text) for text in islice(every, _BLOCK)]:
        count += len(block)
        several = np.concatenate(block)
        several.sort()
        pieces = np.split(several, several.searchsorted(step * np.arange(1, _PARTS)))
        for part, piece in zip(parts, pieces, strict=True):
            part.append(piece.copy())
    least = max(_LEAST_TEXTS, int(COMMON_SHARE * count))
    found = [np.zeros(0, dtype=np.uint32)]
    for part in parts:
        shingles = np.concatenate([*part, found[0]])
        part.clear()
        shingles.sort()
        found.append(distinct(shingles[least:][shingles[least:] == shingles[:-least]]))
    return np.concatenate(found)


def few_of_each(signatures: NDArray[np.uint16]) -> list[int]:
    """Places of the texts to count: of what is nearly one text only the first few. `signatures`: shape (texts, 128)."""
    leader = list(range(len(signatures)))

    def first_of(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for one, other in _alike(signatures):
        early, late = sorted((first_of(one), first_of(other)))
        leader[late] = early
    counted: dict[int, int] = {}
    kept = []
    for place in range(len(signatures)):
        text = first_of(place)
        counted[text] = counted.get(text, 0) + 1
        if counted[text] <= _OF_ONE_TEXT:
            kept.append(place)
    return kept


def _alike(signatures: NDArray[np.uint16]) -> list[tuple[int, int]]:
    """Pairs of places whose texts are nearly one: neighbours by a band that they share, by likeness."""
    if not len(signatures):
        return []
    bands = np.ascontiguousarray(signatures).view(np.uint64)  # shape (texts, 32)
    pairs: set[tuple[int, int]] = set()
    for band in bands.T:
        order = np.argsort(band, kind="stable")
        beside = np.flatnonzero(band[order[1:]] == band[order[:-1]])
        one, other = order[beside], order[beside + 1]
        near = np.zeros(one.size, dtype=bool)
        for start in range(0, one.size, 4096):
            part = slice(start, start + 4096)
            near[part] = (signatures[one[part]] == signatures[other[part]]).mean(axis=1) >= _ONE_TEXT_JACCARD
        pairs.update(zip(one[near].tolist(), other[near].tolist(), strict=True))
    return sorted(pairs)
