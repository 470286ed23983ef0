"""Find when a page's main story was published: which of the dates that the page carries is the story's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from model import DateSource, Hints, Published
from pipelines.dates import find_date, read_date
from pipelines.element_text import one_line
from pipelines.structured import LinkedArticle, Structured

_LONGEST_LINE = 120
_MOST_LINES = 40
_MOST_OTHER_WORDS = 6
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
    be relative. The address carries a day at best, sometimes that of a folder.
    """
    found: Published | None = None
    for words, source in _dates(structured, linked, headline, url, hints):
        published = read_date(words, fetched_at=fetched_at, source=source)
        if published is None or published.when is None:
            found = found or published
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
    structured: Structured, linked: LinkedArticle | None, headline: HtmlElement | None, url: str, hints: Hints
) -> Iterator[tuple[str, DateSource]]:
    if linked and linked.published:
        yield linked.published, "json_ld"
    for name in _META_DATES:
        for content in structured.meta.get(name, ())[:1]:
            yield content, "meta"
    near = list(_near(headline)) if headline is not None else []
    for element in near:
        stamp = element.get("datetime") or element.get("content")
        if stamp and (element.tag == "time" or "datePublished" in (element.get("itemprop") or "")):
            yield stamp, "time_tag"
    if hints.published:
        yield hints.published, "feed"
    lines = [(element, one_line(element)) for element in near]
    lines = [(element, text) for element, text in lines if len(text) <= _LONGEST_LINE and any(map(str.isdigit, text))]
    for element, text in lines:
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if element.tag == "time" or _DATE_NAMED.search(names):
            yield text, "text"
    for _, text in lines[:_MOST_LINES]:
        found = find_date(text)
        if found and found.is_date and len(found.rest.split()) <= _MOST_OTHER_WORDS:
            yield text, "text"
    if dated := _DATE_IN_URL.search(urlsplit(url).path):
        yield f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}", "url"


def _near(headline: HtmlElement) -> Iterator[HtmlElement]:
    """The elements of the headline's date line, likely before unlikely: around it, then below it up to the text."""
    seen: set[HtmlElement] = {headline}
    inner: HtmlElement = headline
    for level in range(_LEVELS):
        place = inner.getparent()
        if place is None or place.tag in ("body", "html"):
            return
        before = list(inner.itersiblings(preceding=True)) if level < _LEVELS_ABOVE else []
        for sibling in [*reversed(before), *inner.itersiblings()]:
            if not isinstance(sibling.tag, str) or sibling.tag in _OTHERS:
                continue
            for element in sibling.iter():
                if not isinstance(element.tag, str) or element in seen:
                    continue
                if element.tag in ("p", "h2", "h3") and len(one_line(element).split()) >= _PARAGRAPH_WORDS:
                    if sibling in before:
                        break
                    return
                seen.add(element)
                yield element
        inner = place
