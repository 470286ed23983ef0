"""Decide which pages a visit fetches, in which order. Pure: knows nothing of Scrapy or SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from config.tables import Crawl
from crawler.listing import moment
from model import Hints, KnownPage, Link
from pipelines.recording.recheck import LISTED

# A listing is not believed when it says that this many known pages, and most of them, changed since the last visit:
# some servers write the present time into every `lastmod`.
_MANY = 10
# Pages without a text are due whichever source names them.
_UNREAD = ("wanted", "failed", "refused")

Why = Literal["new", "wanted", "changed", "due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """A page to be fetched. `page_id` is None until its row is written; validators are None for a first
    fetch; `attempts` is how often fetching it failed.
    """

    url: str
    canonical_url: str
    why: Why
    page_id: int | None = None
    hints: Hints = field(default_factory=Hints)
    etag: str | None = None
    last_modified: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a visit does. `new` are the links to be written down, fetched or not; `waiting` counts pages left
    for later.

    `distrusted` counts the known pages that the listing calls changed without being believed.
    """

    fetch: tuple[Fetch, ...]
    new: tuple[tuple[str, Link], ...]
    links: int
    known: int
    waiting: int
    distrusted: int


def plan(
    links: Sequence[tuple[str, Link]],
    known: Mapping[str, KnownPage],
    due: Sequence[KnownPage],
    *,
    now: datetime,
    settings: Crawl,
) -> Plan:
    """New links first, then pages that changed, then other pages that are due, and last those that failed before: a
    page whose site answers with a pause would keep the others from ever being fetched. At most `max_links_a_visit`.

    `links` are (canonical address, link) in the order of the listing; of several with one address the first counts.
    `known` has pages by canonical address; under that of an alias, the page it belongs to.
    """
    named = dict(reversed([*links]))
    named = {canonical: named[canonical] for canonical, _ in links}
    new = tuple((canonical, link) for canonical, link in named.items() if canonical not in known)
    wanted, changed = _known_pages(named, known, now)
    settled = sum(canonical in known and known[canonical].status != "wanted" for canonical in named)
    distrusted = 0
    if len(changed) >= _MANY and len(changed) * 2 > settled:
        distrusted, changed = len(changed), []
    fetch = [Fetch(url=link.url, canonical_url=canonical, why="new", hints=link.hints) for canonical, link in new]
    fetch += wanted + changed
    chosen = {each.canonical_url for each in fetch}
    carried = _carried(named, known)
    fetch += [
        # A text that its feed carries now, where it carried none or another one before.
        _due_again(page, carried.get(page.canonical_url, page.hints))
        for page in due
        if page.canonical_url not in chosen and _is_due(page, now)
    ]
    fetch.sort(key=lambda each: each.attempts)
    limit = settings.max_links_a_visit
    return Plan(
        fetch=tuple(fetch[:limit]),
        new=new,
        links=len(named),
        known=len(named) - len(new),
        waiting=max(0, len(fetch) - limit),
        distrusted=distrusted,
    )


def _known_pages(
    named: Mapping[str, Link], known: Mapping[str, KnownPage], now: datetime
) -> tuple[list[Fetch], list[Fetch]]:
    """The known pages of a listing that are to be fetched: those without a text yet, and those that changed.

    Where a page is named under several addresses, the first counts.
    """
    wanted: list[Fetch] = []
    changed: list[Fetch] = []
    looked_at: set[int] = set()
    for canonical, link in named.items():
        page = known.get(canonical)
        if page is None or page.is_forgotten or page.id in looked_at:
            continue
        looked_at.add(page.id)
        if page.status in _UNREAD and (_is_due(page, now) or _was_left(page, now)):
            wanted.append(_due_again(page, link.hints))
        elif page.status != "wanted" and _has_changed(page, link):
            changed.append(_again(page, "changed", link.hints))
    return wanted, changed


def _carried(named: Mapping[str, Link], known: Mapping[str, KnownPage]) -> dict[str, Hints]:
    """What a listing says of the known pages whose text it carries, under each of a page's addresses: an alias may be
    due itself.
    """
    carried: dict[str, Hints] = {}
    for canonical, link in named.items():
        if canonical in known and link.hints.content is not None:
            carried[canonical] = link.hints
            carried.setdefault(known[canonical].canonical_url, link.hints)
    return carried


def _is_due(page: KnownPage, now: datetime) -> bool:
    return page.next_check_at is not None and page.next_check_at <= now


def _was_left(page: KnownPage, now: datetime) -> bool:
    """Whether a page that is no longer tried by itself is tried again because its listing names it: its last attempt
    was long enough ago.
    """
    if page.status == "wanted" or page.next_check_at is not None:
        return False
    return page.fetched_at is None or now - page.fetched_at >= LISTED


def _has_changed(page: KnownPage, link: Link) -> bool:
    """Whether the listing names another time of change than the one known, and not an earlier one.

    Compared as instants where both can be read: two listings of a site write the same moment differently.
    """
    words, before = link.hints.updated, page.updated_words
    if not words or not before or words == before:
        return False
    new, old = moment(words), moment(before)
    return new is None or old is None or new > old


def _due_again(page: KnownPage, hints: Hints) -> Fetch:
    return _again(page, "wanted" if page.status == "wanted" else "due", hints)


def _again(page: KnownPage, why: Why, hints: Hints) -> Fetch:
    # A page that is not stored yet is fetched without a condition: its server may remember an answer that was lost.
    has_text = page.status in ("stored", "off_topic", "no_text", "skipped")
    if hints.content is None and page.hints.content is not None:
        # Another listing names the page without the text that its feed carried.
        hints = replace(hints, content=page.hints.content)
    return Fetch(
        url=page.url,
        canonical_url=page.canonical_url,
        why=why,
        page_id=page.id,
        hints=hints,
        etag=page.etag if has_text else None,
        last_modified=page.last_modified if has_text else None,
        attempts=page.attempts if page.status in _UNREAD else 0,
    )
