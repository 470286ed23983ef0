"""Copy a live database into one compressed, checked file: every transaction that was committed when it began is in it.

Knows nothing of when backups are due: see `db.backup_schedule`. Reading one: `db.unpacking`. Putting one back:
`db.restoring`.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal

from db.connection import DatabaseError, connect
from db.soundness import damage_of_copy

Reason = Literal["scheduled", "before-prune", "before-restore", "before-forget"]

# What the name of a file says.
_REASONS: dict[str | None, Reason] = {
    None: "scheduled",
    "before-prune": "before-prune",
    "before-restore": "before-restore",
    "before-forget": "before-forget",
}
SUFFIX = ".db.gz"
_PASSING = re.compile(r"\..+\.(?:copy|part|restored)-(\d+)(?:-wal|-shm|-journal)?$")
_STAMP = "%Y%m%dT%H%M%SZ"
# A database holds mostly hashes and packed pages: level 6 saves 1 % more and takes more than twice as long.
_LEVEL = 3
BLOCK = 1 << 20
# Pages of one step: 16 MB, after which a stop is heard.
_PAGES = 2048
# What is left free beside what is written.
SPARE_BYTES = 50_000_000


class BackupFailed(DatabaseError):
    """No backup was made. The message is one sentence that says what to do."""


class Interrupted(Exception):
    """The backup was to stop before it was done; nothing of it is left."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Backup:
    """One backup of a database in a folder."""

    made_at: datetime
    reason: Reason
    path: Path


def back_up(
    database: Path,
    target: Path,
    *,
    now: datetime,
    reason: Reason = "scheduled",
    is_stopped: Callable[[], bool] = lambda: False,
) -> Path:
    """Write a backup: the file that was made, readable by its owner only. `target` is a file, or a folder that is made
    where it is missing; in a folder the file is named by database, time and reason. Nothing is overwritten.

    The database may be in use. What is written is checked: the structure, the hash of every text, and that it unpacks
    to what was packed. Raises BackupFailed, DatabaseError where there is no such database, Interrupted.
    """
    if not database.exists():
        raise DatabaseError(f"{database}: there is no such database; --db names another")
    is_file = target.suffix in (".gz", ".db") and not target.is_dir()
    folder = target.parent if is_file else target
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(folder)
        path = target if is_file else _free_name(folder, database, now, reason)
        if path.exists():
            raise BackupFailed(f"{path}: exists already and was not changed; name another file")
        _refuse_without_room(database, folder)
        _write(database, path, is_stopped)
    except OSError as error:
        raise BackupFailed(
            f"{folder}: a backup cannot be written there ({error.strerror or error}); name another folder"
        ) from None
    except sqlite3.Error as error:
        raise BackupFailed(f"{database}: cannot be copied ({error}); `naskh doctor` says what is wrong") from None
    return path


def backups_in(folder: Path, database: Path) -> list[Backup]:
    """The backups of a database that a folder holds, newest first. Files with other names are left out."""
    named = re.compile(
        re.escape(database.stem)
        + r"-(\d{8}T\d{6}Z)(?:-\d+)?(?:\.(before-prune|before-restore|before-forget))?"
        + re.escape(SUFFIX)
    )
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := named.fullmatch(path.name):
            with suppress(ValueError):
                made_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                found.append(Backup(made_at=made_at, reason=_REASONS[match[2]], path=path))
    return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)


def drop_older(folder: Path, database: Path, *, keep: int, reason: Reason = "scheduled") -> list[Path]:
    """Remove all but the `keep` newest backups of one reason: the removed files. Raises BackupFailed."""
    old = [each.path for each in backups_in(folder, database) if each.reason == reason][keep:]
    for path in old:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise BackupFailed(
                f"{path}: cannot be removed ({error.strerror}); check the rights of its folder"
            ) from None
    return old


