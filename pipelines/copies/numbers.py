"""The numbers and dates of a text, and whether two texts are of one formula: alike in all but these. Pure.

Quakes, exchange rates, prayer times, weather, closing prices and results come back with other numbers in the same
places. An edited copy keeps most of its numbers where they were.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import Sketch
from pipelines.copies.align import Alignment
from pipelines.text.normalize import normalize
from pipelines.text.tokens import Among, Tokens

_DATA = Path(__file__).with_name("number_words.toml")
# What is kept of a number: the place of its first word, whether it is in words, and a hash of what it says.
_VALUE_BITS, _WORD = 12, 1 << 11
_MOST_NUMBERS, _MOST_PLACES = 256, 1 << 20
# The largest prime below 2 ** 11.
_PRIME, _APART = 2039, 1_000_003
_END = 1 << 62
_ZERO = 0x30
_LONG = 10**20
# Of a script without spaces each character is a word. One alone says "a" as often as "one".
_HAN_NUMERALS = [ord(char) for char in "〇一二三四五六七八九十百千万亿萬億两兩零"]
_HAN_ONE, _FIRST_HAN = ord("一"), 0x3007

# Fitted on the tuned halves of the formulas, and on the labelled pairs but those aside: see docs/copies-tried.md.
# Nearly all numbers are other ones, they are several, and they are as close together as in a formula.
_MANY, _FEW, _FEW_WORDS = 3, 2, 60
_TIMES_KEPT = 1.6
_WORDS_A_NUMBER = 20
# How many differing words may be between shared ones, and how many where the two sides have different numbers of them.
_LONGEST_SLOT, _LONGEST_UNEVEN = 60, 24
_SHINGLE = 3


def numbers_of(tokens: Tokens) -> NDArray[np.uint32]:
    """The numbers of a text in reading order; what stands together is one ("5.2", "2 300", "3 May, 14:20").

    uint32: the place of the first word in the upper 20 bits, what it says in the lower 12. At most 256. Numerals of
    Chinese and Japanese are numbers in words.
    """
    codes: NDArray[Any] = tokens.codes
    # Below the digits the subtraction wraps around.
    at = ((codes - _ZERO) < 10).nonzero()[0]
    digits: dict[int, int] = {}
    places = (tokens.starts.searchsorted(at, side="right") - 1).tolist()
    for place, code in zip(places, codes[at].tolist(), strict=True):
        # The one before them keeps zeros that lead. Twenty digits tell enough of a number.
        if (before := digits.get(place, 1)) < _LONG:
            digits[place] = before * 10 + code - _ZERO
    words = {place: int(tokens.hashes[place]) for place in number_words().places(tokens) if place not in digits}
    if not tokens.are_words:
        words |= _han_numerals(codes, tokens)
    packed: list[int] = []
    run: list[int] = []
    for place in sorted((*digits, *words, _END)):
        if run and place != run[-1] + 1:
            is_none = len(run) == 1 and (_is_year(digits.get(run[0], 0)) or words.get(run[0]) == _HAN_ONE)
            if not is_none and run[0] < _MOST_PLACES:
                packed.append(run[0] << _VALUE_BITS | _value(run, digits, words))
            run = []
        run.append(place)
    return np.array(packed[:_MOST_NUMBERS], dtype=np.uint32)


def _han_numerals(codes: NDArray[Any], tokens: Tokens) -> dict[int, int]:
    """The places of tokens that are such characters, and which."""
    firsts = codes.take(tokens.starts)
    maybe = (firsts >= _FIRST_HAN).nonzero()[0]
    found = maybe[np.isin(firsts[maybe], _HAN_NUMERALS)]
    return dict(zip(found.tolist(), firsts[found].tolist(), strict=True))


def _is_year(number: int) -> bool:
    """In either calendar: the year is the same in all texts of a year."""
    return 11_900 <= number <= 12_099 or 11_420 <= number <= 11_459


def _value(run: list[int], digits: dict[int, int], words: dict[int, int]) -> int:
    said, flag = 0, _WORD
    for place in run:
        if place in digits:
            number = digits[place]
            # "2 300" and "2300" are one: what is appended is as many digits as there are.
            power = 10 ** (len(str(number)) - 1)
            said, flag = (said * power + number - power) % _PRIME, 0
        else:
            said = (said * _APART + words[place]) % _PRIME
    return said | flag


def is_formula(shorter: Sketch, longer: Sketch, alignment: Alignment) -> bool:
    """Whether nearly all numbers of what the two share are other ones. `alignment` is of `shorter` against `longer`."""
    if shorter.numbers is None or longer.numbers is None or not alignment.places.size:
        return False
    words = shorter.words / shorter.tokens_a_word
    least = _FEW if words <= _FEW_WORDS else _MANY
    own, other = (
        [number % (1 << _VALUE_BITS) for number in each.tolist()] for each in (shorter.numbers, longer.numbers)
    )
    anywhere = set(other)
    if len(other) < least or sum(value not in anywhere for value in own) < least:
        # Most pairs end here: what both say, wherever it stands, is the same.
        return False
    changed, kept = compared_numbers(shorter.numbers, longer.numbers, alignment)
    close = words <= _FEW_WORDS or changed * _WORDS_A_NUMBER >= words
    return changed >= least and changed >= _TIMES_KEPT * kept and close


def compared_numbers(one: NDArray[np.uint32], other: NDArray[np.uint32], alignment: Alignment) -> tuple[int, int]:
    """How many numbers of the first text are other ones in the second at the same place, and how many the same."""
    there: dict[int, int] = {number >> _VALUE_BITS: number % (1 << _VALUE_BITS) for number in other.tolist()}
    own = [(number >> _VALUE_BITS, number % (1 << _VALUE_BITS)) for number in one.tolist()]
    before = (alignment.places.searchsorted([place for place, _ in own], side="right") - 1).tolist()
    changed = kept = 0
    for (place, value), match in zip(own, before, strict=True):
        facing = [
            there[each]
            for each in _facing(place, match, alignment)
            if each in there and (there[each] & _WORD) == (value & _WORD)
        ]
        if facing:
            kept += value in facing
            changed += value not in facing
    return changed, kept


def _facing(place: int, match: int, alignment: Alignment) -> range:
    """The places of the second text that face a place of the first; `match` is the last shared shingle up to there."""
    places, others = alignment.places, alignment.others
    if match < 0:
        behind = int(places[0]) - place
        return _one(int(others[0]) - behind) if behind <= _LONGEST_SLOT else range(0)
    start, other_start = int(places[match]), int(others[match])
    straight = _one(other_start + place - start)
    if place < start + _SHINGLE:
        return straight
    if match + 1 >= places.size:
        return straight if place - start <= _LONGEST_SLOT else range(0)
    gap, other_gap = int(places[match + 1]) - start, int(others[match + 1]) - other_start
    if gap == other_gap:
        return straight if gap <= _LONGEST_SLOT else range(0)
    if gap > _LONGEST_UNEVEN or not 0 < other_gap <= _LONGEST_UNEVEN:
        return range(0)
    return range(other_start + 1, other_start + other_gap + 2)


def _one(place: int) -> range:
    return range(place, place + 1)


@cache
def number_words() -> Among:
    """Words that say a number, a weekday or a month."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    arabic = (before + word for word in data["arabic"] for before in ("", *data["arabic_prefixes"]))
    others = (word for language in ("english", "french", "persian", "urdu") for word in data[language])
    return Among.of(sorted({normalize(word) for word in (*arabic, *others)}))
