"""The entries of an XML feed as feedparser reads them, whatever one of them does to the rest. Pure.

feedparser gives up a whole feed over one odd value (a bad coordinate, an empty licence), and an element that one
entry does not close swallows all entries after it. Then each entry is read as a feed of its own.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax import SAXException

import feedparser

BEGINS = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_MOST = 20_000
# What feedparser calls `updated` in a feed of one of the kinds of RSS.
_DC_DATE = re.compile(rb"<dc:date[\s>]", re.IGNORECASE)
_CHANGED = re.compile(rb"<[\w-]+:(?:modified|updated)[\s>]", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """`about` is what the feed says of itself, `lost` counts entries that cannot be read, `version` is the kind of
    feed, empty where this is none, `trouble` what feedparser says is wrong with it.
    """

    about: Mapping[str, Any]
    entries: tuple[Any, ...]
    version: str
    lost: int = 0
    trouble: str | None = None


def read_entries(body: bytes, content_type: str | None = None) -> Entries:
    """The entries of a repaired feed, addresses as they stand there. Raises what feedparser raises where not one of
    them can be read.
    """
    whole: Any = {}
    trouble: Exception | None = None
    try:
        whole = _parsed(body, content_type)
        trouble = whole.get("bozo_exception")
    except Exception as error:  # feedparser lets errors of many kinds through on broken input
        trouble = error
    read = tuple(whole.get("entries") or ())
    if trouble is not None and (not whole or isinstance(trouble, SAXException)):
        feeds = _one_by_one(body, content_type)
        single = tuple(entry for feed in feeds for entry in (feed.get("entries") or ())[:1])
        if _linked(single) > _linked(read) or len(single) > len(read):
            about: Any = next((feed for feed in [whole, *feeds] if feed), {})
            lost = len(feeds) - len(single)
            return Entries(
                about=about.get("feed") or {},
                entries=single,
                version=about.get("version") or "",
                lost=lost,
                trouble=str(trouble),
            )
    if not whole:
        assert trouble is not None
        raise trouble
    return Entries(
        about=whole.get("feed") or {},
        entries=read,
        version=whole.get("version") or "",
        trouble=str(trouble) if trouble else None,
    )


def _linked(entries: tuple[Any, ...]) -> int:
    return sum(bool(entry.get("link")) for entry in entries)


def _one_by_one(body: bytes, content_type: str | None) -> list[Any]:
    """Each entry between the feed's beginning and its own end; an empty mapping for one that cannot be read."""
    starts = [found.start() for found in BEGINS.finditer(body)][:_MOST]
    feeds: list[Any] = []
    for start, following in zip(starts, [*starts[1:], len(body)], strict=True):
        end = _ENDS.search(body, start, following)
        try:
            feeds.append(_parsed(body[: starts[0]] + body[start : end.end() if end else following], content_type))
        except Exception:  # this entry is the broken one; it is counted
            feeds.append({})
    return feeds


def _parsed(body: bytes, content_type: str | None) -> Any:
    # A byte order mark goes before the charset of the header, which may name what the body was before its repair.
    is_marked = body.startswith(codecs.BOM_UTF8)
    headers = {"content-type": content_type} if content_type and not is_marked else {}
    # A stream, never the bytes themselves: feedparser opens a string as an address or a file's name when it
    # can.
    feed = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False)
    # RSS 1.0 has no date of its own: its entries are dated by Dublin Core. Atom's `updated` may be that of a change.
    if feed.get("version", "").startswith("rss") and _DC_DATE.search(body) and not _CHANGED.search(body):
        for entry in feed.entries:
            # dict.get, because feedparser answers "updated" with "published" when there is none.
            if "published" not in entry and (date := dict.get(entry, "updated")):
                entry["published"] = date
    return feed
