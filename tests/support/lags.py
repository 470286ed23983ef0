"""How late the loop of a test is: what a daemon's loop must never be for long."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

_TICK_SECONDS = 0.005


@dataclass(slots=True)
class Lag:
    """The longest time for which the loop stood still, in seconds; and the most processor time that its thread took
    for one step, whatever else the machine does.
    """

    longest: float = 0.0
    busiest: float = 0.0


@contextlib.asynccontextmanager
async def lag_of_this_loop() -> AsyncIterator[Lag]:
    """Measured by a coroutine that ticks beside what goes on meanwhile."""
    lag = Lag()

    async def tick() -> None:
        while True:
            began, began_busy = time.monotonic(), time.thread_time()
            await asyncio.sleep(_TICK_SECONDS)
            lag.longest = max(lag.longest, time.monotonic() - began - _TICK_SECONDS)
            lag.busiest = max(lag.busiest, time.thread_time() - began_busy)

    ticking = asyncio.create_task(tick())
    # It begins before what is measured does.
    await asyncio.sleep(0)
    try:
        yield lag
    finally:
        ticking.cancel()
