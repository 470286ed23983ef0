"""Read a feed: RSS 0.9x to 2.0, RDF, Atom, CDF, JSON Feed. Pure: bytes in, links out. Runs in a worker
process.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import feedparser

from crawler.listing import MAX_LINKS, Listing, absolute, plain
from model import Hints, Link
from pipelines.reading.feed_content import entry_content

# feedparser needs a time that grows with the square of a tag's attributes.
_HUGE_TAG = re.compile(rb"<[^<>]{200000}")
_TITLE, _SUMMARY, _NAME, _DATE = 500, 2000, 200, 100


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links of a feed, in its order, with what it says of each. `url` is where it was found."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{" or (start != b"<" and "json" in (content_type or "").lower()):
        return _json_feed(body, url)
    return _xml_feed(body, url, content_type)


def _xml_feed(body: bytes, url: str, content_type: str | None) -> Listing:
    if _HUGE_TAG.search(body):
        return Listing(problem="the feed holds a tag of more than 200,000 characters")
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    # A stream, never the bytes themselves: feedparser opens a string as an address or a file's name when it
    # can.
    try:
        feed: Any = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False)
    except Exception as error:  # feedparser lets errors of many kinds through on broken input
        return Listing(problem=f"the feed cannot be read: {type(error).__name__}")
    entries = feed.get("entries") or []
    if not entries and not feed.get("version"):
        return Listing(problem="this is not a feed")
    language = plain(feed.get("feed", {}).get("language"), limit=_DATE)
    return _listing((_xml_link(entry, url, language) for entry in entries), total=len(entries))


def _xml_link(entry: Any, base: str, language: str | None) -> Link | None:
    address = entry.get("feedburner_origlink") or entry.get("link")
    if not isinstance(address, str) or (found := absolute(base, address)) is None:
        return None
    source = entry.get("source")
    return Link(
        url=found,
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
            language=plain(entry.get("language"), limit=_DATE) or language,
            content=_whole(entry_content(contents_of(entry), entry.get("summary") or "")),
        ),
    )


def _json_feed(body: bytes, url: str) -> Listing:
    """JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return Listing(problem="the feed is not valid JSON")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Listing(problem="this JSON is not a feed: it has no items")
    return _listing((_json_link(item, url, feed) for item in items), total=len(items))


def _json_link(item: object, base: str, feed: Mapping[str, Any]) -> Link | None:
    if not isinstance(item, dict):
        return None
    address = item.get("url") or item.get("external_url")
    if address is None and _is_address(item.get("id")):
        address = item["id"]
    if not isinstance(address, str) or (found := absolute(base, address)) is None:
        return None
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    return Link(
        url=found,
        hints=Hints(
            title=plain(item.get("title"), limit=_TITLE),
            published=plain(item.get("date_published"), limit=_DATE),
            updated=plain(item.get("date_modified"), limit=_DATE),
            authors=_names(each.get("name") for each in authors if isinstance(each, dict)),
            summary=plain(item.get("summary"), limit=_SUMMARY),
            language=plain(item.get("language"), limit=_DATE) or plain(feed.get("language"), limit=_DATE),
            content=_whole(entry_content(_json_contents(item), "")),
        ),
    )


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
    """Lone surrogates travel into no worker and no database."""
    return content.encode("utf-8", "replace").decode().replace("\x00", "") if content else None


def _is_address(value: object) -> bool:
    try:
        return isinstance(value, str) and urlsplit(value).scheme in ("http", "https")
    except ValueError:
        return False


def _names(values: Iterable[object]) -> tuple[str, ...]:
    names = (plain(value, limit=_NAME) for value in values)
    return tuple(dict.fromkeys(name for name in names if name))[:20]


def _listing(links: Iterable[Link | None], *, total: int) -> Listing:
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
    return Listing(links=tuple(found), unusable=unusable, left_out=total - read)
