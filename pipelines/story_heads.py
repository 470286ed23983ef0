"""Read the head of a story on a text page: its headline, its outlet or author, its time. Pure.

A head is a run of short lines before a paragraph. What is here reads one such run and says how sure it is that a new
story begins; where stories end, and which are kept, is `pipelines.split_text`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipelines.bylines import (
    has_bullet,
    has_honorific,
    is_name,
    is_person,
    is_surely_outlet,
    read_byline,
    without_bullet,
)
from pipelines.date_parts import Parts
from pipelines.dates import find_date
from pipelines.furniture import is_edge_furniture, is_furniture, is_reading_time, is_related_label
from pipelines.lines import are_alike, count_words, is_sentence, same_words
from pipelines.normalize import normalize

ENOUGH = 4
_LONGEST_TIME_LINE = 120
_MOST_HEADING_WORDS = 30
_NEAR = 8
_MOST_STRAYS = 6
_BREADCRUMB = re.compile(r"[^«>›]*\S\s*[>»›]\s*[^«>»›]*\S\s*[>»›][^«]*")
_MOST_BREADCRUMB_WORDS = 20
_SEPARATOR = re.compile(r"[|•·●,،:\-–—/]")
_LIST_NUMBER = re.compile(r"^\W*\d{1,2}\s*(?:[.):]\s|[\-–—])")
_CAPITALS = re.compile(r"(?:[A-ZÀ-Þ][\w.'’\-]*|de|van|von|der|den|bin|al|el|la|di|da)(?:\s+|$)")
_BETWEEN_NAMES = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")
_IN_PARTS = re.compile(r"\S\s+[\-–—ـ/|]\s+\S|\(\S")
_PREPOSITION_END = re.compile(
    r"(?:^|\s)(?:في|من|عن|إلى|on|in|at|of|since|until|by|am|vom|le|du|del|pada)\s*$", re.IGNORECASE
)


class Line:
    """One line of the page with what it looks like, found out when asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_doubled = False
        self.is_long_headline = False

    @cached_property
    def bare(self) -> str:
        """The line without its bullet."""
        return without_bullet(self.text)

    @cached_property
    def normal(self) -> str:
        return normalize(self.bare)

    def is_like(self, other: Line) -> bool:
        """Whether both print the same words, bullets and small differences aside."""
        return are_alike(self.normal, other.normal)

    @cached_property
    def words(self) -> int:
        return count_words(self.text)

    @cached_property
    def is_furniture(self) -> bool:
        return is_furniture(self.text) or is_reading_time(self.text)

    @cached_property
    def is_edge_furniture(self) -> bool:
        if self.is_furniture or is_edge_furniture(self.text):
            return True
        return self.words <= _MOST_BREADCRUMB_WORDS and bool(_BREADCRUMB.fullmatch(self.text))

    @cached_property
    def is_related_label(self) -> bool:
        return is_related_label(self.text)

    @cached_property
    def _is_sentence(self) -> bool:
        return is_sentence(self.text)

    @property
    def is_text(self) -> bool:
        """Running text: a sentence that is neither furniture nor a headline printed twice."""
        if self.is_doubled or self.is_long_headline:
            return False
        return self._is_sentence and not self.is_edge_furniture

    @cached_property
    def _parts(self) -> Parts | None:
        return find_date(self.text) if len(self.text) <= _LONGEST_TIME_LINE else None

    @cached_property
    def time(self) -> Parts | None:
        """The date when the line is a date, alone or with one name."""
        parts = self._parts
        if parts is None or (parts.day is None and parts.ago is None) or self.is_text:
            return None
        return parts if not parts.rest or _is_beside_a_name(self.text, parts) else None

    @cached_property
    def is_clock(self) -> bool:
        return self._parts is not None and self._parts.is_clock_only and not self._parts.rest

    @cached_property
    def byline(self) -> tuple[str, ...]:
        return read_byline(self.text)

    @property
    def is_heading(self) -> bool:
        return self.words >= 3 and self.is_plain

    @property
    def is_name(self) -> bool:
        return self.is_plain and is_name(self.text)

    @property
    def is_plain(self) -> bool:
        """A short line that is no furniture, time or byline: a heading, a name or a caption."""
        return not (
            self.is_edge_furniture
            or self.is_text
            or self.time
            or self.is_clock
            or self.byline
            or self.words == 0
            or self.words > _MOST_HEADING_WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a run of short lines says of the story below it. Places are line numbers of the page.

    `start` is where the story begins, `body` where its text does. `times` are the places of its time lines, best first.
    `kept` are places of lines in the head that belong to the text. `sureness` counts evidence; `ENOUGH` is enough.
    """

    start: int
    body: int
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    times: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    sureness: int = 0
    is_doubled: bool = False
    shape: str = ""


def mark_doubled(lines: Sequence[Line]) -> None:
    """Note which lines are printed again close by: headlines, often; never sentences of a text."""
    for n, line in enumerate(lines):
        if not 1 <= line.words <= _MOST_HEADING_WORDS:
            continue
        # The same teaser may stand on two cards; a headline that ends like a sentence is printed twice in a row.
        reach = 2 if line.text.endswith(".") and not line.text.endswith("..") else _NEAR
        for other in lines[n + 1 : n + 1 + reach]:
            if other.words <= _MOST_HEADING_WORDS and line.is_like(other) and not line.is_furniture:
                line.is_doubled = other.is_doubled = True


def mark_long_headline(lines: Sequence[Line]) -> None:
    """A headline that reads like a sentence: the page's first one, with nothing above it, dated or signed below."""
    first = next((n for n, line in enumerate(lines) if line.is_text), None)
    if first is None or lines[first].words > _MOST_HEADING_WORDS:
        return
    is_only = not any(line.is_heading and line.words >= 4 for line in lines[:first])
    below = next((line for line in lines[first + 1 :] if not line.is_furniture), None)
    if is_only and below is not None and (below.time or below.byline):
        lines[first].is_long_headline = True


def read_card(lines: Sequence[Line], begin: int, body: int) -> Head | None:
    """Read the head between two paragraphs (lines `begin` to `body`) as that of a new story, if it may be one.

    The card nearest to the text counts: others above it are mere links.
    """
    times = [n for n in range(begin, body) if lines[n].time]
    heading = _card_heading(lines, begin, body, times)
    if heading is None:
        return None
    start = _card_start(lines, begin, heading[0], times)
    times = [n for n in times if n >= start]
    head = _filled(lines, Head(start=start, body=body), heading, times, is_card=True)
    if not times and not head.outlet:
        return None
    return replace(head, sureness=_sureness(lines, head, heading))


def read_first(lines: Sequence[Line], body: int, *, among_others: bool) -> Head:
    """Read the head of the page's first story: whatever stands before the first paragraph, at line `body`.

    `among_others` says that the page carries more stories, as an aggregator does, which names outlets, not authors.
    """
    times = [n for n in range(body) if lines[n].time]
    heading = _first_heading(lines, body, times)
    if heading is None:
        return _filled(lines, Head(start=0, body=body), [], times, is_card=False)
    title_at = heading[0]
    after = [n for n in times if n > title_at]
    before = [n for n in times if n < title_at and not _is_page_clock(lines, n, body)]
    head = Head(start=0, body=body, is_doubled=len(heading) > 1)
    is_card = among_others or (head.is_doubled and bool(after or before))
    return _filled(lines, head, heading, after or before, is_card=is_card)


def _is_beside_a_name(text: str, parts: Parts) -> bool:
    rest = parts.rest
    if read_byline(rest) or is_reading_time(rest):
        return True
    if not is_name(rest):
        return False
    before, found, after = text.partition(rest)
    if not found:
        # A name on both sides of the time, or letters folded away: too odd to be one name.
        return len(rest.split()) <= 2
    gap = after if not before.strip(" \t•·●-–—*") else before
    if not gap.strip() or _SEPARATOR.search(gap[:3] if gap is after else gap[-3:]):
        return True
    if re.match(r"\s{2}|\t", gap) if gap is after else re.search(r"\s{2}$|\t$", gap):
        return True
    if _PREPOSITION_END.search(before) or re.match(r"\s*(?:في|من|on|in|at|of)\s", gap):
        return False
    is_glued = not gap[0].isspace() if gap is after else not gap[-1].isspace()
    return is_glued or len(rest.split()) <= (3 if parts.ago is not None and gap is after else 2)


def _card_heading(lines: Sequence[Line], begin: int, body: int, times: list[int]) -> list[int] | None:
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
        same = [m for m in range(max(begin, n - _NEAR), n + 1) if lines[m].is_plain and lines[m].is_like(line)]
        if len(same) < 2 or _is_outlet_twice(lines, same, times):
            continue
        if line.words >= 3 or (times and line.words >= 2 and best is None):
            if best is None or (lines[best[0]].words < 4 <= line.words and max(best) - min(same) <= _NEAR):
                best = same
            if line.words >= 4:
                break
    return best


def _is_outlet_twice(lines: Sequence[Line], same: list[int], times: list[int]) -> bool:
    """A short name printed twice, once with a bullet or beside the time."""
    if not all(lines[n].is_name for n in same):
        return False
    beside = {n + step for n in times for step in (-1, 1)}
    named = any(is_surely_outlet(lines[n].text) for n in same)
    bulleted = {has_bullet(lines[n].text) for n in same} == {True, False}
    return bulleted or named or (lines[same[0]].words <= 3 and bool(beside & set(same)) and same[-1] - same[0] > 1)


def _once_heading(lines: Sequence[Line], begin: int, body: int, times: list[int]) -> int | None:
    """A headline printed once, told by the time beside it: before the time, or after it where cards begin with it."""
    times = [n for n in times if n >= begin]
    if not times:
        return None
    headings = [n for n in range(begin, body) if lines[n].is_heading and _may_be_title(lines[n])]
    beside = {n + step for n in times for step in (-1, 1)}
    longer = [n for n in headings if not (n in beside and lines[n].is_name and is_surely_outlet(lines[n].text))]
    headings = longer or headings
    if not headings:
        return _short_heading(lines, begin, body, times[-1])
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


def _card_start(lines: Sequence[Line], begin: int, first: int, times: list[int]) -> int:
    """Where the card begins: at its headline, or at the outlet and time that stand above it."""
    if any(n > first for n in times):
        return first
    start = first
    while start > begin and first - start < 4:
        above = lines[start - 1]
        if not (above.time or above.is_clock or above.byline or (above.is_name and above.words <= 4)):
            break
        start -= 1
    return start


def _first_heading(lines: Sequence[Line], body: int, times: list[int]) -> list[int] | None:
    headings = [n for n in range(body) if lines[n].is_heading and _may_be_title(lines[n])]
    if len(headings) > 1 and is_surely_outlet(lines[headings[0]].text) and not lines[headings[0]].is_doubled:
        headings = headings[1:]
    if not headings:
        plain = [n for n in range(body) if lines[n].is_plain]
        if len(plain) > 1:
            plain = [n for n in plain if lines[n].words >= 2]
        singles = [n for n in plain if not has_honorific(lines[n].text)]
        return _with_repetitions(lines, singles[0], body) if singles else None
    if sum(any(0 < time - n <= 2 for time in times) for n in headings) >= 2 and len(times) >= 2:
        # Links with their times above the story's own headline: the card nearest to the text.
        nearest = _card_heading(lines, 0, body, times)
        if nearest and len({lines[n].text for n in headings} - {lines[n].text for n in nearest}) >= 1:
            return _with_repetitions(lines, nearest[0], body)
    first = headings[0]
    doubled = next((n for n in headings if lines[n].is_doubled), None)
    if doubled is not None and doubled != first:
        is_caption = any(first < time < doubled for time in times)
        if not is_caption and lines[doubled].words >= lines[first].words:
            first = doubled
    return _with_repetitions(lines, first, body)


def _may_be_title(line: Line) -> bool:
    return line.words >= 4 and not has_honorific(line.text) and not _LIST_NUMBER.match(line.text)


def _with_repetitions(lines: Sequence[Line], place: int, body: int) -> list[int]:
    return [n for n in range(body) if n == place or (lines[n].is_plain and lines[n].is_like(lines[place]))]


def _is_page_clock(lines: Sequence[Line], place: int, body: int) -> bool:
    """The page's own "today is ...": above the headline, with its weekday or a clock of its own, of no outlet."""
    time = lines[place].time
    if time is None or time.ago is not None or time.rest:
        return time is not None and time.ago is not None and time.whole_days and time.day is None and not time.rest
    followed_by_clock = place + 1 < body and lines[place + 1].is_clock
    led_by_clock = place > 0 and lines[place - 1].is_clock
    return time.weekday is not None or time.hour is not None or followed_by_clock or led_by_clock


def _filled(lines: Sequence[Line], head: Head, heading: list[int], times: list[int], *, is_card: bool) -> Head:
    """Add title, outlet, authors and times, and say which lines of the head are the text's own."""
    used = set(heading) | set(times)
    title = _best_spelling([lines[n].bare for n in heading]) if heading else None
    dates = {n: time for n in times if (time := lines[n].time)}
    times = sorted(dates, key=lambda n: (dates[n].updated, n))
    first = heading[0] if heading else head.start
    outlet: str | None = None
    authors: list[str] = []
    for n in times:
        rest = dates[n].rest
        named = read_byline(rest)
        if named:
            authors += named
        elif rest and not is_reading_time(rest):
            if has_honorific(rest):
                authors.append(rest)
            else:
                outlet = outlet or without_bullet(rest)
    for n in range(head.start, head.body):
        if lines[n].byline:
            authors += lines[n].byline
            used.add(n)
        elif n not in used and (pair := _author_and_outlet(lines[n])):
            authors.append(pair[0])
            outlet = outlet or pair[1]
            used.add(n)
    names = [
        n
        for n in range(head.start if is_card else first, head.body)
        if n not in used and lines[n].is_name and not (lines[n].is_doubled and (not is_card or _is_caption(lines, n)))
    ]
    beside = {n + step for n in times for step in (-1, 1)}
    if is_card and outlet is None:
        chosen = _outlet_among(lines, names, beside, heading)
        outlet = lines[chosen].bare if chosen is not None else None
    elif not is_card:
        for n in names:
            near = n in beside or abs(n - first) <= 2
            if near and is_surely_outlet(lines[n].text) and outlet is None:
                outlet = lines[n].bare
    if outlet:
        used |= {n for n in names if same_words(lines[n].bare, outlet)}
    if not authors:
        free = [n for n in names if n not in used]
        author = _author_among(lines, free, beside, head.body, is_card=is_card)
        if author is not None:
            authors.append(lines[author].bare)
            used.add(author)
    left = [n for n in range(first, head.body) if n not in used and lines[n].is_plain and not lines[n].is_doubled]
    # A word or two is a label or a name under a picture; many such lines are verses or a list, and so the text's, and
    # "Agency - Place" may be a credit.
    kept = tuple(
        n
        for n in left
        if lines[n].words >= 3
        or (lines[n].words == 2 and n == head.body - 1)
        or _IN_PARTS.search(lines[n].text)
        or len(left) > _MOST_STRAYS
    )
    return replace(
        head,
        title=title,
        outlet=outlet,
        authors=tuple(dict.fromkeys(authors)),
        times=tuple(times),
        kept=kept,
        is_doubled=len(heading) > 1,
        shape=_shape(lines, range(head.start if is_card else first, head.body), used, set(heading)),
    )


def _is_caption(lines: Sequence[Line], place: int) -> bool:
    """Printed twice in a row, as pictures' captions are; an outlet's second printing has a bullet or stands apart."""
    return any(
        0 <= n < len(lines) and lines[n].text == lines[place].text for n in (place - 1, place + 1)
    ) and not has_bullet(lines[place].text)


def _author_and_outlet(line: Line) -> tuple[str, str] | None:
    """ "Nora Vale | Coast Ledger", in either order, where one of the two says itself that it is an outlet."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(line.bare)] if line.is_plain else []
    if len(parts) != 2 or not all(is_name(part) for part in parts):
        return None
    outlets = [part for part in parts if is_surely_outlet(part)]
    persons = [part for part in parts if is_person(part)]
    return (persons[0], outlets[0]) if len(outlets) == 1 and len(persons) == 1 else None


def _best_spelling(titles: list[str]) -> str:
    """Of the printings of a headline the whole one, without the site's name behind it."""
    whole = [title for title in titles if not title.endswith(("…", "..."))] or titles
    short, long = min(whole, key=len), max(whole, key=len)
    has_suffix = long.startswith(short) and re.match(r"\s*[|\-–—:•]", long[len(short) :])
    return short if has_suffix else whole[0]


def _outlet_among(lines: Sequence[Line], names: list[int], beside: set[int], heading: list[int]) -> int | None:
    around = {n + step for n in heading for step in (-1, 1)}

    def rank(n: int) -> tuple[bool, bool, bool, bool, int]:
        line = lines[n]
        return (
            not is_surely_outlet(line.text),
            not has_bullet(line.text),
            not line.is_doubled,
            n not in beside,
            n,
        )

    fit = [
        n
        for n in names
        if (n in beside or n in around or has_bullet(lines[n].text) or is_surely_outlet(lines[n].text))
        and not has_honorific(lines[n].text)
    ]
    return min(fit, key=rank) if fit else None


def _author_among(lines: Sequence[Line], names: list[int], beside: set[int], body: int, *, is_card: bool) -> int | None:
    for n in names:
        if has_honorific(lines[n].text):
            return n
    if is_card:
        return None
    fit = [
        n
        for n in names
        if is_person(lines[n].text)
        and lines[n].words <= 4
        and not re.search(r"\d", lines[n].text)
        and (n in beside or has_bullet(lines[n].text) or (n == body - 1 and (beside or _is_capitalised(lines[n].text))))
    ]
    return min(fit, key=lambda n: (n not in beside, -n)) if fit else None


def _is_capitalised(text: str) -> bool:
    return not _CAPITALS.sub("", text)


def _shape(lines: Sequence[Line], span: range, used: set[int], heading: set[int]) -> str:
    """The kinds of lines in order, repetitions drawn together: "HNT" is a heading, a name, a time."""
    kinds = ["T" if lines[n].time else "H" if n in heading else "N" if n in used else "" for n in span]
    return re.sub(r"(.)\1+", r"\1", "".join(kinds))


def _sureness(lines: Sequence[Line], head: Head, heading: list[int]) -> int:
    """How much speaks for a new story here. A time of some hours ago is as good as proof: no article has one inside."""
    sure = 0
    for n in head.times:
        time = lines[n].time
        if time is None:
            continue
        sure = max(sure, 4 if time.ago is not None else 3 if time.rest or time.hour is not None else 2)
    words = lines[heading[0]].words
    if words < 4 and len(heading) == 1:
        sure = min(sure, 2)
    if len(heading) > 1:
        sure += 2 if words >= 4 else 1
    span = range(head.start, head.body)
    names = [n for n in span if lines[n].is_name and head.outlet and same_words(lines[n].bare, head.outlet)]
    if any(has_bullet(lines[n].text) for n in names):
        sure += 2 if len(heading) > 1 else 1
    elif head.outlet and is_surely_outlet(head.outlet):
        sure += 1
    if len(names) > 1:
        sure += 1
    if not head.times and words < 4:
        return 0
    return sure
