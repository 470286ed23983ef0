"""Find when a page's main story was published: which of the dates that the page carries is the story's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import DateSource, Hints, Published
from pipelines.date_parts import find_parts
from pipelines.dates import find_date, read_date
from pipelines.element_text import one_line
from pipelines.head_lines import HeadLines, lines_around
from pipelines.months import UPDATE_LABELS
from pipelines.page_clock import is_page_clock, may_be_page_clock, says_page_clock
from pipelines.structured import LinkedArticle, Structured

_LONGEST_LINE = 120
_MOST_LINES = 40
_MOST_OTHER_WORDS = 6
_MOST_WORDS_AGO = 6
_PARAGRAPH_WORDS = 25
_LEVELS = 6
# Above the headline only what stands this close to it is its own; farther up stands the page's clock.
_LEVELS_ABOVE = 2

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
    "date",
)
_DATE_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?!\d)")
_DATE_NAMED = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z])(?=[A-Z]))(?:date|dates|time|timestamp|datetime|published|pubdate|publish(?:ed)?[_-]?"
    r"(?:date|time|on)?|posted(?:[_-]?on)?|tarikh|datum)",
    re.IGNORECASE,
)
# Reading every short line of a page for a date costs more than finding the text.
_SAYS_AGO = re.compile(r"منذ|قبل|[أا]مس|اليوم|البارحة|مضت|الآن|للتو|\bago\b|yesterday|today|just now", re.IGNORECASE)
_SAYS_UPDATED = re.compile("|".join(map(re.escape, UPDATE_LABELS)), re.IGNORECASE)
_SAYS_PUBLISHED = re.compile(
    r"^\W*(?:published|posted|first published|veröffentlicht|erschienen|publié|publicado|pubblicato|gepubliceerd|"
    r"опубликовано|yayınlanma|diterbitkan|(?:تاريخ\s+)?(?:ال)?نشر|نُشر|تاریخ\s+انتشار|发布时间|公開)",
    re.IGNORECASE,
)
_SAID_OTHER = re.compile(r"طباعة الصفحة|last\s+login|تاريخ\s+التسجيل|joined\b|member since", re.IGNORECASE)
_PIECES = re.compile(r"\s*[|•·●]\s*|\s+[–—-]\s+(?=\D)|[,،]\s+(?=[^\W\d])")
_LONGEST_PIECES = 200
_WORD = re.compile(r"\w+")
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\d[T ]00:00(?::00(?:[.,]0+)?)?(?![:\d])")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d")
_MICRODATA = XPath(
    "//*[contains(@itemprop, 'datePublished') or (self::abbr and contains(@class, 'published'))]"
    "[@datetime or @content or @title][not(ancestor::head)]"
)
_TITLES = XPath("//head/title/text()")
_TITLE_PARTS = re.compile(r"\s[|·•–—-]\s")
_DAY_ALONE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}")
_OTHERS = frozenset(("aside", "nav", "footer", "form"))


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a date, where they come from, whether above the headline, whether they tell of a change."""

    words: str
    source: DateSource
    is_above: bool = False
    is_update: bool = False


def find_published(
    structured: Structured,
    linked: LinkedArticle | None,
    headline: HtmlElement | None,
    *,
    url: str,
    hints: Hints,
    fetched_at: datetime | None,
) -> Published | None:
    """The first that can be read, in this order; a later one that adds a time of day to the same day is preferred.

    JSON-LD and meta are written for machines, name this article and mostly carry a zone. A `<time>` beside the
    headline is the same moment for people. The feed may give the time of a change. Visible words lack a zone and may
    be relative. The address carries a day at best, sometimes that of a folder; the title one, after the site's name.

    A date in the future of `fetched_at` is not believed: it is returned with `when` None where nothing better stands,
    and a yearless day beside it is not taken for last year's. The page's own clock is no date of an article.
    """
    found: Published | None = None
    day: str | None = None
    doubted: set[str] = set()
    for said in _dates(structured, linked, headline, url, hints):
        if said.is_update and found is not None and found.when is not None:
            continue
        published = read_date(said.words, fetched_at=fetched_at, source=said.source)
        if published is None or (said.is_above and may_be_page_clock(published, fetched_at)):
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


