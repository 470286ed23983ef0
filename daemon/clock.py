"""Notice that the clock was set back: jobs that are planned by it would wait until it has caught up."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

log = logging.getLogger("naskh")

_WATCH_SECONDS = 10
# The clock was set back when it is this much behind: less delays no job.
_BACK_SECONDS = 1.0


async def watch_the_clock(set_back: Callable[[], None]) -> None:
    """Call `set_back` whenever the clock was."""
    while True:
        wall, steady = datetime.now(UTC), time.monotonic()
        await asyncio.sleep(_WATCH_SECONDS)
        behind = set_back_seconds(datetime.now(UTC) - wall, steady_seconds=time.monotonic() - steady)
        if behind > _BACK_SECONDS:
            log.warning(f"the clock was set back by {behind:.0f} s; visits and alerts go on")
            set_back()


def set_back_seconds(by_the_clock: timedelta, *, steady_seconds: float) -> float:
    """By how much the clock was set back while a monotonic clock went on by `steady_seconds`; 0 where it was not. A
    machine that was asleep or busy only finds that more time has passed.
    """
    return max(0.0, steady_seconds - by_the_clock.total_seconds())
