"""Read how a page files its main story: section, tags, lead image, time of change. Pure.

JSON-LD comes first: it names this one article. Then the meta tags that are made for articles, and last those that speak
of the page at large (`keywords`, the breadcrumb list), which sites fill with what suits search engines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from model import Hints
from pipelines.reading.dates.read import read_date
from pipelines.reading.facts.origins import Origins, chosen, quoted
from pipelines.reading.facts.visible_labels import visible_picture, visible_section, visible_tags
from pipelines.reading.html.head_lines import HeadLines
from pipelines.reading.html.structured import LinkedArticle, Structured

_LONGEST = 80
_MOST_TAGS = 30
_LONGEST_ADDRESS = 2000

_META_SECTIONS = ("article:section", "og:article:section", "parsely-section", "article.section", "section")
_META_TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_META_IMAGES = ("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src")
_META_CHANGES = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "lastmod",
)
_BETWEEN_TAGS = re.compile(r"\s*[,،;؛|]\s*")
# What systems file under among the words for people.
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|\d+", re.IGNORECASE)
_FRONT_PAGES = frozenset(("home", "homepage", "start", "startseite", "accueil", "inicio", "الرئيسية", "خانه"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """How a page files its main story. `modified_at` is text like `Published.when`; `origins`: where each stands."""

    section: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    modified_at: str | None = None
    origins: Origins = ()


def read_labels(
    structured: Structured,
    linked: LinkedArticle | None,
    *,
    title: str | None,
    url: str,
    hints: Hints,
    fetched_at: datetime | None,
    lines: HeadLines | None = None,
) -> Labels:
    """What the page says, or of the time of change the feed. An address of an image is absolute.

    What only readers are told is looked for where `lines` are given, those around the headline.
    """
    meta = structured.meta
    section, tags = _section(structured, linked, title), _tags(structured, linked)
    images = [("JSON-LD image", linked.image)] if linked and linked.image else []
    images += [(name, meta[name][0]) for name in _META_IMAGES if name in meta]
    headline = lines.headline if lines else None
    if lines and headline is not None:
        section = section or visible_section(headline, lines, title)
        tags = tags or _shown(visible_tags(headline))
        if not images and (picture := visible_picture(headline)):
            images.append(("the first picture", picture))
    image = next(((where, found) for where, given in images if (found := _absolute(given, url))), None)
    changed = _modified(structured, linked, hints, fetched_at)
    origins = {"section": section, "tags": tags, "image_url": image, "modified_at": changed}
    return Labels(
        section=section[1] if section else None,
        tags=tags[1] if tags else (),
        image_url=image[1] if image else None,
        modified_at=changed[1] if changed else None,
        origins=tuple((name, found[0]) for name, found in origins.items() if found),
    )


def _shown(tags: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    return ("the list of tags", tags) if tags else None


def labels_of_entry(linked: LinkedArticle, *, url: str, fetched_at: datetime | None) -> Labels:
    """The same of a story that only a JSON-LD entry of its own describes."""
    return read_labels(Structured(), linked, title=linked.headline, url=url, hints=Hints(), fetched_at=fetched_at)


def _section(structured: Structured, linked: LinkedArticle | None, title: str | None) -> tuple[str, str] | None:
    told = [("JSON-LD articleSection", linked.section)] if linked and linked.section else []
    told += [(f"meta {name}", structured.meta[name][0]) for name in _META_SECTIONS if name in structured.meta]
    told = [(where, words) for where, words in told if len(words) <= _LONGEST]
    if told:
        others = [each for each in told[1:] if each[1].casefold() != told[0][1].casefold()]
        return chosen(told[0][0], others), told[0][1]
    # The innermost name above the story's own.
    trail = [name for name in structured.trail if len(name) <= _LONGEST and name.casefold() not in _FRONT_PAGES]
    if structured.trail and trail and (title is None or _same(structured.trail[-1], title)):
        trail = [name for name in trail if name != structured.trail[-1]]
    return ("the breadcrumb list", trail[-1]) if trail else None


def _tags(structured: Structured, linked: LinkedArticle | None) -> tuple[str, tuple[str, ...]] | None:
    told: list[tuple[str, tuple[str, ...]]] = [("JSON-LD keywords", linked.keywords)] if linked else []
    told += [(f"meta {name}", structured.meta[name]) for name in _META_TAGS if name in structured.meta]
    for where, contents in told:
        # One content may be a list; of several, each is a tag and keeps its commas.
        parts = _BETWEEN_TAGS.split(contents[0]) if len(contents) == 1 else contents
        if tags := tuple(_distinct(parts))[:_MOST_TAGS]:
            return where, tags
    return None


def _distinct(tags: Iterable[str]) -> Iterator[str]:
    seen = set()
    for tag in tags:
        tag = tag.strip(" \t#\"'")
        if 0 < len(tag) <= _LONGEST and not _IDENTIFIER.fullmatch(tag) and tag.casefold() not in seen:
            seen.add(tag.casefold())
            yield tag


def _modified(
    structured: Structured, linked: LinkedArticle | None, hints: Hints, fetched_at: datetime | None
) -> tuple[str, str] | None:
    if linked and linked.modified:
        read = read_date(linked.modified, fetched_at=fetched_at, source="json_ld")
        if read and read.when:
            return f"JSON-LD dateModified {quoted(linked.modified)}", read.when
    for name in _META_CHANGES:
        if name in structured.meta:
            words = structured.meta[name][0]
            read = read_date(words, fetched_at=fetched_at, source="meta")
            if read and read.when:
                return f"meta {name} {quoted(words)}", read.when
    if hints.updated:
        read = read_date(hints.updated, fetched_at=fetched_at, source="feed")
        if read and read.when:
            return f"the feed {quoted(hints.updated)}", read.when
    return None


def _absolute(address: str, url: str) -> str | None:
    try:
        # Pages escape what is escaped: "&amp;#038;".
        whole = urljoin(url, html.unescape(address).strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.hostname and len(whole) <= _LONGEST_ADDRESS else None


def _same(one: str, other: str) -> bool:
    return one.casefold() in other.casefold() or other.casefold() in one.casefold()
