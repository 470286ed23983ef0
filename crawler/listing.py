"""What a feed, sitemap or front page lists, once parsed. Values only, and the cleaning of the words they
carry.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from crawler.markup import with_whole_characters
from model import LeftOut, Link, SourceKind
from pipelines.text.addresses import canonical_form

MAX_LINKS = 1000
# What a sitemap dates longer ago is no news.
FRESH_DAYS = 7
MAX_URL = 4000

_TAG = re.compile(r"<[^<>]{0,2000}>")
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A sitemap that a sitemap index names; `lastmod` as given."""

    url: str
    lastmod: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The links of a listing, first to be fetched first. `problem` is one sentence when it could not be read
    whole.

    `unusable` counts entries without a web address, `left_out` those beyond `MAX_LINKS` or too old to be
    news. `home` is the page that a feed names as its site's, `title` what it calls itself. `refused` are the links
    that are no articles, or that the user's rules leave out. `kind` is what the listing is by its content.
    `update_seconds` is how often it says that it changes, `hub` where it announces that, as `topic`.
    """

    links: tuple[Link, ...] = ()
    problem: str | None = None
    unusable: int = 0
    left_out: int = 0
    children: tuple[Child, ...] = ()
    home: str | None = None
    title: str | None = None
    refused: tuple[LeftOut, ...] = ()
    kind: SourceKind | None = None
    update_seconds: float = 0.0
    hub: str | None = None
    topic: str | None = None


def absolute(base: str, address: str) -> str | None:
    """A listed address made absolute, otherwise as given; None when it is not a usable web address.

    Ampersands that were escaped once too often are put right: no address names a parameter `amp;id`.
    """
    address = _SURROGATE.sub("", address).strip().replace("&amp;", "&")
    if not address:
        return None
    try:
        url = urljoin(base, address)
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= MAX_URL
        _ = parts.port, canonical_form(url)
    except ValueError:
        return None
    return url if usable else None


def plain(words: object, *, limit: int) -> str | None:
    """Words without markup and line breaks, at most `limit` characters; None when nothing is left."""
    if not isinstance(words, str) or not words:
        return None
    text = html.unescape(with_whole_characters(_TAG.sub(" ", words[: limit * 20])))
    text = _SPACE.sub(" ", _SURROGATE.sub("", text).replace("\x00", "")).strip()
    return text[:limit] or None


def moment(words: str | None) -> datetime | None:
    """Read the instant that a listing's date names (ISO 8601, W3C or RFC 2822 form); without a zone it is
    taken as UTC.
    """
    if not words or len(words) > 100:
        return None
    text = words.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime, _year_and_month):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _year_and_month(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
