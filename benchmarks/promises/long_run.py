"""A thousand visits in a simulated day and more: what grows in the daemon's process. Its clock is set by hand."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.kills import Sites
from benchmarks.promises.place import Place
from benchmarks.promises.trial import ROOT, Result
from config.loading import parse_config
from crawler.resolver import install_reactor_and_resolver
from crawler.settings import load_late_modules
from daemon.settings import save_settings
from daemon.watching import Daemon
from db import Database
from pipelines.processes.workers import Workers
from pipelines.recording.pages import load_tables

_VISITS = 1000
_HOURS = 24.0
_GROWTH_MB = 10.0
_SOURCES = 40
# More than SQLite keeps of it in main memory.
_ARCHIVE = 5000
_STEP = timedelta(minutes=10)
# By then all code is loaded.
_WARM_VISITS = 250


@dataclass(slots=True)
class Outcome:
    """Memory that is in use after the first visits and at the end, in MB; descriptors and threads likewise."""

    visits: int = 0
    articles: int = 0
    hours: float = 0.0
    began_mb: float = 0.0
    ended_mb: float = 0.0
    began_files: int = 0
    ended_files: int = 0


def measure(folder: Path) -> Result:
    outcome = live(folder, visits=_VISITS)
    growth = outcome.ended_mb - outcome.began_mb
    figure = (
        f"{outcome.visits:,} visits, {outcome.articles:,} articles at the end, in {outcome.hours:.0f} simulated hours: "
        f"{outcome.began_mb:.0f} MB after {_WARM_VISITS} visits, {growth:+.1f} MB until the end; "
        f"{outcome.began_files} descriptors, {outcome.ended_files - outcome.began_files:+d}"
    )
    is_long = outcome.visits >= _VISITS and outcome.hours >= _HOURS
    return Result.of(is_long and growth < _GROWTH_MB and outcome.ended_files <= outcome.began_files + 2, figure)


def live(folder: Path, *, visits: int, hours: float = _HOURS, archive: int = _ARCHIVE) -> Outcome:
    """Have a daemon make at least so many visits in at least so many simulated hours, beside an archive of so many
    articles, in a process of its own.
    """
    sites = Sites(links=1)
    with sites.served(), (folder / "log").open("ab") as log:
        text = sites.config_text()
        [sites_of] = [[line.split('"')[1] for line in text.splitlines() if line.startswith("url")]]
        sources = "".join(
            f'[[source]]\nurl = "{sites_of[n % len(sites_of)]}?{n}"\nkind = "front_page"\nevery = "1h"\n'
            for n in range(_SOURCES)
        )
        (folder / "naskh.toml").write_text(text.partition("[[source]]")[0] + sources, "utf-8")
        place = Place(folder)
        place.write_records("archive.jsonl", archive)
        assert place.run("import", "archive.jsonl") == 0, "the archive cannot be imported"
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.promises.long_run", str(folder), str(visits), str(hours)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=log,
            check=True,
        )
    return Outcome(**json.loads(done.stdout.splitlines()[-1]))


async def _live(folder: Path, visits: int, hours: float) -> Outcome:
    config = parse_config((folder / "naskh.toml").read_text("utf-8"))
    install_reactor_and_resolver()
    await asyncio.to_thread(load_late_modules)
    load_tables()
    workers, outcome = Workers.of(config.extraction), Outcome()
    began = now = datetime(2025, 6, 1, 12, tzinfo=UTC)
    try:
        with Database(folder / "news.db") as database, contextlib.ExitStack() as stack:
            save_settings(database, config, now=now)
            run_id = database.start_run("run", version="0", config_hash="", now=now)
            daemon = stack.enter_context(Daemon(config, database.path, workers, run_id=run_id, clock=lambda: now))
            await workers.ready()
            # The cache of pages fills up to its bound whatever is read: filled before, it hides no growth.
            assert await daemon.writer.write(Database.is_sound) and daemon.database.is_sound()
            step = 0
            while True:
                await _visit_what_is_due(daemon)
                if step % 3 == 0:
                    await daemon.look_for_troubles()
                if step % 6 == 0:
                    await daemon.housekeeping()
                await daemon.deliver()
                done = len(database.list_visits(since=None, limit=None))
                if not outcome.began_mb and done >= min(_WARM_VISITS, visits // 2):
                    gc.collect()
                    outcome.began_mb, outcome.began_files = _resident_mb(), _open_files()
                if done >= visits and now - began >= timedelta(hours=hours):
                    break
                now += _STEP
                step += 1
            gc.collect()
            outcome.visits, outcome.articles = done, database.count_articles()
            outcome.hours = (now - began).total_seconds() / 3600
            outcome.ended_mb, outcome.ended_files = _resident_mb(), _open_files()
    finally:
        workers.stop()
    return outcome


async def _visit_what_is_due(daemon: Daemon) -> None:
    while True:
        await daemon.tick()
        if not daemon.is_visiting:
            return
        while daemon.is_visiting:
            await asyncio.sleep(0.005)


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("visits", type=int)
    parser.add_argument("hours", type=float)
    options = parser.parse_args()
    print(json.dumps(asdict(asyncio.run(_live(options.folder, options.visits, options.hours)))))


if __name__ == "__main__":
    main()
