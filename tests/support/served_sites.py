"""Sites that a thread of its own serves, for commands that run in a process of their own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator

from crawling import Answer, Site
from patience import PATIENCE_SECONDS


@contextlib.contextmanager
def served(make: Callable[[Site], dict[str, Answer]], address: str = "127.0.9.31") -> Iterator[Site]:
    """A made site, as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    site = Site(address)
    asyncio.run_coroutine_threadsafe(site.__aenter__(), loop).result(PATIENCE_SECONDS)
    site.pages = make(site)
    try:
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(site.__aexit__(), loop).result(PATIENCE_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
