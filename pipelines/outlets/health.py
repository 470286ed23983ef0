"""Decide from an outlet's latest pages whether its texts have changed. Pure; knows no database.

After a redesign, texts are short, empty, without date or title, or all alike. Each is compared with the outlet's own
habit, so an outlet that always publishes short or undated articles is not reported.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FindingKind = Literal["short", "empty", "dateless", "untitled", "alike"]

RECENT = 10
HABIT = 50
FEWEST_FOR_A_HABIT = 20
_FEWEST_TEXTS = 5
# Below a third of what is usual, and below the briefs of an outlet that has many.
_SHORT, _SHORTER = 1 / 3, 3 / 4
# By how much a share has to differ from what it was.
_APART = 0.5
_EXAMPLES = 3
# How many of the 128 numbers of two signatures agree when the texts share half of their wording.
_ALIKE = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What was read on one page. `words` is 0 where there was no text; `dated` and `title` are of its article, None
    and unknown where none was stored; `signature` is the MinHash of its longest text, the lower
    halves of its values.
    """

    page_id: int
    url: str
    words: int
    article_id: int | None = None
    dated: bool | None = None
    title: str | None = None
    signature: NDArray[np.uint16] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What is usual: words of a text (the middle one, and what one in five stays below) and shares of pages, 0 to 1.

    Unknown is None.
    """

    pages: int
    words: float | None
    few_words: float | None
    empty: float | None
    dated: float | None
    titled: float | None
    alike: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was, in words for people, with pages that show it."""

    kind: FindingKind
    words: str
    examples: tuple[Reading, ...]


def habit_of(readings: Sequence[Reading]) -> Habit:
    """What is usual in these pages."""
    texts = [reading for reading in readings if reading.words]
    stored = [reading for reading in texts if reading.dated is not None]
    alike = _alike(texts)
    words = [reading.words for reading in texts]
    enough = len(words) >= _FEWEST_TEXTS
    return Habit(
        pages=len(readings),
        words=statistics.median(words) if enough else None,
        few_words=statistics.quantiles(words, n=5)[0] if enough else None,
        empty=_share(readings, lambda reading: not reading.words),
        dated=_share(stored, lambda reading: bool(reading.dated)),
        titled=_share(stored, lambda reading: bool(reading.title)),
        alike=_share(texts, lambda reading: reading.page_id in alike),
    )


def examine(readings: Sequence[Reading], habit: Habit | None = None) -> tuple[list[Finding], Habit | None]:
    """What is not as it was in the 10 latest of `readings`, which stand newest first, and the habit they were held
    against: `habit` if given, else that of the 50 before them. No habit, no finding.
    """
    recent = readings[:RECENT]
    if habit is None:
        before = readings[RECENT : RECENT + HABIT]
        habit = habit_of(before) if len(before) >= FEWEST_FOR_A_HABIT else None
    if habit is None or len(recent) < RECENT:
        return [], habit
    now = habit_of(recent)
    checks = (_short, _empty, _dateless, _untitled, _all_alike)
    return [found for check in checks if (found := check(recent, now, habit))], habit


def _short(recent: Sequence[Reading], now: Habit, habit: Habit) -> Finding | None:
    if now.words is None or habit.words is None or habit.few_words is None:
        return None
    most = min(habit.words * _SHORT, habit.few_words * _SHORTER)
    if now.words >= most:
        return None
    said = f"texts are short: median {now.words:.0f} words in the last {RECENT}, {habit.words:.0f} before"
    return _finding("short", said, [reading for reading in recent if 0 < reading.words < most])


def _empty(recent: Sequence[Reading], now: Habit, habit: Habit) -> Finding | None:
    if not _rose(now.empty, habit.empty):
        return None
    without = [reading for reading in recent if not reading.words]
    said = f"pages have no text: {len(without)} of the last {RECENT}, {_percent(habit.empty)} before"
    return _finding("empty", said, without)


def _dateless(recent: Sequence[Reading], now: Habit, habit: Habit) -> Finding | None:
    if not _rose(habit.dated, now.dated):
        return None
    without = [reading for reading in recent if reading.dated is False]
    said = (
        f"articles have no date: {len(without)} of the last {_stored(recent)}, {_percent_without(habit.dated)} before"
    )
    return _finding("dateless", said, without)


def _untitled(recent: Sequence[Reading], now: Habit, habit: Habit) -> Finding | None:
    if not _rose(habit.titled, now.titled):
        return None
    without = [reading for reading in recent if reading.dated is not None and not reading.title]
    said = (
        f"articles have no title: {len(without)} of the last {_stored(recent)}, {_percent_without(habit.titled)} before"
    )
    return _finding("untitled", said, without)


def _all_alike(recent: Sequence[Reading], now: Habit, habit: Habit) -> Finding | None:
    if not _rose(now.alike, habit.alike):
        return None
    texts = [reading for reading in recent if reading.words]
    alike = _alike(texts)
    said = (
        f"texts are all alike: {len(alike)} of the last {len(texts)} are nearly the same, "
        f"{_percent(habit.alike)} before"
    )
    return _finding("alike", said, [reading for reading in texts if reading.page_id in alike])


def _finding(kind: FindingKind, words: str, shown: Sequence[Reading]) -> Finding:
    return Finding(kind=kind, words=words, examples=tuple(shown[:_EXAMPLES]))


def _rose(high: float | None, low: float | None) -> bool:
    return high is not None and low is not None and high - low >= _APART


def _share(readings: Sequence[Reading], holds: Callable[[Reading], bool]) -> float | None:
    return sum(map(holds, readings)) / len(readings) if len(readings) >= _FEWEST_TEXTS else None


def _stored(readings: Sequence[Reading]) -> int:
    return sum(reading.dated is not None for reading in readings)


def _percent(share: float | None) -> str:
    return f"{share or 0:.0%}"


def _percent_without(share: float | None) -> str:
    return _percent(None if share is None else 1 - share)


def _alike(texts: Sequence[Reading]) -> set[int]:
    """The pages whose text, or whose title, is much the same as that of at least two others of these."""
    signed = [reading for reading in texts if reading.signature is not None]
    found: set[int] = set()
    if signed:
        matrix = np.stack([reading.signature for reading in signed if reading.signature is not None])
        for reading, row in zip(signed, matrix, strict=True):
            # It agrees with itself.
            if int(np.count_nonzero((matrix == row).sum(axis=1) >= _ALIKE)) > 2:
                found.add(reading.page_id)
    titles = Counter(reading.title for reading in texts if reading.title)
    return found | {reading.page_id for reading in texts if reading.title and titles[reading.title] > 2}