def _day_alone(published: Published) -> str | None:
    """The day, where nothing says at what time of it: midnight sharp is what machines write of a day."""
    if published.precision == "day" and published.when:
        return published.when[:10]
    return published.words[:10] if _MIDNIGHT.match(published.words) else None


def _dates(
    structured: Structured,
    linked: LinkedArticle | None,
    headline: HtmlElement | None,
    url: str,
    hints: Hints,
    *,
    only_named: bool = False,
) -> Iterator[_Said]:
    """The words of each date, likely before unlikely.

    With `only_named` of the visible words those alone that the page marks as a date.
    """
    if linked and linked.published:
        yield _Said(linked.published, "json_ld")
    for name in _META_DATES:
        for content in structured.meta.get(name, ())[:1]:
            yield _Said(content, "meta")
    near = list(_near(headline)) if headline is not None else []
    for element, is_above in [*near, *((each, False) for each in _microdata(headline))]:
        stamp = element.get("datetime") or element.get("content") or _stamp_in_title(element)
        is_stamp = element.tag in ("time", "abbr") or "datePublished" in (element.get("itemprop") or "")
        if stamp and is_stamp and not is_page_clock(element, one_line(element)):
            yield _Said(stamp, "time_tag", is_above)
    if hints.published:
        yield _Said(hints.published, "feed")
    updates: list[_Said] = []
    for said in _visible(near, headline, only_named=only_named):
        if said.is_update:
            updates.append(said)
        else:
            yield said
    if dated := _DATE_IN_URL.search(urlsplit(url).path):
        yield _Said(f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}", "url")
    for title in () if headline is None or only_named else cast("list[str]", _TITLES(headline)):
        parts = _TITLE_PARTS.split(title.strip())
        if len(parts) > 2 and _DAY_ALONE.fullmatch(parts[-1].strip()):
            yield _Said(parts[-1].strip(), "text")
    yield from updates


def _visible(
    near: list[tuple[HtmlElement, bool]], headline: HtmlElement | None, *, only_named: bool
) -> Iterator[_Said]:
    """The dates among the visible words: of elements that are named so, of others, of the pieces of lines."""
    lines = [(element, one_line(element), is_above) for element, is_above in near]
    lines = [
        (element, text, is_above)
        for element, text, is_above in lines
        if len(text) <= _LONGEST_LINE and _may_be_date(element, text) and not is_page_clock(element, text)
    ]
    for element, text, is_above in lines:
        if _is_named_date(element):
            yield _said(text, is_above)
    if only_named or headline is None:
        return
    for _, text, is_above in lines[:_MOST_LINES]:
        found = find_date(text)
        if found and found.is_date and len(_WORD.findall(found.rest)) <= _MOST_OTHER_WORDS:
            yield _Said(text, "text", is_above, found.updated)
    for text, is_above in _in_lines(lines_around(headline)):
        yield _said(text, is_above)


def _said(text: str, is_above: bool) -> _Said:
    parts = find_date(text) if _SAYS_UPDATED.search(text) else None
    return _Said(text, "text", is_above, parts is not None and parts.updated)


def _microdata(headline: HtmlElement | None) -> list[HtmlElement]:
    """What gives the date for machines anywhere in the piece that the headline heads, such as below its text."""
    if headline is None:
        return []
    around = [None, *(above for above in headline.iterancestors() if above.get("itemscope") is not None)]
    marked = cast("list[HtmlElement]", _MICRODATA(headline))[:20]
    return [
        element
        for element in marked
        if next((above for above in element.iterancestors() if above.get("itemscope") is not None), None) in around
        and not any(above.tag in _OTHERS - {"form"} for above in element.iterancestors())
    ]


