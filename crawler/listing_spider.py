"""The listing of a source: fetch it, read it as what it is, and note what it says of the source. Its links are for
`crawler.spider`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import scrapy
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import (
    believed_seconds,
    conditions,
    digest,
    fault_of,
    header,
    http_words,
    is_empty,
    rights_of_response,
    same_marks,
    same_validators,
    was_conditional,
)
from crawler.content import read_listing
from crawler.download import Run
from crawler.feeds import NO_ADDRESSES
from crawler.gate import SitePaused
from crawler.grades import LATEST_PAGES, NOT_THAT, PageSeen, Seen, grade_of_source, is_test_for_browsers
from crawler.landing import front_of, place
from crawler.links import NO_LINKS
from crawler.listing import FRESH_DAYS, MAX_URL, Listing
from crawler.listing_answer import found_in, found_unchanged, fresh_of
from crawler.reasons import TEST_FOR_BROWSERS, Stopped, Why, explain, not_a_page
from crawler.rights import ignored_at, refusal
from crawler.robots import origin_of
from crawler.sitemap_sites import others_words, parted
from crawler.tally import Tally, counted
from crawler.textless import TRIED_EVERY
from db import Database
from model import Found, Grade, LeftOut, Link, RightsWord, Source, Visit, VisitOutcome, Wishes
from pipelines.processes.workers import WorkerFailed
from pipelines.stages import Services
from pipelines.text.domains import domain_of, registrable


class ListingSpider(scrapy.Spider):
    """Fetches the listing of one source. A subclass asks for the pages."""

    name = "source"
    max_listing_bytes = 5 * 1024 * 1024
    keeps_gzip = False
    # How many times the usual time a worker may take to read a listing.
    patience = 1

    def __init__(self, *, source: Source, visit_id: int | None, services: Services, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.visit_id = visit_id
        self.services = services
        self.run = run
        self.tally = Tally()
        self.listings = {place(url) for url in self.known_listings()}
        self.listing_body = b""
        self.wishes = Wishes(update=source.update_seconds)
        self.found: Found | None = None
        # Where the listing is asked for: at its own address once the one that it moved to does not work.
        self.address = source.moved_to or source.url

    def known_listings(self) -> Iterator[str]:
        """Addresses at which no article stands: what is watched, and the front page of each watched site."""
        for _, url in self.services.database.source_owners():
            yield url
            yield front_of(url)

    async def start(self) -> AsyncIterator[Any]:
        source = self.source
        # Servers lie about validators, so that a listing is fetched without a condition now and then.
        believed = timedelta(seconds=source.believed_seconds)
        is_fresh = source.whole_at is not None and self.services.clock() - source.whole_at < believed
        headers = conditions(source.etag, source.last_modified) if is_fresh else {}
        try:
            yield self.listing_request(self.address, headers=headers)
        except ValueError as error:
            self.tally.end("failed", f"the address cannot be used: {error}", "elsewhere")

    async def read(self, response: Response) -> Listing:
        """Parse a listing in a worker, as what it is. Raises WorkerFailed."""
        database = self.services.database
        read = database.read_before(self.source.id) if self.source.kind == "front_page" else None
        listing: Listing = await self.services.workers.run(
            read_listing,
            self.source.kind,
            response.body,
            response.url,
            header(response, "Content-Type"),
            self.services.clock(),
            self.source.link_rules,
            self.max_listing_bytes,
            read,
            timeout_seconds=self.services.workers.timeout_seconds * self.patience,
        )
        return listing

    def listing_request(self, url: str, **details: Any) -> Request:
        """Ask for a listing. Raises ValueError for an address that cannot be used."""
        # The limit that the operator sets for pages may be too low for listings, never too high.
        limit = max(self.max_listing_bytes, self.run.config.max_body_bytes)
        meta = {"is_listing": True, "keeps_gzip": self.keeps_gzip, "download_maxsize": limit}
        given = {"callback": self.listing_came, "errback": self.listing_failed, "dont_filter": True, "meta": meta}
        return Request(url, **{**given, **details})

    async def listing_came(self, response: Response) -> AsyncIterator[Any]:
        # A sitemap may be large enough to hold up the loop.
        body_hash = await asyncio.to_thread(digest, response.body)
        if self.source.kind == "front_page":
            self.listing_body = response.body
        self.listings.add(place(response.url))
        self.note_wishes(response)
        empty = is_empty(response) and was_conditional(response)
        if empty and not same_validators(response):
            # It may mean that nothing changed. Without a condition, the server has to send the listing.
            yield self.listing_request(self.address)
            return
        is_same = response.status == 200 and body_hash == self.source.body_hash
        if response.status == 304 or empty or (is_same and not self.has_links_waiting()):
            self.tally.outcome = "unchanged"
            await self.note_unchanged(response, body_hash)
            async for request in self.pages(()):
                yield request
            return
        if fault := fault_of(response):
            async for request in self.listing_lost(http_words(response, fault), fault):
                yield request
            return
        try:
            listing = await self.read(response)
        except WorkerFailed as failure:
            async for request in self.listing_lost(f"the listing could not be read: {failure}", "unreadable"):
                yield request
            return
        if listing.problem and not listing.links and not listing.children and self.is_moved:
            async for request in self.listing_lost(listing.problem, NOT_THAT[self.source.kind]):
                yield request
            return
        self.note_found(listing, response)
        async for request in self.listed(listing, response, body_hash):
            yield request

    async def listed(self, listing: Listing, response: Response, body_hash: str) -> AsyncIterator[Any]:
        """Go on from a parsed listing."""
        if listing.home:
            self.listings.add(place(listing.home))
        if refusal(rights_of_response(response, self.run), self.ignored(response.url)):
            # Addresses and titles are what a listing is for; the texts in it are reserved.
            listing = replace(listing, links=tuple(map(_without_text, listing.links)))
        links = self.take(listing, response)
        async for request in self.pages(links, refused=listing.refused, is_whole=not listing.problem):
            yield request
        if not listing.problem and not listing.children:
            await self.keep_validators(response, body_hash)

    def has_links_waiting(self) -> bool:
        """Whether links of the list that did not change have their turn, one a day: see `crawler.textless`."""
        return self.services.database.textless_waits(self.source.id, before=self.services.clock() - TRIED_EVERY)

    async def keep_validators(self, response: Response, body_hash: str) -> None:
        await self.services.writer.write(
            Database.save_listing,
            self.source.id,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            body_hash=body_hash,
            whole_at=None if was_conditional(response) else self.services.clock(),
            believed_seconds=believed_seconds(
                self.source.believed_seconds,
                # The same list names nothing new, though a link that was left out may have its turn.
                is_new=body_hash != self.source.body_hash and self.tally.counts["links"] > self.tally.counts["known"],
                is_same=same_marks(response, self.source.etag, self.source.last_modified),
            ),
        )

    async def listing_failed(self, failure: Failure) -> AsyncIterator[Any]:
        why = self.why(failure)
        if isinstance(failure.value, Stopped):
            # We ended the visit: the site is not to blame.
            self.tally.say(f"ended before the listing was fetched: {why.reason}")
            return
        if isinstance(failure.value, SitePaused):
            self.wishes = replace(self.wishes, pause=failure.value.seconds)
            self.tally.end("failed", why.reason, why.grade)
            return
        outcome: VisitOutcome = "refused" if why.outcome == "refused" else "failed"
        async for request in self.listing_lost(why.reason, why.grade, outcome=outcome, was_reached=why.reached):
            yield request

    @property
    def is_moved(self) -> bool:
        """Whether the listing was asked for where the source had moved to."""
        return self.address != self.source.url

    async def listing_lost(
        self, why: str, grade: Grade, *, outcome: VisitOutcome = "failed", was_reached: bool = True
    ) -> AsyncIterator[Any]:
        """The listing gives nothing. Where the source had moved, its own address is asked again."""
        if self.is_moved:
            self.tally.say(f"it had moved to {self.address[:300]}, which does not work any more ({why})")
            self.address = self.source.url
            await self.services.writer.write(Database.forget_move, self.source.id)
            yield self.listing_request(self.address)
            return
        self.tally.end(outcome, why, grade)
        if was_reached:
            async for request in self.pages(()):
                yield request

    # What the listing says about the source.

    def note_wishes(self, response: Response) -> None:
        """How its site asks to be visited."""
        rules = self.run.robots.rules(origin_of(response.url)) if self.run.config.obey_robots else None
        self.wishes = replace(
            self.wishes,
            crawl_delay=rules.asked_seconds(self.run.robots.agent) if rules else 0.0,
            fresh=fresh_of(response, now=self.services.clock()),
        )

    def note_found(self, listing: Listing, response: Response) -> None:
        self.wishes = replace(self.wishes, update=listing.update_seconds)
        self.found = found_in(listing, response, self.source, asked=self.address, reads_children=self.name == "sitemap")
        if self.found.kind != self.source.kind and (listing.links or listing.children):
            given, called = self.found.kind.replace("_", " "), self.source.kind.replace("_", " ")
            self.tally.say(f"its address gives a {given}, where naskh.toml says {called}: read as a {given}")

    async def note_unchanged(self, response: Response, body_hash: str) -> None:
        self.found = found_unchanged(response, self.source, asked=self.address) or self.found
        if not was_conditional(response):
            await self.keep_validators(response, body_hash)

    def why(self, failure: Failure) -> Why:
        request: Request = failure.request  # type: ignore[attr-defined]
        return explain(failure.value, self.run.config, limit=request.meta.get("download_maxsize"))

    def take(self, listing: Listing, response: Response) -> tuple[Link, ...]:
        """Note what a listing says besides its links, and return its links; those of a sitemap without the ones to
        other sites, which the protocol forbids and which are advertisements.
        """
        self.tally.was_listed = True
        if not listing.links and is_test_for_browsers(response.body):
            self.tally.end("failed", TEST_FOR_BROWSERS, "challenge")
        elif listing.problem and not listing.links:
            is_bare = listing.problem.startswith((NO_LINKS, NO_ADDRESSES)) and not not_a_page(None, response.body)
            self.tally.end("failed", listing.problem, "empty" if is_bare else NOT_THAT[self.source.kind])
        elif listing.problem:
            self.tally.say(listing.problem)
        if listing.unusable:
            self.tally.counts["skipped"] += listing.unusable
            if listing.problem != NO_ADDRESSES:
                entries = counted(listing.unusable, "entry", "entries")
                usable = f"http or https, {MAX_URL:,} characters at most"
                self.tally.say(f"{entries} without a usable web address ({usable})")
        if listing.left_out:
            self.tally.say(f"{counted(listing.left_out, 'link')} left out: older than {FRESH_DAYS} days, or too many")
        if listing.kind != "sitemap":
            return listing.links
        kept, others = parted(listing.links, own=self.own_sites(response.url))
        if others:
            self.tally.counts["skipped"] += others.total()
            self.tally.say(others_words(others))
        return kept

    def own_sites(self, *urls: str) -> set[str]:
        """The registrable domains that a sitemap of this source may speak for."""
        named = self.services.database.domains_of_source(self.source.id)
        return {*map(domain_of, (self.source.url, self.address, *urls)), *map(registrable, named)}

    def pages(
        self, links: Iterable[Link], *, refused: Sequence[LeftOut] = (), is_whole: bool = False
    ) -> AsyncIterator[Any]:
        """Ask for the pages that are to be fetched now. `is_whole`: the source lists these links and no more, beside
        those that are `refused`.
        """
        raise NotImplementedError

    def ignored(self, url: str) -> tuple[RightsWord, ...]:
        """The rights declared at an address that the operator chose to ignore."""
        return ignored_at(url, self.services.config.outlet, self.source.outlet, self.source.url)

    def visit(self) -> Visit:
        """The finished visit with its counts."""
        if self.run.config.obey_robots and (slow := self.run.robots.shortened_delay(self.source.url)):
            self.tally.say(slow)
        assert self.visit_id is not None
        visit = self.tally.visit(self.visit_id, self.source.id, self.grade())
        found = None if self.found is None else replace(self.found, links=visit.links or self.found.links)
        return replace(visit, wishes=self.wishes, found=found if visit.outcome in ("done", "unchanged") else None)

    def grade(self) -> Grade | None:
        """How the source fares, by this visit and by what became of the latest pages that it named."""
        tally = self.tally
        latest = self.services.database.latest_pages(self.source.id, limit=LATEST_PAGES)
        return grade_of_source(
            Seen(
                outcome=tally.outcome,
                fault=tally.grade,
                was_listed=tally.was_listed,
                links=tally.counts["links"],
                pages=[PageSeen(status=status, grade=grade) for status, grade in latest],
                before=self.source.grade,
                drops_old=self.source.kind == "sitemap",
            )
        )


def _without_text(link: Link) -> Link:
    return replace(link, hints=replace(link.hints, content=None, summary=None))
