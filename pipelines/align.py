"""Find the passages that two texts share, from their shingles alone. Pure; says nothing of what they mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model import Run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignment:
    """What `first` and `second` have in common.

    `places`: int64, the places of `first` whose shingle stands in `second` too, ascending; `others`: where.
    `run_of`: int64, for each of these places the number of its unbroken run, from 0.
    `lengths`: int64, for each unbroken run its length in shingles.
    `shared`, `distinct_first`, `distinct_second`: numbers of distinct shingles.
    """

    places: NDArray[np.int64]
    others: NDArray[np.int64]
    run_of: NDArray[np.int64]
    lengths: NDArray[np.int64]
    shared: int
    distinct_first: int
    distinct_second: int


def align(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> Alignment:
    """Lay the shingles of `first` (in reading order) against those of `second`.

    A shingle that stands more than once in `second` is taken where the run before it goes on, else where it
    stands first.
    """
    known, first_places = np.unique(second, return_index=True)
    if not known.size or not first.size:
        none = np.zeros(0, dtype=np.int64)
        return Alignment(
            places=none,
            others=none,
            run_of=none,
            lengths=none,
            shared=0,
            distinct_first=int(np.unique(first).size),
            distinct_second=int(known.size),
        )
    slots = np.searchsorted(known, first)
    slots[slots == known.size] = 0
    places = np.flatnonzero(known[slots] == first)
    slots = slots[places]
    others = first_places[slots]
    if known.size < second.size:
        others = _continued(first, second, places, others)
    hit = np.zeros(known.size, dtype=bool)
    hit[slots] = True
    begins = np.ones(places.size, dtype=bool)
    begins[1:] = (np.diff(places) != 1) | (np.diff(others) != 1)
    starts = np.flatnonzero(begins)
    return Alignment(
        places=places,
        others=others,
        run_of=np.cumsum(begins) - 1,
        lengths=np.diff(np.append(starts, places.size)),
        shared=int(np.count_nonzero(hit)),
        distinct_first=int(np.unique(first).size),
        distinct_second=int(known.size),
    )


def passages(alignment: Alignment, *, gap: int) -> tuple[Run, ...]:
    """The runs, joined where at most `gap` shingles part them on either side, in the order of the first."""
    if not alignment.places.size:
        return ()
    places, others = alignment.places, alignment.others
    ahead, ahead_other = np.diff(places), np.diff(others)
    begins = np.ones(places.size, dtype=bool)
    begins[1:] = (ahead > gap + 1) | (ahead_other < 1) | (ahead_other > gap + 1)
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], places.size) - 1
    return tuple(
        Run(first=first, second=second, length=last - first + 1)
        for first, second, last in zip(
            places[starts].tolist(), others[starts].tolist(), places[ends].tolist(), strict=True
        )
    )


def _continued(
    first: NDArray[np.uint32],
    second: NDArray[np.uint32],
    places: NDArray[np.int64],
    others: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Move a repeated shingle to the place that goes on with the run before it."""
    others = others.copy()
    # Each round carries a run one shingle further; what is repeated is short, save where whole parts are.
    for _ in range(8):
        goes_on = np.flatnonzero((np.diff(places) == 1) & (np.diff(others) != 1)) + 1
        ahead = others[goes_on - 1] + 1
        inside = ahead < second.size
        goes_on, ahead = goes_on[inside], ahead[inside]
        moved = second[ahead] == first[places[goes_on]]
        if not moved.any():
            break
        others[goes_on[moved]] = ahead[moved]
    return others
