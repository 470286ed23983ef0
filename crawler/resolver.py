"""Look host names up and let Scrapy connect only to addresses that the guard allows.

Scrapy's own `TWISTED_DNS_RESOLVER` setting is read by `CrawlerProcess` only; under `AsyncCrawlerRunner`
nothing would be checked. So the reactor is made here, around the running loop, and its resolver put in place
with it. Every connection passes this resolver, also those to an address in figures. A connection for which no
guard is in force gets the strict one.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import sys
import threading
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.logger import STDLibLogObserver, globalLogBeginner
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.guard import Address, Guard, refused_address

_LOOKUPS_AT_ONCE = 16
_REMEMBER_SECONDS = 60.0
_REMEMBER = 2048


@dataclass(slots=True)
class Watch:
    """The guard of one request, and what the resolver refused under it."""

    guard: Guard
    refused: str | None = None


watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def install_reactor_and_resolver() -> None:
    """Make the running asyncio loop Scrapy's, with the guarded resolver. Call it once, inside the loop.

    Calling it again inside the same loop does nothing. Raises RuntimeError when Twisted already runs on
    another reactor or loop.
    """
    from twisted.internet import asyncioreactor

    loop = asyncio.get_running_loop()
    if "twisted.internet.reactor" not in sys.modules:
        asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
        # Without an observer Twisted keeps its log events in memory.
        globalLogBeginner.beginLoggingTo(
            [STDLibLogObserver("twisted")],  # type: ignore[list-item]
            discardBuffer=True,
            redirectStandardIO=False,
        )
    reactor = _reactor()
    if getattr(reactor, "_asyncioEventloop", None) is not loop:
        raise RuntimeError("Twisted's reactor was installed before and is not this asyncio loop's")
    if not reactor.running:
        # Nobody calls reactor.run() here: asyncio runs the loop. This marks the reactor as running.
        reactor.startRunning(installSignalHandlers=False)
    if not is_guarded():
        reactor.installNameResolver(GuardedResolver())
    _quieten()


def is_guarded() -> bool:
    """Whether every name look-up of this process goes through the guard."""
    if "twisted.internet.reactor" not in sys.modules:
        return False
    return isinstance(_reactor().nameResolver, GuardedResolver)


def _reactor() -> Any:
    from twisted.internet import reactor

    return reactor


def _quieten() -> None:
    for name in ("scrapy", "twisted", "protego", "py.warnings"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # These two warn of what a page's reason says anyway.
    for name in ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.httpcompression"):
        logging.getLogger(name).setLevel(logging.ERROR)


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """A look-up that is no longer wanted ends by itself."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Twisted's name resolver for this process: looks up in threads and hands on allowed addresses only."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[Address, ...]]] = {}
        self._slots = asyncio.Semaphore(_LOOKUPS_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    def resolveHostName(
        self,
        receiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Twisted's IHostnameResolver: answers on `receiver`, with no address when none is allowed."""
        resolution = _Resolution(hostName)
        receiver.resolutionBegan(resolution)
        current = watch.get() or Watch(Guard())
        task = asyncio.get_running_loop().create_task(
            self._resolve(receiver, hostName, portNumber, addressTypes, current)
        )
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return resolution

    async def _resolve(
        self,
        receiver: Any,
        host: str,
        port: int,
        types: Sequence[type] | None,
        current: Watch,
    ) -> None:
        try:
            for address in await self.lookup(host):
                kind = IPv6Address if address.version == 6 else IPv4Address
                if not current.guard.allows_address(address, host=host):
                    current.refused = current.refused or refused_address(address)
                elif types is None or kind in types:
                    receiver.addressResolved(kind("TCP", str(address), port))
        finally:
            receiver.resolutionComplete()

    async def lookup(self, host: str) -> tuple[Address, ...]:
        """All addresses of a host, remembered for a minute; empty when it could not be looked up."""
        now = asyncio.get_running_loop().time()
        known = self._known.get(host)
        if known is not None and known[0] > now:
            return known[1]
        async with self._slots:
            found = await _in_a_thread(host)
        if len(self._known) >= _REMEMBER:
            self._known.clear()
        if found:
            self._known[host] = (now + _REMEMBER_SECONDS, found)
        return found


async def _in_a_thread(host: str) -> tuple[Address, ...]:
    """Look a host up in a thread of its own, which does not keep the process alive when the daemon stops."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[Address, ...]] = loop.create_future()

    def settle(found: tuple[Address, ...]) -> None:
        if not answer.done():
            answer.set_result(found)

    def work() -> None:
        found: tuple[Address, ...] = ()
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found = tuple(dict.fromkeys(ipaddress.ip_address(str(row[4][0])) for row in rows))
        except (OSError, ValueError):
            pass
        try:
            loop.call_soon_threadsafe(settle, found)
        except RuntimeError:
            # The loop closed meanwhile: nobody waits for the answer.
            return

    threading.Thread(target=work, name=f"lookup {host}", daemon=True).start()
    return await answer
