"""Tell what an outlet changed in a text that others carry, and which of them still have it as it was. Pure.

A notice ("Correction: ...") counts always. Without one only words that went out count, with those that stand in their
place: what is added to a running story corrects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.text.corrections import gained_corrections
from pipelines.text.diff import Piece, shared_pieces
from pipelines.text.search_words import search_text

Row = Mapping[str, Any]

# Fewer words are spelling, unless a number is among them. Where most went out, the text was written anew.
_FEWEST_WORDS, _MOST_SHARE = 3, 0.5
_MOST_CHANGES = 5
# Words on each side by which a passage is found again in a copy.
_AROUND = 2
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Words that went out of a text, and those that stand in their place, with a few around them that stayed."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was corrected: the notices that a text gained, the longest changes first, who among its carriers still has
    the words that went out, and who has them no longer."""

    notices: tuple[str, ...]
    changes: tuple[Change, ...]
    uncorrected: tuple[str, ...]
    corrected: tuple[str, ...]


def correction_of(before: str, after: str, carriers: Iterable[Row]) -> Correction | None:
    """How a text was corrected; None where it was not. `carriers` are rows with `carrier` and `text`."""
    notices = gained_corrections(before, after)
    ours, theirs = shared_pieces(before, after)
    gone = [piece for piece in ours if not piece.shared]
    changes = _changes(ours, theirs)
    words = sum(len(piece.text.split()) for piece in gone)
    is_rewritten = words > _MOST_SHARE * len(before.split())
    if not notices and (is_rewritten or not any(_is_worth_it(bare) for bare, _ in changes)):
        return None
    had: list[str] = []
    has_not: list[str] = []
    passages = _passages(ours)
    for row in carriers:
        text = f" {search_text(row['text'])} "
        still = any(f" {passage} " in text for passage in passages)
        (had if still or not passages else has_not).append(str(row["carrier"]))
    return Correction(
        notices=tuple(notices),
        changes=tuple(change for _, change in sorted(changes, key=lambda each: -len(each[0]))[:_MOST_CHANGES]),
        uncorrected=tuple(dict.fromkeys(had)),
        corrected=tuple(name for name in dict.fromkeys(has_not) if name not in had),
    )


def _changes(ours: Sequence[Piece], theirs: Sequence[Piece]) -> list[tuple[str, Change]]:
    """What stands between two shared stretches in the one text and in the other, with a few words around it; before
    each, the bare words that went out."""
    found = []
    shared = [piece.text.split() for piece in ours if piece.shared]
    for n, (before, after) in enumerate(zip(_between(ours), _between(theirs), strict=False)):
        if before.strip():
            lead = shared[n - 1][-_AROUND:] if n else []
            rest = shared[n][:_AROUND] if n < len(shared) else []
            told = (" ".join([*lead, *words.split(), *rest]) for words in (before, after))
            was, now = told
            found.append((before, Change(before=was, after=now)))
    return found


def _between(pieces: Sequence[Piece]) -> list[str]:
    """The stretch before each shared one, and after the last; empty where none is."""
    stretches = [""]
    for piece in pieces:
        if piece.shared:
            stretches.append("")
        else:
            stretches[-1] += piece.text
    return stretches


def _is_worth_it(before: str) -> bool:
    return bool(_NUMBER.search(before)) or len(before.split()) >= _FEWEST_WORDS


def _passages(ours: Sequence[Piece]) -> list[str]:
    """The words that went out, each with a few around them, as texts are looked into."""
    found = []
    for n, piece in enumerate(ours):
        if not piece.shared and any(letter.isalnum() for letter in piece.text):
            before = ours[n - 1].text.split()[-_AROUND:] if n else []
            after = ours[n + 1].text.split()[:_AROUND] if n + 1 < len(ours) else []
            found.append(search_text(" ".join([*before, piece.text, *after])))
    return [passage for passage in found if passage]
