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
# archive of some thousand texts shows formulas as well as one of many. Figures: docs/copies-tried.md.
MANY_TEXTS = 10_000
FEW_DAYS, MANY_DAYS = 3, 5
# A story is also carried a day later, and in a review of the week. Where three days are enough they lie this far apart,
# or two fifths of the days that nine in ten texts are of, if that is less.
FAR_APART_DAYS = 7
_DAY_BITS = np.uint64(16)
_DAYS = np.uint64(2**16 - 1)
# Shingles are counted in this many parts, by their highest bits: sorting all at once takes twice the memory.
_PARTS = 8
_BLOCK = 500


def common_shingles(texts: Iterable[tuple[int, NDArray[np.uint32]]]) -> NDArray[np.uint32]:
    """The shingles that stand in texts of 3 different days, the first and the last a week apart, or of any 5 days from
    10,000 texts on: uint32, sorted, distinct.

    `texts` are the day of each text, as any number that is counted modulo 65,536, and its shingles, with repetitions.
    """
    parts: list[list[NDArray[np.uint64]]] = [[] for _ in range(_PARTS)]
    bounds = np.arange(1, _PARTS, dtype=np.uint64) * np.uint64(2**48 // _PARTS)
    days: list[int] = []
    every = iter(texts)
    while block := [*islice(every, _BLOCK)]:
        days += [day for day, _ in block]
        several = distinct(np.concatenate([_dated(day, shingles) for day, shingles in block]))
        for part, piece in zip(parts, np.split(several, several.searchsorted(bounds)), strict=True):
            part.append(piece.copy())
    least, far_apart = (FEW_DAYS, _far_apart(days)) if len(days) < MANY_TEXTS else (MANY_DAYS, 0)
    found = [np.zeros(0, dtype=np.uint32)]
    for part in parts:
        if part:
            found.append(_of_days(distinct(np.concatenate(part)), least, far_apart))
            part.clear()
    return np.concatenate(found)


def _far_apart(days: list[int]) -> int:
    """How many days lie between the first and the last of what comes back in texts of these days."""
    if not days:
        return 0
    first, last = np.quantile(days, (0.05, 0.95), method="nearest").tolist()
    return min(FAR_APART_DAYS, int(2 * (last - first) // 5))


def _of_days(dated: NDArray[np.uint64], least: int, far_apart: int) -> NDArray[np.uint32]:
    """The shingles of at least so many days, the first and the last so far apart. `dated` are sorted and distinct."""
    shingles = (dated >> _DAY_BITS).astype(np.uint32)
    several = distinct(shingles[least - 1 :][shingles[least - 1 :] == shingles[: 1 - least]])
    if not far_apart:
        return several
    first, last = dated[shingles.searchsorted(several)], dated[shingles.searchsorted(several, side="right") - 1]
    return several[(last & _DAYS) - (first & _DAYS) >= far_apart]


def _dated(day: int, shingles: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Each shingle with its day in the lowest bits."""
    dated: NDArray[np.uint64] = shingles.astype(np.uint64) << _DAY_BITS | np.uint64(day % 2**16)
    return dated
