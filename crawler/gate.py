"""One request at a time to a site, and a pause between them, whatever the number of crawls. Knows nothing of
Scrapy.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MAX_PAUSE_SECONDS = 6 * 3600.0
_FORGET_AT = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}


class SitePaused(Exception):
    """The site asked for a pause that is not over. `seconds` is what remains of it, `status` what it said
    just now.
    """

    def __init__(self, site: str, seconds: float, *, status: int | None = None) -> None:
        said = f"HTTP {status}: " if status else ""
        super().__init__(f"{said}{site} asked for a pause; {seconds:.0f} s of it remained")
        self.site = site
        self.seconds = seconds
        self.status = status


@dataclass(slots=True)
class _Site:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0
    paused_until: float = 0.0


class Gate:
    """Shared by all crawls of a process. Times are the running loop's."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}

    @asynccontextmanager
    async def turn(self, site: str, *, delay_seconds: float) -> AsyncIterator[None]:
        """Wait for this site's turn and hold it. Starts are at least `delay_seconds` apart. Raises
        SitePaused.

        Safe to cancel at any moment: the turn then passes to the next in line.
        """
        state = self._sites.setdefault(site, _Site())
        state.users += 1
        try:
            async with state.lock:
                loop = asyncio.get_running_loop()
                self._raise_if_paused(site, state)
                if (wait := state.free_at - loop.time()) > 0:
                    await asyncio.sleep(wait)
                self._raise_if_paused(site, state)
                state.free_at = loop.time() + delay_seconds
                yield
        finally:
            state.users -= 1
            if len(self._sites) > _FORGET_AT:
                self._forget_idle()

    def pause(self, site: str, seconds: float) -> float:
        """Refuse turns to this site for a while (at most six hours): the seconds that were granted."""
        granted = max(0.0, min(seconds, MAX_PAUSE_SECONDS))
        state = self._sites.setdefault(site, _Site())
        state.paused_until = max(state.paused_until, asyncio.get_running_loop().time() + granted)
        return granted

    def pause_left(self, site: str) -> float:
        """How many seconds of the pause that a site asked for are left."""
        state = self._sites.get(site)
        return 0.0 if state is None else max(0.0, state.paused_until - asyncio.get_running_loop().time())

    def _raise_if_paused(self, site: str, state: _Site) -> None:
        left = state.paused_until - asyncio.get_running_loop().time()
        if left > 0:
            raise SitePaused(site, left)

    def _forget_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        for site, state in list(self._sites.items()):
            if not state.users and max(state.free_at, state.paused_until) <= now:
                del self._sites[site]


def site_of(url: str) -> str:
    """The site that a URL's request counts for: its host without `www.`, and its port when it is not the
    usual one.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"
