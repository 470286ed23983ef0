"""Compare two texts side by side: which words of each are in the other, in order. Pure."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from pipelines.text.normalize import normalize
from pipelines.text.spaceless import SPACELESS

_WORD = re.compile(rf"[{SPACELESS}]|[^\s{SPACELESS}]+")
# Shorter agreements between longer differences are chance: "in the", "of a".
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one text, as written; `shared` says that it stands in the other text too."""

    text: str
    shared: bool


def shared_pieces(first: str, second: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut into stretches that are shared or not; each joins to the text as it was."""
    one, two = _words(first), _words(second)
    matcher = difflib.SequenceMatcher(a=[w[2] for w in one], b=[w[2] for w in two], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= _SHORTEST]
    return (
        _cut(first, one, [(block.a, block.size) for block in blocks]),
        _cut(second, two, [(block.b, block.size) for block in blocks]),
    )


def _words(text: str) -> list[tuple[int, int, str]]:
    """Start, end and normal form of each word; what is no word (a dash) is passed over."""
    found = ((m.start(), m.end(), normalize(m[0])) for m in _WORD.finditer(text))
    return [word for word in found if word[2]]


def _cut(text: str, words: list[tuple[int, int, str]], blocks: list[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, size in blocks:
        begin, end = words[start][0], words[start + size - 1][1]
        if begin > at:
            pieces.append(Piece(text=text[at:begin], shared=False))
        pieces.append(Piece(text=text[begin:end], shared=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text=text[at:], shared=False))
    return pieces
