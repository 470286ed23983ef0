"""Fold a text so that patterns find names in any spelling, and show them as they were written. Pure.

Milder than `normalize`: marks and lines stay, and no word moves. Knows nothing of what is searched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.text.normalize import basic_codes, text_of

# Vowel signs and marks that nothing shows; they come and go with the writer, as does tatweel inside of words.
_DROPPED = "\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad"
_TATWEEL = re.compile("ـ+")
_EXCHANGED: dict[int, str] = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىئیېے", "ي"),
        **dict.fromkeys("ةۃە", "ه"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("‐‑‒–—―−ـ", "-"),
        **dict.fromkeys("“”„«»‹›״＂{}", '"'),
        "ؤ": "و",
        "’": "'",
        "（": "(",
        "）": ")",
        "：": ":",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
        "\r": " ",
    }
)
# What patterns that ignore case take for i, s and k, though they are no small letters of theirs.
_ODD_CASES = {0x0130: "i", 0x0131: "i", 0x017F: "s", 0x212A: "k"}
_BMP = 0x10000
_BEYOND = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")


class Folded(NamedTuple):
    """A text in three forms of one length.

    `plain` is as written without vowel signs; `folded` has one orthography and one kind of quotes and dashes, so that
    what is found in it can be shown as it is written in `plain`; `words` has its words alone, in small letters, with
    spaces for all between them: two microseconds tell which words a hundred characters do not have.
    """

    plain: str
    folded: str
    words: str


def fold(text: str) -> tuple[str, str]:
    """`text` as `Folded.plain` and `Folded.folded`."""
    plain, folded, _ = FoldedText(text).part()
    return plain, folded


class FoldedText:
    """A text folded once, any part of which comes as if it had been folded alone."""

    __slots__ = ("_dropped", "_whole", "codes", "text")

    def __init__(self, text: str) -> None:
        self.text = plain = text
        codes = basic_codes(text)
        if codes is None:
            # Pictures and the like, which no name has.
            plain = _BEYOND.sub("\ufffd", text)
            codes = basic_codes(plain)
            assert codes is not None
        # Of `text`, with U+FFFD for what is not of the basic plane.
        self.codes = codes
        folded = _table().take(codes)
        kept = folded != 0
        for run in _TATWEEL.finditer(text) if "ـ" in text else ():
            # The first one stays where it stands alone, or begins its word.
            inside = run.start() > 0 and _is_of_word(text[run.start() - 1])
            kept[run.start() + (not inside) : run.end()] = False
        self._dropped: list[int] = []
        if not np.logical_and.reduce(kept):
            self._dropped = np.flatnonzero(~kept).tolist()
            folded = folded.compress(kept)
            plain = text_of(codes.compress(kept))
        self._whole = Folded(plain, text_of(folded), text_of(_words_table().take(folded)))

    def part(self, start: int = 0, end: int | None = None) -> Folded:
        """Of `text[start:end]`, where `start` and `end` count from the front."""
        if self.text[start : start + 1] == "ـ":
            # Whether it is dropped hangs on what stands before it, which the part does not have.
            return self._whole if start == 0 and end is None else FoldedText(self.text[start:end]).part()
        if self._dropped:
            start -= bisect_left(self._dropped, start)
            end = None if end is None else end - bisect_left(self._dropped, end)
        plain, folded, words = self._whole
        return Folded(plain[start:end], folded[start:end], words[start:end])


@cache
def _table() -> NDArray[np.uint16]:
    """For each code point of the BMP what it becomes; 0 where it is dropped."""
    table = np.arange(_BMP, dtype=np.uint16)
    for code, other in _EXCHANGED.items():
        table[code] = ord(other)
    table[[found.start() for found in re.finditer(f"[{_DROPPED}]", _all_characters())]] = 0
    return table


@cache
def _words_table() -> NDArray[np.uint16]:
    """For each code point of the BMP its small letter, or a space where it belongs to no word."""
    # All at once. No letter stands before the one that is written otherwise at the end of a word.
    small = re.sub(r"\W", " ", _all_characters()).translate(_ODD_CASES).lower()
    codes = basic_codes(small)
    assert codes is not None and codes.size == _BMP
    return codes


def _all_characters() -> str:
    return "".join(map(chr, range(_BMP)))


def _is_of_word(character: str) -> bool:
    """What `\\w` is."""
    return character.isalnum() or character == "_"
