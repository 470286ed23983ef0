"""The three kinds of sources, and one address alone. What they share is in `crawler.spider`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any, Literal

import scrapy
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import fault_of, http_words, rights_of_response
from crawler.discovery import Fetch
from crawler.download import Run
from crawler.grades import is_test_for_browsers
from crawler.listing import Child, Listing
from crawler.reasons import explain
from crawler.sitemaps import MAX_BYTES, choose_children
from crawler.spider import SourceSpider
from model import Grade, LeftOut, Link, Page, SourceKind
from pipelines.processes.workers import WorkerFailed

_MAX_SITEMAPS = 10
_MAX_DEPTH = 3
# A sitemap at its limits is ten times as large as the largest page.
_PATIENCE = 3


class FeedSpider(SourceSpider):
    """RSS, RDF, Atom, JSON Feed."""

    name = "feed"


class FrontPageSpider(SourceSpider):
    """A page whose links that look like articles are followed."""

    name = "front_page"


class SitemapSpider(SourceSpider):
    """A sitemap, or an index of them: at most ten are read a visit, to a depth of three, newest first."""

    name = "sitemap"
    # Its own limits, whatever pages may have: it is unpacked and read in the worker, in a stream.
    max_listing_bytes = MAX_BYTES
    keeps_gzip = True
    patience = _PATIENCE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.collected: dict[str, Link] = {}
        self.refused: list[LeftOut] = []
        self.queue: list[tuple[Child, int]] = []
        self.seen = {self.source.url, self.address}
        self.read_sitemaps = self.lost_children = 0
        self.is_whole = True
        self.why_lost: Grade | None = None

    async def listed(self, listing: Listing, response: Response, body_hash: str) -> AsyncIterator[Any]:
        if not listing.children:
            async for request in super().listed(listing, response, body_hash):
                yield request
            return
        # An index keeps no validators: its sitemaps change while it stays as it is.
        self.descend(listing, response, depth=1)
        async for request in self.next_step():
            yield request

    def descend(self, listing: Listing, response: Response, *, depth: int) -> None:
        self.collect(listing, response)
        children = choose_children(
            listing.children,
            now=self.services.clock(),
            limit=_MAX_SITEMAPS,
            every=timedelta(seconds=self.source.every_seconds),
        )
        fresh = [child for child in children if child.url not in self.seen]
        self.seen.update(child.url for child in fresh)
        self.queue = [*((child, depth) for child in fresh), *self.queue]

    def collect(self, listing: Listing, response: Response) -> None:
        self.is_whole = self.is_whole and not listing.problem
        self.refused += listing.refused
        for link in self.take(listing, response):
            self.collected.setdefault(link.url, link)

    async def next_step(self) -> AsyncIterator[Any]:
        while self.queue and self.read_sitemaps < _MAX_SITEMAPS:
            child, depth = self.queue.pop(0)
            self.read_sitemaps += 1
            try:
                request = self.listing_request(
                    child.url, callback=self.child_came, errback=self.child_failed, cb_kwargs={"depth": depth}
                )
            except ValueError as error:
                self.lost_child(child.url, f"the address cannot be used: {error}", "elsewhere")
                continue
            yield request
            return
        if self.lost_children and self.lost_children == self.read_sitemaps and not self.collected:
            self.tally.outcome, self.tally.grade = "failed", self.why_lost
        elif not self.collected and not self.tally.messages:
            self.tally.say("its sitemaps name nothing new of the last days")
        is_whole = self.is_whole and not self.queue
        async for request in self.pages(self.collected.values(), refused=self.refused, is_whole=is_whole):
            yield request

    async def child_came(self, response: Response, depth: int) -> AsyncIterator[Any]:
        if fault := fault_of(response):
            self.lost_child(response.url, http_words(response, fault), fault)
        else:
            try:
                listing = await self.read(response)
            except WorkerFailed as failure:
                listing = Listing(problem=str(failure))
            if listing.problem and not listing.links and not listing.children:
                test = is_test_for_browsers(response.body)
                self.lost_child(response.url, listing.problem, "challenge" if test else "not_a_sitemap")
            elif depth < _MAX_DEPTH:
                self.descend(listing, response, depth=depth + 1)
            else:
                self.collect(listing, response)
        async for request in self.next_step():
            yield request

    async def child_failed(self, failure: Failure) -> AsyncIterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        why = self.why(failure)
        self.lost_child(request.url, why.reason, why.grade)
        async for following in self.next_step():
            yield following

    def lost_child(self, url: str, why: str, grade: Grade) -> None:
        """One bad sitemap of an index costs its own links only."""
        self.lost_children += 1
        self.why_lost = self.why_lost or grade
        self.is_whole = False
        self.tally.say(f"a sitemap of the index gave nothing, {url[:200]}: {why}")


class ArchiveSpider(SourceSpider):
    """Fetches pages that a backfill found, as a visit fetches what is new. It is no visit, and reads no listing."""

    name = "archive"

    def __init__(self, *, fetches: Sequence[Fetch], **kwargs: Any) -> None:
        super().__init__(visit_id=None, **kwargs)
        self.fetches = fetches

    async def start(self) -> AsyncIterator[Any]:
        for fetch in self.fetches:
            assert fetch.page_id is not None
            yield self.page_request(fetch, fetch.page_id)


class OneAddressSpider(scrapy.Spider):
    """Fetches one address; the answer waits in `page`."""

    name = "one_address"

    def __init__(
        self,
        *,
        url: str,
        run: Run,
        as_listing: bool = False,
        as_page: bool = False,
        form: bytes | None = None,
        **kwargs: Any,
    ) -> None:
        """`form` is sent to a hub with POST."""
        super().__init__(**kwargs)
        self.meta: dict[str, Any] = {"is_listing": True, "download_maxsize": MAX_BYTES} if as_listing else {}
        if as_page:
            self.meta["is_page"] = True
        self.request: dict[str, Any] = {}
        if form is not None:
            self.meta["is_hub"] = True
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            self.request = {"method": "POST", "body": form, "headers": headers}
        self.url = url
        self.run = run
        self.page = Page(url=url, outcome="failed", reason="stopped before it was fetched")

    async def start(self) -> AsyncIterator[Any]:
        try:
            yield Request(
                self.url,
                callback=self.came,
                errback=self.failed,
                dont_filter=True,
                meta={**self.meta},
                **self.request,
            )
        except ValueError as error:
            self.page = Page(url=self.url, outcome="failed", reason=f"the address cannot be used: {error}")

    def came(self, response: Response) -> None:
        fault, rights = fault_of(response), rights_of_response(response, self.run)
        self.page = Page(
            url=self.url,
            outcome="failed" if fault else "fetched",
            reason=http_words(response, fault) if fault else None,
            grade=fault,
            body=response.body,
            final_url=response.url,
            http_status=response.status,
            content_type=content_type_of(response),
            rights=rights.words,
            tdm_policy=rights.policy,
        )

    def failed(self, failure: Failure) -> None:
        why = explain(failure.value, self.run.config, limit=self.meta.get("download_maxsize"))
        outcome: Literal["refused", "failed"] = "refused" if why.outcome == "refused" else "failed"
        self.page = Page(url=self.url, outcome=outcome, reason=why.reason, grade=why.grade)


SPIDERS: dict[SourceKind, type[SourceSpider]] = {
    "feed": FeedSpider,
    "sitemap": SitemapSpider,
    "front_page": FrontPageSpider,
}


def content_type_of(response: Response) -> str | None:
    """The Content-Type header as text."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None
