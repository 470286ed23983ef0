"""Tell whether a text was corrected after a copy of it was seen, and whether the copy has the old words. Pure.

A fact for people: which notice its outlet added, which words it changed, and when that was noticed. It says nothing of
who was wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from pipelines.text.changes import Change, changes, normal_words, stands_in
from pipelines.text.corrections import gained_corrections, without_corrections
from pipelines.text.normalize import normalize

Row = Mapping[str, Any]
# "former": it has words that the other text changed since; "corrected": the new ones; "elsewhere": neither.
Standing = Literal["former", "corrected", "elsewhere"]

# Where more of a text is gone it was rewritten: an update, not a correction.
_MOST_CHANGED = 0.5
# Fewer words around a place where something was taken out are found in any text.
_FEWEST_AROUND = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A notice that a text gained: its words, and when the text was first seen with it, as text in UTC."""

    words: str
    seen_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an outlet corrected in a text: the notices that it added, and the words that gave way to others. A notice
    says that something was wrong; words alone may have changed for other reasons.
    """

    notices: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def corrections_of(text: str, revisions: Sequence[Row]) -> list[Corrected]:
    """The notices that an article's text gained. `revisions` are its older texts, oldest first."""
    older = [row for row in revisions if row["made_by"] == "outlet"]
    newer = [*(row["text"] for row in older[1:]), text]
    return [
        Corrected(words=words, seen_at=row["seen_until"])
        for row, after in zip(older, newer, strict=False)
        for words in gained_corrections(row["text"], after)
    ]


def corrected_after(text: str, revisions: Sequence[Row], copy_seen_at: str) -> Corrected | None:
    """The first notice that a text gained after a copy of it was seen."""
    return next((found for found in corrections_of(text, revisions) if found.seen_at >= copy_seen_at), None)


def correction_of(versions: Sequence[tuple[str, str]]) -> Correction | None:
    """What was corrected from one version of a text to the next; None where nothing was. `versions` are pairs of a text
    before and after its outlet changed it, oldest first, title and text together.

    Words that were only added are an update, and a slip of spelling is none. Words that stand in the text again are not
    gone.
    """
    notices: list[str] = []
    found: list[Change] = []
    for before, after in versions:
        notices += [notice for notice in gained_corrections(before, after) if notice not in notices]
        older = without_corrections(before)
        changed = changes(older, without_corrections(after)) or []
        gone = sum(change.words for change in changed)
        if gone <= _MOST_CHANGED * len(normal_words(older).split()):
            found += [change for change in changed if change.words and not _is_slip(change)]
    if versions:
        now = normal_words(versions[-1][1])
        found = [change for change in found if not stands_in(change.old, now)]
    return Correction(notices=tuple(notices), changes=tuple(found)) if notices or found else None


def standing(correction: Correction, text: str) -> Standing:
    """How a carrier's text, with its title, stands to what was corrected. Where a notice is all that is known, a text
    without it is as it was before.
    """
    normal = normal_words(text)
    if any(stands_in(change.old, normal) for change in correction.changes):
        return "former"
    has_notice = any(normalize(notice) in normal for notice in correction.notices)
    known = [change.new for change in correction.changes if len(change.new.split()) >= _FEWEST_AROUND]
    if has_notice or any(stands_in(words, normal) for words in known):
        return "corrected"
    return "elsewhere" if correction.changes else "former"


def _is_slip(change: Change) -> bool:
    """Whether only the spelling of words changed: letters that changed places, or that are doubled. A number is none:
    12 is not 21.
    """
    old, new = change.old.split(), change.new.split()
    return len(old) == len(new) and all(
        one == other or (one.isalpha() and other.isalpha() and _letters(one) == _letters(other))
        for one, other in zip(old, new, strict=True)
    )


def _letters(word: str) -> list[str]:
    return sorted(letter for letter, _ in groupby(word))
