"""What all spiders of a source share: plan what to fetch of its listing, fetch pages, count. They yield `Page` only.

An address counts as seen once its row is committed: rows are written before any page is asked for, and the
listing's validators after that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from crawler.answers import (
    conditions,
    fault_of,
    header,
    http_words,
    is_empty,
    rights_of_response,
    same_validators,
    was_conditional,
)
from crawler.discovery import Fetch
from crawler.first_visit import left_out_words
from crawler.gate import SitePaused, site_of
from crawler.grades import is_not_free, is_test_for_browsers
from crawler.landing import no_article
from crawler.listing_spider import ListingSpider
from crawler.naming import Named, write_down
from crawler.paged import Paged
from crawler.reasons import TEST_FOR_BROWSERS, explain, lasting, not_a_page
from crawler.rights import TDM, may_keep_raw, refusal
from crawler.tally import counted, waiting
from db import CannotWrite, Database
from model import REFUSALS, Grade, LeftOut, Link, Page, Recorded
from pipelines.processes.workers import WorkerFailed
from pipelines.reading.paging import MOST_PAGES, may_go_on, next_page, page_numbers
from pipelines.recording.recheck import after_pause

_LOOKED_THROUGH_BYTES = 1024 * 1024


class SourceSpider(ListingSpider):
    """Visits one source: its listing, then the pages that are new or due."""

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.headers_came, signal=signals.headers_received)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        crawler.signals.connect(spider.stage_broke, signal=signals.item_error)
        return spider

    # The pages.

    async def pages(
        self, links: Iterable[Link], *, refused: Sequence[LeftOut] = (), is_whole: bool = False
    ) -> AsyncIterator[Any]:
        """Write the new links down, then ask for what the plan says. `is_whole`: the source lists these and no more,
        beside those that are `refused`.
        """
        named = await self.services.writer.write(
            write_down,
            self.source,
            tuple(links),
            refused=refused,
            is_whole=is_whole,
            settings=self.run.config,
            now=self.services.clock(),
        )
        chosen, left = named.plan, named.left
        if left:
            self.tally.counts["skipped"] += len(left)
            self.tally.say(left_out_words(left))
        self.say_not_followed(named)
        # What its form shows to have no text is nothing new.
        self.tally.counts["links"] = chosen.links + len(left) + named.textless
        self.tally.counts["known"] = chosen.known + named.textless
        if chosen.waiting:
            most = self.run.config.max_links_a_visit
            self.tally.say(
                f"{waiting(chosen.waiting)} for a later visit: one fetches at most {most} (crawl.max_links_a_visit)"
            )
        if chosen.distrusted:
            self.tally.say(
                f"the listing gives {chosen.distrusted} known pages a new time of change at once: not fetched again"
            )
        for each in chosen.fetch:
            yield self.page_request(each, each.page_id or named.ids[each.canonical_url])

    def say_not_followed(self, named: Named) -> None:
        """Say which links are left out: those that are no articles the first time, those without text each time."""
        where = f"`naskh sources left-out --source {self.source.id}` lists them with the reasons"
        if named.newly_refused:
            self.tally.say(f"{counted(named.newly_refused, 'link')} not followed, most of them no articles: {where}")
        if named.textless:
            links = counted(named.textless, "new link")
            self.tally.say(f"{links} not followed, because pages of their form give no text: {where}")

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
            why = f"the address cannot be used: {error}"
            return self.page(fetch, page_id, outcome="skipped", reason=why, grade="elsewhere")

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
        elif nothing := self.nothing_there(response):
            facts |= {"outcome": "failed", "reason": nothing[0], "grade": nothing[1]}
            # Another address is no way around a refusal.
            other = None if nothing[1] in REFUSALS else self.elsewhere(response.request, fetch, page_id)
            yield other or self.page(fetch, page_id, lasts=lasting(response.status), **facts)
        elif why := not_a_page(content_type, response.body):
            yield self.page(fetch, page_id, outcome="skipped", reason=why, grade="not_a_page", **facts)
        elif why := self.reserved(response, facts):
            # The text in the feed is reserved, too: it is the same text.
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
        # The worker looks through what takes long.
        is_quick = len(response.body) <= _LOOKED_THROUGH_BYTES
        if number > MOST_PAGES or (is_quick and not may_go_on(response.body, number)):
            return paged.joined()
        try:
            address = await self.services.workers.run(
                next_page, response.body, response.url, header(response, "Content-Type"), paged.first, number
            )
        except WorkerFailed:
            # Reading the same bytes as a page will fail, too, and report it.
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
        """Why an answer is no article now, in words and in one word. There may be one at its address later."""
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

    def elsewhere(self, request: Request, fetch: Fetch, page_id: int) -> Any:
        """Where a relative link of a feed leads to nothing on the feed's host, ask for it once on the site that the
        feed belongs to. None where there is no such address.
        """
        other = fetch.hints.other_url
        if not other or request.meta.get("is_elsewhere"):
            return None
        asked = self.page_request(fetch, page_id, other)
        if isinstance(asked, Request):
            asked.meta["is_elsewhere"] = True
        return asked

    async def page_failed(self, failure: Failure) -> AsyncIterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        fetch, page_id = request.cb_kwargs["fetch"], request.cb_kwargs["page_id"]
        told = self.why(failure)
        if told.outcome == "waits":
            self.tally.waits[told.reason] += 1
            if isinstance(paused := failure.value, SitePaused):
                if paused.site == site_of(self.address):
                    self.wishes = replace(self.wishes, pause=max(self.wishes.pause, paused.seconds))
                was_asked = paused.status is not None
                pause = timedelta(seconds=paused.seconds)
                await self.services.writer.write(
                    Database.put_off_page,
                    page_id,
                    reason=told.reason,
                    was_asked=was_asked,
                    next_check_at=after_pause(
                        fetch.attempts + 1 if was_asked else 0, pause=pause, now=self.services.clock()
                    ),
                )
        else:
            other = None if told.grade in REFUSALS else self.elsewhere(request, fetch, page_id)
            yield other or self.page(
                fetch, page_id, outcome=told.outcome, reason=told.reason, grade=told.grade, lasts=told.lasts
            )

    def page(self, fetch: Fetch, page_id: int, **facts: Any) -> Page:
        hints = fetch.hints
        if hints.content and facts.get("outcome") == "failed":
            # The site's file reserves what the feed carries of the page, too.
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
        """Whether nothing can be stored now. Then no more is fetched, and the pages wait for a later visit."""
        error = failure.value
        if not isinstance(error, CannotWrite):
            return False
        if self.run.stopped is None:
            self.tally.end("failed", f"broke off: {error}", "interrupted")
        self.run.stop(str(error))
        return True
