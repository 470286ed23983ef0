"""Decide a page's title, authors, date, outlet, language claim and canonical address from what it says of itself.

Pure; the text of the article is `extract`'s part, other stories on the page are `split_page`'s, what the title is
without the site's name `titles`'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import Hints, Published
from pipelines.element_text import one_line
from pipelines.origins import Origins, chosen, date_origin, quoted
from pipelines.page_dates import dates_passed_over, find_published
from pipelines.page_labels import Labels, read_labels
from pipelines.person_names import each_name
from pipelines.structured import LinkedArticle, Structured
from pipelines.titles import names_site, title_without_outlet, without_site
from pipelines.titles import words_of as words_of

_LONGEST_TITLE = 400
_LONGEST_NAME = 80
_LONGEST_BYLINE = 300
_MOST_AUTHORS = 20
# Above this share of common words two headlines are the same one, written for two places.
_SAME_HEADLINE = 0.6

_BYLINE_WORDS = re.compile(
    r"^(?:(?:story|words|text|written|reported|edited|posted|published)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|od|autor(?:in)?|author|author's name)\b[:\s]+"
    r"|^(?:بقلم|كتبت?|إعداد|اعداد|تحرير|تقرير|الكاتبة?|المحررة?|نویسنده|نوشته|خبرنگار)\s*[:/|-]?\s+",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\d{3}|^(?:admin|editor|administrator|root|webmaster|none|null|unknown|undefined)$"
    r"|\b(?:developed|designed|powered) by\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|^www\.|@", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)?")

_META_TITLES = (
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "title",
)
_META_AUTHORS = (
    "article:author",
    "author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
)

_META_ORIGINS = ("original-source", "syndication-source", "article:original_source", "dc.source", "dcterms.source")

_AUTHOR_ELEMENTS = XPath(
    """//*[@rel='author' or contains(@itemprop, 'author') or contains(@class, 'author') or contains(@class, 'byline')
    or contains(@class, 'Author') or contains(@class, 'Byline') or contains(@class, 'aut') or contains(@class, 'writer')
    or contains(@class, 'contributor')]"""
)
_AUTHOR_NAMED = re.compile(
    r"(?:^|[\s_-])(?:byline|authors?|auteur|autor|autoren|writer|contributor)(?:[\s_-]?(?:name|link|names|title))?(?:$|\s)",
    re.IGNORECASE,
)
_SHOWN_TITLES = XPath(
    ".//body//*[self::h2 or self::h3 or contains(@itemprop, 'headline') or contains(@class, 'title') or "
    "contains(@class, 'headline')]"
)
_ASIDE = frozenset(("aside", "nav", "footer", "form"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What holds for the page's main story. `headline` is its element, None where the page shows none."""

    title: str | None
    authors: tuple[str, ...]
    published: Published | None
    outlet: str | None
    language: str | None
    canonical_url: str | None
    headline: HtmlElement | None
    linked: LinkedArticle | None
    origins: tuple[str, ...] = ()
    labels: Labels = field(default_factory=Labels)
    origins_of: Origins = ()


def read_facts(
    tree: HtmlElement, structured: Structured, *, url: str, hints: Hints, fetched_at: datetime | None
) -> PageFacts:
    """Everything but the text. `fetched_at` is what relative dates are counted from."""
    canonical = _canonical(tree, url)
    linked = _main_entry(tree, structured, {url, canonical or url})
    outlet = structured.first("og:site_name") or (linked and linked.publisher) or structured.site_name
    outlet = outlet or structured.first("application-name", "dc.publisher", "publisher")
    outlet = outlet if outlet and len(outlet) <= _LONGEST_NAME else None
    sites = _site_names(outlet, structured, url) | _site_names(outlet, structured, canonical or url)
    title, headline, title_from = _title(tree, structured, linked, sites, hints)
    authors, authors_from = _authors(tree, structured, linked, sites)
    published = find_published(structured, linked, headline, url=url, hints=hints, fetched_at=fetched_at)
    others = dates_passed_over(published, structured, linked, headline, url=url, hints=hints, fetched_at=fetched_at)
    labels = read_labels(structured, linked, title=title, url=url, hints=hints, fetched_at=fetched_at)
    origins_of = {
        "title": title_from,
        "authors": authors_from or ("the feed" if hints.authors else None),
        "outlet": f"the page calls itself {quoted(outlet)}" if outlet else None,
        "published_at": date_origin(published, others),
        "canonical_url": "the page's rel=canonical link" if canonical else None,
    }
    return PageFacts(
        title=title,
        authors=authors or hints.authors,
        published=published,
        outlet=outlet,
        language=_language(tree, structured, linked) or hints.language,
        canonical_url=canonical,
        headline=headline,
        linked=linked,
        origins=_origins(structured, linked),
        labels=labels,
        origins_of=(*((name, words) for name, words in origins_of.items() if words), *labels.origins),
    )


def _origins(structured: Structured, linked: LinkedArticle | None) -> tuple[str, ...]:
    """Names and addresses that the page gives, for machines, as those of the original."""
    told = (content for name in _META_ORIGINS for content in structured.meta.get(name, ()))
    return tuple(dict.fromkeys([*told, *(linked.origins if linked else ())]))


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are the same one, but for a site's name or a few words."""
    first, second = set(words_of(one)), set(words_of(other))
    return bool(first and second) and len(first & second) >= _SAME_HEADLINE * max(min(len(first), len(second)), 2)


