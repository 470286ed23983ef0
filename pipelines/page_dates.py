"""Find when a page's main story was published: which of the dates that the page carries is the story's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import DateSource, Hints, Published
from pipelines.date_parts import find_parts
from pipelines.dates import find_date, read_date
from pipelines.element_text import one_line
from pipelines.page_clock import is_page_clock, may_be_page_clock
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
_TITLES = XPath("//head/title/text()")
_TITLE_PARTS = re.compile(r"\s[|·•–—-]\s")
_DAY_ALONE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}")
_OTHERS = frozenset(("aside", "nav", "footer", "form"))


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
    doubted: set[str] = set()
    for words, source, is_above in _dates(structured, linked, headline, url, hints):
        published = read_date(words, fetched_at=fetched_at, source=source)
        if published is None or (is_above and may_be_page_clock(published, fetched_at)):
            continue
        if published.when is None:
            as_written = read_date(words, fetched_at=None, source=source)
            if as_written is not None and as_written.when is not None:
                doubted.add(as_written.when[5:10])
            found = found or published
            continue
        if published.when[5:10] in doubted:
            as_written = read_date(words, fetched_at=None, source=source)
            if as_written is None or as_written.when is None:
                continue
        if (
            found is None
            or found.when is None
            or (found.precision == "day" and published.precision != "day" and published.when[:10] == found.when[:10])
        ):
            found = published
        if found.precision != "day":
            return found
    return found


def _dates(
    structured: Structured,
    linked: LinkedArticle | None,
    headline: HtmlElement | None,
    url: str,
    hints: Hints,
    *,
    only_named: bool = False,
) -> Iterator[tuple[str, DateSource, bool]]:
    """The words of each date, where they come from, and whether they stand above the headline.

    With `only_named` of the visible words those alone that the page marks as a date.
    """
    if linked and linked.published:
        yield linked.published, "json_ld", False
    for name in _META_DATES:
        for content in structured.meta.get(name, ())[:1]:
            yield content, "meta", False
    near = list(_near(headline)) if headline is not None else []
    for element, is_above in near:
        stamp = element.get("datetime") or element.get("content")
        is_stamp = element.tag == "time" or "datePublished" in (element.get("itemprop") or "")
        if stamp and is_stamp and not is_page_clock(element, one_line(element)):
            yield stamp, "time_tag", is_above
    if hints.published:
        yield hints.published, "feed", False
    lines = [(element, one_line(element), is_above) for element, is_above in near]
    lines = [
        (element, text, is_above)
        for element, text, is_above in lines
        if len(text) <= _LONGEST_LINE and _may_be_date(element, text) and not is_page_clock(element, text)
    ]
    for element, text, is_above in lines:
        if _is_named_date(element):
            yield text, "text", is_above
    for _, text, is_above in () if only_named else lines[:_MOST_LINES]:
        found = find_date(text)
        if found and found.is_date and len(found.rest.split()) <= _MOST_OTHER_WORDS:
            yield text, "text", is_above
    if dated := _DATE_IN_URL.search(urlsplit(url).path):
        yield f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}", "url", False
    for title in () if headline is None or only_named else cast("list[str]", _TITLES(headline)):
        parts = _TITLE_PARTS.split(title.strip())
        if len(parts) > 2 and _DAY_ALONE.fullmatch(parts[-1].strip()):
            yield parts[-1].strip(), "text", False


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
        if place is None or place.tag in ("body", "html"):
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
    for words, source, is_above in _dates(structured, linked, headline, url, hints, only_named=True):
        # One of each kind is read, of visible words the forms that are read fast: reading every line cost a third of
        # the whole extraction.
        if source in others or (found is not None and source == found.source):
            continue
        if source == "text" and not ((parts := find_parts(words)) and parts.is_date):
            continue
        published = read_date(words, fetched_at=fetched_at, source=source)
        if published is None and source != "text":
            published = Published(when=None, precision=None, source=source, words=words)
        is_clock = published is not None and is_above and may_be_page_clock(published, fetched_at)
        others[source] = None if is_clock else published
    return tuple(each for each in others.values() if each is not None)
