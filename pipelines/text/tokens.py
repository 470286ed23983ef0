"""The words of a normalised text as numbers, for sketches and for ruling out the words of a topic.

Pure. In scripts without spaces, each character with those that follow it counts as a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.text.normalize import basic_codes, code_points

_BASE = 0x9E3779B97F4A7C15 | 3
_SPACE = 0x20
_UPPER = np.uint64(48)
_LEAST_PLACES = 1 << 14
# Odd multipliers of splitmix64.
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
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

_Codes = NDArray[np.uint16] | NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Of each word in reading order its hash (uint64) and where in the text it begins; all of one length. `codes` are
    the code points of the text.

    `are_words` is False where some of them are characters of a script without spaces, and `a_word` how many of them
    stand for a word, on the average: three words in a row reach as far as three such characters with what follows them.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    codes: NDArray[np.uint16] | NDArray[np.uint32]
    are_words: bool = True
    a_word: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """A set of words, for finding those of a text that are among them: their hashes, sorted, and all upper 16 bits."""

    hashes: NDArray[np.uint64]
    upper: NDArray[np.bool_]

    @staticmethod
    def of(words: Iterable[str]) -> Among:
        """Normalised words, of scripts with spaces."""
        hashes = np.sort(tokens_of(" ".join(words)).hashes)
        upper = np.zeros(1 << 16, dtype=bool)
        upper[hashes >> _UPPER] = True
        return Among(hashes, upper)

    def places(self, tokens: Tokens) -> list[int]:
        """The numbers of the tokens that are among the words."""
        # Nineteen in twenty are none by their upper bits.
        places = self.upper.take(tokens.hashes >> _UPPER).nonzero()[0]
        if not places.size:
            return []
        hashes = tokens.hashes.take(places)
        found = self.hashes.take(self.hashes.searchsorted(hashes), mode="clip") == hashes
        return [int(place) for place in places[found]]


def tokens_of(normal_text: str, basic: NDArray[np.uint16] | None = None) -> Tokens:
    """The words of a text as `text.normalize` gives it; a word's hash is the same in every text and at any place.
    `basic` are its code points, where they are known.

    Where a script has no spaces, of each character with those that follow it: 3 in Han and Kana, 6 in Thai, Lao,
    Khmer and Burmese.
    """
    if basic is None:
        basic = basic_codes(normal_text)
    codes: _Codes = code_points(normal_text) if basic is None else basic
    if not codes.size:
        return Tokens(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), codes)
    if np.maximum.reduce(codes) < _FIRST_SPACELESS:
        widths, values = None, _mixed_letters().take(codes)
    else:
        widths, values = _widths(codes), _mixed(codes)
    spaces = codes == _SPACE
    if widths is None:
        ends = spaces.nonzero()[0]
        starts = np.zeros(ends.size + 1, dtype=np.int64)
        np.add(ends, 1, out=starts[1:])
    else:
        begins = np.ones(codes.size, dtype=bool)
        begins[1:] = spaces[:-1] | (widths[1:] > 0) | (widths[:-1] > 0)
        starts = np.flatnonzero(begins & ~spaces)
    powers, inverses = _powers(max(_LEAST_PLACES, 1 << int(codes.size).bit_length()))
    values *= powers[: codes.size]
    hashes: NDArray[np.uint64] = np.add.reduceat(values, starts)
    hashes *= inverses.take(starts)
    if widths is None:
        return Tokens(hashes, starts, codes)
    wide = widths[starts]
    a_word = round(float(np.where(wide > 0, (wide + 2) / 3, 1.0).mean()), 2)
    return Tokens(_grams(hashes, wide), starts, codes, are_words=False, a_word=a_word)


def _mixed(codes: NDArray[Any]) -> NDArray[np.uint64]:
    """A number for each character; a space counts nothing."""
    values = codes.astype(np.uint64)
    values *= MIX_1
    values ^= values >> np.uint64(29)
    values *= MIX_2
    values[codes == _SPACE] = 0
    return values


@cache
def _mixed_letters() -> NDArray[np.uint64]:
    """The same for all characters of the scripts that come before those without spaces: 28 kB, in each text."""
    return _mixed(np.arange(_FIRST_SPACELESS, dtype=np.uint16))


def _widths(codes: NDArray[Any]) -> NDArray[np.uint8] | None:
    """For each character the number that stands for a word if its script has no spaces, else 0."""
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


@cache
def _powers(places: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the base, modulo 2**64, and their inverses: a word's hash is the same at every place."""
    powers = np.full(places, _BASE, dtype=np.uint64)
    inverses = np.full(places, pow(_BASE, -1, 2**64), dtype=np.uint64)
    powers[0] = inverses[0] = 1
    return np.multiply.accumulate(powers), np.multiply.accumulate(inverses)
