"""Fold a text to the form in which texts are compared and searched. Pure; the stored text is never changed.

Keeps out hashing and everything that needs datasketch, so that the main process and the web pages can use it.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

NORMALIZER = "1"

_SPACE = 0x20
_DELETE = 0
# U+FFFF is no character.
_CONTEXT = 0xFFFF
_BMP = 0x10000
_SURROGATES = range(0xD800, 0xE000)
# A line of a page is folded in a tenth of the time that it takes to make an array of it.
_SHORT = 160
_UTF16, _UTF32 = ("utf-16-le", "utf-32-le") if sys.byteorder == "little" else ("utf-16-be", "utf-32-be")

# Letters that writers of Arabic exchange freely: hamza on its seats, alef forms, ya and its undotted form,
# ta marbuta and ha, and the Persian and Urdu code points of ya, kaf and ha.
_EXCHANGED = {
    **dict.fromkeys(map(ord, "أإآٱٲٳٵ"), ord("ا")),
    **dict.fromkeys(map(ord, "ؤٶ"), ord("و")),
    **dict.fromkeys(map(ord, "ئىیېےۓۍٸ"), ord("ي")),
    **dict.fromkeys(map(ord, "ةۃەہۂۀھ"), ord("ه")),
    **dict.fromkeys(map(ord, "کڪ"), ord("ك")),
}
_TATWEEL = 0x0640
# Vowel and Quranic signs, and variation selectors: they come and go with the writer.
_DROPPED_MARKS = ((0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08CA, 0x08FF))
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
# Ideographs, Hangul syllables, surrogates and private use: 43,000 code points whose folding needs no look. Between the
# ideographs are the hexagrams, which are symbols.
_UNFOLDED = ((0x3400, 0x4DBF, None), (0x4E00, 0x9FFF, None), (0xAC00, 0xD7A3, None), (0xD800, 0xF8FF, _SPACE))


def normalize(text: str) -> str:
    """Return `text` in lower case, one orthography, words parted by single spaces, nothing else.

    NFKC; Arabic vowel signs, tatweel, hamza and alef forms, ya and alef maqsura, ta marbuta, Persian ya and
    kaf folded; all decimal digits to 0-9; zero-width and bidi marks dropped; case folded; what is no letter,
    mark or number becomes a space. Idempotent, and defined for every `str`, lone surrogates too.
    """
    if len(text) > _SHORT:
        return normalized(text)[0]
    folded = _fold_short(text)
    return _normalized_else(text)[0] if folded is None else folded


def normalized(text: str) -> tuple[str, NDArray[np.uint16] | None]:
    """The same with the code points of what is returned, which who looks at its words needs; None where there is one
    beyond the BMP.
    """
    codes = basic_codes(text)
    folded = None if codes is None else _fold_codes(codes)
    return _normalized_else(text) if folded is None else (text_of(folded), folded)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of `text` as uint32, shape (len(text),)."""
    return np.frombuffer(text.encode(_UTF32, "surrogatepass"), dtype=np.uint32)


def basic_codes(text: str) -> NDArray[np.uint16] | None:
    """The code points of `text` as uint16, shape (len(text),); None where one is a surrogate or beyond the BMP."""
    try:
        encoded = text.encode(_UTF16)
    except UnicodeEncodeError:
        return None
    return np.frombuffer(encoded, dtype=np.uint16) if len(encoded) == 2 * len(text) else None


def text_of(codes: NDArray[np.uint16]) -> str:
    """The text with these code points, of which none is a surrogate."""
    return codes.tobytes().decode(_UTF16)


def _normalized_else(text: str) -> tuple[str, NDArray[np.uint16] | None]:
    """The same where not every character can be folded for itself."""
    folded = _fold_alone(unicodedata.normalize("NFKC", text))
    if folded is None:
        folded = _fold_by_words(text)
    return folded, basic_codes(folded)


def _fold_alone(text: str) -> str | None:
    """Fold each character for itself, all at once; None if there is one for which that will not do."""
    codes = basic_codes(text)
    folded = None if codes is None else _fold_codes(codes)
    return None if folded is None else text_of(folded)


