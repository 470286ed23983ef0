"""Decide a page's title, authors, date, outlet, language claim and canonical address from what it says of itself.

Pure; the text of the article is `extract`'s part, other stories on the page are `split_page`'s, what the title is
without the site's name `titles`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from model import Hints, Published
from pipelines.reading.facts.authors import names_in as names_in
from pipelines.reading.facts.authors import read_authors
from pipelines.reading.facts.claimed_titles import names_beside, title_claimed
from pipelines.reading.facts.dates import PageDates, country_of, is_to_come
from pipelines.reading.facts.labels import Labels, read_labels
from pipelines.reading.facts.origins import Origins, date_origin, quoted, with_origins
from pipelines.reading.facts.page_titles import ABOVE_TEXT, read_title
from pipelines.reading.facts.titles import same_headline as same_headline
from pipelines.reading.facts.titles import words_of as words_of
from pipelines.reading.html.element_text import one_line
from pipelines.reading.html.head_lines import HeadLines
from pipelines.reading.html.structured import LinkedArticle, Structured

_LONGEST_NAME = 80

_META_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")
_META_ORIGINS = ("original-source", "syndication-source", "article:original_source", "dc.source", "dcterms.source")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What holds for the page's main story. `headline` is its element, None where the page shows none.

    `only_page` is what holds where the page carries several stories and none is the main one: given when `headline` is
    but the first heading above a text. `descriptions`: what the page says for machines that it is about.
    """

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
    descriptions: tuple[str, ...] = ()
    only_page: PageFacts | None = None

    def titled(self, title: str, where: str) -> PageFacts:
        """The same with a title that was read elsewhere."""
        return replace(self, title=title, origins_of=with_origins(self.origins_of, [("title", where)]))

    def written_by(self, authors: tuple[str, ...], where: str) -> PageFacts:
        """The same with authors that were read elsewhere."""
        return replace(self, authors=authors, origins_of=with_origins(self.origins_of, [("authors", where)]))


def read_facts(
    tree: HtmlElement,
    structured: Structured,
    *,
    url: str,
    hints: Hints,
    fetched_at: datetime | None,
    scripts: Sequence[HtmlElement] = (),
) -> PageFacts:
    """Everything but the text. `fetched_at` is what relative dates are counted from; `scripts` are the page's."""
    canonical, canonical_from = _canonical(tree, structured, url)
    linked = _main_entry(tree, structured, {url, canonical or url})
    outlet = _outlet(structured, linked)
    sites = _site_names(outlet, structured, url) | _site_names(outlet, structured, canonical or url)
    title, headline, title_from = read_title(tree, structured, linked, sites, hints)
    lines = HeadLines(headline)
    language = _language(tree, structured, linked) or hints.language
    dates = PageDates(
        structured=structured,
        linked=linked,
        lines=lines,
        url=url,
        hints=hints,
        fetched_at=fetched_at,
        country=country_of(url, language),
        tree=tree,
        scripts=scripts,
        title=title,
    )
    published = dates.published()
    authors, authors_from = read_authors(
        tree,
        structured,
        linked,
        title,
        lines,
        sites | names_beside(title, tree),
        is_of_event=is_to_come(published),
    )
    others = dates.passed_over(published)
    published = dates.shown_day(published, others)
    labels = read_labels(structured, linked, title=title, url=url, hints=hints, fetched_at=fetched_at, lines=lines)
    origins_of = {
        "title": title_from,
        "authors": authors_from or ("the feed" if hints.authors else None),
        "outlet": f"the page calls itself {quoted(outlet)}" if outlet else None,
        "published_at": date_origin(published, others),
        "canonical_url": canonical_from,
    }
    facts = PageFacts(
        title=title,
        authors=authors or hints.authors,
        published=published,
        outlet=outlet,
        language=language,
        canonical_url=canonical,
        headline=headline,
        linked=linked,
        origins=_origins(structured, linked),
        labels=labels,
        origins_of=(*((name, words) for name, words in origins_of.items() if words), *labels.origins),
        descriptions=tuple(words for name in _META_DESCRIPTIONS for words in structured.meta.get(name, ())),
    )
    if (title_from or "").startswith(ABOVE_TEXT):
        return replace(facts, only_page=_of_page_alone(facts, title_claimed(tree), hints))
    return facts


def _of_page_alone(facts: PageFacts, title: str | None, hints: Hints) -> PageFacts:
    """What is left of the facts where the heading that was read as the headline is that of one story of several."""
    origins_of = tuple(
        (name, "<title>" if name == "title" else words)
        for name, words in facts.origins_of
        if title and name not in ("authors", "published_at")
    )
    return replace(facts, title=title, headline=None, authors=hints.authors, published=None, origins_of=origins_of)


def _outlet(structured: Structured, linked: LinkedArticle | None) -> str | None:
    """What the page calls its outlet; None where that is too long for a name."""
    outlet = structured.first("og:site_name") or (linked and linked.publisher) or structured.site_name
    outlet = outlet or structured.first("application-name", "dc.publisher", "publisher")
    return outlet if outlet and len(outlet) <= _LONGEST_NAME else None


def _origins(structured: Structured, linked: LinkedArticle | None) -> tuple[str, ...]:
    """Names and addresses that the page gives, for machines, as those of the original."""
    told = (content for name in _META_ORIGINS for content in structured.meta.get(name, ()))
    return tuple(dict.fromkeys([*told, *(linked.origins if linked else ())]))


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


def _canonical(tree: HtmlElement, structured: Structured, url: str) -> tuple[str | None, str | None]:
    """The address that a page names as its own, and where it does."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (found := _address(url, link.get("href"))):
            return found, "the page's rel=canonical link"
    found = _address(url, structured.first("og:url"))
    return found, "the page's og:url" if found else None


def _address(url: str, address: str | None) -> str | None:
    try:
        found = urljoin(url, (address or "").strip())
        parts = urlsplit(found)
    except ValueError:
        return None
    return str(found) if address and parts.scheme in ("http", "https") and parts.hostname else None


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
