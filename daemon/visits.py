"""The visits of a daemon: begins those that are due, records how each went, and ends them with the daemon.

While the database cannot be written no visit begins. That is reported once and tried again every few seconds; visits
that ended meanwhile are recorded then.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from typing import Any

from crawler.pace import after_pause, next_visit
from crawler.run import Crawler
from crawler.turns import chosen
from db import CannotWrite, Database
from db.visits import counts_of
from db.writer import Writer
from model import Source, Visit

log = logging.getLogger("naskh")

# A database that could not be written is tried again after this time.
_UNWRITABLE_SECONDS = 15.0
# How many due sources are looked through for those whose sites are not being visited already.
_DUE_LOOKED_AT = 200
# The parts of the 25 s that a stop may take: for visits to end, and for writing those that are cut off.
_STOP_SECONDS = 15.0
_CUT_OFF_SECONDS = 3.0


class Visits:
    """The visits that are under way. Once `stopping` is set, none begins."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        crawler: Crawler,
        *,
        run_id: int,
        clock: Callable[[], datetime],
        stopping: asyncio.Event,
        finished: Callable[[Visit], None],
        look_after: Callable[[Source, Visit], Coroutine[Any, Any, None]],
        on_progress: Callable[[list[str]], None],
    ) -> None:
        """`finished` is called in the transaction that records how a visit went, in the thread that writes, and
        `look_after` after it. `on_progress` gets the outlets that are being visited.
        """
        self.database = database
        self.writer = writer
        self.crawler = crawler
        self.run_id = run_id
        self.clock = clock
        self.stopping = stopping
        self.finished = finished
        self.look_after = look_after
        self.on_progress = on_progress
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._sources: dict[int, Source] = {}
        # Visits that ended while nothing could be written, and when that is tried again.
        self._unwritten: list[Visit] = []
        self._try_writing_at: float | None = None

    @property
    def are_under_way(self) -> bool:
        return bool(self._tasks)

    async def begin_due(self) -> None:
        """Begin a visit of every source whose turn has come, as far as there is room."""
        if not await self._can_write():
            return
        if self.stopping.is_set() or self._room <= 0:
            return
        due = self.database.due_sources(now=self.clock(), limit=_DUE_LOOKED_AT + len(self._tasks))
        for source in chosen(due, [self._sources[source_id] for source_id in self._tasks], room=self._room):
            if self.stopping.is_set():
                return
            if pause := self.crawler.pause_left(source):
                at, reason = after_pause(pause, now=self.clock(), chance=random.uniform(-1, 1))
                with contextlib.suppress(CannotWrite):
                    await self.writer.write(Database.put_off, source.id, at=at, reason=reason)
                continue
            self._begin(source)
            # A visit costs 15 ms to begin: between two of them the loop turns.
            await asyncio.sleep(0)

    async def pay_each_once(self, sources: Iterable[Source]) -> None:
        """Visit each of the sources once. Ends early when nothing can be written, or when the daemon is to stop."""
        waiting = list(sources)
        stop = asyncio.create_task(self.stopping.wait())
        while (waiting or self._tasks) and not self.stopping.is_set():
            while waiting and self._room > 0:
                self._begin(waiting.pop(0))
                await asyncio.sleep(0)
                if self.stopping.is_set():
                    break
            if self.writer.trouble is not None:
                break
            await asyncio.wait([*self._tasks.values(), stop], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def end(self, *others: asyncio.Task[None]) -> None:
        """End the visits that are under way, and `others` that fetch through the same crawler, within 20 s. What takes
        longer is cut off.
        """
        tasks = [*self._tasks.values(), *others]
        if not tasks:
            return
        log.info("stopping", extra={"fields": {"visits": len(self._tasks)}})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.crawler.stop(), timeout=_STOP_SECONDS)
        _, late = await asyncio.wait(tasks, timeout=_CUT_OFF_SECONDS - 1)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1.0)

    def try_writing_now(self) -> None:
        """Try at once whether a database that could not be written can be written again."""
        if self._try_writing_at is not None:
            self._try_writing_at = 0.0

    @property
    def _room(self) -> int:
        return self.crawler.config.max_visits_at_once - len(self._tasks)

    def _begin(self, source: Source) -> None:
        self._sources[source.id] = source
        task = asyncio.create_task(self._pay(source), name=f"visit {source.url}")
        self._tasks[source.id] = task
        self._show_progress()

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.pop(source.id, None)
            self._show_progress()
            error = None if task.cancelled() else task.exception()
            # A database that cannot be written is reported once: see _can_write.
            if error is not None and not isinstance(error, CannotWrite):
                log.error(
                    "visit failed with an internal error", exc_info=error, extra={"fields": {"source": source.url}}
                )

        task.add_done_callback(ended)

    async def _pay(self, source: Source) -> None:
        started, clock = time.monotonic(), self.clock
        visit_id = await self.writer.write(Database.start_visit, source.id, run_id=self.run_id, now=clock())
        visit = Visit(id=visit_id, source_id=source.id, outcome="failed", message="interrupted before it was finished")
        try:
            visit = await self.crawler.visit(source, visit_id)
        finally:
            if self.writer.trouble is None:
                with contextlib.suppress(CannotWrite):
                    planned = next_visit(source, visit, now=clock(), chance=random.uniform(-1, 1))
                    await self.writer.write(
                        self._finish,
                        visit,
                        now=clock(),
                        next_visit_at=planned.at,
                        every_seconds=planned.every_seconds,
                        rush_seconds=planned.rush_seconds,
                        reason=planned.reason,
                    )
            if self.writer.trouble is None:
                _tell(source, visit, seconds=time.monotonic() - started)
            else:
                self._unwritten.append(visit)
        if self.writer.trouble is None:
            await self.look_after(source, visit)

    def _finish(self, database: Database, visit: Visit, /, **planned: Any) -> None:
        with database.transaction():
            database.finish_visit(visit, **planned)
            self.finished(visit)

    async def _can_write(self) -> bool:
        """Whether the database can be written. Where it cannot, log that once, and try again every few seconds."""
        trouble, now = self.writer.trouble, time.monotonic()
        if trouble is None:
            return True
        if self._try_writing_at is None:
            log.error(f"{trouble}; visits and alerts wait until it can be written")
        elif now < self._try_writing_at:
            return False
        else:
            with contextlib.suppress(CannotWrite):
                await self.writer.write(Database.try_writing)
                # Their sources are due at once, as these visits brought nothing.
                while self._unwritten:
                    visit = self._unwritten[-1]
                    await self.writer.write(self._finish, visit, now=self.clock(), next_visit_at=self.clock())
                    self._unwritten.remove(visit)
                log.warning(f"{self.database.path}: can be written again; going on")
                self._try_writing_at = None
                return True
        self._try_writing_at = now + _UNWRITABLE_SECONDS
        return False

    def _show_progress(self) -> None:
        self.on_progress([self._sources[source_id].outlet for source_id in self._tasks])


def _tell(source: Source, visit: Visit, *, seconds: float) -> None:
    fields = {
        "source": source.outlet,
        "outcome": visit.outcome,
        **counts_of(visit),
        "seconds": round(seconds, 1),
        "url": source.url,
    }
    if visit.grade not in (None, "working"):
        fields["grade"] = visit.grade
    if visit.message:
        fields["message"] = visit.message
    level = logging.INFO if visit.outcome in ("done", "unchanged") else logging.WARNING
    log.log(level, "visit finished", extra={"fields": fields})
