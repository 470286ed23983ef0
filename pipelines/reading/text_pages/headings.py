"""Find the headline among the short lines before a text, and the best of its printings. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.facts.bylines import has_bullet, has_honorific, is_name, is_surely_outlet
from pipelines.reading.text_pages.lines import NEAR, Line

_LIST_NUMBER = re.compile(r"^\W*\d{1,2}\s*(?:[.):]\s|[\-–—])")
_LIVE = re.compile(
    r"\W*(?:live|live updates?|watch live|live blog|en direct|direct|canlı|liveticker|en vivo|ao vivo|langsung"
    r"|مباشر|بث مباشر|تغطية مباشرة|تغطية مستمرة)\s*[:：|]",
    re.IGNORECASE,
)


def card_heading(lines: Sequence[Line], begin: int, body: int, times: list[int]) -> list[int] | None:
    doubled = _last_doubled(lines, begin, body, times)
    once = _once_heading(lines, doubled[-1] + 1 if doubled else begin, body, times)
    if doubled and once is not None:
        # After a doubled headline and its time another headline with its own time: that one is nearer to the text.
        between = [n for n in times if doubled[-1] < n < once]
        beyond = [n for n in times if n > once]
        if not (between and beyond):
            once = None
    if once is not None:
        return [once]
    return doubled


def _last_doubled(lines: Sequence[Line], begin: int, body: int, times: list[int]) -> list[int] | None:
    best: list[int] | None = None
    for n in range(body - 1, begin - 1, -1):
        line = lines[n]
        if not (line.is_doubled and line.is_plain) or (best and n in best):
            continue
        same = [m for m in range(max(begin, n - NEAR), n + 1) if lines[m].is_plain and lines[m].is_like(line)]
        if len(same) < 2 or _is_outlet_twice(lines, same, times):
            continue
        is_thrice = len([m for m in same if lines[m].text == line.text]) >= 3
        if line.words >= 3 or (times and best is None and (line.words >= 2 or is_thrice)):
            if best is None or (lines[best[0]].words < 4 <= line.words and max(best) - min(same) <= NEAR):
                best = same
            if line.words >= 4:
                break
    return best


def _is_outlet_twice(lines: Sequence[Line], same: list[int], times: list[int]) -> bool:
    """A short name printed twice, once with a bullet or beside the time."""
    if not all(lines[n].is_name for n in same):
        return False
    beside = {n + step for n in times for step in (-1, 1)}
    is_apart = same[-1] - same[0] > 1
    named = is_apart and any(is_surely_outlet(lines[n].text) for n in same)
    bulleted = {has_bullet(lines[n].text) for n in same} == {True, False}
    return bulleted or named or (lines[same[0]].words <= 3 and bool(beside & set(same)) and is_apart)


def _once_heading(lines: Sequence[Line], begin: int, body: int, times: list[int]) -> int | None:
    """A headline printed once, told by the time beside it: before the time, or after it where cards begin with it."""
    times = [n for n in times if n >= begin]
    if not times:
        return None
    headings = [n for n in range(begin, body) if lines[n].is_heading and _may_be_title(lines[n])]
    beside = {n + step for n in times for step in (-1, 1)}
    longer = [n for n in headings if not (n in beside and lines[n].is_name and is_surely_outlet(lines[n].text))]
    if not longer:
        short = _short_heading(lines, begin, body, times[-1])
        if short is not None or not headings:
            return short
    headings = longer or headings
    last = times[-1]
    before = [n for n in headings if last - 3 <= n < last]
    after = [n for n in headings if n > last]
    if headings[0] < times[0] and before:
        return max(before, key=lambda n: (not is_name(lines[n].text), n))
    if after:
        return after[0]
    return _short_heading(lines, begin, body, last) or (before[-1] if before else None)


def _short_heading(lines: Sequence[Line], begin: int, body: int, time: int) -> int | None:
    """A headline of two or three words, next to the time: after it, or before it above an outlet."""
    fit = [
        n
        for n in range(max(begin, time - 2), body)
        if lines[n].is_plain and lines[n].words >= 2
        if not has_bullet(lines[n].text) and not is_surely_outlet(lines[n].text)
    ]
    return next((n for n in fit if n > time), fit[0] if fit else None)


def first_heading(lines: Sequence[Line], body: int, times: list[int]) -> list[int] | None:
    headings = [n for n in range(body) if lines[n].is_heading and _may_be_title(lines[n])]
    if len(headings) > 1 and is_surely_outlet(lines[headings[0]].text) and not lines[headings[0]].is_doubled:
        headings = headings[1:]
    if len(headings) > 1 and _LIVE.match(lines[headings[0]].text) and not lines[headings[0]].is_doubled:
        headings = headings[1:]
    if len(headings) == 1 and (short := _short_below_outlet(lines, headings[0], body, times)) is not None:
        return _with_repetitions(lines, short, body)
    if not headings:
        plain = [n for n in range(body) if lines[n].is_plain]
        if len(plain) > 1:
            plain = [n for n in plain if lines[n].words >= 2]
        singles = [n for n in plain if not has_honorific(lines[n].text)]
        return _with_repetitions(lines, singles[0], body) if singles else None
    if sum(any(0 < time - n <= 2 for time in times) for n in headings) >= 2 and len(times) >= 2:
        # Links with their times above the story's own headline: the card nearest to the text.
        nearest = card_heading(lines, 0, body, times)
        if nearest and len({lines[n].text for n in headings} - {lines[n].text for n in nearest}) >= 1:
            return _with_repetitions(lines, nearest[0], body)
    first = headings[0]
    doubled = next((n for n in headings if lines[n].is_doubled), None)
    if doubled is not None and first < doubled <= first + NEAR:
        is_caption = any(first < time < doubled for time in times)
        if not is_caption and lines[doubled].words >= lines[first].words:
            first = doubled
    elif doubled is None and first > 1 and _is_in_capitals(lines[first - 1], lines[first]):
        first -= 1
    return _with_repetitions(lines, first, body)


def _is_in_capitals(line: Line, below: Line) -> bool:
    """A short headline in capitals, with a longer line under it that is not."""
    return (
        line.is_plain
        and line.words >= 3
        and line.text.isupper()
        and not is_surely_outlet(line.text.lower().title())
        and not below.text.isupper()
    )


def _short_below_outlet(lines: Sequence[Line], outlet: int, body: int, times: list[int]) -> int | None:
    """A headline of two or three words where the only longer line is an outlet beside a time."""
    if not is_surely_outlet(lines[outlet].text) or not lines[outlet].is_name or lines[outlet].is_doubled:
        return None
    time = next((n for n in times if abs(n - outlet) == 1), None)
    return None if time is None else _short_heading(lines, 0, body, time)


def _may_be_title(line: Line) -> bool:
    return line.words >= 4 and not has_honorific(line.text) and not _LIST_NUMBER.match(line.text)


def _with_repetitions(lines: Sequence[Line], place: int, body: int) -> list[int]:
    return [n for n in range(body) if n == place or (lines[n].is_plain and lines[n].is_like(lines[place]))]


def best_spelling(titles: list[str]) -> str:
    """Of the printings of a headline the whole one, without the site's name behind it."""
    whole = [title for title in titles if not title.endswith(("…", ".."))] or titles
    short, long = min(whole, key=len), max(whole, key=len)
    has_suffix = long.startswith(short) and re.match(r"\s*[|\-–—:•]", long[len(short) :])
    # Of three printings the odd one out was changed.
    is_marked = long.rstrip("!. ") == short
    return short if has_suffix or is_marked else max(whole, key=whole.count)