def _fold_codes(codes: NDArray[np.uint16]) -> NDArray[np.uint16] | None:
    """The same of code points."""
    if not codes.size:
        return codes
    folded = _table().take(codes)
    # The method of an array asks its ufunc in twice the time.
    if np.maximum.reduce(folded) == _CONTEXT:
        return None
    if np.minimum.reduce(folded) == _DELETE:
        folded = folded.compress(folded != _DELETE)
        if not folded.size:
            return folded
    wanted = folded != _SPACE
    # A space stays where a letter stands before it.
    wanted[1:] |= wanted[:-1]
    kept = folded.compress(wanted)
    return kept[:-1] if kept.size and kept[-1] == _SPACE else kept


def _fold_short(text: str) -> str | None:
    """The same without arrays."""
    folded = text.translate(_foldings())
    return None if chr(_CONTEXT) in folded else " ".join(folded.split())


def _fold_by_words(text: str) -> str:
    """The same for texts with a few such characters as a sign of a picture or a trade mark: their words are folded one
    by one, and what stands between these at once. No character's folding depends on one beyond a space.
    """
    codes = code_points(text)
    is_known = (codes < _BMP) & ((codes < _SURROGATES.start) | (codes >= _SURROGATES.stop))
    places = np.flatnonzero(~is_known | (_table().take(codes, mode="clip") == _CONTEXT)).tolist()
    if len(places) * _SHORT > len(text):
        return _fold_in_context(text)
    folded: list[str | None] = []
    at = 0
    for place in places:
        if place < at:
            continue
        begin = max(at, text.rfind(" ", at, place) + 1)
        end = text.find(" ", place)
        end = len(text) if end < 0 else end
        folded += _fold_alone(text[at:begin]), _fold_in_context(text[begin:end])
        at = end
    folded.append(_fold_alone(text[at:]))
    return " ".join(filter(None, folded))


def _fold_in_context(text: str) -> str:
    """The same for texts in which a character's folding is longer than it, or depends on its neighbours."""
    # Dropping a mark can bring two characters together that NFKC composes, hence until nothing changes.
    for _ in range(8):
        whole = unicodedata.normalize("NFKC", text)
        folded = unicodedata.normalize("NFKC", whole.translate({ord(char): _fold(char) for char in set(whole)}))
        folded = " ".join(folded.split())
        if folded == text:
            break
        text = folded
    return text


@cache
def _table() -> NDArray[np.uint16]:
    """For each code point of the BMP: what it becomes, or that it is deleted, or that the context decides."""
    table = np.arange(_BMP, dtype=np.uint16)
    known = np.zeros(_BMP, dtype=bool)
    for first, last, code in _UNFOLDED:
        known[first : last + 1] = True
        if code is not None:
            table[first : last + 1] = code
    for code in np.flatnonzero(~known).tolist():
        table[code] = _folded_alone(code)
    return table


class _Foldings(dict[int, str | None]):
    """What `_table` says, as `str.translate` asks for it; filled with the characters that were met."""

    def __missing__(self, code: int) -> str | None:
        folded = _CONTEXT if code >= _BMP or code in _SURROGATES else int(_table()[code])
        self[code] = None if folded == _DELETE else chr(folded)
        return self[code]


@cache
def _foldings() -> _Foldings:
    return _Foldings()


def _folded_alone(code: int) -> int:
    char = chr(code)
    folded = _fold(unicodedata.normalize("NFKC", char))
    if folded == "":
        return _DELETE
    if not folded.strip():
        return _SPACE
    # Hangul jamo compose with their neighbours though they are letters.
    if len(folded) > 1 or unicodedata.category(folded)[0] == "M" or 0x1100 <= ord(folded) <= 0x11FF:
        return _CONTEXT
    # Some ideographs are folded to others beyond the BMP, which has no room for them.
    if ord(folded) >= _BMP:
        return _CONTEXT
    return ord(folded) if folded == char or _fold(folded) == folded else _CONTEXT


def _fold(text: str) -> str:
    return "".join(_folded(ord(char)) for char in unicodedata.normalize("NFKC", text.casefold()))


def _folded(code: int) -> str:
    if code in _EXCHANGED:
        return chr(_EXCHANGED[code])
    if code == _TATWEEL or any(first <= code <= last for first, last in _SELECTORS):
        return ""
    char = chr(code)
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Cf":
        return ""
    if category[0] == "M":
        return "" if any(first <= code <= last for first, last in _DROPPED_MARKS) else char
    return char if category[0] in "LN" else " "
