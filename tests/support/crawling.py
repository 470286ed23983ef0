"""What the crawl tests stand on: one event loop with Scrapy's reactor, sites on loopback, a database of their own."""

from __future__ import annotations

import asyncio
import atexit
import math
import ssl
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from databases import new_database
from lasting_loop import the_loop
from patience import PATIENCE_SECONDS
from places import SHARED

from config.tables import Config, Crawl, SourceEntry
from crawler.gate import Gate
from crawler.resolver import install_reactor_and_resolver
from crawler.run import Crawler
from db import Database
from db.page_columns import PageOutcome
from db.writer import Writer
from model import Extracted, Page, Recorded, Source, Visit
from pipelines.preloading.names import MANY_PAGES
from pipelines.processes.workers import Workers
from pipelines.recording.pages import Recorder
from pipelines.stages import Services

if TYPE_CHECKING:
    from daemon.watching import Daemon

HOSTILE = SHARED / "hostile"
HTML = "<html><body><h1>A headline</h1><p>Some words.</p></body></html>"
Answer = web.StreamResponse | str | Callable[[web.Request], Any]


def run(test: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end on the loop that carries Scrapy's reactor."""

    async def guarded() -> Any:
        install_reactor_and_resolver()
        return await asyncio.wait_for(test, PATIENCE_SECONDS)

    return the_loop().run_until_complete(guarded())


async def visit_what_is_due(daemon: Daemon) -> None:
    """Let a daemon begin the visits that are due, and wait for their end."""
    await daemon.tick()
    while daemon.is_visiting:
        await asyncio.sleep(0.01)


@cache
def workers(timeout_seconds: float = 10.0) -> Workers:
    pool = Workers(count=1, timeout_seconds=timeout_seconds, memory_mb=512, preload=MANY_PAGES)
    atexit.register(pool.stop)
    return pool


@dataclass(slots=True)
class Hit:
    """A request that came. It is answered at the earliest at `answered`, by the clock of `at`."""

    at: float
    path: str
    host: str
    headers: dict[str, str]
    answered: float = math.inf


def starts_are_apart(hits: list[Hit], seconds: float) -> bool:
    """Requests, one at a time, began so far apart.

    A request comes later than it began, on a busy machine much later. But it did not begin before the one before it was
    answered, and as many pauses as there are requests between two passed before the second came.
    """
    return all(
        later.at - earlier.answered >= between * seconds - 0.001
        for n, earlier in enumerate(hits)
        for between, later in enumerate(hits[n + 1 :])
    )


@dataclass(slots=True)
class Site:
    """A web site on a loopback address. `pages` maps a path with its query to an answer; a text is HTML."""

    address: str
    pages: dict[str, Answer] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    port: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        server = web.TCPSite(self.runner, self.address, 0, ssl_context=self.context)
        await server.start()
        self.port = server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self.runner is not None
        await self.runner.cleanup()

    def url(self, path: str) -> str:
        return f"http{'s' if self.context else ''}://{self.address}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, without what is asked of every site."""
        return [hit.path for hit in self.hits if hit.path not in ("/robots.txt", "/.well-known/tdmrep.json")]

    def fetches_of(self, path: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.path == path]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        hit = Hit(time.monotonic(), request.path_qs, request.host, dict(request.headers))
        self.hits.append(hit)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            answer = self.pages.get(request.path_qs)
            if callable(answer):
                answer = answer(request)
            if isinstance(answer, Awaitable):
                answer = await answer
            if isinstance(answer, str):
                return web.Response(text=answer, content_type="text/html")
            return answer if answer is not None else web.Response(status=404, text="no such page")
        finally:
            hit.answered = time.monotonic()
            self.in_flight -= 1


def response(
    body: str | bytes = "", *, status: int = 200, kind: str = "text/html", **headers: str
) -> Callable[[web.Request], web.Response]:
    """An answer that is made for each request; header names are given with underscores."""
    raw = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: web.Response(status=status, body=raw, headers={"Content-Type": kind, **named})


def rss(*items: str) -> Callable[[web.Request], web.Response]:
    """A feed with these addresses."""
    listed = "".join(f"<item><title>Story {n}</title><link>{link}</link></item>" for n, link in enumerate(items))
    return response(
        f'<rss version="2.0"><channel><title>Paper</title>{listed}</channel></rss>',
        kind="application/rss+xml",
    )


def sitemap(*addresses: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{address}</loc></url>" for address in addresses) + "</urlset>"


def cut(request: web.Request) -> Any:
    """An answer that breaks off before it begins."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingServices(Services):
    pages: list[Page]


class Collect:
    """An item stage that keeps the pages and writes them down as the record stage would, without reading them."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Collect:
        return cls(crawler)

    async def process_item(self, item: Page) -> Page:
        spider = self.crawler.spider
        services = spider.services
        services.pages.append(item)
        spider.note(await services.writer.write(_collect, services.recorder, item, now=services.clock()))
        return item


def _collect(database: Database, recorder: Recorder, page: Page, *, now: datetime) -> Recorded:
    if page.outcome != "fetched":
        return recorder.record(Extracted(page=page), now=now)
    outcome = PageOutcome(status="stored", reason=None, body_hash=b"1")
    database.settle_page(page.page_id, page, outcome, attempts=1, next_check_at=None)
    return Recorded(status="stored", new_articles=1)


class Newsroom:
    """A database, a clock and a crawler for one test."""

    def __init__(
        self,
        folder: Path,
        *,
        gate: Gate | None = None,
        stages: bool = False,
        parse_seconds: float = 10.0,
        **crawl: Any,
    ) -> None:
        """`stages` takes the real extract and record stages, else pages are collected unread."""
        settings = {"allow_private": ("127.0.9.0/24",), "delay_seconds": 0.0, **crawl}
        self.config = Config(crawl=Crawl(**settings))
        self.database = new_database(folder / "test.db")
        writer = Writer(self.database.path)
        self.now = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
        self.pages: list[Page] = []
        self.services = CollectingServices(
            database=self.database,
            writer=writer,
            workers=workers(parse_seconds),
            config=self.config,
            recorder=writer.write_now(Recorder, self.config, run_id=None, with_alerts=False),
            clock=lambda: self.now,
            load=lambda: 0.0,
            pages=self.pages,
        )
        self.item_pipelines: dict[Any, int] | None = None if stages else {Collect: 100}
        self.crawler = Crawler(self.services, gate=gate, item_pipelines=self.item_pipelines)

    def restart(self) -> None:
        """A crawler that knows nothing of the pauses and the robots.txt that the one before heard of."""
        self.crawler = Crawler(self.services, item_pipelines=self.item_pipelines)

    def source(self, url: str, kind: str = "feed", **more: Any) -> Source:
        """The source of this address, as it stands in the database now."""
        outlet = self.database.outlet_named("Paper", now=self.now)
        found = [source for source in self.database.enabled_sources() if source.url == url]
        if not found:
            entries = [
                (
                    SourceEntry(
                        url=s.url,
                        kind=s.kind,
                        links=s.link_rules.only,
                        include=s.link_rules.include,
                        exclude=s.link_rules.exclude,
                    ),
                    outlet,
                )
                for s in self.database.enabled_sources()
            ]
            entries.append((SourceEntry(url=url, kind=kind, **more), outlet))
            self.database.save_sources(entries, now=self.now)
            found = [source for source in self.database.enabled_sources() if source.url == url]
        return found[0]

    async def visit(self, url: str, kind: str = "feed", **more: Any) -> Visit:
        source = self.source(url, kind, **more)
        visit_id = self.database.start_visit(source.id, run_id=None, now=self.now)
        visit = await self.crawler.visit(source, visit_id)
        self.database.finish_visit(visit, now=self.now, next_visit_at=self.now)
        return visit

    def statuses(self) -> dict[str, str]:
        return {
            row["url"].partition("//")[2].partition("/")[2]: row["status"]
            for row in self.database.list_pages(since=None, status=None, limit=None)
        }

    def outcomes(self) -> dict[str, str]:
        """Path of each collected page -> its outcome, with the reason."""
        return {
            page.url.partition("//")[2].partition("/")[2]: f"{page.outcome}: {page.reason}"
            if page.reason
            else page.outcome
            for page in self.pages
        }


def row_of_source(room: Newsroom) -> dict[str, Any]:
    """The only source of a newsroom, as lists show it."""
    [row] = room.database.list_sources(since=None, limit=None)
    return row
