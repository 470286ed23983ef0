"""The daemon: all that runs while sources are watched, and what its jobs do. The scheduler decides when they run."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

from config.tables import Config
from crawler.hubs import Hubs
from crawler.kept_gate import kept_gate
from crawler.run import Crawler
from daemon.backfills import Backfills
from daemon.backups import Backups
from daemon.briefs import send_due_briefs, send_sample_brief
from daemon.housekeeping import keep_house
from daemon.log_folding import LogFolding
from daemon.notices import look_after
from daemon.outbox import Outbox
from daemon.rights import ignored_rights, note_ignored_rights
from daemon.settings import Narrowed, Settings, whole
from daemon.soundness import TextChecks
from daemon.troubles import Troubles
from daemon.visits import Visits
from db import CannotWrite, Database
from db.writer import Writer
from model import Source, Visit
from pipelines.processes.workers import Workers
from pipelines.recording.pages import Recorder
from pipelines.stages import Services

# A job: what is done again and again, after how many seconds, and under what name.
Job = tuple[Callable[[], Coroutine[Any, Any, None]], float, str]

TICK_SECONDS = 1
DELIVER_SECONDS = 2
BACKFILL_SECONDS = 2
TROUBLES_SECONDS = 300
SETTINGS_SECONDS = 1
HUBS_SECONDS = 20
BACKUP_SECONDS = 60
FOLD_SECONDS = 5
HOUSEKEEPING_SECONDS = 3600
# How often the daemon writes down that it is alive.
_BEAT_SECONDS = 60.0


class Daemon:
    """Everything of one running daemon. `clock` gives the present moment in UTC.

    Its loop reads from `database`. The thread of `writer` does all writing, so that the loop waits neither for the disk
    nor for a lock that another command holds.
    """

    def __init__(
        self,
        config: Config,
        path: Path,
        workers: Workers,
        *,
        run_id: int,
        clock: Callable[[], datetime],
        on_progress: Callable[[list[str]], None] = lambda outlets: None,
        is_sample: bool = False,
        file: Path | None = None,
        make_recorder: Callable[[Database], Recorder] | None = None,
        narrowed: Narrowed = whole,
    ) -> None:
        """`file` is the naskh.toml that `config` was read from, if it is to be read again when it changes; `narrowed`
        gives the part of it that concerns this daemon. `make_recorder` replaces the usual recorder. Make it before the
        loop starts, which it would hold up, and close it.
        """
        self.config = config
        self.writer = Writer(path)
        self.database = Database(path, read_only=True)
        self.workers = workers
        self.run_id = run_id
        self.clock = clock
        self.is_sample = is_sample
        self.stopping = asyncio.Event()
        # Called when other settings are in force.
        self.on_new_settings: Callable[[], None] = lambda: None
        self.recorder = self.writer.write_now(
            make_recorder or partial(Recorder, config=config, run_id=run_id, with_alerts=True)
        )
        self.services = self._services()
        self.crawler = Crawler(
            self.services, gate=kept_gate(self.writer, clock=clock, obey_robots=config.crawl.obey_robots)
        )
        self.visits = Visits(
            self.database,
            self.writer,
            self.crawler,
            run_id=run_id,
            clock=clock,
            stopping=self.stopping,
            finished=self.finished,
            look_after=self._after,
            on_progress=on_progress,
        )
        self.backfills = Backfills(self.database, self.writer, self.crawler, self.recorder, run_id=run_id, clock=clock)
        self.outbox = Outbox(self.database, self.writer, config, clock=clock)
        self.troubles = Troubles(self.database, self.writer, config, clock=clock)
        self.backups = Backups(path, clock=clock, is_stopping=self.stopping.is_set)
        self.settings = Settings(config, file, narrowed=narrowed)
        self.hubs = Hubs(config.websub, self.database, self.writer, self.crawler, clock=clock)
        self.log_folding = LogFolding(self.writer, path)
        self.text_checks = TextChecks(path, articles=self.database.count_articles())

    def close(self) -> None:
        """Wait until everything is written, and end."""
        self.writer.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def wait_no_longer_than(self, *, seconds: float) -> None:
        """From now on what waits for a lock gives up after so many seconds."""
        self.writer.wait_no_longer_than(seconds=seconds)
        self.database.wait_no_longer_than(seconds=seconds)

    @property
    def is_visiting(self) -> bool:
        return self.visits.are_under_way

    @property
    def brief_at(self) -> str | None:
        """At what time of the reader's day a brief is due, as in "07:00"."""
        return self.config.brief.at

    def jobs(self) -> list[Job]:
        """The jobs of a daemon that runs until it is stopped."""
        tend = [(self.hubs.tend, HUBS_SECONDS, "hubs")] if self.config.websub.public_url else []
        return [
            (self.tick, TICK_SECONDS, "tick"),
            (self.deliver, DELIVER_SECONDS, "deliver"),
            (self.look_at_settings, SETTINGS_SECONDS, "settings"),
            (self.walk_archives, BACKFILL_SECONDS, "backfill"),
            (self.look_for_troubles, TROUBLES_SECONDS, "troubles"),
            (self.back_up, BACKUP_SECONDS, "backup"),
            (self.housekeeping, HOUSEKEEPING_SECONDS, "housekeeping"),
            (self.log_folding.fold, FOLD_SECONDS, "fold"),
            *tend,
        ]

    # The ways to run: each ends all that was begun.

    async def begin(self) -> None:
        """Do what comes before all jobs."""
        await self.writer.write(Database.assign_sources, None)

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Jobs may run while this is open. At its end, everything ends within 25 s."""
        await self.log_folding.begin()
        await self.settings.begin(self.writer, run_id=self.run_id, now=self.clock())
        if self.config.websub.public_url:
            await self.hubs.start()
        else:
            with contextlib.suppress(CannotWrite):
                await self.writer.write(Database.forget_subscriptions)
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beat.cancel()
            await self.hubs.stop()
            await self._end_visits()
            await self._deliver_the_rest()

    async def run_once(self, only: Collection[int] | None = None) -> None:
        """Visit every enabled source once, or those with the ids in `only`, deliver what came of it, and return.
        Raises db.CannotWrite.
        """
        sources = [source for source in self.database.enabled_sources() if only is None or source.id in only]
        beat = asyncio.create_task(self._beat())
        await self.visits.pay_each_once(sources)
        beat.cancel()
        await self._end_visits()
        if self.writer.trouble is not None:
            raise self.writer.trouble
        await self.look_for_troubles()
        await self.brief()
        await self._deliver_the_rest()

    async def run_backfills(self) -> None:
        """Walk the archives that are ordered, deliver what came of it, and return. Raises db.CannotWrite."""
        stop = asyncio.create_task(self.stopping.wait())
        self.backfills.begin()
        if self.backfills.task is not None:
            await asyncio.wait([self.backfills.task, stop], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        await self._end_visits()
        if self.writer.trouble is not None:
            raise self.writer.trouble
        await self._deliver_the_rest()

    async def _end_visits(self) -> None:
        self.backfills.stop()
        task = self.backfills.task
        await self.visits.end(*([task] if task is not None and self.backfills.is_working else []))

    async def _deliver_the_rest(self) -> None:
        await self.outbox.deliver_the_rest()

    async def _beat(self) -> None:
        """Write down once a minute that the daemon is alive, so that its absence is not taken for an outlet's silence.
        A time in which the database cannot be written is a gap, too: nothing was recorded then.
        """
        while True:
            if self.writer.trouble is None:
                with contextlib.suppress(CannotWrite):
                    await self.writer.write(Database.beat, self.run_id, now=self.clock())
            await asyncio.sleep(_BEAT_SECONDS)

    # The jobs.

    async def tick(self) -> None:
        """Begin a visit of every source whose turn has come, as far as there is room."""
        await self.visits.begin_due()

    async def deliver(self) -> None:
        """Send the alerts that wait; one such round at a time."""
        await self.outbox.deliver()

    async def walk_archives(self) -> None:
        """Begin the archive that was ordered, unless one is being walked."""
        if not self.stopping.is_set():
            self.backfills.begin()

    async def look_for_troubles(self) -> None:
        """Raise the alerts about sources and the disk, and end those that are over."""
        await self.troubles.look(no_backup=self.backups.missing)

    async def back_up(self) -> None:
        """Make the backup that is due. One that cannot be made is a trouble."""
        if not await self.backups.make_due(self.config.backup):
            await self.look_for_troubles()

    async def brief(self) -> None:
        """Put the brief that is due into the outbox, where it is not there yet."""
        await send_due_briefs(self.writer, self.database.path, self.config, now=self.clock())

    async def brief_the_sample(self) -> None:
        """Put a brief of the sample newswire into the outbox."""
        await send_sample_brief(self.writer, self.database.path, self.config, now=self.clock())

    async def housekeeping(self) -> None:
        """Tidy up. What cannot be written waits for the next time."""
        with contextlib.suppress(CannotWrite):
            await keep_house(
                self.services,
                self.config,
                run_id=self.run_id,
                clock=self.clock,
                is_stopping=self.stopping.is_set,
            )
            await self.text_checks.check_some()

    async def look_at_settings(self) -> None:
        """Take up what has changed in naskh.toml, or report once why it cannot be taken up."""
        # A change that cannot be written now is found again later.
        if self.writer.trouble is not None or self.stopping.is_set():
            return
        found = await self.settings.look(seconds=time.monotonic(), now=self.clock())
        if found is None or self.stopping.is_set():
            return
        with contextlib.suppress(CannotWrite):
            await self.writer.write(self.settings.save, found, run_id=self.run_id, now=self.clock())
            if found.config is not None and found.changes:
                await self._take_up(found.config)
            self.settings.take_up(found)

    async def _take_up(self, config: Config) -> None:
        """Put new settings in force. Visits that are under way end under the old ones, but record under the new."""
        if ignored_rights(config) != ignored_rights(self.config):
            await self.writer.write(note_ignored_rights, config, run_id=self.run_id)
        self.config = config
        await self.writer.write(take_up, config, self.recorder, self.backfills.quiet)
        await self.outbox.take_up(config)
        await self.troubles.take_up(config)
        self.services = self._services()
        self.crawler.take_up(self.services)
        self.on_new_settings()

    # What a visit brings about.

    def finished(self, visit: Visit) -> None:
        """Called in the transaction that writes down how a visit went, in the thread that writes."""

    def look_after(self, database: Database, source: Source, visit: Visit) -> None:
        """See whether an outlet is as it was. Called in the thread that writes."""
        look_after(database, source, visit, now=self.clock())

    async def _after(self, source: Source, visit: Visit) -> None:
        await self.hubs.look_at(source, visit)
        await self.writer.write(self.look_after, source, visit)

    def _services(self) -> Services:
        return Services(
            database=self.database,
            writer=self.writer,
            workers=self.workers,
            config=self.config,
            recorder=self.recorder,
            clock=self.clock,
        )


def take_up(database: Database, config: Config, *recorders: Recorder) -> None:
    """Record under other settings from now on. Called in the thread that writes."""
    for recorder in recorders:
        recorder.take_up(config)
