"""Read the listings of an archive, sitemaps and feed pages, and write down which pages of the wanted days they name.

What follows from a listing is stored with what it named, in one transaction: a kill costs one listing at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from crawler.past_days import Days
from crawler.past_listings import OlderChild, Past, past_of_feed, past_of_sitemap
from crawler.robots import origin_of
from daemon.walk import Walk
from db import Database
from db.archive_listings import ArchiveListing, ListingCounts, ListingKind, ListingStatus
from db.backfills import Backfill
from model import Link, Page, Source
from pipelines.outlets.addresses import shape_of
from pipelines.processes.workers import WorkerFailed
from pipelines.recording.aliases import known_variants
from pipelines.text.addresses import canonical_form

_LINKS_AT_ONCE = 100
_MOST_LISTINGS = 5000
_MOST_FEED_PAGES = 1000
_MOST_INDEXES = 5
_TRIES = 3
_RETRY_SECONDS = 5.0
_USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
_LASTING = (401, 403, 404, 410)
# A sitemap at its limits is ten times as large as the largest page.
_PATIENCE = 3


def first_listings(sources: Sequence[Source]) -> Iterator[ArchiveListing]:
    """What a walk begins with: the sitemaps and feeds that are watched, and what each site's robots.txt names."""
    for source in sources:
        if source.kind != "front_page":
            kind: ListingKind = "feed" if source.kind == "feed" else "sitemap"
            yield ArchiveListing(url=source.url, kind=kind, source_id=source.id)
    seen: set[str] = set()
    for source in sources:
        if (origin := origin_of(source.url)) not in seen:
            seen.add(origin)
            yield ArchiveListing(url=origin, kind="site", source_id=source.id)


async def read_listings(walk: Walk, sources: Sequence[Source]) -> str | None:
    """Read what is to be read: None at its end, or why it was given up."""
    by_id = {source.id: source for source in sources}
    read = 0
    while walk.goes_on and (listing := walk.database.next_listing(walk.order.id)) is not None:
        if (read := read + 1) > _MOST_LISTINGS:
            return f"more than {_MOST_LISTINGS} sitemaps and feed pages: ask for fewer days"
        if listing.kind == "site":
            await _read_site(walk, listing)
        else:
            await _read(walk, listing, by_id.get(listing.source_id, sources[0]))
    return None


async def _read_site(walk: Walk, listing: ArchiveListing) -> None:
    """What a site's robots.txt names, else the usual places."""
    named = await walk.crawler.sitemaps_named(listing.url)
    if walk.stopping.is_set():
        return
    usual = [f"{listing.url}{path}" for path in _USUAL]
    kind: ListingKind = "sitemap" if named else "guess"
    further = [ArchiveListing(url=url, kind=kind, source_id=listing.source_id) for url in named or usual]
    await _finish(walk, listing, Past(), status="read", further=further)


async def _read(walk: Walk, listing: ArchiveListing, source: Source) -> None:
    page = await walk.crawler.fetch(listing.url, as_listing=True)
    if walk.stopping.is_set():
        return
    if page.outcome != "fetched":
        await _fail(walk, listing, page)
        return
    try:
        past = await _parse(walk, listing, page, source)
    except WorkerFailed as failure:
        past = Past(problem=str(failure))
    if past.problem and not past.named and not past.children:
        status: ListingStatus = "read" if listing.kind == "feed" and listing.number > 1 else "failed"
        await _finish(walk, listing, past, status=status)
        return
    is_repeated = past.mark is not None and walk.database.repeats_listing(walk.order.id, past.mark)
    if not is_repeated:
        await _note(walk, listing.source_id, past.links)
    further = list(_further(listing, past)) if not is_repeated else []
    await _finish(walk, listing, past, status="partly" if past.problem else "read", further=further)


