"""Read what a page says of itself for machines: JSON-LD and meta tags. What it means is decided in `facts`."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.reading.html.broken_json import read_broken, unwrapped

_MOST_JSON_CHARACTERS = 2_000_000
_MOST_NODES = 5000
_DEEPEST = 12
_MOST_ESCAPES = 4

_ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "BlogPosting",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "LiveBlogPosting",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "Report",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "DiscussionForumPosting",
        "TechArticle",
        "SatiricalArticle",
        "AdvertiserContentArticle",
        "Review",
    ]
)
_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage", "FAQPage", "MedicalWebPage", "QAPage", "CreativeWork"))
_PUBLISHED = "datePublished"
# What a text is made from, and whose it is.
_ORIGINS = ("isBasedOn", "isBasedOnUrl", "sourceOrganization", "copyrightHolder", "provider")
_BARE_CONTROLS = re.compile(r"[\x00-\x1f]")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote|tr)\s*>|<br\s*/?>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """One article entry of JSON-LD, as given. `body` has its paragraphs parted by blank lines where it tells them.
    `origins`: names and addresses of what it is based on, and of whose text it is. `image` is an address.
    `escaped_headline` is the headline with the escapes of markup that stand in it, where some do.
    """

    type: str
    headline: str | None = None
    url: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    body: str | None = None
    origins: tuple[str, ...] = ()
    section: str | None = None
    keywords: tuple[str, ...] = ()
    image: str | None = None
    escaped_headline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """`articles` in page order; `meta`: name or property, in lower case, to its contents in page order. `trail`: the
    names of a breadcrumb list, outermost first. `page_published`: of a page that is no article by its type.
    """

    articles: tuple[LinkedArticle, ...] = ()
    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    site_name: str | None = None
    is_live_blog: bool = False
    trail: tuple[str, ...] = ()
    page_published: str | None = None

    def first(self, *names: str) -> str | None:
        """The first content of the first of these meta names that is there."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def read_structured(tree: HtmlElement) -> Structured:
    """Everything said for machines on the page. Broken JSON-LD is left out, never an error."""
    nodes = list(_nodes(tree))
    articles = tuple(_article(node, nodes) for node in nodes if _type(node) in _ARTICLE_TYPES)
    site_name = None
    for node in nodes:
        if _type(node) == "WebSite" and (site_name := _text(node.get("name"))):
            break
    return Structured(
        articles=articles,
        meta=_meta(tree),
        site_name=site_name,
        is_live_blog=any(_type(node) == "LiveBlogPosting" for node in nodes),
        page_published=next(
            (date for node in nodes if _type(node) in _PAGES and (date := _moment(node.get(_PUBLISHED)))), None
        ),
        trail=next((tuple(_trail(node)) for node in nodes if _type(node) == "BreadcrumbList"), ()),
    )


