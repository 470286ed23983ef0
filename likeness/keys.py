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
_TEXT, _SHINGLE = np.uint64(32), np.uint64(2**32 - 1)
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
    """The keys of several texts, in arrays of one length: of each key the number of its text, and the key. Ascending.

    What `index_keys` says of each; by the hundred a text costs a fifth.
    """
    sizes = [text.size for text in texts]
    held = np.arange(len(texts), dtype=np.uint64).repeat(sizes) << _TEXT
    held |= np.concatenate(texts, dtype=np.uint64) if texts else held
    held = distinct(held)
    numbers, shingles = (held >> _TEXT).astype(np.int64), (held & _SHINGLE).astype(np.int64)
    places = np.arange(held.size) - numbers.searchsorted(np.arange(len(texts)))[numbers]
    chosen = (shingles < KEY_LIMIT) | (places < MIN_KEYS)
    return numbers[chosen], shingles[chosen]


def keys_of(sketch: Sketch) -> NDArray[np.int64]:
    """The keys of a sketch, also of a stored one, which comes without."""
    return index_keys(sketch.shingles) if sketch.keys is None else sketch.keys


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """`np.unique`, which takes three times as long for a few hundred values."""
    ordered = np.sort(numbers)
    return ordered[first_of_each(ordered)]


def first_of_each(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Where in a sorted array a value stands for the first time."""
    first = np.ones(ordered.size, dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first