def _main_entry(tree: HtmlElement, structured: Structured, addresses: set[str]) -> LinkedArticle | None:
    entries = structured.articles
    paths = {urlsplit(address).path.rstrip("/") for address in addresses}
    for entry in entries:
        if entry.url and urlsplit(entry.url).path.rstrip("/") in paths and (entry.published or entry.headline):
            return entry
    named = [entry for entry in entries if entry.headline or entry.published or entry.body]
    if len(named) == 1:
        return named[0]
    shown = [structured.first("og:title"), *(one_line(element) for element in tree.iter("title", "h1"))]
    for entry in named:
        if entry.headline and any(title and same_headline(entry.headline, title) for title in shown):
            return entry
    return None


def _canonical(tree: HtmlElement, url: str) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            try:
                address = urljoin(url, (link.get("href") or "").strip())
                parts = urlsplit(address)
            except ValueError:
                continue
            if parts.scheme in ("http", "https") and parts.hostname:
                return str(address)
    return None


def _language(tree: HtmlElement, structured: Structured, linked: LinkedArticle | None) -> str | None:
    return (
        tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or (linked and linked.language)
        or structured.first("og:locale", "content-language", "dc.language", "language")
    )


def _site_names(outlet: str | None, structured: Structured, url: str) -> set[str]:
    names = {
        outlet,
        structured.site_name,
        structured.first("og:site_name"),
        structured.first("application-name"),
    }
    names |= {entry.publisher for entry in structured.articles}
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names |= {host, *host.split(".")[:-1]}
    return {"".join(words_of(name)) for name in names if name} - {""}


def _title(
    tree: HtmlElement, structured: Structured, linked: LinkedArticle | None, sites: set[str], hints: Hints
) -> tuple[str | None, HtmlElement | None, str | None]:
    """The title, its element where the page shows it, and where it was read.

    What the page shows as its headline comes first, where anything said for machines agrees that it is the headline.
    """
    told = [("JSON-LD headline", linked.headline if linked else None)]
    told += [(name, content) for name in _META_TITLES for content in structured.meta.get(name, ())[:1]]
    element = tree.find(".//head/title")
    if element is None:
        element = tree.find(".//title")
    told.append(("<title>", one_line(element) if element is not None else None))
    told.append(("the feed", hints.title))
    claims = [(where, claim) for where, claim in told if claim and len(claim) <= _LONGEST_TITLE]
    headings = [(text, heading) for heading in tree.iter("h1") if 0 < len(text := one_line(heading)) <= _LONGEST_TITLE]
    for text, heading in headings:
        if len(words_of(text)) > 1 and any(same_headline(text, claim) for _, claim in claims):
            title = without_site(text, sites)
            return title, heading, chosen("the page's <h1>", _other_titles(title, claims))
    if claims:
        where, claim = claims[0]
        title = title_without_outlet(claim, sites, [words for _, words in claims[1:]])
        origin = chosen(where, _other_titles(title, claims[1:]))
        for heading in cast("list[HtmlElement]", _SHOWN_TITLES(tree)):
            if same_headline(text := one_line(heading), title) and len(words_of(text)) > 2:
                return title, heading, origin
        return title, headings[0][1] if len(headings) == 1 else None, origin
    return (headings[0][0], headings[0][1], "the page's <h1>") if headings else (None, None, None)


def _other_titles(title: str, claims: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first that says something else, and where."""
    return [each for each in claims if words_of(each[1]) != words_of(title)][:1]


def _authors(
    tree: HtmlElement, structured: Structured, linked: LinkedArticle | None, sites: set[str]
) -> tuple[tuple[str, ...], str | None]:
    """Names as the page tells them, and where, in this order of trust: JSON-LD, meta, a byline. The site's own only if
    alone."""
    passed: list[tuple[str, tuple[str, ...]]] = []
    readers: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("JSON-LD", lambda: linked.authors if linked else ()),
        ("a meta tag", lambda: (content for name in _META_AUTHORS for content in structured.meta.get(name, ()))),
        ("the byline", lambda: _bylines(tree)),
    )
    for where, read in readers:
        told = read()
        names = tuple(dict.fromkeys(name for words in told for name in names_in(words)))
        people = tuple(name for name in names if not names_site(name, sites))
        if people:
            return people[:_MOST_AUTHORS], chosen(where, [(place, ", ".join(said)) for place, said in passed])
        if names:
            passed.append((where, names))
    return (passed[0][1], f"{passed[0][0]}; it names only the site") if passed else ((), None)


def names_in(words: str) -> Iterator[str]:
    """The people named in a byline, without "by" and the like."""
    words = " ".join(_IN_BRACKETS.sub(" ", words).split())
    if len(words) > _LONGEST_BYLINE or _ADDRESS.search(words):
        return
    for part in each_name(_BYLINE_WORDS.sub("", words)):
        name = _BYLINE_WORDS.sub("", part).strip(" .:-–—|*")
        if 1 < len(name) <= _LONGEST_NAME and len(name.split()) <= 6 and not _NOT_A_NAME.search(name):
            yield name


def _bylines(tree: HtmlElement) -> Iterable[str]:
    for element in cast("list[HtmlElement]", _AUTHOR_ELEMENTS(tree))[:50]:
        names = element.get("class") or ""
        if not (element.get("rel") or element.get("itemprop") or _AUTHOR_NAMED.search(names)):
            continue
        if any(above.tag in _ASIDE for above in element.iterancestors()):
            continue
        if 0 < len(text := one_line(element)) <= 120:
            return [text]
    return []
