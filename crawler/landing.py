"""Tell where a fetch ended: at an article, or at a front page or listing that withdrawn pieces are sent to. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from crawler.guard import fold_host
from crawler.link_addresses import SERVICES, address_score, query_names_an_article, segments_of

# What front pages are called below the root, alone or under a language.
_FRONT = re.compile(
    r"(?:index|default|home|main|start|accueil|startseite)(?:\.\w{2,5})?|[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE
)
# Where an address that looks this much like an article's leads to its own beginning, that is a section.
_ARTICLE_SCORE = 2


def place(url: str) -> str:
    """An address as places are compared: without scheme, `www.`, `m.`, fragment and final slash."""
    parts = urlsplit(url)
    host = fold_host(parts.hostname or "").removeprefix("www.").removeprefix("m.")
    port = parts.port if parts.port not in (None, 80, 443) else ""
    return f"{host}:{port}{unquote(parts.path).rstrip('/')}?{parts.query}"


def no_article(asked: str, reached: str, listings: Collection[str]) -> str | None:
    """Why what stands at `reached` is no article, for one that was asked for at `asked`; None when it may be one.

    `listings` are the places of front pages, sections and feeds that are known as such.
    """
    there = place(reached)
    if there == place(asked):
        return "the address is that of a front page or listing, not of an article" if there in listings else None
    if is_front(reached) and not is_front(asked):
        return f"leads to the site's front page, not to an article: {reached[:300]}"
    if there in listings or _is_section(asked, reached):
        return f"leads to a listing, not to an article: {reached[:300]}"
    if _names_service(reached) and not _names_service(asked):
        return f"leads to a page of the site's services, not to an article: {reached[:300]}"
    return None


def front_of(url: str) -> str:
    """The root of an address's site."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def is_front(url: str) -> bool:
    """Whether an address has the name of a front page, at the root or under a language."""
    segments, query = segments_of(url), urlsplit(url).query
    return len(segments) <= 2 and all(map(_FRONT.fullmatch, segments)) and not query_names_an_article(query)


def _is_section(asked: str, reached: str) -> bool:
    """Whether the address reached is the start of the one asked for, without what made it an article's."""
    long, short = segments_of(asked), segments_of(reached)
    return (
        len(short) < len(long)
        and long[: len(short)] == short
        and address_score(long, urlsplit(asked).query) >= _ARTICLE_SCORE
        and address_score(short, urlsplit(reached).query) == 0
    )


def _names_service(url: str) -> bool:
    return not SERVICES.isdisjoint(segment.lower() for segment in segments_of(url))
