"""The keys under which a text is found again: a part of its shingles, chosen by their hashes alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model import Sketch

# A key is kept of every eighth distinct shingle (those with the smallest hashes), and of at least 40.
KEY_LIMIT = 2**32 // 8
MIN_KEYS = 40
_EXPECTED_KEYS = 64
# A text has its number above, and one of its shingles in the lowest bits.
_TEXT, _SHINGLE = 32, 2**32 - 1
Number = TypeVar("Number", bound=np.generic)


def index_keys(shingles: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The scaled MinHash of `shingles`: int64, sorted, distinct; a function of the set of shingles alone.

    All distinct shingles below `KEY_LIMIT`; where these are fewer than `MIN_KEYS`, the `MIN_KEYS` smallest.
    """
    small = distinct(shingles[shingles < KEY_LIMIT])
    if small.size < MIN_KEYS:
        small = distinct(shingles)[:MIN_KEYS]
    return small.astype(np.int64)


def keys_of_each(texts: Sequence[NDArray[np.uint32]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The keys of several texts, in arrays of one length: of each key the number of its text, and the key.

    What `index_keys` says of each; by the hundred a text costs a third.
    """
    if not texts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    sizes = np.array([text.size for text in texts])
    # Few texts have fewer than 40 distinct shingles among 64 that are expected below a limit; a sort of all costs most.
    limits = np.minimum(np.maximum(KEY_LIMIT, 2**32 * _EXPECTED_KEYS // np.maximum(sizes, 1)), 2**32)
    shingles = np.concatenate(texts).astype(np.int64)
    small = (shingles < limits.repeat(sizes)).nonzero()[0]
    held = distinct(shingles[small] | (np.arange(len(texts)) << _TEXT).repeat(sizes)[small])
    numbers, keys = held >> _TEXT, held & _SHINGLE
    counts = np.bincount(numbers, minlength=len(texts))
    places = np.arange(held.size) - (counts.cumsum() - counts)[numbers]
    lacking = (counts < MIN_KEYS) & (limits < 2**32)
    chosen = ((keys < KEY_LIMIT) | (places < MIN_KEYS)) & ~lacking[numbers]
    others = [(number, index_keys(texts[number])) for number in lacking.nonzero()[0].tolist()]
    return (
        np.concatenate([numbers[chosen], *(np.full(each.size, number) for number, each in others)]),
        np.concatenate([keys[chosen], *(each for _, each in others)]),
    )


def keys_of(sketch: Sketch) -> NDArray[np.int64]:
    """The keys of a sketch, also of a stored one, which comes without."""
    return index_keys(sketch.shingles) if sketch.keys is None else sketch.keys


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """`np.unique`, which takes three times as long for a few hundred values."""
    ordered = np.sort(numbers)
    return ordered[first_of_each(ordered)]


def first_of_each(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Where in a sorted array a value stands for the first time."""
    first = np.empty(ordered.size, dtype=bool)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first
