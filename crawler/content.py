"""Tell by its content what an address answers with, and read it as that. Pure. Runs in a worker.

Neither the address nor the Content-Type nor the configuration is believed: feeds are sent as text/html, and a feed or
an error page may stand where a sitemap was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Literal

from crawler.feeds import parse_feed
from crawler.finding_candidates import is_challenge, read_site_page
from crawler.links import find_links
from crawler.listing import Listing
from crawler.sitemaps import MAX_BYTES, parse_sitemap
from model import LinkRules, ReadBefore, SourceKind
from pipelines.reading.html.charset import decode_html

_HEAD_BYTES = 8000
_ROOT = re.compile(
    r"<(?:[\w.-]+:)?(rss|feed|rdf|channel|urlset|sitemapindex|html|head|body)[\s>]|<!doctype\s+(html)", re.IGNORECASE
)
_ADDRESS = re.compile(r"\s*\ufeff?https?://\S+\s*$", re.IGNORECASE | re.MULTILINE)
_MOST_FEEDS = 3


def content_of(body: bytes, content_type: str | None) -> Literal["feed", "sitemap", "page", "none"]:
    """What the bytes are, by their beginning."""
    if body[:2] == b"\x1f\x8b":
        return "sitemap"
    head = decode_html(body[:_HEAD_BYTES], content_type).lstrip("\ufeff \t\r\n\x00")
    if head[:1] == "{":
        return "feed" if re.search(r'"(?:items|version)"\s*:', head) else "none"
    if root := _ROOT.search(head):
        name = (root[1] or root[2]).lower()
        if name in ("urlset", "sitemapindex"):
            return "sitemap"
        return "page" if name in ("html", "head", "body") else "feed"
    if _ADDRESS.match(head.partition("\n")[0]):
        return "sitemap"
    return "page" if head[:1] == "<" else "none"


def read_listing(
    kind: SourceKind,
    body: bytes,
    url: str,
    content_type: str | None,
    now: datetime,
    rules: LinkRules | None = None,
    max_bytes: int = MAX_BYTES,
    read: ReadBefore | None = None,
) -> Listing:
    """The links of a listing, whatever it is; `kind` is what it was taken for; `rules` and
    `read`: see `crawler.links`.

    A web page is read for its links only where one was expected. Elsewhere it is refused, and `problem` says what it
    names instead.
    """
    content = content_of(body, content_type)
    if content == "sitemap" or (content == "none" and kind == "sitemap"):
        listing = parse_sitemap(body, url, content_type, now, max_bytes, rules)
        return replace(listing, kind=listing.kind or "sitemap")
    if kind == "front_page" and content != "feed":
        return replace(find_links(body, url, content_type, rules, read), kind="front_page")
    # What looks like a page may be a feed of an old or odd kind: the parser decides.
    feed = replace(parse_feed(body, url, content_type, rules), kind="feed")
    if content == "feed" or feed.links or not feed.problem:
        return feed
    if content == "page":
        return Listing(kind="front_page", problem=_page_words(kind, body, url, content_type))
    return feed


def _page_words(kind: SourceKind, body: bytes, url: str, content_type: str | None) -> str:
    words = f"this is not a {kind}: a web page is in its place"
    if is_challenge(body):
        return f"{words}, a test for browsers"
    named = read_site_page(body, url, content_type).candidates
    feeds = [candidate.url for candidate in named if candidate.how == "declared"][:_MOST_FEEDS]
    return f"{words}; it names {'the feeds ' if len(feeds) > 1 else 'the feed '}{' '.join(feeds)}" if feeds else words
