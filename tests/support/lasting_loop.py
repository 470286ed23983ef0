"""One event loop for a whole process of tests: Scrapy's reactor can be installed once, and on one loop.

A command that calls `asyncio.run` gets it too, inside `lasting()`, and so runs in the process of the tests: loading what
it needs takes 3 s in a process of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


class LastingLoop(asyncio.SelectorEventLoop):
    """A loop that outlives `asyncio.run`."""

    def close(self) -> None:
        pass

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        pass


class _Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return the_loop()


@cache
def the_loop() -> LastingLoop:
    return LastingLoop()


@contextmanager
def lasting() -> Iterator[None]:
    """Meanwhile `asyncio.run` runs on the loop that carries Scrapy's reactor."""
    before = asyncio.get_event_loop_policy()
    asyncio.set_event_loop_policy(_Policy())
    try:
        yield
    finally:
        asyncio.set_event_loop_policy(before)
