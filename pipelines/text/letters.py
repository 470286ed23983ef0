"""Find the words and letters of a text many characters at once, as patterns would one by one.

Mechanism: what counts as a word, and how many one is worth, is `pipelines.text.lines`' part.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.text.normalize import basic_codes, text_of

_WORD = re.compile(r"\w+")
_JOINED_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
# Joiners, and the letters that stand in for them on the way through trafilatura, are no letters of a key.
_LETTERS = re.compile(r"[^\W_\u200c\u200d\ua7fa\ua7fb]+")
_JOINING = "'’-"
# Other texts than plain ASCII that are shorter than this are read by a pattern in less time than it takes to make an
# array of them.
_FEWEST_FOR_ARRAY = 80
_BMP = 0x10000
_LETTER, _JOINER, _OTHER = b"aj "


def words_in_small_letters(text: str) -> list[str]:
    r"""All `\w+` of the text in lower case."""
    if text.isascii():
        return text.encode().translate(_words()).lower().decode().split()
    return _WORD.findall(text.casefold())


def plain_words(text: str) -> list[str] | None:
    r"""All `\w+` of a text in plain ASCII; None of any other."""
    return text.encode().translate(_words()).decode().split() if text.isascii() else None


def small_letters(text: str) -> str:
    """The letters and digits of the text in lower case, and nothing else."""
    if text.isascii():
        return text.encode().translate(_small(), _no_letters()).decode()
    folded = text.casefold()
    codes = basic_codes(folded) if len(folded) >= _FEWEST_FOR_ARRAY else None
    if codes is None:
        return "".join(_LETTERS.findall(folded))
    return text_of(codes.compress(_is_letter().take(codes)))


def count_joined_words(text: str) -> int:
    """How many words there are in the text; one mark that joins two, as an apostrophe or a hyphen, makes them one."""
    if text.isascii():
        return _count(text.encode().translate(_plain_kinds()))
    codes = basic_codes(text) if len(text) >= _FEWEST_FOR_ARRAY else None
    return len(_JOINED_WORD.findall(text)) if codes is None else _count(_kinds().take(codes).tobytes())


def _count(kinds: bytes) -> int:
    """How many words begin in a text, of which each character is given as a letter, a joiner or something else."""
    if b"j" in kinds:
        # Twice: of two joiners with one letter between them the first alone is found.
        kinds = kinds.replace(b"aja", b"aaa").replace(b"aja", b"aaa")
        return kinds.count(b" a") + kinds.count(b"ja") + kinds.startswith(b"a")
    return kinds.count(b" a") + kinds.startswith(b"a")


@cache
def _plain_kinds() -> bytes:
    return _kinds()[:256].tobytes()


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.full(_BMP, _OTHER, dtype=np.uint8)
    kinds[_matched_by(_WORD)] = _LETTER
    kinds[list(map(ord, _JOINING))] = _JOINER
    return kinds


@cache
def _is_letter() -> NDArray[np.bool_]:
    return _matched_by(_LETTERS)


@cache
def _words() -> bytes:
    return bytes(code if is_word else _OTHER for code, is_word in enumerate(_matched_by(_WORD)[:256]))


@cache
def _small() -> bytes:
    return bytes(range(256)).lower()


@cache
def _no_letters() -> bytes:
    return bytes(np.flatnonzero(~_is_letter()[:256]).tolist())


def _matched_by(pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """For each code point of the BMP whether a run of characters that the pattern finds may have it."""
    matched = np.zeros(_BMP, dtype=bool)
    for found in pattern.finditer("".join(map(chr, range(_BMP)))):
        matched[found.start() : found.end()] = True
    return matched
