"""What all spiders of a source share: fetch its listing, plan, fetch pages, count. They yield `Page` only.

An address counts as seen once its row is committed: rows are written before any page is asked for, and the
listing's validators after that.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from crawler.discovery import Fetch, plan
from crawler.download import Run
from crawler.listing import Listing, canonical
from crawler.paged import Paged
from crawler.reasons import Stopped, Why, explain, not_a_page
from model import Link, Page, Recorded, Source, Visit
from pipelines.reading.paging import MOST_PAGES, may_go_on, next_page, page_numbers
from pipelines.stages import Services
from pipelines.workers import WorkerFailed


class SourceSpider(scrapy.Spider):
    """Visits one source. Subclasses say how its listing is read."""

    name = "source"

    def __init__(self, *, source: Source, visit_id: int, services: Services, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.visit_id = visit_id
        self.services = services
        self.run = run
        self.counts = dict.fromkeys(("links", "known", "new", "changed", "copies", "off_topic", "failed", "skipped"), 0)
        self.outcome: str = "done"
        self.messages: list[str] = []
        self.waits: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.headers_came, signal=signals.headers_received)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        crawler.signals.connect(spider.stage_broke, signal=signals.item_error)
        return spider

    # The listing.

    async def start(self) -> AsyncIterator[Any]:
        source = self.source
        try:
            yield self.listing_request(source.url, etag=source.etag, last_modified=source.last_modified)
        except ValueError as error:
            self.end("failed", f"the address cannot be used: {error}")

    async def read(self, response: Response) -> Listing:
        """Parse a listing in a worker. Raises WorkerFailed."""
        raise NotImplementedError

    def listing_request(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Request:
        return Request(
            url,
            headers=_conditions(etag, last_modified),
            callback=self.listing_came,
            errback=self.listing_failed,
            dont_filter=True,
        )

    async def listing_came(self, response: Response) -> AsyncIterator[Any]:
        body_hash = hashlib.sha256(response.body).hexdigest()
        if response.status == 304 or (response.status == 200 and body_hash == self.source.body_hash):
            self.outcome = "unchanged"
            for request in self.pages(()):
                yield request
            return
        if response.status >= 300:
            self.end("failed", http_words(response))
            for request in self.pages(()):
                yield request
            return
        try:
            listing = await self.read(response)
        except WorkerFailed as failure:
            self.end("failed", f"the listing could not be read: {failure}")
            return
        async for request in self.listed(listing, response, body_hash):
            yield request

    async def listed(self, listing: Listing, response: Response, body_hash: str) -> AsyncIterator[Any]:
        """Go on from a parsed listing."""
        for request in self.pages(self.take(listing)):
            yield request
        if not listing.problem:
            self.services.database.save_listing(
                self.source.id,
                etag=_header(response, "ETag"),
                last_modified=_header(response, "Last-Modified"),
                body_hash=body_hash,
            )

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        why = explain(failure.value, self.run.config)
        if isinstance(failure.value, Stopped):
            # The site is not to blame.
            self.messages.append(f"ended before the listing was fetched: {why.reason}")
            return
        self.end("refused" if why.outcome == "refused" else "failed", why.reason)
        if why.reached:
            yield from self.pages(())

    def take(self, listing: Listing) -> tuple[Link, ...]:
        """Note what a listing says beside its links, and hand on these."""
        if listing.problem and not listing.links:
            self.end("failed", listing.problem)
        elif listing.problem:
            self.messages.append(listing.problem)
        if listing.unusable:
            self.counts["skipped"] += listing.unusable
            self.messages.append(f"{_count(listing.unusable, 'entry', 'entries')} without a web address")
        if listing.left_out:
            self.messages.append(f"{_count(listing.left_out, 'link')} left out as too old or too many")
        return listing.links

    # The pages.

    def pages(self, links: Iterable[Link]) -> Iterator[Request]:
        """Write the new links down, then ask for what the plan says."""
        now, database = self.services.clock(), self.services.database
        keyed = [(canonical(link.url), link) for link in links]
        known = database.known_pages([key for key, _ in keyed])
        due = database.due_pages(self.source.id, now=now, limit=self.run.config.max_links_a_visit)
        chosen = plan(keyed, known, due, now=now, settings=self.run.config)
        ids = database.want_pages(self.source.id, chosen.new, now=now)
        self.counts["links"], self.counts["known"] = chosen.links, chosen.known
        if chosen.waiting:
            most = self.run.config.max_links_a_visit
            self.messages.append(f"{_count(chosen.waiting, 'page')} wait for a later visit, at most {most} a visit")
        if chosen.distrusted:
            self.messages.append(f"the listing calls {chosen.distrusted} known pages changed, which is not believed")
        requests = [self.page_request(each, each.page_id or ids[each.canonical_url]) for each in chosen.fetch]
        yield from requests

    def page_request(self, fetch: Fetch, page_id: int) -> Any:
        details = {"fetch": fetch, "page_id": page_id}
        try:
            return Request(
                fetch.url,
                headers=_conditions(fetch.etag, fetch.last_modified),
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
        content_type = _header(response, "Content-Type")
        facts: dict[str, Any] = {
            "final_url": response.url,
            "http_status": response.status,
            "content_type": content_type,
            "etag": _header(response, "ETag"),
            "last_modified": _header(response, "Last-Modified"),
        }
        if response.status == 304:
            facts["etag"] = facts["etag"] or fetch.etag
            facts["last_modified"] = facts["last_modified"] or fetch.last_modified
            yield self.page(fetch, page_id, outcome="unchanged", reason="not modified", **facts)
        elif response.status >= 300:
            yield self.page(fetch, page_id, outcome="failed", reason=http_words(response), **facts)
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

    def page_failed(self, failure: Failure) -> Iterator[Page]:
        request: Request = failure.request  # type: ignore[attr-defined]
        fetch, page_id = request.cb_kwargs["fetch"], request.cb_kwargs["page_id"]
        if why := request.meta.get("not_a_page"):
            yield self.page(fetch, page_id, outcome="skipped", reason=why)
            return
        told: Why = explain(failure.value, self.run.config)
        if told.outcome == "waits":
            self.waits[told.reason] = self.waits.get(told.reason, 0) + 1
        else:
            yield self.page(fetch, page_id, outcome=told.outcome, reason=told.reason)

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
        """Do not load what holds no page."""
        if not request.meta.get("is_page"):
            return
        if why := not_a_page((headers.get("Content-Type") or b"").decode("latin-1")):
            request.meta["not_a_page"] = why
            raise StopDownload(fail=True)

    # Counting.

    def note(self, recorded: Recorded) -> None:
        """Called by the record stage for each page."""
        counts = self.counts
        counts["new"] += recorded.new_articles
        counts["copies"] += recorded.copies
        counts["changed"] += recorded.changed
        counts["off_topic"] += recorded.status == "off_topic" and not recorded.known
        counts["failed"] += recorded.status == "failed"
        counts["skipped"] += recorded.status in ("skipped", "refused", "no_text") and not recorded.known

    def end(self, outcome: str, message: str) -> None:
        """The listing gave nothing: say why, first."""
        self.outcome = outcome
        self.messages.insert(0, message)

    def broke(self, failure: Failure) -> None:
        self.end("failed", f"internal error: {type(failure.value).__name__}: {failure.value}")

    def stage_broke(self, failure: Failure) -> None:
        self.counts["failed"] += 1
        self.messages.append(f"internal error: {type(failure.value).__name__}: {failure.value}")

    def visit(self) -> Visit:
        """The finished visit, counted."""
        waits = [f"{_count(number, 'page')} wait: {why}" for why, number in self.waits.items()]
        # The same pause is told by each page with another number of seconds left: the first will do.
        if len(waits) > 1:
            waits = [f"{_count(sum(self.waits.values()), 'page')} wait: {next(iter(self.waits))}"]
        message = "; ".join(dict.fromkeys([*self.messages, *waits]))
        return Visit(
            id=self.visit_id,
            source_id=self.source.id,
            outcome=self.outcome,  # type: ignore[arg-type]
            message=message[:1000] or None,
            **self.counts,
        )


def http_words(response: Response) -> str:
    """ "HTTP 404"; a redirect that leads nowhere says so."""
    if response.status < 400:
        return f"HTTP {response.status}: a redirect that leads to no web address"
    return f"HTTP {response.status}"


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:1000] if value else None


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
