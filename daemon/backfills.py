"""Walk the archive of an outlet: its sitemaps and feed pages first, then the pages that they name, a few at a time.

All that is known is in the database: whoever goes on after a kill begins with the next listing, and the next page that
is wanted. One process at a time works here, the one that holds the daemon's lock, so that its gate is the only one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from crawler.discovery import Fetch
from crawler.past_days import Days
from crawler.past_listings import OlderChild, Past, past_of_feed, past_of_sitemap
from crawler.robots import origin_of
from crawler.run import Crawler
from db import CannotWrite, Database
from db.archive_listings import ArchiveListing, ListingCounts
from db.backfills import Backfill
from db.writer import Writer
from model import Link, Page, Source
from pipelines.processes.workers import WorkerFailed
from pipelines.recording.aliases import known_variants
from pipelines.recording.pages import Recorder
from pipelines.stages import Services
from pipelines.text.addresses import canonical_form

log = logging.getLogger("naskh")

# Between two of so many, visits to the same site have their turn, and a stop is heard.
_PAGES_AT_ONCE = 8
# To find the next pages takes as long as the order is large.
_PAGES_LOOKED_UP = 200
_LINKS_AT_ONCE = 100
_MOST_LISTINGS = 5000
_MOST_FEED_PAGES = 1000
_TRIES = 3
_RETRY_SECONDS = 5.0
# So many pages in a row that fail: the site does not answer, or does not want to.
_FAILURES_IN_A_ROW = 25
# So often a pause asks whether the order was stopped.
_LOOK_SECONDS = 2.0
_USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
_LASTING = (401, 403, 404, 410)
# A sitemap at its limits is ten times as large as the largest page.
_PATIENCE = 3
_NOTHING = "it was fetched, and nothing came of it; the log says why"


class Backfills:
    """The archives that a daemon walks, one after the other."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        crawler: Crawler,
        recorder: Recorder,
        *,
        run_id: int | None,
        clock: Callable[[], datetime],
    ) -> None:
        """`recorder` is the one that raises alerts: it is used where alerts are wanted for the past. To be made before
        there is a loop that would stand still.
        """
        self.database = database
        self.writer = writer
        self.crawler = crawler
        self.recorder = recorder
        self.clock = clock
        self.quiet = writer.write_now(Recorder, recorder.config, run_id=run_id, with_alerts=False)
        self.task: asyncio.Task[None] | None = None
        self._services: tuple[Services, Services] | None = None
        self._stopping = asyncio.Event()

    @property
    def is_working(self) -> bool:
        return self.task is not None and not self.task.done()

    def begin(self) -> None:
        """Work what is ordered, where that is not being done already."""
        if self.is_working or self._stopping.is_set() or self.writer.trouble is not None:
            return
        if self.database.next_backfill() is not None:
            self.task = asyncio.create_task(self.work(), name="backfills")

    async def work(self) -> None:
        """Work all orders to their ends, or until it is to stop."""
        while not self._stopping.is_set() and (order := self.database.next_backfill()) is not None:
            log.info("backfill begins", extra={"fields": _fields(order)})
            try:
                await self._walk(order)
            except CannotWrite:
                # The daemon reports it; the order is still open.
                return
            except Exception as error:  # one order: told in its row, with the traceback in the log
                log.exception("backfill broke off", extra={"fields": _fields(order)})
                words = f"internal error, please report it with the log: {type(error).__name__}: {error}"
                with contextlib.suppress(CannotWrite):
                    await self._end(order, "stopped", words)

    def stop(self) -> None:
        """Begin nothing more. What is under way ends with the crawler."""
        self._stopping.set()

    async def _walk(self, order: Backfill) -> None:
        sources = self.database.walked_sources(order.outlet)
        if not sources:
            await self._end(order, "stopped", "the outlet has no source that is visited")
            return
        await self.writer.write(Database.begin_backfill, order.id, list(_seeds(sources)), now=self.clock())
        by_id = {source.id: source for source in sources}
        read = 0
        while self._goes_on(order) and (listing := self.database.next_listing(order.id)) is not None:
            if (read := read + 1) > _MOST_LISTINGS:
                await self._end(
                    order, "stopped", f"more than {_MOST_LISTINGS} sitemaps and feed pages: ask for fewer days"
                )
                return
            await self._read(order, listing, by_id.get(listing.source_id, sources[0]))
        if not self._goes_on(order):
            return
        delay = max(self.crawler.delay_seconds(source.url) for source in sources)
        await self.writer.write(Database.note_pace, order.id, delay)
        why = None if order.is_dry else await self._fetch(order, by_id, sources[0])
        if self._goes_on(order):
            await self._end(order, "stopped" if why else "done", why)

    def _goes_on(self, order: Backfill) -> bool:
        return not self._stopping.is_set() and self.database.backfill_is_open(order.id)

    async def _end(self, order: Backfill, state: str, message: str | None) -> None:
        await self.writer.write(Database.end_backfill, order.id, state=state, message=message, now=self.clock())
        fields = _fields(order) | {"state": state} | ({"message": message} if message else {})
        log.log(logging.INFO if state == "done" else logging.WARNING, "backfill ended", extra={"fields": fields})

    # Listings.

    async def _read(self, order: Backfill, listing: ArchiveListing, source: Source) -> None:
        if listing.kind == "site":
            await self._read_site(order, listing)
            return
        page = await self.crawler.fetch(listing.url, as_listing=True)
        if self._stopping.is_set():
            return
        if page.outcome != "fetched":
            await self._listing_failed(order, listing, page)
            return
        try:
            past = await self._parsed(order, listing, page, source)
        except WorkerFailed as failure:
            past = Past(problem=str(failure))
        if past.problem and not past.named and not past.children:
            status = "read" if listing.kind == "feed" and listing.number > 1 else "failed"
            await self._finish(order, listing, past, status=status, reason=past.problem)
            return
        is_repeated = past.mark is not None and self.database.repeats_listing(order.id, past.mark)
        if not is_repeated:
            await self._note(order, listing.source_id, past.links)
        further = list(_further(listing, past)) if not is_repeated else []
        await self._finish(order, listing, past, status="partly" if past.problem else "read", further=further)

    async def _read_site(self, order: Backfill, listing: ArchiveListing) -> None:
        """What a site's robots.txt names, else the usual places."""
        named = await self.crawler.sitemaps_named(listing.url)
        if self._stopping.is_set():
            return
        usual = [f"{listing.url}{path}" for path in _USUAL]
        kind = "sitemap" if named else "guess"
        further = [ArchiveListing(url=url, kind=kind, source_id=listing.source_id) for url in named or usual]
        await self._finish(order, listing, Past(), status="read", further=further)

    async def _parsed(self, order: Backfill, listing: ArchiveListing, page: Page, source: Source) -> Past:
        wanted = Days(first=order.first, last=order.last)
        where, workers = page.final_url or page.url, self.crawler.services.workers
        seconds = workers.timeout_seconds * _PATIENCE
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

    async def _listing_failed(self, order: Backfill, listing: ArchiveListing, page: Page) -> None:
        pause = self.crawler.pause_left_at(listing.url)
        if pause > 0:
            await self._wait(order, pause)
            return
        reason = page.reason or "no reason given"
        if listing.kind == "feed" and listing.number > 1 and page.http_status in _LASTING:
            # That is how a numbered feed ends.
            await self._finish(order, listing, Past(), status="read", reason=f"the feed ends here: {reason}")
        elif listing.kind == "guess" or page.outcome == "refused" or page.http_status in _LASTING:
            await self._finish(order, listing, Past(), status="failed", reason=reason)
        elif listing.tries + 1 < _TRIES:
            await self.writer.write(Database.retry_listing, listing.id, reason)
            await self._wait(order, _RETRY_SECONDS if listing.tries else 0.0)
        else:
            await self._finish(order, listing, Past(), status="failed", reason=f"{reason} ({_TRIES} times)")

    async def _finish(
        self,
        order: Backfill,
        listing: ArchiveListing,
        past: Past,
        *,
        status: str,
        reason: str | None = None,
        further: Sequence[ArchiveListing] = (),
    ) -> None:
        counts = ListingCounts(links=past.named, out=past.out, later=past.later, undated=past.undated, mark=past.mark)
        await self.writer.write(
            Database.finish_listing,
            order.id,
            listing.id,
            status=status,
            reason=reason or past.problem,
            counts=counts,
            further=further,
        )

    async def _note(self, order: Backfill, source_id: int, links: Sequence[Link]) -> None:
        """Write down what a listing names, before it counts as read."""
        for start in range(0, len(links), _LINKS_AT_ONCE):
            some = links[start : start + _LINKS_AT_ONCE]
            await self.writer.write(_note_archived, order, source_id, some, now=self.clock())

    # Pages.

    async def _fetch(self, order: Backfill, by_id: dict[int, Source], first: Source) -> str | None:
        """Fetch what is wanted: None at its end, or why it was given up."""
        failures = fetched = 0
        began = time.monotonic()
        wanted: list[tuple[int, int]] = []
        while self._goes_on(order):
            wanted = wanted or self.database.archived_pages(order.id, limit=_PAGES_LOOKED_UP)
            if not wanted:
                return None
            # Those of one source: it says whose they are.
            source_id = wanted[0][1]
            chosen = [page_id for page_id, owner in wanted[:_PAGES_AT_ONCE] if owner == source_id]
            wanted = wanted[len(chosen) :]
            found = (self.database.known_page(page_id) for page_id in chosen)
            pages = [page for page in found if page is not None and page.status == "wanted"]
            if not pages:
                continue
            source = by_id.get(source_id) or replace(first, id=source_id)
            fetches = [
                Fetch(url=page.url, canonical_url=page.canonical_url, why="wanted", page_id=page.id, hints=page.hints)
                for page in pages
            ]
            waiting = 0
            try:
                waiting = await self.crawler.fetch_archived(source, fetches, self._services_for(order))
            finally:
                statuses = await self._rested([page.id for page in pages])
            if self._stopping.is_set():
                return None
            pause = max(self.crawler.pause_left_at(page.url) for page in pages)
            left = [page_id for page_id, status in statuses.items() if status == "wanted"]
            if left and not waiting:
                await self.writer.write(_note_nothing, left)
            done = [status for status in statuses.values() if status != "wanted"]
            failures = failures + len(done) if set(done) == {"failed"} else 0 if done else failures
            if failures >= _FAILURES_IN_A_ROW:
                return f"{failures} pages in a row failed; the same command goes on later"
            fetched += len(done)
            if waiting:
                await self._wait(order, pause)
                # Those that waited come first.
                began, fetched, wanted = time.monotonic(), 0, []
            elif fetched:
                await self.writer.write(Database.note_pace, order.id, (time.monotonic() - began) / fetched)
        return None

    async def _rested(self, page_ids: list[int]) -> dict[int, str]:
        """What became of pages; no visit looks at them again."""
        return {} if self.writer.trouble is not None else await self.writer.write(Database.rest_pages, page_ids)

    def _services_for(self, order: Backfill) -> Services:
        recorder = self.recorder if order.with_alerts else self.quiet
        self.quiet.articles.judging.rarity = self.recorder.articles.judging.rarity
        services = self.crawler.services
        if self._services is None or self._services[0] is not services or self._services[1].recorder is not recorder:
            self._services = (services, replace(services, recorder=recorder))
        return self._services[1]

    async def _wait(self, order: Backfill, seconds: float) -> None:
        """Until the time is over, or it is to stop."""
        until = time.monotonic() + seconds
        while self._goes_on(order) and (left := until - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), timeout=min(left, _LOOK_SECONDS))


