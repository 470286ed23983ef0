"""Read a sitemap or a feed page for its past: its links of the wanted days, and the page that follows. Pure: bytes in,
links out. Runs in a worker.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.feeds import parse_feed
from crawler.listing import FRESH_DAYS, Child, Listing, absolute
from crawler.past_days import Days, chosen_children, place_of
from crawler.sitemap_entries import MAX_ENTRIES
from crawler.sitemaps import MAX_BYTES, parse_sitemap
from model import Link, LinkRules
from pipelines.text.addresses import canonical_form

_ENTRIES = re.compile(rb"<(?:[\w.-]+:)?(item|entry)[\s>].*?</(?:[\w.-]+:)?\1\s*>", re.DOTALL | re.IGNORECASE)
_LINKS = re.compile(rb"<(?:[\w.-]+:)?link\s[^<>]{1,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_WORDPRESS = re.compile(rb"<generator[^<>]{0,500}>[^<>]{0,200}wordpress\.(?:org|com)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderChild:
    """A sitemap of an index: the days it is named after, and why it is not read, else None."""

    url: str
    days: Days | None
    why_not: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What one listing gave. `links` are to be fetched; the numbers count what is not. `older` is the feed page that
    follows, `is_before`: all that this one dates is older than what is wanted. `mark` tells one page from another.
    """

    links: tuple[Link, ...] = ()
    named: int = 0
    out: int = 0
    later: int = 0
    undated: int = 0
    children: tuple[OlderChild, ...] = ()
    older: str | None = None
    is_before: bool = False
    mark: str | None = None
    problem: str | None = None


def past_of_sitemap(
    body: bytes,
    url: str,
    content_type: str | None,
    wanted: Days,
    within: Days | None,
    with_undated: bool,
    rules: LinkRules | None = None,
) -> Past:
    """A sitemap, or an index of them."""
    # Dated entries are dropped while they are read when they are `FRESH_DAYS` older than this.
    now = datetime.combine(wanted.first, time(), UTC) + timedelta(days=FRESH_DAYS - 1)
    listing = parse_sitemap(body, url, content_type, now, MAX_BYTES, rules, MAX_ENTRIES)
    past = _sorted(listing, wanted, within, with_undated)
    children = tuple(
        OlderChild(url=child.url, days=days, why_not=why)
        for child, days, why in chosen_children(_once(listing.children), wanted)
    )
    return Past(
        links=past.links,
        named=past.named + listing.left_out,
        out=past.out + listing.left_out,
        later=past.later,
        undated=past.undated,
        children=children,
        problem=listing.problem,
    )


def past_of_feed(
    body: bytes, url: str, content_type: str | None, wanted: Days, with_undated: bool, number: int
) -> Past:
    """A page of a feed, the `number`th."""
    listing = parse_feed(body, url, content_type)
    past = _sorted(listing, wanted, None, with_undated)
    dated = past.named - past.undated
    newest_are_before = dated > 0 and not past.links and past.later == 0 and _all_before(listing, wanted)
    names = sorted(canonical_form(link.url) for link in listing.links)
    return Past(
        links=past.links,
        named=past.named,
        out=past.out,
        later=past.later,
        undated=past.undated,
        older=older_page(body, url, number=number),
        is_before=newest_are_before,
        mark=hashlib.sha256("\n".join(names).encode("utf-8", "replace")).hexdigest()[:16] if names else None,
        problem=listing.problem,
    )


def older_page(body: bytes, url: str, *, number: int) -> str | None:
    """Where a feed has its older entries: RFC 5005 (`prev-archive`, `next`), JSON Feed (`next_url`), or the next number
    of a WordPress feed. `number` is that of this page, from 1 on.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_next(body, url)
    head = _ENTRIES.sub(b"", body)
    named: dict[str, str] = {}
    for tag in _LINKS.findall(head):
        given = {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(tag)}
        rel = given.get(b"rel", b"").decode("latin-1").strip().lower()
        address = html.unescape(given.get(b"href", b"").decode("utf-8", "replace"))
        if rel in ("prev-archive", "next") and address:
            named.setdefault(rel, address)
    for rel in ("prev-archive", "next"):
        if rel in named and (found := absolute(url, named[rel])) is not None:
            return found
    return _wordpress_page(url, number + 1) if _WORDPRESS.search(head) else None


def _json_next(body: bytes, url: str) -> str | None:
    try:
        feed: Any = json.loads(body.decode(json.detect_encoding(body), "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    address = feed.get("next_url") if isinstance(feed, dict) else None
    return absolute(url, address) if isinstance(address, str) else None


def _wordpress_page(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))])))


def _sorted(listing: Listing, wanted: Days, within: Days | None, with_undated: bool) -> Past:
    places = [(link, place_of(link, wanted, within=within)) for link in listing.links]
    counts = Counter(place for _, place in places)
    kept = ("in", "later", "undated") if with_undated else ("in",)
    return Past(
        links=tuple(link for link, place in places if place in kept),
        named=len(places),
        out=counts["out"],
        later=0 if with_undated else counts["later"],
        undated=0 if with_undated else counts["undated"],
    )


def _all_before(listing: Listing, wanted: Days) -> bool:
    """Whether each dated entry is older than what is wanted; a feed may hold one that is pinned."""
    since = Days(first=wanted.first, last=wanted.last.max)
    return all(place_of(link, since, within=None) != "in" for link in listing.links)


def _once(children: tuple[Child, ...]) -> tuple[Child, ...]:
    found: dict[str, Child] = {}
    for child in children:
        found.setdefault(child.url, child)
    return tuple(found.values())