async def _parse(walk: Walk, listing: ArchiveListing, page: Page, source: Source) -> Past:
    order, workers = walk.order, walk.crawler.services.workers
    wanted = Days(first=order.first, last=order.last)
    where, seconds = page.final_url or page.url, workers.timeout_seconds * _PATIENCE
    if listing.kind == "feed":
        return await workers.run(
            past_of_feed,
            page.body,
            where,
            page.content_type,
            wanted,
            order.with_undated,
            listing.number,
            timeout_seconds=seconds,
        )
    within = Days(first=listing.first, last=listing.last) if listing.first and listing.last else None
    return await workers.run(
        past_of_sitemap,
        page.body,
        where,
        page.content_type,
        wanted,
        within,
        order.with_undated,
        source.link_rules if source.kind == "sitemap" else None,
        timeout_seconds=seconds,
    )


async def _fail(walk: Walk, listing: ArchiveListing, page: Page) -> None:
    """Note why nothing was fetched, or try it again later."""
    pause = walk.crawler.pause_left_at(listing.url)
    if pause > 0:
        await walk.wait(pause)
        return
    reason = page.reason or "no reason given"
    if listing.kind == "feed" and listing.number > 1 and page.http_status in _LASTING:
        # A numbered feed ends like this.
        await _finish(walk, listing, Past(problem=f"the feed ends here: {reason}"), status="read")
    elif listing.kind == "guess" or page.outcome == "refused" or page.http_status in _LASTING:
        await _finish(walk, listing, Past(problem=reason), status="failed")
    elif listing.tries + 1 < _TRIES:
        await walk.writer.write(Database.retry_listing, listing.id, reason)
        await walk.wait(_RETRY_SECONDS if listing.tries else 0.0)
    else:
        await _finish(walk, listing, Past(problem=f"{reason} ({_TRIES} times)"), status="failed")


async def _finish(
    walk: Walk, listing: ArchiveListing, past: Past, *, status: ListingStatus, further: Sequence[ArchiveListing] = ()
) -> None:
    await walk.writer.write(
        Database.finish_listing,
        walk.order.id,
        listing.id,
        status=status,
        reason=past.problem,
        counts=ListingCounts(links=past.named, out=past.out, later=past.later, undated=past.undated, mark=past.mark),
        further=further,
    )


async def _note(walk: Walk, source_id: int, links: Sequence[Link]) -> None:
    """Write down what a listing names, before it counts as read."""
    for start in range(0, len(links), _LINKS_AT_ONCE):
        some = links[start : start + _LINKS_AT_ONCE]
        await walk.writer.write(_note_archived, walk.order, source_id, some, now=walk.clock())


def _note_archived(
    database: Database, order: Backfill, source_id: int, links: Sequence[Link], *, now: datetime
) -> None:
    keyed = [(canonical_form(link.url), link) for link in links]
    known = database.known_pages([key for key, _ in keyed])
    known |= known_variants(database, [(key, link) for key, link in keyed if key not in known])
    shapes = {canonical: shape_of(link.url) for canonical, link in keyed if canonical not in known}
    database.note_archived(order.id, source_id, keyed, known, is_dry=order.is_dry, now=now, shapes=shapes)


def _further(listing: ArchiveListing, past: Past) -> Iterator[ArchiveListing]:
    """Which listings follow one that was read."""
    for child in past.children:
        yield _as_listing(child, listing)
    if past.older is None or past.is_before or not past.named:
        return
    too_many = f"more than {_MOST_FEED_PAGES} pages of a feed" if listing.number >= _MOST_FEED_PAGES else None
    yield ArchiveListing(
        url=past.older, kind="feed", source_id=listing.source_id, number=listing.number + 1, why_not=too_many
    )


def _as_listing(child: OlderChild, parent: ArchiveListing) -> ArchiveListing:
    # A child that names no days has its parent's: each sitemap in the index of a year is of that year.
    days = child.days
    too_deep = "an index within too many others" if parent.number > _MOST_INDEXES else None
    return ArchiveListing(
        url=child.url,
        kind="sitemap",
        source_id=parent.source_id,
        number=parent.number + 1,
        first=days.first if days else parent.first,
        last=days.last if days else parent.last,
        why_not=child.why_not or too_deep,
    )
