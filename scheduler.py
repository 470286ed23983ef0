"""Run a daemon: its jobs by APScheduler, its start and stop, and the signals that it handles. What the jobs do is in
`daemon`. One daemon runs for each database.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import logging
import os
import signal
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from config.alerts import time_of_day
from config.tables import Config
from crawler.run import install_reactor_and_resolver
from crawler.settings import load_late_modules
from daemon.clock import watch_the_clock
from daemon.rights import ignored_rights, note_ignored_rights
from daemon.role import WATCH, Role
from daemon.settings import hear_hangups, save_settings
from daemon.watching import TROUBLES_SECONDS, Daemon
from db import Database
from db.lock import DaemonLock
from db.soundness import Damaged
from pipelines.copies.judging import judge_unjudged
from pipelines.preloading.names import FEW_PAGES, MANY_PAGES
from pipelines.processes.workers import Workers
from pipelines.recording.pages import load_tables
from service_manager import ServiceManager

log = logging.getLogger("naskh")

# By then the sample newswire has published enough for a brief.
_SAMPLE_BRIEF_SECONDS = 60
# How long a daemon that is to stop still waits for a lock that another program holds.
_LOCKED_SECONDS = 10.0


class Jobs:
    """The jobs of one daemon, and when each runs. To be made in the running loop."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        daemon.on_new_settings = self._plan_briefs

    async def run_until_stopped(self) -> None:
        """Run the jobs until the daemon is to stop, and everything has ended."""
        daemon, scheduler = self.daemon, self._scheduler
        for job, seconds, name in daemon.jobs():
            scheduler.add_job(job, "interval", seconds=seconds, id=name)
        scheduler.modify_job("housekeeping", next_run_time=daemon.clock())
        self._plan_briefs()
        if daemon.is_sample:
            at = daemon.clock() + timedelta(seconds=_SAMPLE_BRIEF_SECONDS)
            scheduler.add_job(daemon.brief_the_sample, DateTrigger(at), id="sample brief")
        async with daemon.watching():
            scheduler.start()
            clock = asyncio.create_task(watch_the_clock(self._plan_anew))
            try:
                await daemon.stopping.wait()
            finally:
                # pause, not shutdown: shutdown cancels what runs.
                scheduler.pause()
                clock.cancel()
        scheduler.shutdown(wait=False)

    def look_at_settings_now(self) -> None:
        """Have naskh.toml read again at once, changed or not."""
        self.daemon.settings.ask()
        if self._scheduler.running:
            self._scheduler.modify_job("settings", next_run_time=datetime.now(UTC))

    def _plan_briefs(self) -> None:
        daemon, scheduler = self.daemon, self._scheduler
        for name in ("brief", "missed brief"):
            if scheduler.get_job(name) is not None:
                scheduler.remove_job(name)
        if daemon.brief_at is None:
            return
        at_time = time_of_day(daemon.brief_at)
        wake = CronTrigger(hour=at_time.hour, minute=at_time.minute, timezone=daemon.config.reader.time_zone)
        scheduler.add_job(daemon.brief, wake, id="brief")
        # Now for one that was missed, then every few minutes: cron skips an hour that summer time skips.
        scheduler.add_job(
            daemon.brief, "interval", seconds=TROUBLES_SECONDS, id="missed brief", next_run_time=daemon.clock()
        )

    def _plan_anew(self) -> None:
        """APScheduler plans by the wall clock: when that is set back, all jobs would wait until it has caught up."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))


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
    role: Role = WATCH,
) -> None:
    """Run a daemon until SIGTERM or Ctrl-C. With `once` it ends after one visit to every source, or to those with the
    ids in `only`; with `past_only` once the archives that are ordered have been fetched.

    `alongside` is kept open meanwhile (the sample newswire). `file` is the naskh.toml that `config` was read from: a
    daemon reads it again when it changes. `on_progress` gets the outlets that are being visited.

    Raises db.lock.LockHeld when another daemon has this database, db.DatabaseError when it cannot be opened or written.
    """
    once, config = once or past_only, role.narrowed(config)
    if not once:
        _survive_signals()
    with DaemonLock(path), Database(path) as database:
        # Workers take seconds to load what they need, beside all that follows. One round is over before it pays to load
        # more than a few pages need.
        with Workers.of(config.extraction, preload=FEW_PAGES if once else MANY_PAGES) as workers:
            # Before the loop starts, as all of this would hold it up.
            role.prepare(database, config)
            save_settings(database, config, now=_now())
            _refuse_broken(database)
            database.abandon_visits(now=_now())
            command = "backfill" if past_only else "run"
            with database.recorded_run(command, version=version, config_hash=config.fingerprint(), clock=_now) as run:
                _get_ready(database, config, workers, run_id=run.id)
                with role.make(
                    config,
                    path,
                    workers,
                    run_id=run.id,
                    clock=_now,
                    on_progress=on_progress,
                    is_sample=alongside is not None,
                    file=file,
                    narrowed=role.narrowed,
                ) as daemon:
                    # What is loaded now stays loaded: without this each collection would look at it, for 0.1 s.
                    gc.collect()
                    gc.freeze()
                    asyncio.run(_run(daemon, database, once=once, only=only, past_only=past_only, alongside=alongside))
                if daemon.stopping.is_set():
                    run.outcome = "stopped"
        database.checkpoint()


def _survive_signals() -> None:
    """Keep the signals that daemons are usually sent from ending this one without a word."""
    # Settings have just been read; once the loop runs, SIGHUP has them read again.
    signal.signal(signal.SIGHUP, lambda number, frame: None)
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        # Many daemons open their logs again on these.
        faulthandler.register(number, file=2)


def _get_ready(database: Database, config: Config, workers: Workers, *, run_id: int) -> None:
    """Do what has to be done before sources are watched."""
    if ignored_rights(config):
        note_ignored_rights(database, config, run_id=run_id)
    _compare_what_is_left(database, config, workers, run_id=run_id)
    load_tables()
    # What is in memory of the database by now is not read again.
    database.let_go_of_memory()


def _refuse_broken(database: Database) -> None:
    """Raise DatabaseError where the last daemon was killed and left a broken file. Commands do not check a large file,
    and texts are checked later, some at a time.
    """
    last = database.last_run("run")
    if last is not None and last["finished_at"] is None and not database.is_sound():
        raise Damaged(database.path, "its structure is broken")


def _compare_what_is_left(database: Database, config: Config, workers: Workers, *, run_id: int) -> None:
    if left := database.count_unjudged():
        copies = judge_unjudged(database, config, run_id=run_id, now=_now(), workers=workers)
        log.info(
            "compared the articles of an interrupted import", extra={"fields": {"articles": left, "copies": copies}}
        )


async def _run(
    daemon: Daemon,
    database: Database,
    *,
    once: bool,
    only: Collection[int] | None,
    past_only: bool,
    alongside: contextlib.AbstractAsyncContextManager[object] | None,
) -> None:
    """`database` is the connection that records the run."""
    loop, jobs = asyncio.get_running_loop(), Jobs(daemon)
    manager = ServiceManager.of(os.environ)

    def ask_to_stop(number: int, frame: object) -> None:
        manager.stopping()
        for connection in (daemon, database):
            connection.wait_no_longer_than(seconds=_LOCKED_SECONDS)
        loop.call_soon_threadsafe(daemon.stopping.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        # Not with the loop's own handlers: they are not called while the loop is busy.
        signal.signal(number, ask_to_stop)
    if not once:
        hear_hangups(loop, read_again=jobs.look_at_settings_now, stop=ask_to_stop)
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
                await (daemon.run_once(only) if once else jobs.run_until_stopped())
        finally:
            await daemon.writer.settle()
        watchdog.cancel()


def _now() -> datetime:
    return datetime.now(UTC)