def _note_archived(
    database: Database, order: Backfill, source_id: int, links: Sequence[Link], *, now: datetime
) -> None:
    keyed = [(canonical_form(link.url), link) for link in links]
    known = database.known_pages([key for key, _ in keyed])
    known |= known_variants(database, [(key, link) for key, link in keyed if key not in known])
    database.note_archived(order.id, source_id, keyed, known, is_dry=order.is_dry, now=now)


def _note_nothing(database: Database, page_ids: Sequence[int]) -> None:
    with database.transaction():
        for page_id in page_ids:
            database.mark_page(page_id, "failed", _NOTHING)


def _seeds(sources: Sequence[Source]) -> Iterator[ArchiveListing]:
    """What a walk begins with: the sitemaps and feeds that are watched, and what each site's robots.txt names."""
    for source in sources:
        if source.kind != "front_page":
            kind = "feed" if source.kind == "feed" else "sitemap"
            yield ArchiveListing(url=source.url, kind=kind, source_id=source.id)
    seen: set[str] = set()
    for source in sources:
        if (origin := origin_of(source.url)) not in seen:
            seen.add(origin)
            yield ArchiveListing(url=origin, kind="site", source_id=source.id)


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
    # Of a year's index each month is of that year at least.
    days = child.days
    return ArchiveListing(
        url=child.url,
        kind="sitemap",
        source_id=parent.source_id,
        number=parent.number + 1,
        first=days.first if days else parent.first,
        last=days.last if days else parent.last,
        why_not=child.why_not or ("an index within too many others" if parent.number > 5 else None),
    )


def _fields(order: Backfill) -> dict[str, object]:
    kind = {"dry_run": True} if order.is_dry else {}
    return {"outlet": order.outlet, "from": str(order.first), "to": str(order.last), **kind}
