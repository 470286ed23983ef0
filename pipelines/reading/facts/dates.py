"""Find when a page's main story was published: which of the dates that the page carries is the story's. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import DateSource, Hints, Published
from pipelines.reading.dates.months import COUNTRY_OF_LANGUAGE, UPDATE_LABELS, ZONES_BY_COUNTRY
from pipelines.reading.dates.parts import find_parts
from pipelines.reading.dates.read import read_date
from pipelines.reading.facts.far_dates import far_dates, script_dates, signed
from pipelines.reading.facts.page_clock import may_be_page_clock
from pipelines.reading.facts.visible_dates import Said, microdata, near_headline, stamps, visible
from pipelines.reading.html.head_lines import HeadLines
from pipelines.reading.html.structured import LinkedArticle, Structured

_META_DATES = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "publish-date",
    "publishdate",
    "publish_date",
    "pubdate",
    "publication_date",
    "article.published",
    "cxenseparse:pubdate",
    "og:release_date",
    "release_date",
    "citation_publication_date",
    "citation_date",
    "mediator_published_time",
    "bytedance:published_time",
    "vr:published_time",
    "date",
)
_META_NAMED = re.compile(
    r"(?:^|[-_:.])(?:publi(?:sh(?:ed)?|cation)|pub|issued?|released?)[-_.]?(?:date|time|at|on|timestamp)(?:[-_.]?(?:time|iso))?$"
)
_DATE_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?!\d)")
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\d[T ]00:00(?::00(?:[.,]0+)?)?(?![:\d])")
_SAYS_UPDATED = re.compile("|".join(map(re.escape, UPDATE_LABELS)), re.IGNORECASE)
# Hours from UTC of the clocks that are farthest from it.
_EARLIEST_CLOCK, _LATEST_CLOCK = -12, 14
# What people see comes before the address.
_SHOW_DAYS: tuple[DateSource, ...] = ("time_tag", "text", "url")
_TITLES = XPath("//head/title/text()")
_TITLE_PARTS = re.compile(r"\s[|·•–—-]\s")
_DAY_ALONE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDates:
    """The dates of a page's main story. `lines` are those around its headline; `fetched_at` is what relative dates are
    counted from; `country` tells zones whose names mean several; `tree`, `scripts` and
    `title` are for where no date stands beside the headline.
    """

    structured: Structured
    linked: LinkedArticle | None
    lines: HeadLines
    url: str
    hints: Hints
    fetched_at: datetime | None
    country: str | None = None
    tree: HtmlElement | None = None
    scripts: Sequence[HtmlElement] = ()
    title: str | None = None

    def published(self) -> Published | None:
        """The first that can be read, in this order; a later one that adds a time of day to the same day is preferred.

        JSON-LD and meta are written for machines, name this article and mostly carry a zone. A `<time>` beside the
        headline is the same moment for people. The feed may give the time of a change. Visible words lack a zone and
        may be relative; those of a change come last. The address carries a day at best, sometimes that of a folder;
        the title one, after the site's name.

        A date in the future of `fetched_at` is not believed: it is returned with `when` None where nothing better
        stands, and a yearless day beside it is not taken for last year's. The page's own clock is no date of an
        article.
        """
        found: Published | None = None
        day: str | None = None
        doubted: set[str] = set()

        def has_day() -> bool:
            return found is not None and found.when is not None

        for said in self._dates(has_day=has_day):
            if said.is_update and has_day():
                continue
            published = read_date(said.words, fetched_at=self.fetched_at, source=said.source, country=self.country)
            if published is None or (said.is_above and may_be_page_clock(published, self.fetched_at)):
                continue
            if published.when is None:
                as_written = read_date(said.words, fetched_at=None, source=said.source)
                if as_written is not None and as_written.when is not None:
                    doubted.add(as_written.when[5:10])
                found = found or published
                continue
            if published.when[5:10] in doubted:
                as_written = read_date(said.words, fetched_at=None, source=said.source)
                if as_written is None or as_written.when is None:
                    continue
            if found is None or found.when is None:
                found, day = published, _day_alone(published)
            elif published.precision != "day" and published.when[:10] == day and not _MIDNIGHT.match(said.words):
                return published
            if day is None:
                return found
        return found

    def passed_over(self, found: Published | None) -> tuple[Published, ...]:
        """What the page says beside the date that was found: the first of each other kind, `when` None if unread."""
        others: dict[DateSource, Published | None] = {}
        for said in self._dates(only_named=True):
            words, source = said.words, said.source
            # One of each kind is read, of visible words the forms that are read fast: reading every line cost a third
            # of the whole extraction.
            if source in others or (found is not None and source == found.source):
                continue
            if source == "text" and not ((parts := find_parts(words)) and parts.is_date):
                continue
            published = read_date(words, fetched_at=self.fetched_at, source=source, country=self.country)
            if published is None and source != "text":
                published = Published(when=None, precision=None, source=source, words=words)
            is_clock = published is not None and said.is_above and may_be_page_clock(published, self.fetched_at)
            others[source] = None if is_clock else published
        return tuple(each for each in others.values() if each is not None)

    def shown_day(self, found: Published | None, others: Sequence[Published]) -> Published | None:
        """The date that was found; of a time in UTC with the offset that stands beside the same moment elsewhere, or
        with the day that the page shows where that is another one.

        It must be a day on which that moment falls in some time zone.
        """
        if found is None or found.when is None or not found.when.endswith("Z") or found.offset not in (None, "+00:00"):
            return found
        for other in others:
            if other.when and other.when[:17] == found.when[:17] and other.offset not in (None, "+00:00"):
                return replace(found, offset=other.offset)
        moment = datetime.fromisoformat(found.when)
        days = {(moment + timedelta(hours=hours)).date().isoformat() for hours in (_EARLIEST_CLOCK, _LATEST_CLOCK)}
        for source in _SHOW_DAYS:
            for other in others:
                if other.source == source and other.when and not other.when.endswith("Z"):
                    day = other.when[:10]
                    return replace(found, day=day) if day in days and not _SAYS_UPDATED.search(other.words) else found
        return found

    def _dates(self, *, only_named: bool = False, has_day: Callable[[], bool] = lambda: False) -> Iterator[Said]:
        """The words of each date, likely before unlikely.

        With `only_named` of the visible words those alone that the page marks as a date. `has_day` tells whether one of
        those before was read: then none is looked for far from the headline.
        """
        if self.linked and self.linked.published:
            yield Said(self.linked.published, "json_ld")
        for name in _META_DATES:
            for content in self.structured.meta.get(name, ())[:1]:
                yield Said(content, "meta")
        yield from self._more_metas()
        headline = self.lines.headline
        near = near_headline(headline)
        updates: list[Said] = []
        for said in stamps(near):
            if said.is_update:
                updates.append(said)
            else:
                yield said
        if headline is not None and not only_named:
            yield from microdata(headline)
        if self.hints.published:
            yield Said(self.hints.published, "feed")
        for said in visible(near, self.lines, only_named=only_named):
            if said.is_update:
                updates.append(said)
            else:
                yield said
        if dated := _DATE_IN_URL.search(urlsplit(self.url).path):
            yield Said(f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}", "url")
        for title in () if headline is None or only_named else cast("list[str]", _TITLES(headline)):
            parts = _TITLE_PARTS.split(title.strip())
            if len(parts) > 2 and _DAY_ALONE.fullmatch(parts[-1].strip()):
                yield Said(parts[-1].strip(), "text")
        if only_named:
            return
        if self.structured.page_published:
            yield Said(self.structured.page_published, "json_ld")
        if self.tree is not None and not has_day():
            yield from far_dates(self.tree, headline)
        if not has_day():
            yield from script_dates(self.scripts, self.title, self.url)
        if not has_day():
            yield from signed(self.lines)
        yield from updates

    def _more_metas(self) -> Iterator[Said]:
        """Meta tags of names that only some sites use: `w-published-date`. Of several the earliest: one may tell of a
        change.
        """
        named = [contents[0] for name, contents in self.structured.meta.items() if _META_NAMED.search(name)]
        if len(named) > 1:
            read = {words: read_date(words, fetched_at=self.fetched_at, source="meta") for words in named}
            named.sort(key=lambda words: ((found := read[words]) and found.when) or "~")
        yield from (Said(words, "meta") for words in named)


def country_of(url: str, language: str | None) -> str | None:
    """The country of a page: by the end of its host, else by its language, as far as these tell."""
    host = urlsplit(url).hostname or ""
    last = host.rpartition(".")[2].lower()
    if any(last in countries for countries in ZONES_BY_COUNTRY.values()):
        return last
    said, _, region = (language or "").replace("_", "-").lower().partition("-")
    return region[-2:] or COUNTRY_OF_LANGUAGE.get(said)


def is_to_come(published: Published | None) -> bool:
    """Whether the day that was found is still to come, as that of an event is."""
    if published is None or published.when is not None:
        return False
    as_written = read_date(published.words, fetched_at=None, source=published.source)
    return as_written is not None and as_written.when is not None


def _day_alone(published: Published) -> str | None:
    """The day, where nothing says at what time of it: midnight sharp is what machines write of a day."""
    if published.precision == "day" and published.when:
        return published.when[:10]
    return published.words[:10] if _MIDNIGHT.match(published.words) else None
