"""Turn a normalised text into the few numbers by which it is compared. Runs in worker processes.

datasketch (and scipy with it, 41 MB) is imported here and nowhere else.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from db.index import index_keys
from model import Sketch
from pipelines.normalize import code_points

SKETCH = "1"
PERMUTATIONS = 128
SCHEME = "affine32"
SHINGLE_WORDS = 3
MIN_TITLE_WORDS = 3

_BASE = 0x9E3779B97F4A7C15 | 3
_PLACES = 1 << 14
# Odd multipliers of splitmix64 and murmur3, and three more for the places in a shingle.
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_PLACE = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53), np.uint64(0x9FB21C651E98DF25))
_FIRST_SPACELESS = 0x0E00
# Scripts that put no spaces between words, and how many characters stand for a word there.
_SPACELESS = (
    (0x0E00, 0x0EFF, 6),  # Thai, Lao
    (0x1000, 0x109F, 6),  # Myanmar
    (0x1780, 0x17FF, 6),  # Khmer
    (0x3040, 0x30FF, 3),  # Kana
    (0x3400, 0x4DBF, 3),
    (0x4E00, 0x9FFF, 3),  # Han
    (0xF900, 0xFAFF, 3),
    (0x20000, 0x3FFFF, 3),
)


def sketch(normal_text: str, normal_title: str = "") -> Sketch:
    """Sketch a normalised text (see `pipelines.normalize`), with the title as evidence beside it.

    One shingle for each three words in a row; a text of one or two words has one shingle, an empty one none.
    The same on every platform and in every run.
    """
    tokens = token_hashes(normal_text)
    shingles = shingle_hashes(tokens)
    return Sketch(
        text_hash=hashlib.blake2b(normal_text.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
        words=int(tokens.size),
        shingles=shingles,
        signature=signature(shingles),
        keys=index_keys(shingles),
        title_hash=_title_hash(normal_title),
    )


def token_hashes(normal_text: str) -> NDArray[np.uint64]:
    """A 64-bit hash for each word, in reading order; where a script has no spaces, for each character
    with those that follow it: 3 in Han and Kana, 6 in Thai, Lao, Khmer and Burmese.
    """
    codes = code_points(normal_text)
    if not codes.size:
        return np.zeros(0, dtype=np.uint64)
    widths = _spaceless(codes)
    spaces = codes == 0x20
    if widths is None:
        starts = np.flatnonzero(spaces) + 1
        starts = np.concatenate((np.zeros(1, dtype=starts.dtype), starts))
    else:
        begins = np.ones(codes.size, dtype=bool)
        begins[1:] = spaces[:-1] | (widths[1:] > 0) | (widths[:-1] > 0)
        starts = np.flatnonzero(begins & ~spaces)
    values = codes.astype(np.uint64)
    values *= _MIX_1
    values ^= values >> np.uint64(29)
    values *= _MIX_2
    values[spaces] = 0
    powers, inverses = _powers(1 << max(14, int(codes.size).bit_length()))
    values *= powers[: codes.size]
    hashes: NDArray[np.uint64] = np.add.reduceat(values, starts)
    hashes *= inverses[starts]
    return hashes if widths is None else _grams(hashes, widths[starts])


def shingle_hashes(tokens: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The upper half of a 64-bit hash for each three tokens in a row; of fewer than three, one for all."""
    if tokens.size == 0:
        return np.zeros(0, dtype=np.uint32)
    if tokens.size < SHINGLE_WORDS:
        tokens = np.concatenate((tokens, np.zeros(SHINGLE_WORDS - tokens.size, dtype=np.uint64)))
    hashes = tokens[:-2] * _PLACE[0]
    hashes += tokens[1:-1] * _PLACE[1]
    hashes += tokens[2:] * _PLACE[2]
    hashes ^= hashes >> np.uint64(33)
    hashes *= _MIX_1
    hashes ^= hashes >> np.uint64(29)
    hashes *= _MIX_2
    return (hashes >> np.uint64(32)).astype(np.uint32)


def signature(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The datasketch MinHash of the set of `shingles`: uint32, shape (128,), scheme `SCHEME`, seed 1."""
    # MinHash.update_batch gives the same numbers by way of Python integers, in three times the time.
    hashes = np.array(shingles, dtype=np.uint32)
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    multipliers, summands = _permutations()
    least = np.full(PERMUTATIONS, 2**32 - 1, dtype=np.uint32)
    for start in range(0, hashes.size, 4096):
        permuted = hashes[start : start + 4096, np.newaxis] * multipliers
        permuted += summands
        np.minimum(least, permuted.min(axis=0), out=least)
    return least


def _spaceless(codes: NDArray[np.uint32]) -> NDArray[np.uint8] | None:
    """For each character the number that stands for a word if its script has no spaces, else 0."""
    if int(codes.max()) < _FIRST_SPACELESS:
        return None
    widths = np.zeros(codes.size, dtype=np.uint8)
    for first, last, width in _SPACELESS:
        widths[(codes >= first) & (codes <= last)] = width
    return widths if widths.any() else None


def _grams(hashes: NDArray[np.uint64], widths: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Give each character of a spaceless script those that follow it; words of other scripts stay."""
    grams = hashes.copy()
    inside = widths > 0
    for ahead in range(1, int(widths.max())):
        inside = inside[:-1] & (widths[ahead:] > 0)
        if not inside.size:
            break
        wanted = inside & (widths[: inside.size] > ahead)
        weight = np.uint64(_BASE ** (2 * ahead + 1) % 2**64)
        grams[: inside.size][wanted] += hashes[ahead:][wanted] * weight
    return grams


def _title_hash(normal_title: str) -> int | None:
    if normal_title.count(" ") + 1 < MIN_TITLE_WORDS:
        return None
    digest = hashlib.blake2b(normal_title.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@cache
def _powers(places: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the base, modulo 2**64, and their inverses: a word's hash is the same at every place."""
    powers = np.full(places, _BASE, dtype=np.uint64)
    inverses = np.full(places, pow(_BASE, -1, 2**64), dtype=np.uint64)
    powers[0] = inverses[0] = 1
    return np.multiply.accumulate(powers), np.multiply.accumulate(inverses)


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    multipliers, summands = MinHash(num_perm=PERMUTATIONS, scheme=SCHEME).permutations
    return multipliers, summands