def _meta(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        if content:
            # Microdata below the head belongs to whatever piece it stands in.
            in_head = next(element.iterancestors("head"), None) is not None
            for attribute in ("property", "name", "itemprop") if in_head else ("property", "name"):
                for name in (element.get(attribute) or "").lower().split():
                    found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def _nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object with a type, outer before inner, in page order."""
    left = _MOST_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _walk(_load(script.text or ""), 0):
            yield node
            left -= 1
            if not left:
                return


def _load(text: str) -> object:
    if len(text) > _MOST_JSON_CHARACTERS:
        return None
    plain = text.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    if (value := _strictly(plain)) is not None:
        return value
    bare = unwrapped(text)
    value = _strictly(bare) if bare != plain else None
    return read_broken(bare) if value is None else value


def _strictly(text: str) -> object:
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _BARE_CONTROLS.sub(" ", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, item in value.items():
            # What is inside these is another's piece: a comment, or what the publisher owns.
            if isinstance(item, dict | list) and key not in ("comment", "publisher", "review", "isPartOf"):
                yield from _walk(item, depth + 1)


def _type(node: dict[str, Any]) -> str:
    types = node.get("@type")
    names = [name.rsplit("/", 1)[-1] for name in _list(types) if isinstance(name, str)]
    return next((name for name in names if name in _ARTICLE_TYPES), names[0] if names else "")


def _article(node: dict[str, Any], nodes: list[dict[str, Any]]) -> LinkedArticle:
    body = node.get("articleBody") or node.get("text")
    return LinkedArticle(
        type=_type(node),
        headline=_text(node.get("headline")) or _text(node.get("name")),
        url=_address(node.get("url")) or _address(node.get("mainEntityOfPage")) or _address(node.get("@id")),
        published=_moment(node.get(_PUBLISHED)),
        modified=_moment(node.get("dateModified")),
        authors=tuple(_names(node.get("author"), nodes)),
        publisher=next(iter(_names(node.get("publisher"), nodes)), None),
        language=_text(node.get("inLanguage")),
        body=_body(body) if isinstance(body, str) else None,
        origins=tuple(
            origin
            for key in _ORIGINS
            for origin in (*filter(None, [_address(node.get(key))]), *_names(node.get(key), nodes))
        ),
        section=_text(node.get("articleSection")),
        keywords=tuple(filter(None, map(_text, _list(node.get("keywords"))))),
        escaped_headline=_escaped(node.get("headline")) or _escaped(node.get("name")),
        image=_image(node.get("image"), nodes) or _image(node.get("thumbnailUrl"), nodes),
    )


def _trail(node: dict[str, Any]) -> Iterator[str]:
    for entry in _list(node.get("itemListElement"))[:10]:
        if isinstance(entry, dict):
            item = entry.get("item")
            name = _text(entry.get("name")) or (_text(item.get("name")) if isinstance(item, dict) else None)
            if name:
                yield name


def _image(value: object, nodes: list[dict[str, Any]]) -> str | None:
    """The first address of an image: given plainly, as an ImageObject, or by the name of one elsewhere."""
    for item in _list(value):
        if isinstance(item, dict):
            named = next((node for node in nodes if node is not item and node.get("@id") == item.get("@id")), {})
            told = [each.get(key) for each in (item, named) for key in ("url", "contentUrl")]
            item = next((each for each in told if isinstance(each, str)), None)
        if isinstance(item, str) and _is_address(item):
            return item.strip()
    return None


def _names(value: object, nodes: Sequence[dict[str, Any]]) -> Iterator[str]:
    for item in _list(value):
        if isinstance(item, dict):
            name = item.get("name")
            if name is None and "@id" in item:
                name = next((node.get("name") for node in nodes if node.get("@id") == item["@id"]), None)
            # Among several names none refers to another node: it could lead back here.
            yield from _names(name, ()) if isinstance(name, list) else filter(None, [_text(name)])
        elif (text := _text(item)) and not text.startswith(("http://", "https://")):
            yield text


def _text(value: object) -> str | None:
    """A plain line: entities resolved as often as they were escaped, markup dropped."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(_MARKUP.sub(" ", _unescape(value)).split()) or None


def _escaped(value: object) -> str | None:
    if not isinstance(value, str) or "&" not in value:
        return None
    return " ".join(_MARKUP.sub(" ", value).split()) or None


def _moment(value: object) -> str | None:
    """A date in words, or the seconds or milliseconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if 0 < value < 1e15 else None
    return _text(value)


def _address(value: object) -> str | None:
    for item in _list(value):
        if isinstance(item, dict):
            item = item.get("@id") or item.get("url")
        if isinstance(item, str) and _is_address(item):
            return item
    return None


def _is_address(text: str) -> bool:
    """Whether it is an address of the web, whole or of this site, that can be taken apart."""
    try:
        return text.startswith(("http://", "https://", "/")) and bool(urlsplit(text))
    except ValueError:
        return False


def _body(value: str) -> str | None:
    text = _unescape(value)
    if _MARKUP.search(text):
        text = _MARKUP.sub("", _BLOCK_END.sub("\n", text))
    return "\n\n".join(paragraphs(text.replace("\r", "\n").split("\n"))) or None


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines with single spaces, the empty ones left out."""
    return (line for line in (" ".join(line.split()) for line in lines) if line)


def _unescape(value: str) -> str:
    for _ in range(_MOST_ESCAPES if "&" in value else 0):
        plain = html.unescape(value)
        if plain == value:
            break
        value = plain
    return value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