@contextmanager
def temporary_file(folder: Path, name: str) -> Iterator[Path]:
    """An empty file that nobody else may read. It is removed in the end, together with what SQLite lays beside it."""
    path = folder / f"{name}-{os.getpid()}"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        for each in (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal"))):
            each.unlink(missing_ok=True)


def _free_name(folder: Path, database: Path, now: datetime, reason: Reason) -> Path:
    said = "" if reason == "scheduled" else f".{reason}"
    stem = f"{database.stem}-{now.astimezone(UTC):{_STAMP}}"
    path, number = folder / f"{stem}{said}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{said}{SUFFIX}"
    return path


def sweep(folder: Path) -> None:
    """Remove what was left by a process that was killed while it used a `temporary_file`."""
    for path in folder.iterdir():
        if (match := _PASSING.match(path.name)) and not lives(int(match[1])):
            path.unlink(missing_ok=True)


def lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _write(database: Path, path: Path, is_stopped: Callable[[], bool]) -> None:
    """Copy, check and pack into a file that has its name once all of it is there."""
    folder = path.parent
    with temporary_file(folder, f".{path.name}.copy") as copy, temporary_file(folder, f".{path.name}.part") as part:
        _copy(database, copy, is_stopped)
        found = next(damage_of_copy(copy, is_stopped), None)
        if is_stopped():
            raise Interrupted
        if found:
            raise BackupFailed(
                f"{database}: the database is damaged ({found}), so no backup was made; put an earlier one back "
                "with `naskh restore`"
            )
        if path.suffix == ".gz":
            _pack(copy, part, is_stopped)
            copy = part
        give_name(copy, path)
    settle(folder)


def _refuse_without_room(database: Path, folder: Path) -> None:
    wal = database.with_name(f"{database.name}-wal")
    size = database.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
    # The packed file is at most as large as the copy.
    refuse_without(2 * size + SPARE_BYTES, folder, "while it is made; make room, or name a folder on another disk")


def refuse_without(need: int, folder: Path, what_for: str) -> None:
    """Raise BackupFailed where the disk of a folder has fewer bytes free than are needed."""
    free = shutil.disk_usage(folder).free
    if free < need:
        raise BackupFailed(
            f"{folder}: there is not enough room for a backup: {free / 1e6:,.0f} MB are free, {need / 1e6:,.0f} MB are "
            f"needed {what_for}"
        )


def _copy(database: Path, copy: Path, is_stopped: Callable[[], bool]) -> None:
    def look(status: int, remaining: int, total: int) -> None:
        if is_stopped():
            raise Interrupted

    with (
        closing(connect(database, mode="ro")) as source,
        closing(sqlite3.connect(copy, isolation_level=None)) as target,
    ):
        # One state of the database from here on: without it, whatever is written meanwhile would restart the copy.
        source.execute("begin")
        source.execute("select count(*) from sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=look)
        # The file alone is the database: it needs no log beside it.
        target.execute("pragma journal_mode = delete")


def give_name(made: Path, path: Path) -> None:
    """Give a complete file its name. One that is taken meanwhile is not overwritten, where the disk can prevent it."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # Disks of other systems (exFAT) allow no second name for a file.
        if path.exists():
            raise
        made.rename(path)


def _pack(copy: Path, part: Path, is_stopped: Callable[[], bool]) -> None:
    before, after = hashlib.blake2b(), hashlib.blake2b()
    with copy.open("rb") as source, part.open("r+b") as out:
        # Without name and time, so that the same database gives the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=_LEVEL, mtime=0) as packed:
            for block in _blocks(source, is_stopped):
                before.update(block)
                packed.write(block)
        sync(out)
    with gzip.open(part) as unpacked:
        for block in _blocks(unpacked, is_stopped):
            after.update(block)
    if before.digest() != after.digest():
        raise BackupFailed(f"{part.parent}: what was written cannot be read back; check the disk")


def _blocks(source: IO[bytes] | gzip.GzipFile, is_stopped: Callable[[], bool]) -> Iterator[bytes]:
    while block := source.read(BLOCK):
        if is_stopped():
            raise Interrupted
        yield block


def sync(file: IO[bytes]) -> None:
    """What was written is on disk when this returns."""
    file.flush()
    os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """The name of a new file is on disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems cannot do this.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
