"""Walk the archive of an outlet: its sitemaps and feed pages first, then the pages that they name, a few at a time.

All progress is in the database: the process that goes on after a kill begins with the next listing, and the next page
that is wanted. One process at a time works here, the holder of the daemon's lock, so that its gate is the only one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from crawler.run import Crawler
from daemon.archive_listings import first_listings, read_listings
from daemon.archived_pages import fetch_pages
from daemon.walk import Walk
from db import CannotWrite, Database
from db.backfills import Backfill
from db.writer import Writer
from pipelines.recording.pages import Recorder
from pipelines.stages import Services

log = logging.getLogger("naskh")


class Backfills:
    """The archives that a daemon walks, one after the other."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        crawler: Crawler,
        recorder: Recorder,
        *,
        run_id: int | None,
        clock: Callable[[], datetime],
    ) -> None:
        """`recorder` is the one that raises alerts: it is used where alerts are wanted for the past. Make it before the
        loop starts, which it would hold up.
        """
        self.database = database
        self.writer = writer
        self.crawler = crawler
        self.recorder = recorder
        self.clock = clock
        self.quiet = writer.write_now(Recorder, recorder.config, run_id=run_id, with_alerts=False)
        self.task: asyncio.Task[None] | None = None
        self._services: tuple[Services, Services] | None = None
        self._stopping = asyncio.Event()

    @property
    def is_working(self) -> bool:
        return self.task is not None and not self.task.done()

    def begin(self) -> None:
        """Carry out what is ordered, unless that is being done already."""
        if self.is_working or self._stopping.is_set() or self.writer.trouble is not None:
            return
        if self.database.next_backfill() is not None:
            self.task = asyncio.create_task(self.work(), name="backfills")

    async def work(self) -> None:
        """Carry out all orders to their ends, or until it is to stop."""
        while not self._stopping.is_set() and (order := self.database.next_backfill()) is not None:
            log.info("backfill begins", extra={"fields": _fields(order)})
            try:
                await self._walk(order)
            except CannotWrite:
                # The daemon reports it; the order is still open.
                return
            except Exception as error:  # one order: its row says so, with the traceback in the log
                log.exception("backfill broke off", extra={"fields": _fields(order)})
                words = f"internal error, please report it with the log: {type(error).__name__}: {error}"
                with contextlib.suppress(CannotWrite):
                    await self._end(order, "stopped", words)

    def stop(self) -> None:
        """Begin nothing more. What is under way ends with the crawler."""
        self._stopping.set()

    async def _walk(self, order: Backfill) -> None:
        sources = self.database.walked_sources(order.outlet)
        if not sources:
            await self._end(order, "stopped", "the outlet has no source that is visited")
            return
        await self.writer.write(Database.begin_backfill, order.id, list(first_listings(sources)), now=self.clock())
        walk = Walk(
            order=order,
            database=self.database,
            writer=self.writer,
            crawler=self.crawler,
            clock=self.clock,
            stopping=self._stopping,
        )
        why = await read_listings(walk, sources)
        if why is None and walk.goes_on:
            delay = max(self.crawler.delay_seconds(source.url) for source in sources)
            await self.writer.write(Database.note_pace, order.id, delay)
            if not order.is_dry:
                why = await fetch_pages(walk, sources, lambda: self._services_for(order))
        if walk.goes_on:
            await self._end(order, "stopped" if why else "done", why)

    async def _end(self, order: Backfill, state: Literal["done", "stopped"], message: str | None) -> None:
        await self.writer.write(Database.end_backfill, order.id, state=state, message=message, now=self.clock())
        fields = _fields(order) | {"state": state} | ({"message": message} if message else {})
        log.log(logging.INFO if state == "done" else logging.WARNING, "backfill ended", extra={"fields": fields})

    def _services_for(self, order: Backfill) -> Services:
        recorder = self.recorder if order.with_alerts else self.quiet
        self.quiet.articles.judging.rarity = self.recorder.articles.judging.rarity
        services = self.crawler.services
        # Made once for a configuration: they know what outlets repeat.
        if self._services is None or self._services[0] is not services or self._services[1].recorder is not recorder:
            self._services = (services, replace(services, recorder=recorder))
        return self._services[1]


def _fields(order: Backfill) -> dict[str, object]:
    kind = {"dry_run": True} if order.is_dry else {}
    return {"outlet": order.outlet, "from": str(order.first), "to": str(order.last), **kind}
