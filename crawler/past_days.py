"""Which days a sitemap, or a link of one, is about: read from its address and dates. Pure.

A sitemap that cannot hold what is wanted is not fetched: an archive of years has hundreds.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlsplit

from crawler.listing import Child, moment
from model import Link

# A site counts days in a time zone of its own.
_MARGIN = timedelta(days=1)
# A page that has only its sitemap's date is fetched where that is a month of which some days are wanted.
_A_MONTH = timedelta(days=31)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# Where all dates of an index are older than what is wanted, they may never have been renewed: the newest are read.
_STALE_READ = 2
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<sep>[-_/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"(?:yyyy|year|y)={_YEAR}&(?:amp;)?(?:mm?|month)=(?P<month>\d{{1,2}})&(?:amp;)?(?:dd?|day)=(?P<day>\d{{1,2}})(?!\d)",
    )
)
_WEEKS = re.compile(rf"(?<!\d){_YEAR}-?w(?P<week>\d\d?)(?!\d)", re.IGNORECASE)
_WHOLE_MONTHS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # One digit may be a part of a year as well as a month; not in a folder.
        rf"(?<!\d){_YEAR}[-_.](?P<month>\d\d)(?!\d)",
        rf"(?<!\d){_YEAR}/(?P<month>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?!\d)",
        rf"(?:yyyy|year|y)={_YEAR}&(?:amp;)?(?:mm?|month)=(?P<month>\d{{1,2}})(?!\d)",
        rf"(?<!\d)(?P<month>\d\d)[-_.]{_YEAR}(?!\d)",
        rf"(?<![a-z]){_NAMED}[-_./ ]?{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[-_./ ]?{_NAMED}(?![a-z])",
    )
)
_YEARS = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_IN_A_PATH = re.compile(rf"/{_YEAR}[/-](?P<month>\d{{1,2}})(?:[/-](?P<day>\d{{1,2}}))?(?=[/-])")
_NO_ARTICLES = re.compile(
    r"(?:^|[^a-z])(categor(?:y|ies)|tags?|authors?|images?|videos?|products?|taxonom(?:y|ies)|users?)(?![a-z])",
    re.IGNORECASE,
)

Place = Literal["in", "out", "later", "undated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date

    def meets(self, other: Days, *, margin: timedelta = timedelta(0)) -> bool:
        return self.first - margin <= other.last and other.first <= self.last + margin


def chosen_children(children: Sequence[Child], wanted: Days) -> list[tuple[Child, Days | None, str | None]]:
    """The sitemaps of an index in its order: which days each is named after, and why one is not read, else None."""
    named = _named_after(children)
    dates = {child.url: _day(child.lastmod) for child in children}
    known = sorted((day for day in dates.values() if day is not None), reverse=True)
    is_stale = bool(known) and known[0] < wanted.first - _MARGIN
    newest = set(known[:_STALE_READ]) if is_stale else set()
    found = []
    for child in children:
        days, day, why = named.get(child.url), dates[child.url], None
        if no_articles := _NO_ARTICLES.search(urlsplit(child.url).path.rpartition("/")[2]):
            why = f"names no articles by its name ({no_articles[1]})"
        elif days is not None:
            why = None if days.meets(wanted, margin=_MARGIN) else f"named after {days.first} to {days.last}"
        elif day is not None and day < wanted.first - _MARGIN and day not in newest:
            why = f"last changed {day}"
        found.append((child, days, why))
    return found


def place_of(link: Link, wanted: Days, *, within: Days | None) -> Place:
    """Whether a link is of the days that are wanted. `within`: those that its sitemap is named after.

    "later": it changed after them, and nothing tells when it was published.
    """
    published = _day(link.hints.published)
    if published is not None:
        return "in" if wanted.first <= published <= wanted.last else "out"
    if (days := days_in_path(link.url)) is not None:
        return "in" if days.meets(wanted) else "out"
    changed = _day(link.hints.updated)
    if changed is not None and changed < wanted.first:
        return "out"
    if within is None:
        return "undated" if changed is None else "in" if changed <= wanted.last else "later"
    if changed is not None and changed <= wanted.last:
        return "in"
    if not within.meets(wanted):
        return "out"
    is_inside = wanted.first <= within.first and within.last <= wanted.last
    if is_inside or within.last - within.first <= _A_MONTH:
        return "in"
    return "undated" if changed is None else "later"


def days_in_path(url: str) -> Days | None:
    """The day or month in an article's address: /2024/03/15/slug, /2024/03/slug."""
    path = urlsplit(url).path
    for found in _IN_A_PATH.finditer(path):
        if (days := _days(found.groupdict())) is not None:
            return days
    return None


def _named_after(children: Sequence[Child]) -> dict[str, Days]:
    """The days in the names of sitemaps. What is a year in one may be a number in the next: names of one shape are
    read alike, or not at all.
    """
    shapes: dict[str, list[str]] = defaultdict(list)
    for child in children:
        shapes[re.sub(r"\d+", "#", _tail(child.url).lower())].append(child.url)
    found: dict[str, Days] = {}
    for urls in shapes.values():
        for patterns in (_DAYS, (_WEEKS,), _WHOLE_MONTHS, (_YEARS,)):
            read = {url: _first(_tail(url), patterns) for url in urls}
            if all(read.values()):
                found |= {url: days for url, days in read.items() if days is not None}
                break
    return found


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _first(text: str, patterns: Sequence[re.Pattern[str]]) -> Days | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            if (days := _days(found.groupdict())) is not None:
                return days
    return None


def _days(parts: dict[str, str | None]) -> Days | None:
    year = int(parts["year"] or 0)
    month, day = parts.get("month"), parts.get("day")
    if name := parts.get("name"):
        month = str(_MONTHS.index(name.lower()) + 1)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        if week := parts.get("week"):
            monday = date.fromisocalendar(year, int(week), 1)
            return Days(first=monday, last=monday + timedelta(days=6))
        if month is None:
            return Days(first=date(year, 1, 1), last=date(year, 12, 31))
        if day is not None:
            one = date(year, int(month), int(day))
            return Days(first=one, last=one)
        last = calendar.monthrange(year, int(month))[1]
        return Days(first=date(year, int(month), 1), last=date(year, int(month), last))
    except ValueError:
        return None


def _day(words: str | None) -> date | None:
    """The day that a date names, as it was written: by the site's own clock."""
    when = moment(words)
    if when is None or words is None:
        return None
    try:
        return date.fromisoformat(words.strip()[:10])
    except ValueError:
        return when.date()
