"""Two readers and an import beside a daemon that stores all the time: does anybody fail, or keep its loop waiting?"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import lag as lag_bench
from benchmarks.kills import Sites
from benchmarks.promises.place import Place, wait_until
from benchmarks.promises.trial import ROOT, Result
from db import Database
from db.backup_schedule import BackupSchedule

_SECONDS = 60.0
_WAIT_MS = 50.0
_RECORDS = 400
# Until its first article is stored; and until all have ended.
_START_SECONDS = 300.0
_END_SECONDS = 300.0
_CRAWLED = "select count(*) from articles where source_id is not null"
# Where the loop stood when it waited for the database.
_DATABASE = ("connection.py", "store.py", "writer.py")


@dataclass(slots=True)
class Outcome:
    """`wait_ms` is the longest delay of the daemon's loop in a statement, `wait_cpu_ms` the part that it computed."""

    reads: int = 0
    errors: list[str] = field(default_factory=list)
    imports: int = 0
    imported: int = 0
    visits: int = 0
    articles: int = 0
    wait_ms: float = 0.0
    wait_cpu_ms: float = 0.0
    waits: int = 0


def measure(folder: Path) -> Result:
    outcome = beside(folder, seconds=_SECONDS)
    figure = "; ".join(
        (
            f"{outcome.reads:,} reads, {outcome.imports} imports of {outcome.imported:,} articles",
            f"{outcome.visits} visits that stored {outcome.articles} articles",
            f"{len(outcome.errors)} errors",
            f"the loop waited {outcome.waits} times longer than {_WAIT_MS:.0f} ms for the database, at most "
            f"{outcome.wait_ms:.0f} ms ({outcome.wait_cpu_ms:.0f} ms of them its own work)",
        )
    )
    if outcome.errors:
        figure += f"; the first: {outcome.errors[0][:120]}"
    # Beside a daemon that stores nothing, nobody waits.
    has_stored = outcome.imported > 0 and outcome.articles > 0
    return Result.of(not outcome.errors and outcome.wait_ms <= _WAIT_MS and has_stored, figure)


def beside(folder: Path, *, seconds: float) -> Outcome:
    """Run the daemon in a process of its own; readers and imports beside it, for so long after its first article."""
    place, sites = Place(folder), Sites()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "benchmarks.promises.readers", str(folder)]
    outcome = Outcome()
    with sites.served():
        (folder / "naskh.toml").write_text(sites.config_text(), "utf-8")
        Database(place.database).close()
        with place.log.open("ab") as log:
            daemon = subprocess.Popen(
                [*command, "watch"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
            readers = [
                subprocess.Popen([*command, "read"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
                for _ in range(2)
            ]
            try:
                wait_until(lambda: place.value(_CRAWLED), seconds=_START_SECONDS, why="the daemon stores an article")
                until = time.monotonic() + seconds
                while time.monotonic() < until:
                    place.write_records("more.jsonl", _RECORDS, seed=outcome.imports)
                    status = place.run("import", "more.jsonl")
                    outcome.imports += 1
                    if status:
                        outcome.errors.append(f"an import ended with {status}")
            finally:
                _end_of(folder).touch()
            for each in (*readers, daemon):
                said, _ = each.communicate(timeout=_END_SECONDS)
                found = json.loads(said.splitlines()[-1])
                outcome.reads += found["reads"]
                outcome.errors += found["errors"]
                outcome.visits += found["visits"]
                outcome.waits += found["waits"]
                outcome.wait_ms = max(outcome.wait_ms, found["wait_ms"])
                outcome.wait_cpu_ms = max(outcome.wait_cpu_ms, found["wait_cpu_ms"])
    outcome.articles = int(place.value(_CRAWLED))
    outcome.imported = int(place.value("select count(*) from articles")) - outcome.articles
    outcome.errors += [line for line in place.log.read_text("utf-8").splitlines() if "locked" in line or "busy" in line]
    return outcome


def _end_of(folder: Path) -> Path:
    """The file that tells the other processes to end."""
    return folder / "over"


def _watch(folder: Path) -> Outcome:
    outcome = Outcome()
    toml = (folder / "naskh.toml").read_text("utf-8")
    lag = lag_bench.watch(toml, folder / "news.db", seconds=math.inf, killed=0, is_over=_end_of(folder).exists)
    for late, cpu, _, doing in lag.late:
        if doing.rpartition(" ")[2].partition(":")[0] in _DATABASE and 1000 * late > _WAIT_MS:
            outcome.waits += 1
            if 1000 * late > outcome.wait_ms:
                outcome.wait_ms, outcome.wait_cpu_ms = 1000 * late, 1000 * cpu
    with Database(folder / "news.db", read_only=True) as stored:
        outcome.visits = len(stored.list_visits(since=None, limit=None))
    return outcome


def _read(folder: Path) -> Outcome:
    """What lists, status and the web pages ask, again and again, each time with a connection of its own."""
    outcome = Outcome()
    backups = BackupSchedule(every=None, keep=1, folder=folder, database=folder / "news.db")
    while not _end_of(folder).exists():
        try:
            with Database(folder / "news.db", read_only=True) as stored:
                [*stored.each_article(since=None, limit=50)]
                stored.list_pages(since=None, status=None, limit=50)
                stored.condition(backups, now=datetime.now(UTC))
                outcome.reads += 3
        except Exception as error:
            outcome.errors.append(f"{type(error).__name__}: {error}")
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("part", choices=("watch", "read"))
    options = parser.parse_args()
    part = _watch if options.part == "watch" else _read
    print(json.dumps(asdict(part(options.folder))))


if __name__ == "__main__":
    main()
