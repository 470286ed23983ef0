"""One request at a time to a site, and a pause between them, whatever the number of crawls. Knows nothing of
Scrapy.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MAX_PAUSE_SECONDS = 6 * 3600.0
_FORGET_AT = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Called with a site and the seconds that it asks for.
OnWish = Callable[[str, float], Awaitable[None]]


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
    # The pause between requests that the site asks for, as far as that is known.
    delay: float = 0.0
    paused_until: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an earlier process left: the pause between requests that a site asks for, and what remains of a longer one,
    in seconds.
    """

    delay_seconds: float = 0.0
    pause_seconds: float = 0.0


class Gate:
    """Shared by all crawls of a process. `clock` is the running loop's, which is the monotonic one."""

    def __init__(
        self,
        *,
        kept: Mapping[str, Kept] | None = None,
        on_delay: OnWish | None = None,
        on_pause: OnWish | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`kept` is what an earlier process left. Nobody knows when that process sent its last requests, so each site's
        first turn comes one delay from now. `on_delay` and `on_pause` store what sites ask for; the caller waits until
        they have.
        """
        self._sites: dict[str, _Site] = {}
        self._kept = None if kept is None else dict(kept)
        self._on_delay, self._on_pause = on_delay, on_pause
        self._clock = clock
        self._began = clock()

    @asynccontextmanager
    async def turn(self, site: str, *, delay_seconds: float) -> AsyncIterator[None]:
        """Wait for this site's turn and hold it. Starts are at least `delay_seconds` apart. Raises
        SitePaused.

        Safe to cancel at any moment: the turn then passes to the next in line.
        """
        state = self._state_of(site, delay_seconds=delay_seconds)
        state.users += 1
        try:
            async with state.lock:
                self._raise_if_paused(site, state)
                if (wait := state.free_at - self._clock()) > 0:
                    await asyncio.sleep(wait)
                self._raise_if_paused(site, state)
                state.free_at = self._clock() + max(delay_seconds, state.delay)
                yield
        finally:
            state.users -= 1
            if len(self._sites) > _FORGET_AT:
                self._forget_idle()

    async def pause(self, site: str, seconds: float) -> float:
        """Refuse turns to this site for a while (at most six hours): the seconds that were granted."""
        granted = max(0.0, min(seconds, MAX_PAUSE_SECONDS))
        state = self._state_of(site)
        state.paused_until = max(state.paused_until, self._clock() + granted)
        if self._on_pause is not None:
            await self._on_pause(site, granted)
        return granted

    def pause_left(self, site: str) -> float:
        """The seconds that remain of a pause that this site asked for, 0 where there is none."""
        if site not in self._sites and (self._kept is None or site not in self._kept):
            return 0.0
        state = self._state_of(site)
        return max(0.0, state.paused_until - self._clock())

    async def keep_delay(self, site: str, seconds: float) -> None:
        """From now on keep the pause of so many seconds between requests that this site asks for; 0 for none."""
        state = self._state_of(site)
        state.delay = seconds
        if self._on_delay is not None:
            await self._on_delay(site, seconds)

    def _state_of(self, site: str, *, delay_seconds: float = 0.0) -> _Site:
        if site in self._sites:
            return self._sites[site]
        state = self._sites[site] = _Site()
        if self._kept is not None:
            # Only once: what is forgotten here later is read from robots.txt again.
            left = self._kept.pop(site, Kept())
            state.delay = left.delay_seconds
            state.free_at = self._began + max(delay_seconds, left.delay_seconds)
            state.paused_until = self._began + left.pause_seconds
        return state

    def _raise_if_paused(self, site: str, state: _Site) -> None:
        left = state.paused_until - self._clock()
        if left > 0:
            raise SitePaused(site, left)

    def _forget_idle(self) -> None:
        now = self._clock()
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
