"""Read off a page of a site where its feeds may be, and who publishes it. Pure. Runs in a worker.

Whether an address is a feed is decided by what it answers (`finding_measures`), never here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.link_addresses import same_site
from crawler.links import html_tree, page_base
from crawler.listing import absolute, plain
from crawler.opml import web_address
from pipelines.text.addresses import canonical_form

How = Literal["given", "front", "declared", "linked", "robots", "usual", "index"]

USUAL_FEEDS = (
    *("/feed", "/rss", "/rss.xml", "/feed.xml", "/index.xml", "/atom.xml", "/feed.json", "/index.rdf"),
    *("/feeds/posts/default", "/feed/"),
)
USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml", "/sitemap.xml.gz")

_MOST_LINKED, _MOST_ANCHORS = 30, 20_000
_VAGUE_TYPES = frozenset(("", "application/json", "text/plain"))
_FEED_TYPES = re.compile(r"(?:rss|atom|rdf|feed|xml)\b", re.IGNORECASE)
# A path's segment that names a feed, or a page about feeds.
_FEED_SEGMENT = re.compile(
    r"^(?:rss\d?|feeds?|atom|rdf|xml)(?:\.\w{2,5})?$|^rss[._-]|[._-](?:rss|feeds?)(?:\.\w{2,5})?$|\.(?:xml|rss|atom|rdf)$",
    re.IGNORECASE,
)
# `?feed=rss2`, `?rss`; also `?act=rss`, `?do=feed`, whatever a content system calls its actions.
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:(?:feed|rss|format|type|alt)=?(?:rss|atom|feed|xml|\d)*|[\w.-]{1,20}=(?:rss2?|feeds?|atom|rdf))(?:&|$)",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|xml|feeds?)\b|خلاصات|خلاصة|تلقيمات", re.IGNORECASE)
_MOST_WORDS = 6
_SEPARATOR = re.compile(r"\s(?:[-–—|·»•/]|::?)\s|[|»:،,]\s")
_HOME = re.compile(
    r"(?:home ?page|home|index|welcome|news|front page|startseite|accueil|inicio|الرئيسية|الصفحة الرئيسية|أخبار)$",
    re.IGNORECASE,
)
_PART = re.compile(r"^(?:categor(?:y|ies)|tags?|author|section|topic|comments?|وسم|تصنيف|قسم)$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|commentaire|تعليق", re.IGNORECASE)
# Words of a page that tests the browser before it shows the site.
_CHALLENGE = re.compile(
    r"cf[-_]chl|challenge-platform|_Incapsula_Resource|ddos-guard|px-captcha|g-recaptcha|h-captcha|"
    r"<title>\s*(?:Just a moment|Attention Required|Access denied|Are you a (?:robot|human))",
    re.IGNORECASE,
)
_CHALLENGE_BYTES = 60_000
_PUBLISHERS = frozenset(("Organization", "NewsMediaOrganization", "WebSite", "Corporation"))
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a source. `label` is what the page calls it, `index` the sitemap index that names it."""

    url: str
    how: How
    label: str = ""
    index: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """What a page of a site says: its candidates and sitemaps in the page's order, and its publisher as far as
    declared. `title` is what it is called itself, where that may be a name; `is_article`: it says that it is one.
    """

    candidates: tuple[Candidate, ...] = ()
    sitemaps: tuple[Candidate, ...] = ()
    name: str | None = None
    title: str | None = None
    language: str | None = None
    country: str | None = None
    is_article: bool = False


def read_site_page(body: bytes, url: str, content_type: str | None = None) -> SitePage:
    """The candidates that a page names: declared in link tags first, then linked."""
    tree = html_tree(body, content_type)
    if tree is None:
        return SitePage()
    base = page_base(tree, url)
    found: dict[str, Candidate] = {}
    for candidate in (*_declared(tree, base), *_linked(tree, base, url)):
        if canonical_form(candidate.url) != canonical_form(url):
            found.setdefault(canonical_form(candidate.url), candidate)
    facts = list(_json_ld(tree))
    language = _LANGUAGE.match(_language_of(tree))
    return SitePage(
        candidates=tuple(found.values()),
        sitemaps=tuple(_sitemaps(tree, base)),
        name=_name(tree, facts),
        title=_title(tree),
        language=language[0].lower() if language else None,
        country=_country(tree, facts),
        is_article=_is_article(tree),
    )


def _language_of(tree: etree._Element) -> str:
    said = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    if not said:
        metas = (each for each in tree.iter("meta") if (each.get("http-equiv") or "").lower() == "content-language")
        said = next((each.get("content") for each in metas), None)
    return (said or "").strip()


def is_challenge(body: bytes) -> bool:
    """Whether a page is a test for browsers that stands before the site."""
    return _CHALLENGE.search(body[:_CHALLENGE_BYTES].decode("latin-1")) is not None


