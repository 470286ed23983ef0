"""The newswire: serves every site on loopback, as quickly, slowly or badly as that site does."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from aiohttp import web

from sample import desk
from sample.edition import Edition, read_archive
from sample.expectations import Expectations, expectations
from sample.loopback import bind
from sample.sites import Press

RETRY_AFTER_SECONDS = 5
_REFUSALS = 2
_SLOW_PARTS = 8
_SLOW_SECONDS = 3.2
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site as it is served. `url` has no trailing slash, `name` is a short key, `outlet` who publishes it."""

    name: str
    host: str
    port: int
    url: str
    outlet: str


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Newswire:
    """Invented news sites on loopback whose pieces appear while one watches.

    `now` is the clock by which pieces appear, `speed` how many seconds of the plot pass in one of its
    seconds. `requests` holds (site name, path with query, status) of the last 10,000 answers, the oldest
    first; a connection cut on purpose has status 0.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = _utc_now,
        speed: float = 1.0,
        first_host: str = "127.0.8.1",
        port: int = 8480,
    ) -> None:
        self.sites: tuple[Site, ...] = ()
        self.requests: deque[tuple[str, str, int]] = deque(maxlen=_REMEMBERED)
        self._now = now
        self._speed = speed
        self._first_host = first_host
        self._port = port
        self._archive = read_archive()
        self._edition: Edition | None = None
        self._sockets: list[socket.socket] = []
        self._runners: list[web.AppRunner] = []
        self._refused = dict.fromkeys(self._archive.presses, 0)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def bind(self) -> None:
        """Take the addresses, so that `sites` and `config_text` are known before anything is served.

        `start` does it where it has not been done. Raises OSError when nothing on loopback can be bound.
        """
        if self._sockets:
            return
        presses = self._archive.presses
        self._sockets = bind(len(presses), first_host=self._first_host, port=self._port)
        sites = []
        for press, listening in zip(presses.values(), self._sockets, strict=True):
            host, port = listening.getsockname()
            url = f"http://{host}:{port}"
            sites.append(Site(name=press.key, host=host, port=port, url=url, outlet=press.outlet))
        self.sites = tuple(sites)

    async def start(self) -> None:
        """Serve every site; the plot starts now. Raises OSError when nothing on loopback can be bound."""
        self.bind()
        self._edition = Edition(
            archive=self._archive,
            bases={site.name: site.url for site in self.sites},
            started=self._now(),
            elapsed_seconds=0,
            speed=self._speed,
        )
        for press, listening in zip(self._archive.presses.values(), self._sockets, strict=True):
            app = web.Application()
            app.router.add_route("GET", "/{path:.*}", self._handler(press))
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
            await runner.setup()
            self._runners.append(runner)
            await web.SockSite(runner, listening).start()

    async def stop(self) -> None:
        """Stop serving and free the addresses."""
        for runner in self._runners:
            await runner.cleanup()
        for listening in self._sockets:
            listening.close()
        self._runners.clear()
        self._sockets.clear()

    def publish_all(self) -> None:
        """Let everything appear now. Revisions still come at their time; see `revise_all`."""
        self._edition = replace(self._started(), all_published=True)

    def revise_all(self) -> None:
        """Let every revised piece show its revision now."""
        self._edition = replace(self._started(), all_revised=True)

    def expectations(self) -> Expectations:
        """What a watcher should have found once everything was published."""
        return expectations(self._current())

    def config_text(self, *, database: str = "naskh-sample.db") -> str:
        """A whole naskh.toml that watches these sites. Takes the addresses where `start` has not yet."""
        self.bind()
        shared_host = len({site.host for site in self.sites}) < len(self.sites)
        hosts = sorted({site.host for site in self.sites})
        parts = [
            "# Written for the sample newswire: invented news sites on this machine.",
            f"database = {_quoted(database)}",
            "",
            "[crawl]",
            'contact = "sample@example.org"',
            f"allow_private = {_quoted(hosts)}",
            "",
            "[[alert]]",
            'name = "copies"',
            'relations = ["identical", "near_duplicate", "excerpt"]',
            'channels = ["log"]',
        ]
        for site in self.sites:
            press = self._archive.presses[site.name]
            parts += [
                "",
                "[[outlet]]",
                f"name = {_quoted(press.outlet)}",
                f"domains = {_quoted([] if shared_host else [site.host])}",
                f"country = {_quoted(press.country)}",
                f"time_zone = {_quoted(press.zone)}",
                f"groups = {_quoted(list(press.groups))}",
            ]
            parts += [f"aliases = {_quoted(list(press.aliases))}"] if press.aliases else []
            for feed in press.feeds:
                if feed.watched:
                    kind = "sitemap" if "sitemap" in feed.kind or feed.kind == "index" else "feed"
                    parts += _source(press, site.url + feed.path, kind, feed.every)
            if press.watched_front:
                parts += _source(press, site.url + "/", "front_page", "10s")
                parts += [f"links = {_quoted(press.links)}"] if press.links else []
        return "\n".join(parts) + "\n"

    def _started(self) -> Edition:
        if self._edition is None:
            raise RuntimeError("the newswire has not been started")
        return self._edition

    def _current(self) -> Edition:
        edition = self._started()
        elapsed = (self._now() - edition.started).total_seconds() * self._speed
        return replace(edition, elapsed_seconds=max(0.0, elapsed))

    def _handler(self, press: Press) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            path = request.path + (
                f"?{unquote(request.rel_url.raw_query_string)}" if request.rel_url.query_string else ""
            )
            found = self._answer(press, path, request)
            self.requests.append((press.key, path, 0 if found.dropped else found.status))
            if found.dropped:
                return await _deliver_half(request, found)
            if press.behaviour == "slow" and path != "/robots.txt":
                return await self._deliver_slowly(request, found)
            return web.Response(status=found.status, body=found.body, headers=_headers(found))

        return handle

    def _answer(self, press: Press, path: str, request: web.Request) -> desk.Answer:
        if press.behaviour == "limited" and path != "/robots.txt" and self._refused[press.key] < _REFUSALS:
            self._refused[press.key] += 1
            return desk.Answer(status=429, body=b"Too many requests", headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        edition = self._current()
        found = desk.answer(edition, press, path)
        if press.behaviour != "conditional" or found.status != 200:
            return found
        return desk.conditional(
            found,
            desk.last_change(edition, press),
            request.headers.get("If-None-Match"),
            request.headers.get("If-Modified-Since"),
        )

    async def _deliver_slowly(self, request: web.Request, found: desk.Answer) -> web.StreamResponse:
        response = web.StreamResponse(status=found.status, headers=_headers(found))
        await response.prepare(request)
        size = max(1, -(-len(found.body) // _SLOW_PARTS))
        for start in range(0, len(found.body), size):
            await asyncio.sleep(_SLOW_SECONDS / _SLOW_PARTS / self._speed)
            await response.write(found.body[start : start + size])
        await response.write_eof()
        return response


async def _deliver_half(request: web.Request, found: desk.Answer) -> web.StreamResponse:
    """Promise the whole body, send half, cut the connection."""
    response = web.StreamResponse(headers={**_headers(found), "Content-Length": str(len(found.body))})
    await response.prepare(request)
    await response.write(found.body[: len(found.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _headers(found: desk.Answer) -> dict[str, str]:
    return {"Content-Type": found.content_type, **found.headers}


def _source(press: Press, url: str, kind: str, every: str) -> list[str]:
    return [
        "",
        "[[source]]",
        f"url = {_quoted(url)}",
        f"outlet = {_quoted(press.outlet)}",
        f"kind = {_quoted(kind)}",
        f"every = {_quoted(every)}",
    ]


def _quoted(value: str | list[str]) -> str:
    """A TOML string or list of strings; TOML's basic strings and JSON's agree on these."""
    return json.dumps(value, ensure_ascii=False)
