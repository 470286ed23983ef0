"""The words of a date line folded for reading, with the way back to how they were spelled. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LETTERS = str.maketrans("أإآٱؤئىیېێةۃەہۂۀھکڪۆڕڵ٫’‘`", "ااااويييييهههههههككورل:'''")


class FoldedWords:
    """The words folded for reading; what has been read is blanked, so that the rest can be told in the end."""

    def __init__(self, words: str) -> None:
        self.original = words
        folded: list[str] = []
        places: list[int] = []
        for place, char in enumerate(words):
            for part in _folded(char):
                folded.append(part)
                places.append(place)
        self.folded = "".join(folded)
        self.places = places
        self.has_persian_digits = any("۰" <= char <= "۹" for char in words)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.folded)
        if found:
            self.blank(found)
        return found

    def blank(self, found: re.Match[str]) -> None:
        start, end = found.span()
        self.folded = f"{self.folded[:start]}{' ' * (end - start)}{self.folded[end:]}"

    def rest(self) -> str:
        kept = {self.places[n] for n, char in enumerate(self.folded) if char != " "}
        heard = set(self.places)
        rest: list[str] = []
        for n, char in enumerate(self.original):
            # A mark goes with the letter that bears it.
            stays = n in kept if n in heard else bool(rest) and rest[-1] != " "
            rest.append(char if stays else " ")
        return "".join(rest)


@cache
def _folded(char: str) -> str:
    folded: list[str] = []
    for part in unicodedata.normalize("NFKC", char).casefold().translate(_LETTERS):
        if unicodedata.category(part) in ("Mn", "Cf") or part == "ـ":
            continue
        number = unicodedata.decimal(part, None)
        folded.append(str(number) if number is not None else part)
    return "".join(folded)


def fold(words: str) -> str:
    """One spelling for letters, digits and case; punctuation and spaces stay."""
    return FoldedWords(words).folded
