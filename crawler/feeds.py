"""Read a feed: RSS 0.9x to 2.0, RDF, Atom, CDF, JSON Feed. Pure: bytes in, links out. Runs in a worker
process.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from crawler.entries import BEGINS, read_entries
from crawler.link_rules import Rules
from crawler.listing import MAX_LINKS, Listing, absolute, plain
from crawler.markup import has_huge_tag, repaired
from model import Hints, LeftOut, Link, LinkRules
from pipelines.reading.feed_content import entry_content
from pipelines.text.addresses import canonical_form

_MOST_OF_A_TAG = 200_000
_EMPTY_LINK = re.compile(rb"<link\s*/>|<link\s*>\s*(?:<!\[CDATA\[\s*\]\]>\s*)?</link\s*>", re.IGNORECASE)
_END = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_NO_ADDRESS = re.compile(
    rb"<guid\s[^<>]*isPermaLink\s*=\s*[\"']\s*false[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<>\s]{1,4000})", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*")
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 7 * 86400, "monthly": 30 * 86400, "yearly": 365 * 86400}
NO_ADDRESSES = "none of its entries has a web address, without which nothing is stored"
_BROKEN_OFF = "the feed breaks off before its end: what was readable is used"
_TITLE, _SUMMARY, _NAME, _DATE = 500, 2000, 200, 100


def parse_feed(body: bytes, url: str, content_type: str | None = None, rules: LinkRules | None = None) -> Listing:
    """The links of a feed, in its order, with what it says of each. `url` is where it was found.

    Of the user's `rules` only `exclude` counts: a feed names nothing but articles.
    """
    listing = _feed(body, url, content_type)
    if not rules or not rules.exclude:
        return listing
    rule = Rules(LinkRules(exclude=rules.exclude))
    left = [
        LeftOut(url=link.url, words=link.hints.title, reason=why)
        for link in listing.links
        if (why := rule.why_not(link.url))
    ]
    gone = {each.url for each in left}
    return replace(listing, links=tuple(link for link in listing.links if link.url not in gone), refused=tuple(left))


def _feed(body: bytes, url: str, content_type: str | None) -> Listing:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{" or (start != b"<" and "json" in (content_type or "").lower()):
        return _json_feed(body, url)
    return _xml_feed(body, url, content_type)


def _xml_feed(body: bytes, url: str, content_type: str | None) -> Listing:
    if has_huge_tag(body, _MOST_OF_A_TAG):
        return Listing(problem="the feed holds a tag of more than 200,000 characters")
    # An empty link would hide the guid, which stands for it.
    body = _EMPTY_LINK.sub(b"", repaired(body, content_type))
    end = max((body.rfind(each) + len(each) for each in (b"</item>", b"</entry>") if each in body), default=0)
    # Where a feed breaks off in the middle of an address, that address leads to a page that the feed does not name.
    if breaks_off := (not _END.search(body, end) and (begun := BEGINS.search(body)) is not None):
        body = body[: end or begun.start()]
    try:
        feed = read_entries(body, content_type)
    except Exception as error:  # feedparser lets errors of many kinds through on broken input
        return Listing(problem=f"the feed cannot be read: {type(error).__name__}")
    if not feed.entries and not feed.version:
        return Listing(problem="this is not a feed" if body.strip() else "the answer is empty")
    address = feed.about.get("link")
    site = _Site(
        url=url,
        home=absolute(url, address) if isinstance(address, str) else None,
        language=plain(feed.about.get("language"), limit=_DATE),
        no_addresses=frozenset(html.unescape(each.decode("utf-8", "replace")) for each in _NO_ADDRESS.findall(body)),
    )
    links = [*(_xml_link(entry, site) for entry in feed.entries), *[None] * feed.lost]
    listing = _listing(links, total=len(links), home=site.home, problem=_BROKEN_OFF if breaks_off else None)
    return replace(
        listing,
        title=plain(feed.about.get("title"), limit=_NAME),
        update_seconds=update_seconds(feed.about),
        hub=_linked(feed.about, "hub", url),
        topic=_linked(feed.about, "self", url),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """What a feed says once for all its entries. `no_addresses` are the guids that it marks as no permalinks."""

    url: str
    home: str | None
    language: str | None = None
    no_addresses: frozenset[str] = frozenset()


def _xml_link(entry: Any, site: _Site) -> Link | None:
    guid, listed = entry.get("id"), [each for each in entry.get("links") or () if isinstance(each, Mapping)]
    named = [each.get("href") for each in listed if each.get("rel") == "alternate"]
    link = entry.get("link")
    if link != guid or guid in named:
        named.insert(0, link)
    addresses = [entry.get("feedburner_origlink"), *named]
    if isinstance(guid, str) and guid.strip() not in site.no_addresses:
        # A guid is an address where it looks like one, whatever the default says: many are bare numbers.
        addresses.append(guid if _is_address(guid) or (entry.get("guidislink") and guid[:1] == "/") else None)
    found = _first_usable(addresses, site)
    if found is None:
        return None
    source = entry.get("source")
    return Link(
        url=found[0],
        hints=Hints(
            title=plain(entry.get("title"), limit=_TITLE),
            # dict.get, because feedparser answers "updated" with "published" when there is none.
            published=plain(dict.get(entry, "published"), limit=_DATE),
            updated=plain(dict.get(entry, "updated"), limit=_DATE),
            authors=_names(
                [each.get("name") for each in entry.get("authors") or [] if isinstance(each, Mapping)]
                or [entry.get("author")]
            ),
            summary=plain(entry.get("summary"), limit=_SUMMARY),
            outlet=plain(source.get("title"), limit=_NAME) if isinstance(source, Mapping) else None,
            language=plain(entry.get("language"), limit=_DATE) or site.language,
            guid=plain(entry.get("id"), limit=_TITLE),
            other_url=found[1],
            content=_whole(entry_content(contents_of(entry), entry.get("summary") or "")),
        ),
    )


def _first_usable(addresses: Iterable[object], site: _Site) -> tuple[str, str | None] | None:
    """The first address that leads to a page other than the feed, and other than the feed's site where there is one;
    beside it, for a relative address in a feed that lies on another host, the same address on the feed's site.
    """
    home = canonical_form(site.home) if site.home else None
    front_page = None
    for address in addresses:
        if not isinstance(address, str) or (found := absolute(site.url, address)) is None:
            continue
        if (canonical := canonical_form(found)) == canonical_form(site.url):
            continue
        other = absolute(site.home, address) if site.home else None
        usable = found, other if other != found else None
        if canonical != home:
            return usable
        front_page = front_page or usable
    return front_page


def _json_feed(body: bytes, url: str) -> Listing:
    """JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/."""
    try:
        encoding = json.detect_encoding(body)
        feed = json.loads(body.decode(encoding, "replace"), strict=False)
    except (ValueError, RecursionError):
        return Listing(problem="the feed is not valid JSON")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Listing(problem="this JSON is not a feed: it has no items")
    home = feed.get("home_page_url")
    site = _Site(
        url=url,
        home=absolute(url, home) if isinstance(home, str) else None,
        language=plain(feed.get("language"), limit=_DATE),
    )
    listing = _listing((_json_link(item, site) for item in items), total=len(items), home=site.home)
    return replace(
        listing,
        title=plain(feed.get("title"), limit=_NAME),
        hub=_json_hub(feed.get("hubs"), url),
        topic=absolute(url, feed["feed_url"]) if isinstance(feed.get("feed_url"), str) else None,
    )


def _json_link(item: object, site: _Site) -> Link | None:
    if not isinstance(item, dict):
        return None
    addresses = [item.get("url"), item.get("external_url"), item["id"] if _is_address(item.get("id")) else None]
    found = _first_usable(addresses, site)
    if found is None:
        return None
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    return Link(
        url=found[0],
        hints=Hints(
            title=plain(item.get("title"), limit=_TITLE),
            published=plain(item.get("date_published"), limit=_DATE),
            updated=plain(item.get("date_modified"), limit=_DATE),
            authors=_names(each.get("name") for each in authors if isinstance(each, dict)),
            summary=plain(item.get("summary"), limit=_SUMMARY),
            language=plain(item.get("language"), limit=_DATE) or site.language,
            guid=plain(item.get("id"), limit=_TITLE),
            other_url=found[1],
            content=_whole(entry_content(_json_contents(item), "")),
        ),
    )


def _json_hub(hubs: object, url: str) -> str | None:
    for each in hubs if isinstance(hubs, list) else ():
        if isinstance(each, dict) and str(each.get("type")).lower() == "websub" and isinstance(each.get("url"), str):
            return absolute(url, each["url"])
    return None


def update_seconds(about: Mapping[str, Any]) -> float:
    """How often an XML feed says that it changes, 0 where it does not: the longer of RSS's `ttl`, in minutes, and of
    `sy:updatePeriod` divided by `sy:updateFrequency` (https://web.resource.org/rss/1.0/modules/syndication/).
    """
    ttl = _number(about.get("ttl")) * 60
    period = _PERIODS.get(str(about.get("sy_updateperiod") or "").strip().lower(), 0)
    return max(ttl, period / (_number(about.get("sy_updatefrequency")) or 1))


def _number(words: object) -> float:
    """A number that a feed gives; 0 where it is no number, or far too large."""
    found = _NUMBER.fullmatch(str(words))
    return float(found[1]) if found else 0.0


def _linked(about: Mapping[str, Any], relation: str, url: str) -> str | None:
    """The address that a feed gives in a link of this relation."""
    for each in about.get("links") or ():
        if isinstance(each, Mapping) and relation in str(each.get("rel")).lower().split():
            return absolute(url, str(each.get("href") or ""))
    return None


def contents_of(entry: Any) -> list[tuple[str, str | None]]:
    """The content elements of an entry that feedparser read: what they hold, and its media type."""
    listed = [each for each in entry.get("content") or () if isinstance(each, Mapping)]
    return [(each.get("value") or "", each.get("type")) for each in listed]


def _json_contents(item: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    markup, text = item.get("content_html"), item.get("content_text")
    if isinstance(markup, str) and markup.strip():
        return [(markup, "text/html")]
    return [(text, "text/plain")] if isinstance(text, str) else []


def _whole(content: str | None) -> str | None:
    """Without lone surrogates, which cannot be sent to a worker or stored."""
    return content.encode("utf-8", "replace").decode().replace("\x00", "") if content else None


def _is_address(value: object) -> bool:
    try:
        return isinstance(value, str) and urlsplit(value.strip()).scheme in ("http", "https")
    except ValueError:
        return False


def _names(values: Iterable[object]) -> tuple[str, ...]:
    names = (plain(value, limit=_NAME) for value in values)
    return tuple(dict.fromkeys(name for name in names if name))[:20]


def _listing(
    links: Iterable[Link | None], *, total: int, home: str | None = None, problem: str | None = None
) -> Listing:
    found: list[Link] = []
    unusable = read = 0
    for link in links:
        read += 1
        if link is None:
            unusable += 1
        else:
            found.append(link)
        if len(found) == MAX_LINKS:
            break
    if unusable and not found:
        problem = NO_ADDRESSES
    return Listing(links=tuple(found), problem=problem, unusable=unusable, left_out=total - read, home=home)
