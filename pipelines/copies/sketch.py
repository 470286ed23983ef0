"""Turn a normalised text into the few numbers by which it is compared. Runs in worker processes.

The only module that imports datasketch, and it leaves out what its LSH needs: scipy's integration, 41 MB.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likeness.keys import index_keys
from model import Sketch
from pipelines.copies.numbers import numbers_of
from pipelines.text.tokens import MIX_1, MIX_2, Tokens, tokens_of

SKETCH = "2"
PERMUTATIONS = 128
SCHEME = "affine32"
SHINGLE_WORDS = 3
MIN_TITLE_WORDS = 3

# Odd multipliers, of murmur3 and others, for the places in a shingle.
_PLACE = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53), np.uint64(0x9FB21C651E98DF25))
# Numbers that are permuted at once: a few permutations of all texts, or all of one. What they take, 128 KB, stays in a
# core's own cache.
_AT_ONCE = 32_000


def sketch(normal_text: str, normal_title: str = "") -> Sketch:
    """Sketch a normalised text (see `text.normalize`), with the title as evidence beside it.

    One shingle for each three words in a row; a text of one or two words has one shingle, an empty one none.
    The same on every platform and in every run.
    """
    return sketch_each([normal_text], [normal_title], [tokens_of(normal_text)], with_keys=True)[0]


def sketch_each(
    normal_texts: Sequence[str], normal_titles: Sequence[str], tokens: Sequence[Tokens], *, with_keys: bool
) -> list[Sketch]:
    """Sketch several texts, one step after the other. `tokens` are those of the texts.

    Where a sketch has no keys, `likeness.keys` makes them when they are asked for.
    """
    hashes = [_digest(text, 16) for text in normal_texts]
    title_hashes = [_title_hash(title) for title in normal_titles]
    shingles = [shingle_hashes(each.hashes) for each in tokens]
    least = signatures(shingles)
    numbers = [numbers_of(each) for each in tokens]
    return [
        Sketch(
            text_hash=hashes[n],
            words=int(each.hashes.size),
            shingles=shingles[n],
            signature=least[n],
            keys=index_keys(shingles[n]) if with_keys else None,
            numbers=numbers[n],
            title_hash=title_hashes[n],
            tokens_a_word=each.a_word,
        )
        for n, each in enumerate(tokens)
    ]


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
    hashes *= MIX_1
    hashes ^= hashes >> np.uint64(29)
    hashes *= MIX_2
    return (hashes >> np.uint64(32)).astype(np.uint32)


def signature(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The datasketch MinHash of the set of `shingles`: uint32, shape (128,), scheme `SCHEME`, seed 1."""
    return signatures([shingles])[0]


def signatures(several: Sequence[NDArray[np.uint32]]) -> list[NDArray[np.uint32]]:
    """The same of several texts: of thirty, each takes a third of the time."""
    found = np.full((len(several), PERMUTATIONS), 2**32 - 1, dtype=np.uint32)
    held = [n for n, shingles in enumerate(several) if shingles.size]
    if not held:
        return list(found)
    # MinHash.update_batch gives the same numbers by way of Python integers.
    hashes = np.concatenate([several[n] for n in held], dtype=np.uint32)
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    starts = [0, *accumulate(several[n].size for n in held[:-1])]
    multipliers, summands = _permutations()
    least = np.empty((PERMUTATIONS, len(held)), dtype=np.uint32)
    step = max(1, _AT_ONCE // hashes.size)
    for first in range(0, PERMUTATIONS, step):
        some = slice(first, first + step)
        permuted = multipliers[some] * hashes
        permuted += summands[some]
        np.minimum.reduceat(permuted, starts, axis=1, out=least[some])
    found[held] = least.T
    return list(found)


def _title_hash(normal_title: str) -> int | None:
    if normal_title.count(" ") + 1 < MIN_TITLE_WORDS:
        # Where a script has no spaces, its characters are counted.
        tokens = tokens_of(normal_title)
        if tokens.hashes.size < MIN_TITLE_WORDS * tokens.a_word:
            return None
    return int.from_bytes(_digest(normal_title, 8), "big", signed=True)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """What each shingle is multiplied by and what is added: two columns."""
    with _scipy_put_off():
        from datasketch import MinHash
    multipliers, summands = MinHash(num_perm=PERMUTATIONS, scheme=SCHEME).permutations
    return multipliers[:, np.newaxis].copy(), summands[:, np.newaxis].copy()


@contextmanager
def _scipy_put_off() -> Iterator[None]:
    """While datasketch is imported: have `scipy.integrate.quad` loaded when it is called. Its LSH does, we do not."""

    def quad(*args: Any, **options: Any) -> Any:
        from scipy.integrate import quad  # type: ignore[import-untyped]

        return quad(*args, **options)

    name = "scipy.integrate"
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    stand_in.__dict__["quad"] = quad
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        del sys.modules[name]
