"""A walk through the archive of an outlet: an order, with everything that is needed to carry it out."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crawler.run import Crawler
from db import Database
from db.backfills import Backfill
from db.writer import Writer

# How often a pause asks whether the order was stopped.
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """It goes on until a person stops its order, or the daemon sets `stopping`."""

    order: Backfill
    database: Database
    writer: Writer
    crawler: Crawler
    clock: Callable[[], datetime]
    stopping: asyncio.Event

    @property
    def goes_on(self) -> bool:
        return not self.stopping.is_set() and self.database.backfill_is_open(self.order.id)

    async def wait(self, seconds: float) -> None:
        """Until the time is over, or it is to stop."""
        until = time.monotonic() + seconds
        while self.goes_on and (left := until - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), timeout=min(left, _LOOK_SECONDS))
