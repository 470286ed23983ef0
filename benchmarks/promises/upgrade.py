"""An upgrade of the schema that is killed at its writes and syncs: the file is the old one or the new one. Linux."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import sqlite_utils

from benchmarks.promises.trial import ROOT, Result
from db import Database
from db.migrations import SCHEMA

# The database of a version that had outlets, sources, pages and articles.
_STOP_BEFORE = "m003_matches_and_alerts"
_KINDS = ("pwrite64", "fdatasync", "ftruncate", "unlink", "openat")
_POINTS = 12
_OUTLETS = 50
_OPEN = "import sys; from pathlib import Path; from db import Database; Database(Path(sys.argv[1])).close()"


@dataclass(slots=True)
class Outcome:
    kills: int = 0
    mixed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    without_copy: list[str] = field(default_factory=list)


def measure(folder: Path) -> Result:
    if shutil.which("strace") is None:
        return Result.not_run("needs strace")
    outcome = kill_at_each_step(folder, points=_POINTS)
    figure = (
        f"{outcome.kills} kills at writes, syncs, truncations, removals and openings of the file: {len(outcome.mixed)} "
        f"left a schema between the two, {len(outcome.broken)} one that the next start cannot upgrade, "
        f"{len(outcome.without_copy)} a new one without a copy of the old, or a copy in part"
    )
    return Result.of(outcome.kills > 0 and not (outcome.mixed or outcome.broken or outcome.without_copy), figure)


def kill_at_each_step(folder: Path, *, points: int) -> Outcome:
    """Upgrade an old database again and again, each time killed at another call, at most `points` of each kind."""
    old, new, outcome = folder / "old.db", folder / "new.db", Outcome()
    _make_old(old)
    Database(new).close()
    before, after = _schema(old), _schema(new)
    for kind in _KINDS:
        # Of the copy, too, that is made before; Python opens much else.
        only = ("-P", "news.db", "-P", "news.db-wal", "-P", "news.db-journal") if kind == "openat" else ()
        path = _copied(old, folder / f"{kind}-count")
        log = folder / f"{kind}.log"
        _upgrade(path, "-o", str(log), *_at(path, only), "-e", f"trace={kind}")
        calls = len(re.findall(rf"^(?:\d+ +)?{kind}\(", log.read_text("utf-8", "replace"), re.MULTILINE))
        step = max(1, calls // points)
        for number in range(1, calls + 1, step):
            name = f"{kind} {number} of {calls}"
            path = _copied(old, folder / f"{kind}-{number}")
            kill = ("-e", f"trace={kind}", "-e", f"inject={kind}:signal=KILL:when={number}")
            status = _upgrade(path, "-o", "/dev/null", *_at(path, only), *kill)
            outcome.kills += status != 0
            left = _schema(path)
            if left not in (before, after):
                outcome.mixed.append(name)
            copies = [_schema(copy) for copy in path.parent.glob("news.db.before-*")]
            if (left == after and not copies) or any(copy != before for copy in copies):
                outcome.without_copy.append(name)
            try:
                Database(path).close()
                is_whole = _schema(path) == after and _outlets(path) == _OUTLETS
            except Exception:
                is_whole = False
            if not is_whole:
                outcome.broken.append(name)
            shutil.rmtree(path.parent)
    return outcome


def _make_old(path: Path) -> None:
    tables = sqlite_utils.Database(path)
    SCHEMA.apply(tables, stop_before=_STOP_BEFORE)
    columns = {column.name for column in tables["outlets"].columns}
    for number in range(_OUTLETS):
        row = {
            "name": f"Outlet {number}",
            "created_at": "2025-03-20T20:30:00Z",
            "first_seen_at": "2025-03-20T20:30:00Z",
        }
        tables["outlets"].insert({name: value for name, value in row.items() if name in columns})
    tables.close()


def _copied(old: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copyfile(old, folder / "news.db")
    return folder / "news.db"


def _at(path: Path, only: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(path.with_name(each)) if each.startswith("news") else each for each in only)


def _upgrade(path: Path, *options: str) -> int:
    done = subprocess.run(
        ["strace", "-f", *options, sys.executable, "-c", _OPEN, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    return done.returncode


def _schema(path: Path) -> list[tuple[str, ...]]:
    """Of a copy: looking must not mend what a kill left."""
    copy = path.with_name("looked-at.db")
    for end in ("", "-wal", "-journal"):
        Path(f"{copy}{end}").unlink(missing_ok=True)
        if Path(f"{path}{end}").exists():
            shutil.copyfile(f"{path}{end}", f"{copy}{end}")
    with closing(sqlite3.connect(copy)) as connection:
        try:
            [sound] = connection.execute("pragma integrity_check").fetchone()
            rows = connection.execute(
                "select type, name, sql from sqlite_master where name not like 'sqlite_%' order by type, name"
            ).fetchall()
        except sqlite3.DatabaseError as error:
            return [(str(error),)]
    return rows if sound == "ok" else [(sound,)]


def _outlets(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select count(*) from outlets").fetchone()[0])
