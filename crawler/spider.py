"""What all spiders of a source share: fetch its listing, plan, fetch pages, count. They yield `Page` only.

An address counts as seen once its row is committed: rows are written before any page is asked for, and the
listing's validators after that.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from crawler.answers import (
    conditions,
    digest,
    header,
    http_words,
    is_empty,
    moved_for_good,
    same_validators,
    was_conditional,
)
from crawler.content import read_listing
from crawler.discovery import Fetch, plan
from crawler.download import Run
from crawler.gate import SitePaused, site_of
from crawler.landing import front_of, no_article, place
from crawler.listing import FRESH_DAYS, Listing, absolute, canonical
from crawler.paged import Paged
from crawler.reasons import Stopped, Why, explain, lasting, not_a_page
from crawler.robots import origin_of
from crawler.tally import Tally, counted, waiting
from crawler.wishes import fresh_seconds, linked
from db import CannotWrite
from model import Found, Link, Page, Recorded, Source, Visit, Wishes
from pipelines.aliases import known_variants
from pipelines.reading.paging import MOST_PAGES, may_go_on, next_page, page_numbers
from pipelines.stages import Services
from pipelines.text.domains import host_of, registrable
from pipelines.workers import WorkerFailed

# Servers lie about validators, too: so often a listing is asked for without a condition.
_WHOLE_AFTER = timedelta(days=1)
_SITES_TOLD = 3


class SourceSpider(scrapy.Spider):
    """Visits one source and reads its listing, whatever that is."""

    name = "source"
    max_listing_bytes = 5 * 1024 * 1024
    keeps_gzip = False
    # How many times the usual time a worker may take to read a listing.
    patience = 1

    def __init__(self, *, source: Source, visit_id: int, services: Services, run: Run, **kwargs: Any) -> None:
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

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.headers_came, signal=signals.headers_received)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        crawler.signals.connect(spider.stage_broke, signal=signals.item_error)
        return spider

    def known_listings(self) -> Iterator[str]:
        """Addresses at which no article stands: what is watched, and the front page of each watched site."""
        for _, url in self.services.database.source_owners():
            yield url
            yield front_of(url)

    # The listing.

    async def start(self) -> AsyncIterator[Any]:
        source = self.source
        is_fresh = source.whole_at is not None and self.services.clock() - source.whole_at < _WHOLE_AFTER
        headers = conditions(source.etag, source.last_modified) if is_fresh else {}
        try:
            yield self.listing_request(self.address, headers=headers)
        except ValueError as error:
            self.tally.end("failed", f"the address cannot be used: {error}")

    async def read(self, response: Response) -> Listing:
        """Parse a listing in a worker, as what it is. Raises WorkerFailed."""
        listing: Listing = await self.services.workers.run(
            read_listing,
            self.source.kind,
            response.body,
            response.url,
            header(response, "Content-Type"),
            self.services.clock(),
            self.source.link_pattern,
            self.max_listing_bytes,
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
            # Perhaps it means that nothing changed; asked without a condition, it has to say.
            yield self.listing_request(self.address)
            return
        if response.status == 304 or empty or (response.status == 200 and body_hash == self.source.body_hash):
            self.tally.outcome = "unchanged"
            self.note_unchanged(response, body_hash)
            for request in self.pages(()):
                yield request
            return
        if response.status >= 300:
            for request in self.listing_lost(http_words(response)):
                yield request
            return
        try:
            listing = await self.read(response)
        except WorkerFailed as failure:
            for request in self.listing_lost(f"the listing could not be read: {failure}"):
                yield request
            return
        if listing.problem and not listing.links and not listing.children and self.is_moved:
            for request in self.listing_lost(listing.problem):
                yield request
            return
        self.note_found(listing, response)
        async for request in self.listed(listing, response, body_hash):
            yield request

    async def listed(self, listing: Listing, response: Response, body_hash: str) -> AsyncIterator[Any]:
        """Go on from a parsed listing."""
        if listing.home:
            self.listings.add(place(listing.home))
        for request in self.pages(self.take(listing, response.url), is_whole=not listing.problem):
            yield request
        if not listing.problem and not listing.children:
            self.keep_validators(response, body_hash)

    def keep_validators(self, response: Response, body_hash: str) -> None:
        self.services.database.save_listing(
            self.source.id,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            body_hash=body_hash,
            whole_at=None if was_conditional(response) else self.services.clock(),
        )

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        why = self.why(failure)
        if isinstance(failure.value, Stopped):
            # The site is not to blame.
            self.tally.say(f"ended before the listing was fetched: {why.reason}")
            return
        if isinstance(failure.value, SitePaused):
            self.wishes = replace(self.wishes, pause=failure.value.seconds)
            self.tally.end("failed", why.reason)
            return
        yield from self.listing_lost(
            why.reason, outcome="refused" if why.outcome == "refused" else "failed", was_reached=why.reached
        )

    @property
    def is_moved(self) -> bool:
        """Whether the listing was asked for where the source had moved to."""
        return self.address != self.source.url

    def listing_lost(self, why: str, *, outcome: str = "failed", was_reached: bool = True) -> Iterator[Request]:
        """The listing gives nothing. Where the source had moved, its own address is asked again."""
        if self.is_moved:
            self.tally.say(f"it had moved to {self.address[:300]}, which does not work any more ({why})")
            self.address = self.source.url
            self.services.database.forget_move(self.source.id)
            yield self.listing_request(self.address)
            return
        self.tally.end(outcome, why)
        if was_reached:
            yield from self.pages(())

    # What the listing says of the source.

    def note_wishes(self, response: Response) -> None:
        """How its site asks to be visited."""
        rules = self.run.robots.rules(origin_of(response.url)) if self.run.config.obey_robots else None
        self.wishes = replace(
            self.wishes,
            crawl_delay=rules.asked_seconds(self.run.robots.agent) if rules else 0.0,
            fresh=fresh_seconds(
                header(response, "Cache-Control"),
                header(response, "Expires"),
                date=header(response, "Date"),
                age=header(response, "Age"),
                now=self.services.clock(),
            ),
        )

    def note_found(self, listing: Listing, response: Response) -> None:
        kind = listing.kind or self.source.kind
        if kind != self.source.kind and (listing.links or listing.children):
            given, called = kind.replace("_", " "), self.source.kind.replace("_", " ")
            self.tally.say(f"its address gives a {given}, where naskh.toml says {called}: read as a {given}")
        self.wishes = replace(self.wishes, update=listing.update_seconds)
        hub, topic = (linked(header(response, "Link"), relation) for relation in ("hub", "self"))
        self.found = Found(
            kind=kind,
            moved_to=self.moved_to(response),
            hub=absolute(response.url, hub) if hub else listing.hub,
            topic=(absolute(response.url, topic) if topic else listing.topic) or response.url,
            update_seconds=listing.update_seconds,
            is_unread=bool(listing.children) and self.name != "sitemap",
        )

    def note_unchanged(self, response: Response, body_hash: str) -> None:
        moved_to = self.moved_to(response)
        if moved_to != self.source.moved_to:
            known = self.source
            self.found = Found(
                kind=known.found_kind or known.kind,
                links=known.listed or 0,
                moved_to=moved_to,
                update_seconds=known.update_seconds,
            )
        if not was_conditional(response):
            self.keep_validators(response, body_hash)

    def moved_to(self, response: Response) -> str | None:
        """Where the source is for good, None at its own address."""
        target = moved_for_good(response.meta, response.url) or self.address
        return None if target == self.source.url else target

    def why(self, failure: Failure) -> Why:
        request: Request = failure.request  # type: ignore[attr-defined]
        return explain(failure.value, self.run.config, limit=request.meta.get("download_maxsize"))

    def take(self, listing: Listing, url: str) -> tuple[Link, ...]:
        """Note what a listing says beside its links, and hand on these; those of a sitemap as far as they stay on its
        site: its protocol forbids others, and what stands there are advertisements.
        """
        if listing.problem and not listing.links:
            self.tally.end("failed", listing.problem)
        elif listing.problem:
            self.tally.say(listing.problem)
        if listing.unusable:
            self.tally.counts["skipped"] += listing.unusable
            self.tally.say(f"{counted(listing.unusable, 'entry', 'entries')} without a web address")
        if listing.left_out:
            self.tally.say(f"{counted(listing.left_out, 'link')} left out: older than {FRESH_DAYS} days, or too many")
        if listing.kind != "sitemap":
            return listing.links
        own = self.own_sites(url)
        kept = tuple(link for link in listing.links if _site(link.url) in own)
        others = Counter(host_of(link.url) or "" for link in listing.links if _site(link.url) not in own)
        if others:
            self.tally.counts["skipped"] += others.total()
            named = ", ".join(f"{host} {number}" for host, number in others.most_common(_SITES_TOLD))
            more = ", ..." if len(others) > _SITES_TOLD else ""
            self.tally.say(
                f"{counted(others.total(), 'link')} to other sites refused ({named}{more}): "
                "a sitemap speaks for its own site and its outlet's `domains`"
            )
        return kept

    def own_sites(self, *urls: str) -> set[str]:
        """The registrable domains that a sitemap of this source may speak for."""
        domains = self.services.database.domains_of_source(self.source.id)
        return {_site(url) for url in (self.source.url, self.address, *urls)} | {registrable(each) for each in domains}

    # The pages.

    def pages(self, links: Iterable[Link], *, is_whole: bool = False) -> Iterator[Request]:
        """Write the new links down, then ask for what the plan says. `is_whole`: the source lists these and no more."""
        now, database = self.services.clock(), self.services.database
        keyed = [(canonical(link.url), link) for link in links]
        known = database.known_pages([key for key, _ in keyed])
        known |= known_variants(database, [(key, link) for key, link in keyed if key not in known])
        due = database.due_pages(self.source.id, now=now, limit=self.run.config.max_links_a_visit)
        chosen = plan(keyed, known, due, now=now, settings=self.run.config)
        ids = database.want_pages(self.source.id, chosen.new, now=now)
        named_known = [known[key].id for key, _ in keyed if key in known]
        database.link_pages(self.source.id, [*ids.values(), *named_known], now=now)
        if is_whole:
            database.note_listed(self.source.id, [key for key, _ in keyed], now=now)
        self.tally.counts["links"], self.tally.counts["known"] = chosen.links, chosen.known
        if chosen.waiting:
            most = self.run.config.max_links_a_visit
            self.tally.say(
                f"{waiting(chosen.waiting)} for a later visit: one fetches at most {most} (crawl.max_links_a_visit)"
            )
        if chosen.distrusted:
            self.tally.say(
                f"the listing gives {chosen.distrusted} known pages a new time of change at once: not fetched again"
            )
        requests = [self.page_request(each, each.page_id or ids[each.canonical_url]) for each in chosen.fetch]
        yield from requests

    def page_request(self, fetch: Fetch, page_id: int, url: str | None = None) -> Any:
        """Ask for a page, at `url` where that is not the address it is known by."""
        details = {"fetch": fetch, "page_id": page_id}
        try:
            return Request(
                url or fetch.url,
                headers=conditions(fetch.etag, fetch.last_modified),
                callback=self.page_came,
                errback=self.page_failed,
                cb_kwargs=details,
                meta={"is_page": True},
                dont_filter=True,
            )
        except ValueError as error:
            return self.page(fetch, page_id, outcome="skipped", reason=f"the address cannot be used: {error}")

    async def page_came(self, response: Response, fetch: Fetch, page_id: int) -> AsyncIterator[Any]:
        assert response.request is not None
        content_type = header(response, "Content-Type")
        facts: dict[str, Any] = {
            "final_url": response.url,
            "has_moved": set(response.meta.get("redirect_reasons", ())) <= {301, 308},
            "http_status": response.status,
            "content_type": content_type,
            "etag": header(response, "ETag"),
            "last_modified": header(response, "Last-Modified"),
        }
        empty = is_empty(response) and was_conditional(response)
        if empty and not same_validators(response):
            yield self.page_request(replace(fetch, etag=None, last_modified=None), page_id)
        elif response.status == 304 or empty:
            facts["etag"] = facts["etag"] or fetch.etag
            facts["last_modified"] = facts["last_modified"] or fetch.last_modified
            yield self.page(fetch, page_id, outcome="unchanged", reason="not modified", **facts)
        elif why := self.nothing_there(response):
            yield self.elsewhere(response.request, fetch, page_id) or self.page(
                fetch, page_id, outcome="failed", reason=why, lasts=lasting(response.status), **facts
            )
        elif why := not_a_page(content_type, response.body):
            yield self.page(fetch, page_id, outcome="skipped", reason=why, **facts)
        else:
            page = self.page(fetch, page_id, body=response.body, **facts)
            yield await self.further(Paged(page, first=response.url), response)

    # The further pages of an article.

    async def further(self, paged: Paged, response: Response) -> Any:
        """The request of the article's next page where it has one, else the page as it is now."""
        number = len(paged.parts) + 2
        if number > MOST_PAGES or not may_go_on(response.body, number):
            return paged.joined()
        try:
            address = await self.services.workers.run(
                next_page, response.body, response.url, header(response, "Content-Type"), paged.first, number
            )
        except WorkerFailed:
            # The same bytes fail to be read as a page, and say so there.
            return paged.joined()
        if address is None:
            return paged.joined()
        try:
            return Request(
                address,
                callback=self.part_came,
                errback=self.part_failed,
                cb_kwargs={"paged": paged},
                meta={"is_page": True},
                dont_filter=True,
            )
        except ValueError:
            return paged.joined()

    async def part_came(self, response: Response, paged: Paged) -> AsyncIterator[Any]:
        number = len(paged.parts) + 2
        kind = not_a_page(header(response, "Content-Type"), response.body)
        if response.status >= 300 or kind:
            yield paged.missing(response.url, kind or http_words(response))
        elif number not in page_numbers(paged.first, response.url):
            yield paged.missing(response.url, "it leads elsewhere")
        else:
            yield await self.further(paged.followed_by(response.url, response.body), response)

    def part_failed(self, failure: Failure) -> Iterator[Page]:
        request: Request = failure.request  # type: ignore[attr-defined]
        why = request.meta.get("not_a_page") or explain(failure.value, self.run.config).reason
        yield request.cb_kwargs["paged"].missing(request.url, why)

    def nothing_there(self, response: Response) -> str | None:
        """Why an answer is no piece, though there may be one at its address at another time."""
        assert response.request is not None
        if response.status >= 300:
            return http_words(response)
        asked = response.request.meta.get("redirect_urls", [response.request.url])[0]
        if why := no_article(asked, response.url, self.listings):
            return why
        if self.listing_body and response.body == self.listing_body:
            return "answers with the site's front page, not with an article"
        return None

    def elsewhere(self, request: Request, fetch: Fetch, page_id: int) -> Any:
        """A relative link of a feed that is not to be had on the feed's host: ask for it on the site that the feed
        speaks for, once. None where there is no such address.
        """
        other = fetch.hints.other_url
        if not other or request.meta.get("is_elsewhere"):
            return None
        asked = self.page_request(fetch, page_id, other)
        if isinstance(asked, Request):
            asked.meta["is_elsewhere"] = True
        return asked

    def page_failed(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        fetch, page_id = request.cb_kwargs["fetch"], request.cb_kwargs["page_id"]
        told = self.why(failure)
        if told.outcome == "waits":
            self.tally.waits[told.reason] += 1
            if isinstance(failure.value, SitePaused):
                if failure.value.site == site_of(self.address):
                    self.wishes = replace(self.wishes, pause=max(self.wishes.pause, failure.value.seconds))
                self.services.database.put_off_page(
                    page_id,
                    reason=told.reason,
                    was_asked=failure.value.status is not None,
                    next_check_at=self.services.clock() + timedelta(seconds=failure.value.seconds),
                )
        else:
            yield self.elsewhere(request, fetch, page_id) or self.page(
                fetch, page_id, outcome=told.outcome, reason=told.reason, lasts=told.lasts
            )

    def page(self, fetch: Fetch, page_id: int, **facts: Any) -> Page:
        return Page(
            url=fetch.url,
            page_id=page_id,
            source_id=self.source.id,
            visit_id=self.visit_id,
            fetched_at=self.services.clock(),
            hints=fetch.hints,
            **facts,
        )

    def headers_came(self, headers: Headers, request: Request) -> None:
        """Do not load what holds no page. Its status counts all the same: errors and redirects are of any type."""
        if request.meta.get("is_page") and not_a_page((headers.get("Content-Type") or b"").decode("latin-1")):
            raise StopDownload(fail=False)

    # Counting.

    def note(self, recorded: Recorded) -> None:
        """Called by the record stage for each page."""
        self.tally.note(recorded)

    def broke(self, failure: Failure) -> None:
        if not self.is_of_the_database(failure):
            self.tally.internal_error(failure.value, of_a_page=False)

    def stage_broke(self, failure: Failure) -> None:
        if not self.is_of_the_database(failure):
            self.tally.internal_error(failure.value, of_a_page=True)

    def is_of_the_database(self, failure: Failure) -> bool:
        """Nothing can be stored now: no more is fetched, and the pages wait for a later visit."""
        error = failure.value
        if not isinstance(error, CannotWrite):
            return False
        if self.run.stopped is None:
            self.tally.end("failed", f"broke off: {error}")
        self.run.stop(str(error))
        return True

    def visit(self) -> Visit:
        """The finished visit, counted."""
        if self.run.config.obey_robots and (slow := self.run.robots.shortened_delay(self.source.url)):
            self.tally.say(slow)
        visit = self.tally.visit(self.visit_id, self.source.id)
        found = None if self.found is None else replace(self.found, links=visit.links or self.found.links)
        return replace(visit, wishes=self.wishes, found=found if visit.outcome in ("done", "unchanged") else None)


def _site(url: str) -> str:
    """The registrable domain of an address."""
    return registrable(host_of(url) or "")
