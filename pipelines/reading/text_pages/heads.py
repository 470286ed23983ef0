"""Read the head of a story on a text page: its headline, its outlet or author, its time. Pure.

A head is a run of short lines before a paragraph. What is here reads one such run and says how sure it is that a new
story begins; where stories end, and which are kept, is `reading.text_pages.split_text`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.reading.boilerplate.lines import is_reading_time
from pipelines.reading.facts.bylines import (
    has_bullet,
    has_honorific,
    is_person,
    is_role,
    is_surely_outlet,
    read_byline,
    without_bullet,
)
from pipelines.reading.text_pages.headings import best_spelling, card_heading, first_heading
from pipelines.reading.text_pages.lines import Line
from pipelines.reading.text_pages.names import (
    author_among,
    author_and_outlet,
    is_caption,
    named_source,
    outlet_after_by,
    outlet_among,
    outlet_and_section,
)
from pipelines.text.lines import same_words

ENOUGH = 4
_MOST_STRAYS = 6
_IN_PARTS = re.compile(r"\S\s+[\-–—ـ/|]\s+\S|\(\S")


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


def read_card(lines: Sequence[Line], begin: int, body: int) -> Head | None:
    """Read the head between two paragraphs (lines `begin` to `body`) as that of a new story, if it may be one.

    The card nearest to the text counts: others above it are mere links.
    """
    times = [n for n in range(begin, body) if lines[n].time]
    heading = card_heading(lines, begin, body, times)
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
    heading = first_heading(lines, body, times)
    if heading is None:
        return _filled(lines, Head(start=0, body=body), [], times, is_card=False)
    title_at = heading[0]
    after = [n for n in times if n > title_at]
    before = [n for n in times if n < title_at and not _is_page_clock(lines, n, body)]
    head = Head(start=0, body=body, is_doubled=len(heading) > 1)
    is_card = among_others or (head.is_doubled and bool(after or before))
    return _filled(lines, head, heading, after or before, is_card=is_card)


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


def _is_page_clock(lines: Sequence[Line], place: int, body: int) -> bool:
    """The page's own "today is ...": above the headline, with its weekday or a clock of its own, of no outlet."""
    time = lines[place].time
    if time is None or time.ago is not None or time.rest:
        return time is not None and time.ago is not None and time.whole_days and time.day is None and not time.rest
    followed_by_clock = place + 1 < body and lines[place + 1].is_clock
    led_by_clock = place > 0 and lines[place - 1].is_clock
    return time.weekday is not None or time.hour is not None or followed_by_clock or led_by_clock


@dataclass(slots=True, kw_only=True)
class _Names:
    """Whom the lines of a head name, as far as they are read. `used`: places of lines that are not the text's."""

    used: set[int]
    outlet: str | None = None
    authors: list[str] = field(default_factory=list)


def _filled(lines: Sequence[Line], head: Head, heading: list[int], times: list[int], *, is_card: bool) -> Head:
    """Add title, outlet, authors and times, and say which lines of the head are the text's own."""
    first = heading[0] if heading else head.start
    span = range(head.start if is_card else first, head.body)
    dates = {n: time for n in times if (time := lines[n].time)}
    times = sorted(dates, key=lambda n: (dates[n].updated, n))
    beside = {n + step for n in times for step in (-1, 1)}
    names = _Names(used={*heading, *times})
    for n in times:
        _read_rest_of_time(names, dates[n].rest, is_card=is_card)
    _read_credits(names, lines, range(head.start, head.body), is_card=is_card)
    _choose_among_names(names, lines, head, span, heading, beside, is_card=is_card)
    return replace(
        head,
        title=best_spelling([lines[n].bare for n in heading]) if heading else None,
        outlet=names.outlet,
        authors=tuple(dict.fromkeys(names.authors)),
        times=tuple(times),
        kept=_kept(lines, range(first, head.body), names.used),
        is_doubled=len(heading) > 1,
        shape=_shape(lines, span, names.used, set(heading)),
    )


def _read_rest_of_time(names: _Names, rest: str, *, is_card: bool) -> None:
    """Read whom a time line names beside its time."""
    named = read_byline(rest)
    if named and is_card and (name := outlet_after_by(rest)):
        names.outlet = names.outlet or name
    elif named:
        names.authors += named
    elif rest and not is_reading_time(rest):
        if has_honorific(rest):
            names.authors.append(rest)
        else:
            names.outlet = names.outlet or without_bullet(rest)


def _read_credits(names: _Names, lines: Sequence[Line], places: range, *, is_card: bool) -> None:
    """Read the lines that name an outlet or an author in so many words."""
    for n in places:
        if is_card and n not in names.used and (name := named_source(lines[n].text)):
            names.outlet = names.outlet or name
        elif lines[n].byline:
            names.authors += lines[n].byline
        elif n not in names.used and (pair := author_and_outlet(lines[n])):
            names.authors.append(pair[0])
            names.outlet = names.outlet or pair[1]
        elif is_card and n not in names.used and (name := outlet_and_section(lines[n])):
            names.outlet = names.outlet or name
        else:
            continue
        names.used.add(n)


def _choose_among_names(
    names: _Names,
    lines: Sequence[Line],
    head: Head,
    span: range,
    heading: list[int],
    beside: set[int],
    *,
    is_card: bool,
) -> None:
    """Choose outlet and author, where they are not known, among the lines of the span that are bare names.

    `beside` are the places above and below a time line.
    """
    places = range(head.start, head.body)
    roles = {n for n in places if n not in names.used and lines[n].is_plain and is_role(lines[n].text)}
    names.used |= roles
    free = [
        n
        for n in span
        if n not in names.used
        and lines[n].is_name
        and not (lines[n].is_doubled and (not is_card or is_caption(lines, n)))
    ]
    of_roles = [n for n in free if n + 1 in roles and is_person(lines[n].text)]
    if of_roles and not names.authors:
        names.authors.append(lines[of_roles[0]].bare)
        names.used.add(of_roles[0])
        free.remove(of_roles[0])
    if names.outlet is None:
        chosen = outlet_among(lines, free, beside, heading) if is_card else _site_among(lines, free, beside, span.start)
        names.outlet = lines[chosen].bare if chosen is not None else None
    if names.outlet:
        names.used |= {n for n in free if same_words(lines[n].bare, names.outlet)}
    if not names.authors:
        free = [n for n in free if n not in names.used]
        author = author_among(lines, free, beside, head.body, is_card=is_card)
        if author is not None:
            names.authors.append(lines[author].bare)
            names.used.add(author)


def _site_among(lines: Sequence[Line], free: list[int], beside: set[int], first: int) -> int | None:
    """The place of a site's name at the headline, line `first`; above it only where the story's time is beside it."""
    above = [n for n in sorted(beside) if 0 <= n < first and lines[n].is_name]
    near = (n for n in [*free, *above] if n in beside or abs(n - first) <= 2)
    return next((n for n in near if is_surely_outlet(lines[n].text)), None)


def _kept(lines: Sequence[Line], places: range, used: set[int]) -> tuple[int, ...]:
    """The lines that belong to the text. A word or two is a label or a name under a picture; many such lines are verses
    or a list, and so the text's, and "Agency - Place" may be a credit.
    """
    left = [n for n in places if n not in used and lines[n].is_plain and not lines[n].is_doubled]
    return tuple(
        n
        for n in left
        if lines[n].words >= 3
        or (lines[n].words == 2 and n == places.stop - 1)
        or _IN_PARTS.search(lines[n].text)
        or len(left) > _MOST_STRAYS
        or places.stop == len(lines)
    )


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
