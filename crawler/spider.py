"""What all spiders of a source share: fetch its listing, plan, fetch pages, count. They yield `Page` only.

An address counts as seen once its row is committed: rows are written before any page is asked for, and the
listing's validators after that.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from crawler.discovery import Fetch, plan
from crawler.download import Run
from crawler.first_visit import left_out, left_out_words
from crawler.gate import SitePaused
from crawler.grades import (
    LATEST_PAGES,
    NOT_THAT,
    PageSeen,
    Seen,
    grade_of_answer,
    grade_of_source,
    is_not_free,
    is_test_for_browsers,
)
from crawler.landing import front_of, no_article, place
from crawler.links import NO_LINKS
from crawler.listing import FRESH_DAYS, Listing, canonical
from crawler.paged import Paged
from crawler.reasons import TEST_FOR_BROWSERS, Stopped, Why, explain, lasting, not_a_page
from crawler.rights import TDM, Answer, Rights, ignored_at, may_keep_raw, refusal, rights_of
from crawler.tally import Tally, counted, waiting
from db import CannotWrite
from model import REFUSALS, Grade, LeftOut, Link, Page, Recorded, RightsWord, Source, Visit
from pipelines.aliases import known_variants
from pipelines.reading.paging import MOST_PAGES, may_go_on, next_page, page_numbers
from pipelines.stages import Services
from pipelines.workers import WorkerFailed


class SourceSpider(scrapy.Spider):
    """Visits one source. Subclasses say how its listing is read."""

    name = "source"
    max_listing_bytes = 5 * 1024 * 1024
    keeps_gzip = False

    def __init__(self, *, source: Source, visit_id: int | None, services: Services, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.visit_id = visit_id
        self.services = services
        self.run = run
        self.tally = Tally()
        self.listings = {place(url) for url in self.known_listings()}
        self.listing_body = b""

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
        try:
            yield self.listing_request(source.url, headers=_conditions(source.etag, source.last_modified))
        except ValueError as error:
            self.tally.end("failed", f"the address cannot be used: {error}", "elsewhere")

    async def read(self, response: Response) -> Listing:
        """Parse a listing in a worker. Raises WorkerFailed."""
        raise NotImplementedError

    def listing_request(self, url: str, **details: Any) -> Request:
        """Ask for a listing. Raises ValueError for an address that cannot be used."""
        # The limit that the operator sets for pages may be too low for listings, never too high.
        limit = max(self.max_listing_bytes, self.run.config.max_body_bytes)
        meta = {"is_listing": True, "keeps_gzip": self.keeps_gzip, "download_maxsize": limit}
        given = {"callback": self.listing_came, "errback": self.listing_failed, "dont_filter": True, "meta": meta}
        return Request(url, **{**given, **details})

    async def listing_came(self, response: Response) -> AsyncIterator[Any]:
        # A sitemap may be large enough to hold up the loop.
        body_hash = await asyncio.to_thread(_hash, response.body)
        if self.source.kind == "front_page":
            self.listing_body = response.body
        self.listings.add(place(response.url))
        is_empty = _is_empty(response)
        if is_empty and _was_conditional(response) and not _same_validators(response):
            # Perhaps it means that nothing changed; asked without a condition, it has to say.
            yield self.listing_request(self.source.url)
            return
        if (
            response.status == 304
            or (is_empty and _was_conditional(response))
            or (response.status == 200 and body_hash == self.source.body_hash)
        ):
            self.tally.outcome = "unchanged"
            for request in self.pages(()):
                yield request
            return
        if fault := fault_of(response):
            self.tally.end("failed", http_words(response, fault), fault)
            for request in self.pages(()):
                yield request
            return
        try:
            listing = await self.read(response)
        except WorkerFailed as failure:
            self.tally.end("failed", f"the listing could not be read: {failure}", "unreadable")
            for request in self.pages(()):
                yield request
            return
        async for request in self.listed(listing, response, body_hash):
            yield request

    async def listed(self, listing: Listing, response: Response, body_hash: str) -> AsyncIterator[Any]:
        """Go on from a parsed listing."""
        if listing.home:
            self.listings.add(place(listing.home))
        if refusal(rights_of_response(response, self.run), self.ignored(response.url)):
            # Addresses and titles are what a listing is for; the texts in it are reserved.
            listing = replace(listing, links=tuple(map(_without_text, listing.links)))
        links = self.take(listing, response.body)
        self.leave_out(listing.refused, links)
        for request in self.pages(links, is_whole=not listing.problem):
            yield request
        if not listing.problem:
            self.services.database.save_listing(
                self.source.id,
                etag=_header(response, "ETag"),
                last_modified=_header(response, "Last-Modified"),
                body_hash=body_hash,
            )

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        why = self.why(failure)
        if isinstance(failure.value, Stopped):
            # The site is not to blame.
            self.tally.say(f"ended before the listing was fetched: {why.reason}")
            return
        self.tally.end("refused" if why.outcome == "refused" else "failed", why.reason, why.grade)
        if why.reached:
            yield from self.pages(())

    def why(self, failure: Failure) -> Why:
        request: Request = failure.request  # type: ignore[attr-defined]
        return explain(failure.value, self.run.config, limit=request.meta.get("download_maxsize"))

    def take(self, listing: Listing, body: bytes) -> tuple[Link, ...]:
        """Note what a listing says beside its links, and hand on these."""
        self.tally.was_listed = True
        if not listing.links and is_test_for_browsers(body):
            self.tally.end("failed", TEST_FOR_BROWSERS, "challenge")
        elif listing.problem and not listing.links:
            is_empty = listing.problem.startswith(NO_LINKS) and not not_a_page(None, body)
            self.tally.end("failed", listing.problem, "empty" if is_empty else NOT_THAT[self.source.kind])
        elif listing.problem:
            self.tally.say(listing.problem)
        if listing.unusable:
            self.tally.counts["skipped"] += listing.unusable
            self.tally.say(f"{counted(listing.unusable, 'entry', 'entries')} without a web address")
        if listing.left_out:
            self.tally.say(f"{counted(listing.left_out, 'link')} left out: older than {FRESH_DAYS} days, or too many")
        return listing.links

    def leave_out(self, refused: Sequence[LeftOut], taken: Iterable[Link]) -> None:
        """Write down the links that are not followed, and say so the first time."""
        urls = [link.url for link in taken]
        new, is_first = self.services.database.note_left_out(self.source.id, refused, urls, now=self.services.clock())
        if new and is_first:
            self.tally.say(
                f"{counted(new, 'link')} not followed, most of them no articles: "
                f"`naskh sources left-out --source {self.source.id}` lists them with the reasons"
            )

    # The pages.

    def pages(self, links: Iterable[Link], *, is_whole: bool = False) -> Iterator[Request]:
        """Write the new links down, then ask for what the plan says. `is_whole`: the source lists these and no more."""
        now, database = self.services.clock(), self.services.database
        keyed = [(canonical(link.url), link) for link in links]
        known = database.known_pages([key for key, _ in keyed])
        known |= known_variants(database, [(key, link) for key, link in keyed if key not in known])
        left = left_out(keyed, known, now=now, settings=self.run.config) if self.source.is_new else ()
        if left:
            database.leave_pages(self.source.id, left, now=now)
            self.tally.counts["skipped"] += len(left)
            self.tally.say(left_out_words(left))
            gone = {canonical for canonical, _, _ in left}
            keyed = [each for each in keyed if each[0] not in gone]
        due = database.due_pages(self.source.id, now=now, limit=self.run.config.max_links_a_visit)
        chosen = plan(keyed, known, due, now=now, settings=self.run.config)
        ids = database.want_pages(self.source.id, chosen.new, now=now)
        if is_whole:
            database.note_listed(self.source.id, [key for key, _ in keyed], now=now)
        self.tally.counts["links"], self.tally.counts["known"] = chosen.links + len(left), chosen.known
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
                headers=_conditions(fetch.etag, fetch.last_modified),
                callback=self.page_came,
                errback=self.page_failed,
                cb_kwargs=details,
                meta={"is_page": True},
                dont_filter=True,
            )
        except ValueError as error:
            why = f"the address cannot be used: {error}"
            return self.page(fetch, page_id, outcome="skipped", reason=why, grade="elsewhere")

    async def page_came(self, response: Response, fetch: Fetch, page_id: int) -> AsyncIterator[Any]:
        assert response.request is not None
        content_type = _header(response, "Content-Type")
        facts: dict[str, Any] = {
            "final_url": response.url,
            "has_moved": set(response.meta.get("redirect_reasons", ())) <= {301, 308},
            "http_status": response.status,
            "content_type": content_type,
            "etag": _header(response, "ETag"),
            "last_modified": _header(response, "Last-Modified"),
        }
        is_empty = _is_empty(response) and _was_conditional(response)
        if is_empty and not _same_validators(response):
            yield self.page_request(replace(fetch, etag=None, last_modified=None), page_id)
        elif response.status == 304 or is_empty:
            facts["etag"] = facts["etag"] or fetch.etag
            facts["last_modified"] = facts["last_modified"] or fetch.last_modified
            yield self.page(fetch, page_id, outcome="unchanged", reason="not modified", **facts)
        elif nothing := self.nothing_there(response):
            facts |= {"outcome": "failed", "reason": nothing[0], "grade": nothing[1]}
            # Another address is no way around a refusal.
            other = None if nothing[1] in REFUSALS else self.elsewhere(response.request, fetch, page_id)
            yield other or self.page(fetch, page_id, lasts=lasting(response.status), **facts)
        elif why := not_a_page(content_type, response.body):
            yield self.page(fetch, page_id, outcome="skipped", reason=why, grade="not_a_page", **facts)
        elif why := self.reserved(response, facts):
            # The text that the feed carries is the same text.
            fetch = replace(fetch, hints=replace(fetch.hints, content=None))
            facts["keeps_raw"] = False
            yield self.page(fetch, page_id, outcome="refused", reason=why, grade="reserved", lasts=True, **facts)
        else:
            grade: Grade | None = "paywall" if is_not_free(response.body) else None
            page = self.page(fetch, page_id, body=response.body, grade=grade, **facts)
            yield await self.further(Paged(page, first=response.url), response)

    # The further pages of an article.

    async def further(self, paged: Paged, response: Response) -> Any:
        """The request of the article's next page where it has one, else the page as it is now."""
        number = len(paged.parts) + 2
        if number > MOST_PAGES or not may_go_on(response.body, number):
            return paged.joined()
        try:
            address = await self.services.workers.run(
                next_page, response.body, response.url, _header(response, "Content-Type"), paged.first, number
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
        kind = not_a_page(_header(response, "Content-Type"), response.body)
        fault = fault_of(response)
        if fault or kind:
            yield paged.missing(response.url, kind or http_words(response, fault))
        elif why := self.reserved(response, {}):
            yield paged.missing(response.url, why)
        elif number not in page_numbers(paged.first, response.url):
            yield paged.missing(response.url, "it leads elsewhere")
        else:
            yield await self.further(paged.followed_by(response.url, response.body), response)

    def part_failed(self, failure: Failure) -> Iterator[Page]:
        request: Request = failure.request  # type: ignore[attr-defined]
        why = request.meta.get("not_a_page") or explain(failure.value, self.run.config).reason
        yield request.cb_kwargs["paged"].missing(request.url, why)

    def nothing_there(self, response: Response) -> tuple[str, Grade] | None:
        """Why an answer is no piece, though there may be one at its address at another time; and that in one word."""
        assert response.request is not None
        if fault := fault_of(response):
            return http_words(response, fault), fault
        if is_test_for_browsers(response.body):
            return TEST_FOR_BROWSERS, "challenge"
        asked = response.request.meta.get("redirect_urls", [response.request.url])[0]
        if why := no_article(asked, response.url, self.listings):
            return why, "elsewhere"
        if self.listing_body and response.body == self.listing_body:
            return "answers with the site's front page, not with an article", "elsewhere"
        return None

    def reserved(self, response: Response, facts: dict[str, Any]) -> str | None:
        """Why the text of a page may not be stored; what the page declares is added to the `facts` of it."""
        rights = rights_of_response(response, self.run)
        ignored = self.ignored(response.url)
        facts |= {
            "rights": rights.words,
            "tdm_policy": rights.policy,
            "keeps_raw": may_keep_raw(rights, ignored),
        }
        return refusal(rights, ignored)

    def ignored(self, url: str) -> tuple[RightsWord, ...]:
        """What is declared at an address and not obeyed, by the operator's word."""
        return ignored_at(url, self.services.config.outlet, self.source.outlet, self.source.url)

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
                self.services.database.put_off_page(
                    page_id,
                    reason=told.reason,
                    was_asked=failure.value.status is not None,
                    next_check_at=self.services.clock() + timedelta(seconds=failure.value.seconds),
                )
        else:
            other = None if told.grade in REFUSALS else self.elsewhere(request, fetch, page_id)
            yield other or self.page(
                fetch, page_id, outcome=told.outcome, reason=told.reason, grade=told.grade, lasts=told.lasts
            )

    def page(self, fetch: Fetch, page_id: int, **facts: Any) -> Page:
        hints = fetch.hints
        if hints.content and facts.get("outcome") == "failed":
            # What the feed carries of it is reserved by the site's file as the page is.
            of_site = self.run.tdm.of(fetch.url)
            if of_site is not None and of_site.is_reserved and TDM not in self.ignored(fetch.url):
                hints = replace(hints, content=None)
                facts |= {"rights": (TDM,), "tdm_policy": of_site.policy, "keeps_raw": False}
        return Page(
            url=fetch.url,
            page_id=page_id,
            source_id=self.source.id,
            visit_id=self.visit_id,
            fetched_at=self.services.clock(),
            hints=hints,
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
            self.tally.end("failed", f"broke off: {error}", "interrupted")
        self.run.stop(str(error))
        return True

    def visit(self) -> Visit:
        """The finished visit, counted."""
        if self.run.config.obey_robots and (slow := self.run.robots.shortened_delay(self.source.url)):
            self.tally.say(slow)
        assert self.visit_id is not None
        return self.tally.visit(self.visit_id, self.source.id, self.grade())

    def grade(self) -> Grade | None:
        """How the source fares, by this visit and by what became of the latest pages that it named."""
        tally = self.tally
        latest = self.services.database.latest_pages(self.source.id, limit=LATEST_PAGES)
        return grade_of_source(
            Seen(
                outcome=tally.outcome,  # type: ignore[arg-type]
                fault=tally.grade,
                was_listed=tally.was_listed,
                links=tally.counts["links"],
                pages=[PageSeen(status=status, grade=grade) for status, grade in latest],
                before=self.source.grade,
                drops_old=self.source.kind == "sitemap",
            )
        )


def rights_of_response(response: Response, run: Run) -> Rights:
    """What an answer declares of mining and keeping it, itself or by its site's file."""
    answer = Answer(
        header=lambda name: [value.decode("latin-1") for value in response.headers.getlist(name)],
        body=response.body,
        content_type=_header(response, "Content-Type"),
    )
    return rights_of(answer, run.tdm.of(response.url), program=run.robots.agent.lower())


def fault_of(response: Response) -> Grade | None:
    """Why an answer is not what was asked for, in one word; None where it may be."""
    return grade_of_answer(response.status, partial(_header, response), response.body)


def http_words(response: Response, fault: Grade | None = None) -> str:
    """ "HTTP 404"; a redirect that leads nowhere and a test for browsers say so."""
    if fault == "challenge":
        return f"HTTP {response.status}: {TEST_FOR_BROWSERS}"
    if response.status < 400:
        return f"HTTP {response.status}: a redirect that leads to no web address"
    return f"HTTP {response.status}"


def _without_text(link: Link) -> Link:
    return replace(link, hints=replace(link.hints, content=None, summary=None))


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _is_empty(response: Response) -> bool:
    return response.status == 200 and len(response.body) < 100 and not response.body.strip()


def _was_conditional(response: Response) -> bool:
    assert response.request is not None
    return any(name in response.request.headers for name in ("If-None-Match", "If-Modified-Since"))


def _same_validators(response: Response) -> bool:
    """Whether an answer to a conditional request carries a validator that was sent with it."""
    assert response.request is not None
    sent, got = response.request.headers, response.headers
    pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
    return any(sent.get(asked) and sent.get(asked) == got.get(name) for asked, name in pairs)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:1000] if value else None