def in_order_of_promise(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Which to try first: declared before linked, feeds of a whole site before those of a part, short before long."""
    return sorted(
        candidates, key=lambda each: (names_comments(each), each.how == "linked", names_part(each.url), _depth(each))
    )


def names_part(url: str) -> bool:
    """Whether an address is that of a category, tag, author or the like."""
    return any(_PART.match(unquote(segment)) for segment in urlsplit(url).path.split("/"))


def names_comments(candidate: Candidate) -> bool:
    return bool(_COMMENTS.search(candidate.label) or _COMMENTS.search(unquote(urlsplit(candidate.url).path)))


def _depth(candidate: Candidate) -> int:
    return len([segment for segment in urlsplit(candidate.url).path.split("/") if segment])


def _declared(tree: etree._Element, base: str) -> Iterator[Candidate]:
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        address = absolute(base, web_address(link.get("href") or ""))
        if address is None or not {"alternate", "feed"} & {*relations} or "oembed" in kind:
            continue
        # "alternate" with another type, or none, is mostly the page in another language or form, or an interface.
        if "feed" in relations or _FEED_TYPES.search(kind) or (kind in _VAGUE_TYPES and _looks_like_feed(address)):
            yield Candidate(url=address, how="declared", label=plain(link.get("title"), limit=200) or "")


def _sitemaps(tree: etree._Element, base: str) -> Iterator[Candidate]:
    for link in tree.iter("link"):
        if "sitemap" in (link.get("rel") or "").lower().split() and (address := absolute(base, link.get("href") or "")):
            yield Candidate(url=address, how="declared")


def _linked(tree: etree._Element, base: str, url: str) -> Iterator[Candidate]:
    count = 0
    for number, anchor in enumerate(tree.iter("a", "area")):
        if number >= _MOST_ANCHORS or count >= _MOST_LINKED:
            return
        href = web_address(anchor.get("href") or "")
        words = plain(" ".join(map(str, anchor.itertext())), limit=200) or anchor.get("title") or ""
        if not (address := absolute(base, href)) or href.lstrip().startswith("#"):
            continue
        looks = _looks_like_feed(address)
        says = bool(_FEED_WORDS.search(words)) and len(words.split()) <= _MOST_WORDS
        # Addresses of feed readers and portals contain the feed's address.
        is_own = same_site(url, address)
        if (looks or (says and is_own)) and (is_own or "http" not in unquote(address)[8:]):
            count += 1
            yield Candidate(url=address, how="linked", label=words)


def _looks_like_feed(address: str) -> bool:
    parts = urlsplit(address)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    return any(map(_FEED_SEGMENT.search, segments)) or bool(parts.query and _FEED_QUERY.search(parts.query))


def _name(tree: etree._Element, facts: Sequence[dict[str, Any]]) -> str | None:
    named = [_meta(tree, "og:site_name"), *(each.get("name") for each in facts), _meta(tree, "application-name")]
    return next((words for name in named if (words := plain(name, limit=100))), None)


def _title(tree: etree._Element) -> str | None:
    """The part of the page's title that may be a name: the first that is short and does not only say "home"."""
    title = next((plain("".join(map(str, each.itertext())), limit=200) for each in tree.iter("title")), None)
    parts = [part.strip() for part in _SEPARATOR.split(title or "")]
    return next(
        (part for part in parts if len(part.split()) in range(1, _MOST_WORDS + 1) and not _HOME.match(part)), None
    )


def _country(tree: etree._Element, facts: Sequence[dict[str, Any]]) -> str | None:
    """Only what a page says of its publisher's place: the region of a locale is mostly a default."""
    given: list[object] = []
    for each in facts:
        address = each.get("address")
        country = address.get("addressCountry") if isinstance(address, dict) else None
        given.append(country.get("name") if isinstance(country, dict) else country)
    given += [_meta(tree, "geo.country"), (_meta(tree, "geo.region") or "").partition("-")[0]]
    return next((word.upper() for word in given if isinstance(word, str) and _COUNTRY.fullmatch(word.upper())), None)


def _is_article(tree: etree._Element) -> bool:
    kind = (_meta(tree, "og:type") or "").lower()
    return kind in ("article", "news.article") or _meta(tree, "article:published_time") is not None


def _meta(tree: etree._Element, name: str) -> str | None:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() == name and (content := meta.get("content")):
            return content
    return None


def _json_ld(tree: etree._Element) -> list[dict[str, Any]]:
    """The publishers that a page's JSON-LD names, those of its articles too."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            data = json.loads("".join(map(str, script.itertext())), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [data]
        while waiting and len(found) < 20:
            each = waiting.pop(0)
            if isinstance(each, list):
                waiting += each[:50]
            elif isinstance(each, dict):
                kinds = each.get("@type")
                if not _PUBLISHERS.isdisjoint(map(str, kinds if isinstance(kinds, list) else [kinds])):
                    found.append(each)
                waiting += [each.get("@graph"), each.get("publisher")]
    return found
