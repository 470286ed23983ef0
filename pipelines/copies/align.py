"""Find the passages that texts share, from their shingles alone. Pure; does not judge what they mean.

Many pairs at once: on arrays of a few hundred numbers, most of numpy's time is that of being called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likeness.keys import first_of_each
from model import Rarity

# A shingle and its place in one number.
_PLACE_BITS = np.uint64(32)
_PLACES = np.uint64((1 << 32) - 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignment:
    """What two texts have in common. `places`: int64, ascending: places of the first text whose shingle stands in the
    second; `others`: where there. A shingle that stands more than once is paired where it first stands in each.
    """

    places: NDArray[np.int64]
    others: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignments:
    """What each of some pairs of texts has in common.

    Of each shared shingle `pairs` (int64, ascending) has the number of the pair, `places` and `others` are as in
    `Alignment`. `distinct` are the numbers of distinct shingles of both texts of each pair, `shared` of those that both
    have. Where it is known what is rare, `least_rare` is how many rare ones the text has that has fewer of them,
    `are_rare` says for each shared shingle whether it is rare, and `rare_shared` how many both have.
    """

    pairs: NDArray[np.int64]
    places: NDArray[np.int64]
    others: NDArray[np.int64]
    distinct: list[tuple[int, int]]
    shared: list[int]
    least_rare: list[int] | None
    are_rare: NDArray[np.bool_] | None
    rare_shared: list[int] | None

    def of_pair(self, pair: int) -> Alignment:
        start, end = self.pairs.searchsorted((pair, pair + 1)).tolist()
        return Alignment(places=self.places[start:end], others=self.others[start:end])

    def within(self, stretches: Mapping[int, int]) -> Alignments:
        """The same, but of some pairs only what stands in one stretch of the second text: the fullest of so many
        shingles. `stretches` are these lengths by the numbers of the pairs.
        """
        kept = np.ones(self.pairs.size, dtype=np.bool_)
        for pair, length in stretches.items():
            start, end = self.pairs.searchsorted((pair, pair + 1)).tolist()
            others = self.others[start:end]
            in_order = np.sort(others)
            begin = in_order[(in_order.searchsorted(in_order + length) - np.arange(in_order.size)).argmax()]
            kept[start:end] = (others >= begin) & (others < begin + length)
        pairs = self.pairs.compress(kept)
        are_rare = None if self.are_rare is None else self.are_rare.compress(kept)
        return replace(
            self,
            pairs=pairs,
            places=self.places.compress(kept),
            others=self.others.compress(kept),
            shared=_sums(pairs, None, len(self.shared)),
            are_rare=are_rare,
            rare_shared=None if are_rare is None else _sums(pairs, are_rare, len(self.shared)),
        )

    def passages(self, gaps: Sequence[int], *, shortest: int) -> list[list[tuple[int, int, int]]]:
        """The shared passages of each pair in the order of its first text, as the fields of `Run`; those under
        `shortest` shingles are left out. A passage goes on over at most so many of the pair's `gaps` shingles that are
        not shared, on either side.
        """
        found: list[list[tuple[int, int, int]]] = [[] for _ in self.shared]
        if not self.pairs.size:
            return found
        pairs, places, others = self.pairs, self.places, self.others
        gap = np.array(gaps, dtype=np.int64).take(pairs[1:])
        # One unsigned comparison also separates steps back from steps of 1 to gap + 1.
        broken = (others[1:] - others[:-1] - 1).view(np.uint64) > gap.view(np.uint64)
        broken |= places[1:] - places[:-1] - 1 > gap
        broken |= pairs[1:] != pairs[:-1]
        breaks = broken.nonzero()[0]
        starts = np.zeros(breaks.size + 1, dtype=np.int64)
        np.add(breaks, 1, out=starts[1:])
        ends = np.empty_like(starts)
        ends[:-1] = breaks
        ends[-1] = places.size - 1
        lengths = places.take(ends) - places.take(starts) + 1
        long_enough = (lengths >= shortest).nonzero()[0]
        starts = starts.take(long_enough)
        columns = (pairs.take(starts), places.take(starts), others.take(starts), lengths.take(long_enough))
        for pair, *passage in zip(*(column.tolist() for column in columns), strict=True):
            found[pair].append(tuple(passage))
        return found

    def most_rare(self, pair: int, passages: Sequence[tuple[int, int, int]]) -> int:
        """How many rare shingles the one of these passages of a pair has that has most; 0 where none is known."""
        if self.are_rare is None or not passages:
            return 0
        start, end = self.pairs.searchsorted((pair, pair + 1)).tolist()
        rare = self.places[start:end].compress(self.are_rare[start:end])
        bounds = rare.searchsorted([place for first, _, length in passages for place in (first, first + length)])
        return int((bounds[1::2] - bounds[::2]).max())

    def unbroken(self, pair: int) -> int:
        """How many shingles the longest passage of a pair has, where none is missing on either side; 0 without one."""
        start, end = self.pairs.searchsorted((pair, pair + 1)).tolist()
        if start == end:
            return 0
        places, others = self.places[start:end], self.others[start:end]
        broken = (places[1:] - places[:-1] != 1) | (others[1:] - others[:-1] != 1)
        breaks: list[int] = broken.nonzero()[0].tolist()
        return max(end - start for start, end in pairwise([-1, *breaks, places.size - 1]))

    def scattered(self, gaps: Sequence[int]) -> list[int]:
        """How many shingles of its first text lie, in each pair, in gaps of at most `gaps` between what is shared."""
        between = self.places[1:] - self.places[:-1] - 1
        counted = between <= np.array(gaps, dtype=np.int64).take(self.pairs[1:])
        counted &= self.pairs[1:] == self.pairs[:-1]
        return _sums(self.pairs[1:].compress(counted), between.compress(counted), len(self.shared))

    def in_order(self) -> list[int]:
        """How many shared shingles follow in the second text of each pair behind the one before them in the first."""
        counted = self.others[1:] > self.others[:-1]
        counted &= self.pairs[1:] == self.pairs[:-1]
        return _sums(self.pairs[1:].compress(counted), None, len(self.shared))


def align(texts: Sequence[NDArray[np.uint32]], pairs: Sequence[tuple[int, int]], rarity: Rarity | None) -> Alignments:
    """Lay texts, of which the shingles are given in reading order, against one another; `pairs` are two of their
    numbers each, one pair or more. Some 20 us for two texts of 300 words.
    """
    values, places, ends = _ordered(texts)
    bounds = [0, *ends]
    sizes = [end - start for start, end in pairwise(bounds)]
    parts = [values[start:end] for start, end in pairwise(bounds)]
    seconds = [second for _, second in pairs]
    asked = [sizes[second] for second in seconds]
    # Each in a small table of its own, which costs less than all in one.
    slots = np.concatenate([parts[first].searchsorted(parts[second]) for first, second in pairs])
    slots += np.array([bounds[first] for first, _ in pairs]).repeat(asked)
    is_shared = values.take(slots, mode="clip") == np.concatenate([parts[second] for second in seconds])
    # What is above all that the first text has would stand where the next one begins.
    is_shared &= slots < np.array([ends[first] for first, _ in pairs]).repeat(asked)
    shared = is_shared.nonzero()[0]
    until = [*accumulate(asked)]
    numbers = np.array(until, dtype=np.int64).searchsorted(shared, side="right")
    # Where the second texts begin, from where they were looked up.
    apart = np.array([bounds[second] - end + sizes[second] for second, end in zip(seconds, until, strict=True)])
    here, there = places.take(slots.take(shared)), shared + apart.take(numbers)
    order = (numbers << 32 | here).argsort()
    least_rare = are_rare = rare_shared = None
    if rarity is not None:
        is_rare = rarity.are_rare(values)
        are_rare = is_rare.take(there.take(order))
        rare_shared = _sums(numbers, are_rare, len(pairs))
        rare = [end - start for start, end in pairwise([0, *is_rare.nonzero()[0].searchsorted(ends).tolist()])]
        least_rare = [min(rare[first], rare[second]) for first, second in pairs]
    return Alignments(
        pairs=numbers,
        places=here.take(order),
        others=places.take(there.take(order)),
        distinct=[(sizes[first], sizes[second]) for first, second in pairs],
        shared=_sums(numbers, None, len(pairs)),
        least_rare=least_rare,
        are_rare=are_rare,
        rare_shared=rare_shared,
    )


def _ordered(texts: Sequence[NDArray[np.uint32]]) -> tuple[NDArray[np.uint32], NDArray[np.int64], list[int]]:
    """The distinct shingles of each text, sorted, with the place where each first stands; where each text ends."""
    sizes = [each.size for each in texts]
    packed = np.concatenate(texts, dtype=np.uint64)
    packed <<= _PLACE_BITS
    places = np.arange(max(sizes), dtype=np.uint64)
    ends = [*accumulate(sizes)]
    for end, size in zip(ends, sizes, strict=True):
        part = packed[end - size : end]
        part |= places[:size]
        part.sort()
    values = (packed >> _PLACE_BITS).astype(np.uint32)
    is_first = first_of_each(values)
    # A text may begin with the shingle that the one before it ends with.
    is_first[[end for end in ends if end < values.size]] = True
    kept = is_first.nonzero()[0]
    return values.take(kept), (packed.take(kept) & _PLACES).view(np.int64), kept.searchsorted(ends).tolist()


def _sums(pairs: NDArray[np.int64], numbers: NDArray[Any] | None, count: int) -> list[int]:
    """How many of `pairs` are each of so many pairs, or the sum of their numbers."""
    sums: list[int] = np.bincount(pairs, numbers, count).astype(np.int64).tolist()
    return sums
