"""Find the shingles that are common: formulas come back day after day, a story's own wording does not.

Pure: knows nothing of where the texts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from likeness.keys import distinct

# Counted by days, not by texts, a text that a hundred outlets carry at once does not make its own words common, and an
# archive of some thousand texts shows formulas as well as one of many. Figures: docs/copies-measured.md.
MANY_TEXTS = 10_000
FEW_DAYS, MANY_DAYS = 3, 5
_DAY_BITS = np.uint64(16)
# Shingles are counted in this many parts, by their highest bits: sorting all at once takes twice the memory.
_PARTS = 8
_BLOCK = 500


def common_shingles(texts: Iterable[tuple[int, NDArray[np.uint32]]]) -> NDArray[np.uint32]:
    """The shingles that stand in texts of 3 different days, of 5 from 10,000 texts on: uint32, sorted, distinct.

    `texts` are the day of each text, as any number that is counted modulo 65,536, and its shingles, with repetitions.
    """
    parts: list[list[NDArray[np.uint64]]] = [[] for _ in range(_PARTS)]
    bounds = np.arange(1, _PARTS, dtype=np.uint64) * np.uint64(2**48 // _PARTS)
    count = 0
    every = iter(texts)
    while block := [_dated(day, shingles) for day, shingles in islice(every, _BLOCK)]:
        count += len(block)
        several = distinct(np.concatenate(block))
        for part, piece in zip(parts, np.split(several, several.searchsorted(bounds)), strict=True):
            part.append(piece.copy())
    apart = (FEW_DAYS if count < MANY_TEXTS else MANY_DAYS) - 1
    found = [np.zeros(0, dtype=np.uint32)]
    for part in parts:
        if part:
            shingles = (distinct(np.concatenate(part)) >> _DAY_BITS).astype(np.uint32)
            found.append(distinct(shingles[apart:][shingles[apart:] == shingles[:-apart]]))
            part.clear()
    return np.concatenate(found)


def _dated(day: int, shingles: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Each shingle with its day in the lowest bits."""
    dated: NDArray[np.uint64] = shingles.astype(np.uint64) << _DAY_BITS | np.uint64(day % 2**16)
    return dated
