"""How late the loop of a test is by its own fault: what a daemon's loop must never be for long."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

_TICK_SECONDS = 0.005


@dataclass(slots=True)
class Lag:
    """The longest time that the loop took for one step, in seconds.

    `longest`: it worked or waited for something. Counted in ticks of a thread beside it, or in processor time: where the
    machine is busy or stands still, the thread does, too. `busiest`: processor time alone.
    """

    longest: float = 0.0
    busiest: float = 0.0


@contextlib.asynccontextmanager
async def lag_of_this_loop() -> AsyncIterator[Lag]:
    """Measured by a coroutine that ticks beside what goes on meanwhile."""
    lag = Lag()

    async def tick(beside: _Ticks) -> None:
        while True:
            began, began_busy = beside.count, time.thread_time()
            await asyncio.sleep(_TICK_SECONDS)
            busy = time.thread_time() - began_busy
            lag.busiest = max(lag.busiest, busy)
            lag.longest = max(lag.longest, busy, (beside.count - began) * _TICK_SECONDS)

    with _ticks() as beside:
        ticking = asyncio.create_task(tick(beside))
        # It begins before what is measured does.
        await asyncio.sleep(0)
        try:
            yield lag
        finally:
            ticking.cancel()


@dataclass(slots=True)
class _Ticks:
    """Counted by a thread of its own until they end."""

    count: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        while not self.over.wait(_TICK_SECONDS):
            self.count += 1


@contextlib.contextmanager
def _ticks() -> Iterator[_Ticks]:
    ticks = _Ticks()
    thread = threading.Thread(target=ticks.go_on, daemon=True)
    thread.start()
    try:
        yield ticks
    finally:
        ticks.over.set()
        thread.join()
