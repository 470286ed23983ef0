"""Which holders of a key are looked at, and what the texts that are looked at share.

A text has a number, and is compared with texts of smaller numbers. A place is a key and the number of a text that
holds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from likeness.keys import first_of_each

# Of a key that many texts hold, the oldest and the newest holders are looked at: the oldest find the first
# of a cluster however large it grows, the newest find a text that is built of formulas alone.
OLDEST_HOLDERS = 24
NEWEST_HOLDERS = 8
# Weights are counted in parts of this, in whole numbers: their sum is the same in whatever order it is made.
WHOLE = math.lcm(*range(1, OLDEST_HOLDERS + 1))
# A place has the key above and the text's number in the lowest bits.
ID_BITS = 31
NO_ID = 2**ID_BITS - 1

Places = NDArray[np.int64]
_NONE: Places = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Pairs of a text that is looked for (its number in the batch) and a sketch, by both: int64, of one length.

    `keys`: how many keys they share. `weight`: the same with each key divided by how many are looked at that hold
    it, in parts of `WHOLE`.
    """

    number: NDArray[np.int64]
    sketch_id: NDArray[np.int64]
    keys: NDArray[np.int64]
    weight: NDArray[np.int64]


def looked_at(places: Places, runs: Sequence[Places]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Which of the sorted `places` looked for has which holder (two arrays of one length), and the weight of each.

    A place that is looked for is a key with the id below which its holders are looked for; `runs` are sorted, each
    with higher ids than the last. The first may have only the oldest and newest holders of a key.
    """
    firsts = places & ~NO_ID
    slices = []
    in_all = np.zeros_like(places)
    for run in runs:
        start = run.searchsorted(firsts)
        size = run.searchsorted(places) - start
        if size.any():
            slices.append((run, start, size))
            in_all += size
    owners, holders = [_NONE], [_NONE]
    before = np.zeros_like(places)
    for run, start, size in slices:
        oldest = np.minimum(size, np.maximum(OLDEST_HOLDERS - before, 0))
        newest = np.minimum(size - oldest, np.maximum(NEWEST_HOLDERS - (in_all - before - size), 0))
        before += size
        for first, number in ((start, oldest), (start + size - newest, newest)):
            if number.any():
                owners.append(np.arange(places.size).repeat(number))
                holders.append(run[_ranges(first, number)] & NO_ID)
    weights = WHOLE // np.maximum(np.minimum(in_all, OLDEST_HOLDERS), 1)
    return np.concatenate(owners), np.concatenate(holders), weights


def counted(numbers: NDArray[np.int64], holders: NDArray[np.int64], weights: NDArray[np.int64]) -> Shared:
    """What each text shares with each: of each key that a text of `numbers` has with one of `holders`, the weight."""
    if not numbers.size:
        return Shared(number=_NONE, sketch_id=_NONE, keys=_NONE, weight=_NONE)
    pairs = numbers << ID_BITS | holders
    order = pairs.argsort()
    pairs = pairs[order]
    starts = first_of_each(pairs).nonzero()[0]
    ends = np.append(starts[1:], pairs.size)
    pairs = pairs[starts]
    return Shared(
        number=pairs >> ID_BITS,
        sketch_id=pairs & NO_ID,
        keys=ends - starts,
        weight=np.add.reduceat(weights[order], starts),
    )


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers `start, start + 1 ...` of each range, one after another."""
    before: NDArray[np.int64] = np.cumsum(sizes)
    before -= sizes
    shifts = (starts - before).repeat(sizes)
    return shifts + np.arange(shifts.size)