def _stamp_in_title(element: HtmlElement) -> str | None:
    title = (element.get("title") or "").strip()
    return title if element.tag in ("abbr", "time") and _STAMP.match(title) else None


def _in_lines(lines: HeadLines) -> Iterator[tuple[str, bool]]:
    """The pieces of the lines around the headline that are dates; below the text only what a label calls published."""
    groups = ((lines.below, False), (lines.late, False), (lines.above, True))
    for group, is_above in groups:
        for line in group[:_MOST_LINES]:
            if line.is_linked or len(line.text) > _LONGEST_PIECES or _SAID_OTHER.search(line.text):
                continue
            if says_page_clock(line.text, line.named):
                continue
            for piece in dict.fromkeys((line.text, *line.pieces, *_PIECES.split(line.text))):
                found = find_date(piece) if any(map(str.isdigit, piece)) else None
                if found and found.is_date and len(_WORD.findall(found.rest)) <= _MOST_OTHER_WORDS:
                    yield piece, is_above
    for line in lines.closing:
        for piece in _PIECES.split(line.text):
            if _SAYS_PUBLISHED.match(piece) and any(map(str.isdigit, piece)):
                yield piece, False


def _is_named_date(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    return element.tag == "time" or bool(_DATE_NAMED.search(names))


def _may_be_date(element: HtmlElement, text: str) -> bool:
    """Whether a number stands in the line, or only how long ago: "منذ يومين", "أمس"."""
    if any(map(str.isdigit, text)):
        return True
    if not text or len(text.split()) > _MOST_WORDS_AGO:
        return False
    is_named = _is_named_date(element)
    if not is_named and not _SAYS_AGO.search(text):
        return False
    found = find_date(text) if is_named else find_parts(text)
    return found is not None and found.ago is not None and (not found.rest or is_named)


def _near(headline: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """The elements of the headline's date line, likely before unlikely: around it, then below it up to the text.

    With each goes whether it stands above the headline.
    """
    seen: set[HtmlElement] = {headline}
    inner: HtmlElement = headline
    for level in range(_LEVELS):
        place = inner.getparent()
        if place is None or (place.tag in ("body", "html") and level):
            return
        before = list(inner.itersiblings(preceding=True)) if level < _LEVELS_ABOVE else []
        around = [(sibling, True) for sibling in reversed(before)]
        for sibling, is_above in [*around, *((sibling, False) for sibling in inner.itersiblings())]:
            if not isinstance(sibling.tag, str) or sibling.tag in _OTHERS:
                continue
            for element in sibling.iter():
                if not isinstance(element.tag, str) or element in seen:
                    continue
                if element.tag in ("p", "h2", "h3") and len(one_line(element).split()) >= _PARAGRAPH_WORDS:
                    if is_above:
                        break
                    return
                seen.add(element)
                yield element, is_above
        inner = place


def dates_passed_over(
    found: Published | None,
    structured: Structured,
    linked: LinkedArticle | None,
    headline: HtmlElement | None,
    *,
    url: str,
    hints: Hints,
    fetched_at: datetime | None,
) -> tuple[Published, ...]:
    """What the page says beside the date that was found: the first of each other kind; `when` None if unreadable."""
    others: dict[DateSource, Published | None] = {}
    for said in _dates(structured, linked, headline, url, hints, only_named=True):
        words, source = said.words, said.source
        # One of each kind is read, of visible words the forms that are read fast: reading every line cost a third of
        # the whole extraction.
        if source in others or (found is not None and source == found.source):
            continue
        if source == "text" and not ((parts := find_parts(words)) and parts.is_date):
            continue
        published = read_date(words, fetched_at=fetched_at, source=source)
        if published is None and source != "text":
            published = Published(when=None, precision=None, source=source, words=words)
        is_clock = published is not None and said.is_above and may_be_page_clock(published, fetched_at)
        others[source] = None if is_clock else published
    return tuple(each for each in others.values() if each is not None)
