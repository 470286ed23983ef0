"""Visit sources: one Scrapy crawl for each, all in this process, on the running asyncio loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner

from crawler.discovery import Fetch
from crawler.download import Run
from crawler.gate import Gate, site_of
from crawler.guard import Guard
from crawler.resolver import install_reactor_and_resolver, is_guarded
from crawler.robots import Robots, Rules, origin_of, rules_in
from crawler.settings import build_settings, product_token, user_agent
from crawler.spiders import SPIDERS, ArchiveSpider, OneAddressSpider
from crawler.tdm import TdmFiles
from crawler.turns import site_of_source
from db import CannotWrite
from model import Page, Source, Visit
from pipelines.stages import Services

__all__ = ["Crawler", "install_reactor_and_resolver"]

GRACE_SECONDS = 5.0
_STOPPED = "the daemon is stopping"

logger = logging.getLogger(__name__)


class Crawler:
    """Visits sources. Call `install_reactor_and_resolver` in the running loop before."""

    def __init__(
        self, services: Services, *, gate: Gate | None = None, item_pipelines: dict[Any, int] | None = None
    ) -> None:
        """`gate` is given when several crawlers share one; `item_pipelines` replaces the two stages."""
        self.services = services
        self.config = services.config.crawl
        self._gate = gate or Gate()
        self._guard = Guard.allowing(self.config.allow_private)
        self._robots = Robots(product_token(user_agent(self.config)))
        self._tdm = TdmFiles()
        self._item_pipelines = item_pipelines
        self._runs: dict[Run, asyncio.Task[Any]] = {}
        self._stopping = False

    def take_up(self, services: Services) -> None:
        """Begin what comes next under other settings. Visits that are under way end under theirs."""
        agent_before = user_agent(self.config)
        self.services = services
        self.config = services.config.crawl
        self._guard = Guard.allowing(self.config.allow_private)
        if user_agent(self.config) != agent_before:
            # A robots.txt has other rules for another name.
            self._robots = Robots(product_token(user_agent(self.config)))

    async def visit(self, source: Source, visit_id: int) -> Visit:
        """Run one spider to its end, and return the visit with its counts. Never raises for what a site does."""
        run = self._new_run()
        try:
            spider = await self._crawl(
                SPIDERS[source.found_kind or source.kind], run, source=source, visit_id=visit_id, services=self.services
            )
        except CannotWrite as error:
            return Visit(
                id=visit_id, source_id=source.id, outcome="failed", grade="interrupted", message=f"broke off: {error}"
            )
        except Exception as error:  # one source: its visit says so, with the traceback in the log
            logger.exception("visit broke off source=%s", source.url)
            return Visit(
                id=visit_id,
                source_id=source.id,
                outcome="failed",
                grade="internal_error",
                message=f"internal error, please report it with the log: {type(error).__name__}: {error}",
            )
        visit: Visit = spider.visit()
        return visit

    def pause_left(self, source: Source) -> float:
        """The seconds for which the site of a source still asked to be left alone."""
        return self._gate.pause_left(site_of_source(source))

    async def fetch(self, url: str, *, as_listing: bool = False, as_page: bool = False) -> Page:
        """One address under the same guard, gate, robots and limits. Never raises for what a site does.

        `as_listing`: it may be as large as a sitemap. `as_page`: what its site reserves is asked for as well.
        """
        spider = await self._crawl(
            OneAddressSpider, self._new_run(), item_pipelines={}, url=url, as_listing=as_listing, as_page=as_page
        )
        page: Page = spider.page
        return replace(page, fetched_at=self.services.clock())

    async def fetch_archived(self, source: Source, fetches: Sequence[Fetch], services: Services) -> int:
        """Fetch pages of a source's archive and record each: how many wait, because their site asked for a pause, or
        were cut off. Never raises for what a site does.
        """
        spider = await self._crawl(ArchiveSpider, self._new_run(), source=source, services=services, fetches=fetches)
        return int(spider.tally.waits.total())

    def pause_left_at(self, url: str) -> float:
        """How many seconds a site asked to be left alone from now on."""
        return self._gate.pause_left(site_of(url))

    def delay_seconds(self, url: str) -> float:
        """Seconds between two requests to a site, as far as its robots.txt is known."""
        return self._new_run().delay_seconds(url)

    async def post(self, url: str, form: bytes) -> Page:
        """Send a form to a hub, under the same guard, gate and limits. Never raises for what a hub does."""
        spider = await self._crawl(OneAddressSpider, self._new_run(), item_pipelines={}, url=url, form=form)
        page: Page = spider.page
        return page

    async def sitemaps_named(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a site names. It is asked for only where it is not known yet."""
        origin = origin_of(url)
        if (rules := self._robots.rules(origin)) is None:
            page = await self.fetch(f"{origin}/robots.txt")
            rules = rules_in(page.body) if page.outcome == "fetched" else Rules()
        return rules.sitemaps(origin)

    async def stop(self) -> None:
        """Begin no new request, give those in flight five seconds, then end them; returns when all visits
        ended.
        """
        self._stopping = True
        for run in [*self._runs]:
            run.stop(_STOPPED)
        tasks = [*self._runs.values()]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for run, task in [*self._runs.items()]:
            if task in late:
                run.abort(_STOPPED)
        if late:
            await asyncio.wait(late)

    def _new_run(self) -> Run:
        run = Run(config=self.config, guard=self._guard, gate=self._gate, robots=self._robots, tdm=self._tdm)
        if self._stopping:
            run.stop(_STOPPED)
        return run

    async def _crawl(
        self,
        spider_class: type[Any],
        run: Run,
        item_pipelines: dict[Any, int] | None = None,
        **arguments: Any,
    ) -> Any:
        if not is_guarded():
            raise RuntimeError("install_reactor_and_resolver() was not called: name look-ups would not be guarded")
        settings = build_settings(
            self.config, item_pipelines=self._item_pipelines if item_pipelines is None else item_pipelines
        )
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler(spider_class)
        task = runner.crawl(crawler, run=run, **arguments)
        self._runs[run] = task
        try:
            # Shielded: a crawl that is cancelled in the middle would leave its engine running.
            await asyncio.shield(task)
        except asyncio.CancelledError:
            run.abort("the visit was cancelled")
            await asyncio.wait([task])
            raise
        finally:
            self._runs.pop(run, None)
        return crawler.spider
