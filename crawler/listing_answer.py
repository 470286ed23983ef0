"""What the answer with a listing says about its source: its kind, where it moved, its hub, how fresh it stays."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response

from crawler.answers import header, moved_for_good
from crawler.listing import Listing, absolute
from crawler.wishes import fresh_seconds, linked
from model import Found, Source


def found_in(listing: Listing, response: Response, source: Source, *, asked: str, reads_children: bool) -> Found:
    """What a listing says about its source. `asked` is the address that was asked, `reads_children` whether the
    listings that it names are read in this visit.
    """
    hub, topic = (linked(header(response, "Link"), relation) for relation in ("hub", "self"))
    return Found(
        kind=listing.kind or source.kind,
        moved_to=_moved_to(response, source, asked=asked),
        hub=absolute(response.url, hub) if hub else listing.hub,
        topic=(absolute(response.url, topic) if topic else listing.topic) or response.url,
        update_seconds=listing.update_seconds,
        is_unread=bool(listing.children) and not reads_children,
    )


def found_unchanged(response: Response, source: Source, *, asked: str) -> Found | None:
    """What an answer without news says about its source: None where the source is still where it was."""
    moved_to = _moved_to(response, source, asked=asked)
    if moved_to == source.moved_to:
        return None
    return Found(
        kind=source.found_kind or source.kind,
        links=source.listed or 0,
        moved_to=moved_to,
        update_seconds=source.update_seconds,
    )


def fresh_of(response: Response, *, now: datetime) -> float:
    """For how many seconds an answer says that it stays valid."""
    return fresh_seconds(
        header(response, "Cache-Control"),
        header(response, "Expires"),
        date=header(response, "Date"),
        age=header(response, "Age"),
        now=now,
    )


def _moved_to(response: Response, source: Source, *, asked: str) -> str | None:
    """Where the source is for good, None at its own address."""
    target = moved_for_good(response.meta, response.url) or asked
    return None if target == source.url else target
