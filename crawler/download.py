"""The one way out: every request of a crawl, robots.txt and redirects too, passes the guard and the gate
here.

A download handler rather than a middleware, because here a turn is held exactly as long as the transfer
lasts, and is given back whatever happens to it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Response
from twisted.web._newclient import BODY

from config.tables import Crawl
from crawler.gate import Gate, SitePaused, site_of
from crawler.guard import Guard, refused_address
from crawler.reasons import Refused, Stopped
from crawler.resolver import Watch, watch
from crawler.robots import Robots
from crawler.tdm import TdmFiles
from crawler.wishes import retry_seconds

_FLOOR_SECONDS = 1.0
_PAUSE_SECONDS = 60.0
_MAX_HEAD_BYTES = 256 * 1024
VISIT_SECONDS = 1800.0


@dataclass(slots=True, eq=False)
class Run:
    """What the requests of one crawl share, and the means to end it early."""

    config: Crawl
    guard: Guard
    gate: Gate
    robots: Robots
    tdm: TdmFiles
    until: float = field(default_factory=lambda: time.monotonic() + VISIT_SECONDS)
    stopped: str | None = None
    waiting: set[asyncio.Task[Response]] = field(default_factory=set)
    flying: set[asyncio.Task[Response]] = field(default_factory=set)

    def stop(self, why: str) -> None:
        """Begin no further request; those in flight may finish."""
        self.stopped = self.stopped or why
        for task in [*self.waiting]:
            task.cancel()

    def abort(self, why: str) -> None:
        """End all requests now."""
        self.stop(why)
        for task in [*self.flying]:
            task.cancel()

    def reason_to_stop(self) -> str | None:
        """Why no further request may begin."""
        if self.stopped is None and time.monotonic() > self.until:
            self.stopped = f"the visit took longer than {VISIT_SECONDS / 60:.0f} minutes"
        return self.stopped

    def delay_seconds(self, url: str) -> float:
        """Seconds between two starts at a site: less than one only at hosts the operator allowed by name."""
        host = urlsplit(url).hostname or ""
        floor = 0.0 if self.guard.allows_name(host) else _FLOOR_SECONDS
        return max(floor, self.config.delay_seconds, self.robots.delay_seconds(url))


class GatedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind guard and gate."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        pool: Any = self._pool
        make_factory = pool._factory

        def bounded(*args: Any, **kwargs: Any) -> Any:
            factory = make_factory(*args, **kwargs)
            build = factory.buildProtocol
            factory.buildProtocol = lambda address: _bound_head(build(address))
            return factory

        pool._factory = bounded

    async def download_request(self, request: Request) -> Response:
        run: Run = self._crawler.spider.run  # type: ignore[union-attr]
        if why := run.reason_to_stop():
            raise Stopped(why)
        if refusal := run.guard.refusal(request.url):
            raise Refused(refusal)
        task = asyncio.ensure_future(self._in_turn(request, run))
        run.waiting.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if run.stopped and task.cancelled():
                raise Stopped(run.stopped) from None
            task.cancel()
            raise
        finally:
            run.waiting.discard(task)
            run.flying.discard(task)

    async def _in_turn(self, request: Request, run: Run) -> Response:
        site = site_of(request.url)
        async with run.gate.turn(site, delay_seconds=run.delay_seconds(request.url)):
            if why := run.reason_to_stop():
                raise Stopped(why)
            task = asyncio.current_task()
            assert task is not None
            run.waiting.discard(task)
            run.flying.add(task)
            response = await self._guarded(request, run)
        if (seconds := pause_seconds(response, now=datetime.now(UTC))) is not None:
            granted = await run.gate.pause(site, seconds)
            raise SitePaused(site, granted, status=response.status)
        return response

    async def _guarded(self, request: Request, run: Run) -> Response:
        used = request.meta.get("seconds_used", 0.0)
        left = run.config.timeout_seconds - used
        if left <= 0:
            raise DownloadTimeoutError
        request.meta["download_timeout"] = left
        started = time.monotonic()
        seen = Watch(run.guard)
        watch.set(seen)
        try:
            response = await super().download_request(request)
        except CannotResolveHostError:
            if seen.refused:
                raise Refused(seen.refused) from None
            raise
        finally:
            # Redirects copy the meta: the time limit is for all of them together.
            request.meta["seconds_used"] = used + time.monotonic() - started
        address = response.ip_address
        if address is not None and not run.guard.allows_address(address, host=urlsplit(request.url).hostname or ""):
            raise Refused(refused_address(address))
        return response


def _bound_head(protocol: Any) -> Any:
    """Twisted bounds each header line but not their number: end a connection whose headers do not end."""
    receive, head = protocol.dataReceived, 0

    def data_received(data: bytes) -> None:
        nonlocal head
        parser = protocol._parser
        head = 0 if parser is None or parser.state == BODY else head + len(data)
        if head > _MAX_HEAD_BYTES:
            protocol.transport.abortConnection()
        else:
            receive(data)

    protocol.dataReceived = data_received
    return protocol


def pause_seconds(response: Response, *, now: datetime) -> float | None:
    """How long a site asks to be left alone, else None. 429 without Retry-After means a minute."""
    if response.status not in (429, 503):
        return None
    words = (response.headers.get("Retry-After") or b"").decode("latin-1")
    seconds = retry_seconds(words, now=now)
    return _PAUSE_SECONDS if seconds is None and response.status == 429 else seconds
