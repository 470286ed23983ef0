"""What changed from one text to the next, word by word, and whether a third text has the old words or the new. Pure.

Spelling, marks and spaces are no change. What a person reads is cut from the texts as they are written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.text.normalize import normalize
from pipelines.text.spaceless import SPACELESS

_WORD = re.compile(rf"[{SPACELESS}]|[^\s{SPACELESS}]+")
# Fewer equal words between two changes are chance, and make one change of them.
_FEWEST_EQUAL = 3
# How many words on either side identify the place of a change in another text: copies are cut and edited nearby.
_AROUND = 2
# How many words a person sees on either side, and of the change itself. The first words of a longer change identify it.
_SHOWN_AROUND, _MOST_SHOWN, _MOST_LOOKED_FOR = 4, 30, 12
# Above this, comparing takes seconds and says nothing: the text is another.
_MOST_COMPARED = 4000

Word = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Words that gave way to others. `before` and `after` are what stands there, with a few words around, as written.

    `old` and `new` are the same in normal form, by which the place is found in other texts; `words` is how many words
    of the older text are gone.
    """

    before: str
    after: str
    old: str
    new: str
    words: int


def changes(before: str, after: str) -> list[Change] | None:
    """What changed from one text to the next, in order; None where so much did that it is another text."""
    one, two = list(_words(before)), list(_words(after))
    head = _common(one, two)
    tail = _common(one[head:][::-1], two[head:][::-1])
    middle, other = one[head : len(one) - tail], two[head : len(two) - tail]
    if len(middle) + len(other) > _MOST_COMPARED:
        return None
    matcher = difflib.SequenceMatcher(a=[w[2] for w in middle], b=[w[2] for w in other], autojunk=False)
    return [
        Change(
            before=_shown(before, one, start + head, end + head),
            after=_shown(after, two, at + head, until + head),
            old=_window(one, start + head, end + head),
            new=_window(two, at + head, until + head),
            words=end - start,
        )
        for start, end, at, until in _merged(matcher)
    ]


def normal_words(text: str) -> str:
    """A text as `stands_in` looks into it."""
    return f" {' '.join(word[2] for word in _words(text))} "


def stands_in(window: str, normal: str) -> bool:
    """Whether the words of a change, `old` or `new`, stand in a text in the form of `normal_words`."""
    return f" {window} " in normal


def _words(text: str) -> Iterator[Word]:
    """Start, end and normal form of each word; what is no word (a dash) is passed over."""
    for found in _WORD.finditer(text):
        if normal := normalize(found[0]):
            yield found.start(), found.end(), normal


def _common(one: Sequence[Word], two: Sequence[Word]) -> int:
    """With how many equal words both begin."""
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a[2] != b[2]), min(len(one), len(two)))


def _merged(matcher: difflib.SequenceMatcher[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that differ, those together that almost touch."""
    last: tuple[int, int, int, int] | None = None
    for tag, start, end, at, until in matcher.get_opcodes():
        if tag == "equal":
            continue
        if last is not None and start - last[1] < _FEWEST_EQUAL:
            last = (last[0], end, last[2], until)
            continue
        if last is not None:
            yield last
        last = (start, end, at, until)
    if last is not None:
        yield last


def _window(words: Sequence[Word], start: int, end: int) -> str:
    if end - start > _MOST_LOOKED_FOR:
        end = start + _MOST_LOOKED_FOR
        return " ".join(word[2] for word in words[max(start - _AROUND, 0) : end])
    return " ".join(word[2] for word in words[max(start - _AROUND, 0) : end + _AROUND])


def _shown(text: str, words: Sequence[Word], start: int, end: int) -> str:
    """What stands there as it is written, on one line, with a few words around; `…` where the text goes on."""
    first, last = max(start - _SHOWN_AROUND, 0), min(end + _SHOWN_AROUND, len(words))
    last = min(last, first + _MOST_SHOWN)
    if first >= last:
        return ""
    said = " ".join(text[words[first][0] : words[last - 1][1]].split())
    return f"{'… ' if first else ''}{said}{' …' if last < len(words) else ''}"
