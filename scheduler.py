"""The daemon: its jobs visit sources, deliver alerts and clean up. One daemon runs for each database."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from config import Config
from config_alerts import time_of_day
from crawler.hubs import Hubs
from crawler.kept_gate import kept_gate
from crawler.pace import after_pause, next_visit
from crawler.run import Crawler, install_reactor_and_resolver
from crawler.settings import load_late_modules
from crawler.turns import chosen
from db import CannotWrite, Database, DatabaseError
from db.backup import Interrupted
from db.backup_schedule import AGAIN_AFTER, BackupSchedule
from db.lock import DaemonLock
from db.soundness import changed_texts, damaged
from db.writer import Writer
from model import Source, Visit
from pipelines.alerting.texts import Alerting
from pipelines.alerting.troubles import TroubleAlerts
from pipelines.alerts.deliver import deliver_due
from pipelines.alerts.troubles import Disk, NoBackup
from pipelines.copies.judging import judge_unjudged
from pipelines.preloads import FEW_PAGES, MANY_PAGES
from pipelines.record import Recorder, load_tables
from pipelines.stages import Services
from pipelines.workers import Workers
from scheduler_backfills import Backfills
from scheduler_briefs import send_due_briefs, send_sample_brief
from scheduler_clock import watch_the_clock
from scheduler_housekeeping import LogFolding, keep_house, shrink_log
from scheduler_notices import look_after
from scheduler_settings import Narrowed, Settings, hear_hangups, save_settings, whole
from service_manager import ServiceManager

log = logging.getLogger("naskh")

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
# By then the sample newswire has published enough to tell of.
_SAMPLE_BRIEF_SECONDS = 60
# A database that cannot be written is tried again after so long.
_UNWRITABLE_SECONDS = 15.0
# Of so many sources that are due the first are visited whose sites are not being visited already.
_DUE_LOOKED_AT = 200
# A stop takes at most 25 s: so long for visits to end, for what is cut off to be written, and for a last delivery.
_STOP_SECONDS = 15.0
_CUT_OFF_SECONDS = 3.0
_LAST_DELIVERY_SECONDS = 5.0
# Once it is to stop, a lock that another program holds is waited for no longer.
_LOCKED_SECONDS = 10.0
# Articles whose texts are checked each time the house is kept: 12,000 a day, in some milliseconds each time.
_CHECKED_AT_ONCE = 500
# SQLite begins its log anew at some megabytes, where no reader keeps it from that.
_MOST_LOG_BYTES = 64_000_000


class Daemon:
    """Everything of one running daemon. `clock` tells the present moment in UTC.

    Its loop reads, from `database`. All that it writes the thread of `writer` writes: the loop waits neither for the
    disk nor for a lock that another command holds.
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
        """`file` is the naskh.toml that `config` was read from, where it is to be read again when it changes, and
        `narrowed` what of it concerns this daemon. `make_recorder` is given where the usual recorder does not do. To be
        made before there is a loop that would stand still, and closed.
        """
        self.config = config
        self.writer = Writer(path)
        self.database = Database(path, read_only=True)
        self.workers = workers
        self.run_id = run_id
        self.clock = clock
        self.on_progress = on_progress
        self.is_sample = is_sample
        self.recorder = self.writer.write_now(
            make_recorder or partial(Recorder, config=config, run_id=run_id, with_alerts=True)
        )
        self.alerting = self.writer.write_now(Alerting, config)
        self.troubles = self.writer.write_now(TroubleAlerts, config)
        self.services = self._services()
        self.crawler = Crawler(
            self.services, gate=kept_gate(self.writer, clock=clock, obey_robots=config.crawl.obey_robots)
        )
        self.backfills = Backfills(self.database, self.writer, self.crawler, self.recorder, run_id=run_id, clock=clock)
        self.settings = Settings(config, file, narrowed=narrowed)
        self.hubs = Hubs(config.websub, self.database, self.writer, self.crawler, clock=clock)
        self.stopping = asyncio.Event()
        self._visits: dict[int, asyncio.Task[None]] = {}
        self._sources: dict[int, Source] = {}
        self._delivering = asyncio.Lock()
        # Visits that ended while nothing could be written, and when that is tried again.
        self._unwritten: list[Visit] = []
        self._try_writing_at: float | None = None
        self._jobs: AsyncIOScheduler | None = None
        # Why the last backup could not be made, and when that is tried again.
        self._no_backup: NoBackup | None = None
        self._try_backup_at: datetime | None = None
        # The article whose text was checked last. It begins anywhere, so that a daemon that is often started checks
        # them all.
        self._checked_until = random.randrange(max(1, self.database.count_articles()))
        self._told_damage: set[str] = set()
        self._told_log = False

    def close(self) -> None:
        """Wait until all is written that was to be, and end."""
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

    def _services(self) -> Services:
        return Services(
            database=self.database,
            writer=self.writer,
            workers=self.workers,
            config=self.config,
            recorder=self.recorder,
            clock=self.clock,
        )

    @property
    def backups(self) -> BackupSchedule:
        """When backups are due, as the settings have it now."""
        return BackupSchedule.of(self.config.backup, self.database.path)

    @property
    def is_visiting(self) -> bool:
        return bool(self._visits)

    async def begin(self) -> None:
        """What comes before all jobs."""
        await self.writer.write(Database.assign_sources, None)

    def jobs(self) -> list[tuple[Callable[[], Coroutine[Any, Any, None]], float, str]]:
        """What is done again and again, after how many seconds, and under what name."""
        return [
            (self.tick, TICK_SECONDS, "tick"),
            (self.deliver, DELIVER_SECONDS, "deliver"),
            (self.look_at_settings, SETTINGS_SECONDS, "settings"),
            (self.walk_archives, BACKFILL_SECONDS, "backfill"),
            (self.look_for_troubles, TROUBLES_SECONDS, "troubles"),
            (self.back_up, BACKUP_SECONDS, "backup"),
            (self.housekeeping, HOUSEKEEPING_SECONDS, "housekeeping"),
        ]

    async def run_until_stopped(self) -> None:
        """Run the jobs until `stopping` is set, then end everything within 25 s."""
        jobs = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})
        for job, seconds, name in self.jobs():
            jobs.add_job(job, "interval", seconds=seconds, id=name, misfire_grace_time=None)
        jobs.modify_job("housekeeping", next_run_time=self.clock())
        folding = LogFolding(self.writer, self.database.path)
        await folding.begin()
        jobs.add_job(folding.fold, "interval", seconds=FOLD_SECONDS, id="fold", misfire_grace_time=None)
        self._jobs = jobs
        self._plan_briefs(jobs)
        if self.is_sample:
            at = self.clock() + timedelta(seconds=_SAMPLE_BRIEF_SECONDS)
            jobs.add_job(self.brief_the_sample, DateTrigger(at), id="sample brief", misfire_grace_time=None)
        await self.settings.begin(self.writer, run_id=self.run_id, now=self.clock())
        if self.config.websub.public_url:
            await self.hubs.start()
            jobs.add_job(self.hubs.tend, "interval", seconds=HUBS_SECONDS, id="hubs", misfire_grace_time=None)
        else:
            with contextlib.suppress(CannotWrite):
                await self.writer.write(Database.forget_subscriptions)
        jobs.start()
        beside = [asyncio.create_task(watch_the_clock(self._plan_anew)), asyncio.create_task(self._beat())]
        try:
            await self.stopping.wait()
        finally:
            # pause, not shutdown: shutdown cancels what runs.
            jobs.pause()
            for task in beside:
                task.cancel()
            await self.hubs.stop()
            await self._end_visits()
            await self._deliver_the_rest()
            jobs.shutdown(wait=False)

    async def run_once(self, only: Collection[int] | None = None) -> None:
        """Visit every enabled source once, or those with the ids in `only`, deliver what came of it, and return.
        Raises db.CannotWrite.
        """
        waiting = [source for source in self.database.enabled_sources() if only is None or source.id in only]
        stop, beat = asyncio.create_task(self.stopping.wait()), asyncio.create_task(self._beat())
        while (waiting or self._visits) and not self.stopping.is_set():
            while waiting and len(self._visits) < self.config.crawl.max_visits_at_once:
                self._begin(waiting.pop(0))
                await asyncio.sleep(0)
                if self.stopping.is_set():
                    break
            if self.writer.trouble is not None:
                break
            await asyncio.wait([*self._visits.values(), stop], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
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

    async def walk_archives(self) -> None:
        """Begin the archive that was ordered, where none is being walked."""
        if not self.stopping.is_set():
            self.backfills.begin()

    def try_writing_now(self) -> None:
        """Do not wait for the next time that a database that cannot be written is tried."""
        if self._try_writing_at is not None:
            self._try_writing_at = 0.0

    async def tick(self) -> None:
        """Begin a visit of every source whose turn has come, as far as there is room."""
        if not await self._can_write():
            return
        room = self.config.crawl.max_visits_at_once - len(self._visits)
        if self.stopping.is_set() or room <= 0:
            return
        due = self.database.due_sources(now=self.clock(), limit=_DUE_LOOKED_AT + len(self._visits))
        for source in chosen(due, [self._sources[source_id] for source_id in self._visits], room=room):
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

    async def deliver(self) -> None:
        """Send the alerts that wait; one such round at a time."""
        # What was sent and could not be noted would be sent again and again.
        if self._delivering.locked() or self.writer.trouble is not None:
            return
        async with self._delivering:
            with contextlib.suppress(CannotWrite):
                await self.writer.write(_compose, self.alerting, now=self.clock())
                await deliver_due(self.database, self.writer, self.config, clock=self.clock)

    async def look_for_troubles(self) -> None:
        """Raise the alerts about sources and the disk, and end those that are over."""
        if self.writer.trouble is not None:
            return
        await self._look_at_the_log()
        folder = self.database.path.absolute().parent
        usage = shutil.disk_usage(folder)
        disk = Disk(folder=str(folder), free_bytes=usage.free, total_bytes=usage.total)
        with contextlib.suppress(CannotWrite):
            await self.writer.write(_look, self.troubles, disk, no_backup=self._no_backup, now=self.clock())

    async def _look_at_the_log(self) -> None:
        """Warn once of a log that a stuck reader lets grow, until it could be shrunk."""
        words = await shrink_log(self.writer, self.database.path, most_bytes=_MOST_LOG_BYTES)
        if words is not None and not self._told_log:
            log.warning(words)
        self._told_log = words is not None

    async def back_up(self) -> None:
        """Make the backup that is due. What keeps it from being made is said once, and tried again now and then."""
        now = self.clock()
        if self._try_backup_at is not None and now < self._try_backup_at:
            return
        try:
            if not self.backups.is_due(now=now):
                return
            path, dropped = await asyncio.to_thread(self.backups.make, now=now, is_stopped=self.stopping.is_set)
        except (DatabaseError, OSError) as error:
            self._try_backup_at = now + AGAIN_AFTER
            if self._no_backup is None or self._no_backup.words != str(error):
                log.error(f"no backup: {error}")
            since = now if self._no_backup is None else self._no_backup.since
            self._no_backup = NoBackup(folder=str(self.backups.folder), words=str(error), since=since)
            await self.look_for_troubles()
        except Interrupted:
            log.info("backup stopped before it was done; the next start makes it")
        else:
            self._no_backup = self._try_backup_at = None
            log.info("backup", extra={"fields": {"file": str(path), "bytes": path.stat().st_size, "removed": dropped}})

    def _plan_briefs(self, jobs: AsyncIOScheduler) -> None:
        for name in ("brief", "missed brief"):
            if jobs.get_job(name) is not None:
                jobs.remove_job(name)
        if self.config.brief.at is None:
            return
        at_time = time_of_day(self.config.brief.at)
        wake = CronTrigger(hour=at_time.hour, minute=at_time.minute, timezone=self.config.reader.time_zone)
        jobs.add_job(self.brief, wake, id="brief", misfire_grace_time=None)
        # At once for one that was missed, and now and then: cron leaves out an hour that summer time leaves out.
        jobs.add_job(
            self.brief,
            "interval",
            seconds=TROUBLES_SECONDS,
            id="missed brief",
            next_run_time=self.clock(),
            misfire_grace_time=None,
        )

    async def brief(self) -> None:
        """Put the brief that is due into the outbox, where it is not there yet."""
        await send_due_briefs(self.writer, self.database.path, self.config, now=self.clock())

    async def brief_the_sample(self) -> None:
        """Put a brief of the sample newswire into the outbox."""
        await send_sample_brief(self.writer, self.database.path, self.config, now=self.clock())

    async def look_at_settings(self) -> None:
        """Take up what has changed in naskh.toml, or report once why it cannot be taken up."""
        # What cannot be written now is looked at again.
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

    def look_at_settings_now(self) -> None:
        """Have naskh.toml read again at once, changed or not."""
        self.settings.ask()
        if self._jobs is not None:
            self._jobs.modify_job("settings", next_run_time=datetime.now(UTC))

    async def _take_up(self, config: Config) -> None:
        """Put new settings in force. Visits that are under way end under the old ones, but record under the new."""
        if _ignored_rights(config) != _ignored_rights(self.config):
            await self.writer.write(_note_ignored_rights, config, run_id=self.run_id)
        self.config = config
        await self.writer.write(take_up, config, self.recorder, self.backfills.quiet)
        self.alerting = await self.writer.write(Alerting, config)
        self.troubles = await self.writer.write(TroubleAlerts, config)
        self.services = self._services()
        self.crawler.take_up(self.services)
        if self._jobs is not None:
            self._plan_briefs(self._jobs)

    async def _deliver_the_rest(self) -> None:
        """A last round, cut short: what a slow channel did not take is still waiting at the next start."""
        if self.writer.trouble is not None:
            return
        with contextlib.suppress(TimeoutError, CannotWrite):
            async with asyncio.timeout(_LAST_DELIVERY_SECONDS), self._delivering:
                await self.writer.write(_compose, self.alerting, now=self.clock())
                await deliver_due(self.database, self.writer, self.config, clock=self.clock)

    async def housekeeping(self) -> None:
        """Tidy up. What cannot be written is for the next time."""
        with contextlib.suppress(CannotWrite):
            await keep_house(
                self.services,
                self.config,
                run_id=self.run_id,
                clock=self.clock,
                is_stopping=self.stopping.is_set,
            )
            await self._check_some_texts()

    async def _check_some_texts(self) -> None:
        """A text that changed on the disk is found while a backup still has it: each is told once."""
        path, after = self.database.path, self._checked_until
        found, self._checked_until = await asyncio.to_thread(_changed_texts, path, after)
        for words in set(found) - self._told_damage:
            log.error(f"{damaged(self.database.path, words)}")
        self._told_damage.update(found)

    def _begin(self, source: Source) -> None:
        self._sources[source.id] = source
        task = asyncio.create_task(self._visit(source), name=f"visit {source.url}")
        self._visits[source.id] = task
        self._show_progress()

        def ended(task: asyncio.Task[None]) -> None:
            self._visits.pop(source.id, None)
            self._show_progress()
            error = None if task.cancelled() else task.exception()
            # A database that cannot be written is spoken of once: see _can_write.
            if error is not None and not isinstance(error, CannotWrite):
                log.error(
                    "visit failed with an internal error", exc_info=error, extra={"fields": {"source": source.url}}
                )

        task.add_done_callback(ended)

    async def _visit(self, source: Source) -> None:
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
            await self.hubs.look_at(source, visit)
            await self.writer.write(self.look_after, source, visit)

    def _finish(self, database: Database, visit: Visit, /, **planned: Any) -> None:
        with database.transaction():
            database.finish_visit(visit, **planned)
            self.finished(visit)

    def finished(self, visit: Visit) -> None:
        """Called in the transaction that writes down how a visit went, in the thread that writes."""

    def look_after(self, database: Database, source: Source, visit: Visit) -> None:
        """See whether an outlet is as it was: in the thread that writes."""
        look_after(database, source, visit, now=self.clock())

    async def _can_write(self) -> bool:
        """Whether the database can be written. Where it cannot, that is said once, and tried again now and then."""
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
                # At once, as they brought nothing.
                while self._unwritten:
                    visit = self._unwritten[-1]
                    await self.writer.write(self._finish, visit, now=self.clock(), next_visit_at=self.clock())
                    self._unwritten.remove(visit)
                log.warning(f"{self.database.path}: can be written again; going on")
                self._try_writing_at = None
                return True
        self._try_writing_at = now + _UNWRITABLE_SECONDS
        return False

    async def _end_visits(self) -> None:
        self.backfills.stop()
        tasks = list(self._visits.values())
        if self.backfills.task is not None and self.backfills.is_working:
            tasks.append(self.backfills.task)
        if not tasks:
            return
        log.info("stopping", extra={"fields": {"visits": len(self._visits)}})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.crawler.stop(), timeout=_STOP_SECONDS)
        _, late = await asyncio.wait(tasks, timeout=_CUT_OFF_SECONDS - 1)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1.0)

    async def _beat(self) -> None:
        """Write down once a minute that the daemon is alive, so that its absence can be told from an outlet's silence.
        A database that cannot be written makes a gap: nothing was noticed then.
        """
        while True:
            if self.writer.trouble is None:
                with contextlib.suppress(CannotWrite):
                    await self.writer.write(Database.beat, self.run_id, now=self.clock())
            await asyncio.sleep(_BEAT_SECONDS)

    def _plan_anew(self) -> None:
        """APScheduler plans by the wall clock: when that is set back, all jobs would wait until it has caught up."""
        for job in [] if self._jobs is None else self._jobs.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def _show_progress(self) -> None:
        self.on_progress([self._sources[source_id].outlet for source_id in self._visits])


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a daemon does, where it does not watch by itself alone. `prepare` is called before anything else is written
    and raises DatabaseError where the database is of no use for it; `narrowed` gives what of a configuration counts.
    """

    make: Callable[..., Daemon]
    prepare: Callable[[Database, Config], None]
    narrowed: Narrowed = whole


def refuse_state(database: Database, config: Config) -> None:
    """Raise DatabaseError where a database is the state of a crawler."""
    database.refuse_crawler()


WATCH = Duty(make=Daemon, prepare=refuse_state)


def run_daemon(
    config: Config,
    path: Path,
    *,
    version: str,
    file: Path | None = None,
    once: bool = False,
    only: Collection[int] | None = None,
    past_only: bool = False,
    alongside: contextlib.AbstractAsyncContextManager[object] | None = None,
    on_progress: Callable[[list[str]], None] = lambda outlets: None,
    duty: Duty = WATCH,
) -> None:
    """Watch until SIGTERM or Ctrl-C (or one round, of all sources or of those with the ids in `only`; or, with
    `past_only`, walk the archives that are ordered).
    `alongside` is kept open meanwhile (the sample newswire). `file` is the naskh.toml that `config` was read from: a
    daemon reads it again when it changes.

    Raises db.lock.LockHeld when another daemon has this database, db.DatabaseError when it cannot be opened or written.
    """
    once, config = once or past_only, duty.narrowed(config)
    if not once:
        # Until there is a loop that reads them again: what is asked for that early has just been read.
        signal.signal(signal.SIGHUP, lambda number, frame: None)
    with DaemonLock(path), Database(path) as database:
        # First, and beside all that follows: workers take seconds to load what they read with.
        # One round is over before it would pay to build what is built at first use before.
        workers = Workers.of(config.extraction, preload=FEW_PAGES if once else MANY_PAGES)
        try:
            # What takes time is done before there is a loop that would stand still.
            duty.prepare(database, config)
            save_settings(database, config, now=_now())
            _refuse_broken(database)
            database.abandon_visits(now=_now())
            command = "backfill" if past_only else "run"
            run_id = database.start_run(command, version=version, config_hash=config.fingerprint(), now=_now())
            outcome = "failed"
            try:
                if _ignored_rights(config):
                    _note_ignored_rights(database, config, run_id=run_id)
                _compare_what_is_left(database, config, workers, run_id=run_id)
                load_tables()
                # What was read of it so far is no use any more.
                database.let_go_of_memory()
                with duty.make(
                    config,
                    path,
                    workers,
                    run_id=run_id,
                    clock=_now,
                    on_progress=on_progress,
                    is_sample=alongside is not None,
                    file=file,
                    narrowed=duty.narrowed,
                ) as daemon:
                    # What is loaded by now stays: no collection has to look at it again, which took .1 s each time.
                    gc.collect()
                    gc.freeze()

                    def wait_no_longer() -> None:
                        daemon.wait_no_longer_than(seconds=_LOCKED_SECONDS)
                        database.wait_no_longer_than(seconds=_LOCKED_SECONDS)

                    asyncio.run(
                        _run(
                            daemon,
                            once=once,
                            only=only,
                            past_only=past_only,
                            alongside=alongside,
                            wait_no_longer=wait_no_longer,
                        )
                    )
                outcome = "stopped" if daemon.stopping.is_set() else "done"
            finally:
                database.finish_run(run_id, outcome=outcome, now=_now())
        finally:
            workers.stop()
        database.checkpoint()


def _ignored_rights(config: Config) -> list[dict[str, Any]]:
    return [
        {"outlet": outlet.name, "ignores": list(outlet.ignore_rights), "reason": outlet.ignore_rights_reason}
        for outlet in config.outlet
        if outlet.ignore_rights
    ]


def _note_ignored_rights(database: Database, config: Config, *, run_id: int) -> None:
    """Say which declared rights are not obeyed and why, and keep it with the run."""
    ignored = _ignored_rights(config)
    database.note_ignored_rights(run_id, ignored)
    for row in ignored:
        log.warning("rights are not obeyed", extra={"fields": {**row, "ignores": " ".join(row["ignores"])}})


def _refuse_broken(database: Database) -> None:
    """Raise DatabaseError where the last daemon did not end by itself and left a broken file: a large one is not
    checked before each command. Texts are checked later, some at a time.
    """
    last = database.last_run("run")
    if last is not None and last["finished_at"] is None and not database.is_sound():
        raise damaged(database.path, "its structure is broken")


def _compare_what_is_left(database: Database, config: Config, workers: Workers, *, run_id: int) -> None:
    if left := database.count_unjudged():
        copies = judge_unjudged(database, config, run_id=run_id, now=_now(), workers=workers)
        log.info(
            "compared the articles of an interrupted import", extra={"fields": {"articles": left, "copies": copies}}
        )


async def _run(
    daemon: Daemon,
    *,
    once: bool,
    only: Collection[int] | None,
    past_only: bool,
    alongside: contextlib.AbstractAsyncContextManager[object] | None,
    wait_no_longer: Callable[[], None],
) -> None:
    """`wait_no_longer` has whatever waits for a lock give up soon: called once it is to stop."""
    loop = asyncio.get_running_loop()
    manager = ServiceManager.of(os.environ)

    def ask_to_stop(number: int, frame: object) -> None:
        manager.stopping()
        wait_no_longer()
        loop.call_soon_threadsafe(daemon.stopping.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        # Not with the loop's own handlers: they are not called while the loop is busy.
        signal.signal(number, ask_to_stop)
    if not once:
        hear_hangups(loop, read_again=daemon.look_at_settings_now, stop=ask_to_stop)
    install_reactor_and_resolver()
    async with alongside or contextlib.nullcontext():
        # In a thread, where it takes turns with the loop.
        await asyncio.to_thread(load_late_modules)
        stop = asyncio.create_task(daemon.stopping.wait())
        await asyncio.wait([stop, asyncio.create_task(daemon.workers.ready())], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        manager.ready(f"watching {daemon.database.path}")
        watchdog = asyncio.create_task(manager.stay_alive())
        try:
            await daemon.begin()
            if past_only:
                await daemon.run_backfills()
            else:
                await (daemon.run_once(only) if once else daemon.run_until_stopped())
        finally:
            await daemon.writer.settle()
        watchdog.cancel()


def _compose(database: Database, alerting: Alerting, *, now: datetime) -> None:
    alerting.composing.compose_due(now=now)


def _look(
    database: Database, troubles: TroubleAlerts, disk: Disk, *, no_backup: NoBackup | None, now: datetime
) -> None:
    troubles.look(disk, no_backup=no_backup, now=now)


def take_up(database: Database, config: Config, *recorders: Recorder) -> None:
    """Have what is recorded from now on recorded under other settings: in the thread that writes."""
    for recorder in recorders:
        recorder.take_up(config)


def _changed_texts(path: Path, after: int) -> tuple[list[str], int]:
    with Database(path, read_only=True) as database:
        return changed_texts(database, after=after, limit=_CHECKED_AT_ONCE)


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(source: Source, visit: Visit, *, seconds: float) -> None:
    fields = {
        "source": source.outlet,
        "outcome": visit.outcome,
        "links": visit.links,
        "known": visit.known,
        "new": visit.new,
        "new_pages": visit.new_pages,
        "changed": visit.changed,
        "copies": visit.copies,
        "off_topic": visit.off_topic,
        "failed": visit.failed,
        "skipped": visit.skipped,
        "seconds": round(seconds, 1),
        "url": source.url,
    }
    if visit.grade not in (None, "working"):
        fields["grade"] = visit.grade
    if visit.message:
        fields["message"] = visit.message
    level = logging.INFO if visit.outcome in ("done", "unchanged") else logging.WARNING
    log.log(level, "visit finished", extra={"fields": fields})
