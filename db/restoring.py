"""Put a backup in the place of a database. What was there is kept: as a backup, or as it is where it is damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.backup import BackupFailed, back_up, settle, temporary_file
from db.connection import DatabaseError, connect
from db.lock import DaemonLock
from db.soundness import damage_of_copy
from db.times import to_text
from db.unpacking import refuse_unusable, unpack

_FILES = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`kept` is where what was there before is now, None where nothing was; `was_sound` whether that is a backup.
    `forgotten` are the addresses of pages of which a text is there again that was forgotten before.
    """

    kept: Path | None
    was_sound: bool
    articles: int
    forgotten: tuple[str, ...] = ()


def restore(backup: Path, database: Path, *, keep_in: Path, now: datetime) -> Restored:
    """Check a backup and put it in the place of a database, in one step: whoever opens it finds the old or the new one.

    Raises LockHeld while a daemon runs, BackupFailed where the backup cannot be used or another program has the
    database open: then nothing is changed.
    """
    # Where it is a link, the file that it leads to.
    database = database.resolve()
    if not backup.is_file():
        raise BackupFailed(f"{backup}: there is no such file")
    if backup.resolve() == database:
        raise BackupFailed(f"{backup}: is the database itself; name a file that `naskh backup` made")
    with DaemonLock(database), temporary_file(database.parent, f".{database.name}.restored") as fresh:
        unpack(backup, fresh)
        refuse_unusable(fresh, backup)
        with closing(connect(fresh, mode="ro")) as connection:
            articles = int(connection.execute("select count(*) from articles").fetchone()[0])
        _note(fresh, now=now)
        mode = database.stat().st_mode & 0o777 if database.exists() else 0o600
        forgotten = _back_again(database, fresh)
        kept, was_sound = _put_aside(database, keep_in, now=now)
        try:
            fresh.chmod(mode)
            fresh.replace(database)
            settle(database.parent)
        except OSError as error:
            raise BackupFailed(
                f"{database}: cannot be replaced ({error.strerror}); check the rights of its folder"
            ) from None
    return Restored(kept=kept, was_sound=was_sound, articles=articles, forgotten=forgotten)


def _back_again(database: Path, fresh: Path) -> tuple[str, ...]:
    """The addresses of pages of which something was forgotten, and that have in a backup the article that is gone."""
    try:
        with closing(connect(database, mode="ro")) as before, closing(connect(fresh, mode="ro")) as after:
            gone = before.execute(
                "select distinct key, url, article_id from forgotten join pages on pages.id = page_id "
                "where article_id is not null order by pages.id"
            ).fetchall()
            is_there = "select 1 from articles join pages on pages.id = page_id where pages.key = ? and articles.id = ?"
            return tuple(
                dict.fromkeys(url for key, url, article in gone if after.execute(is_there, [key, article]).fetchone())
            )
    except (sqlite3.Error, DatabaseError):
        # There is none, it is damaged, or of a version that forgot nothing.
        return ()


def _note(fresh: Path, *, now: datetime) -> None:
    """Write down that it was restored: a daemon that watched while the backup was made did not crash. The schema may be
    an older one, which has these columns all the same.
    """
    with closing(connect(fresh, mode="rw")) as connection:
        # No log may be left beside a file that is about to get another name.
        connection.execute("pragma journal_mode = delete")
        connection.execute(
            "insert into runs (command, pid, started_at, finished_at, outcome) values (?, ?, ?, ?, 'done')",
            ["restore", os.getpid(), to_text(now), to_text(now)],
        )


def _put_aside(database: Path, keep_in: Path, *, now: datetime) -> tuple[Path | None, bool]:
    """Keep what is there: a sound database as a backup, so that the file stays until it is replaced; all else by
    another name, with its log, which must not be read as one of the new file.
    """
    is_there = database.exists() and database.stat().st_size > 0
    if is_there and _is_sound(database):
        # This comes first: where the file is in use, nothing is done.
        _fold_log(database)
        return back_up(database, keep_in, now=now, reason="before-restore"), True
    aside = database.with_name(f"{database.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    for end in _FILES:
        path = database.with_name(f"{database.name}{end}")
        if path.exists():
            path.rename(aside.with_name(f"{aside.name}{end}"))
    return (aside if is_there else None), False


def _is_sound(database: Path) -> bool:
    try:
        return next(damage_of_copy(database), None) is None
    except (sqlite3.Error, DatabaseError):
        return False


def _fold_log(database: Path) -> None:
    """Write all of the log into the file and remove it, which SQLite does only where nobody else has it open."""
    in_use = BackupFailed(
        f"{database}: another program has it open, such as `naskh serve` or `naskh import`; end it and try again"
    )
    try:
        with closing(connect(database, mode="rw")) as connection:
            connection.waits_until = 0.0
            if connection.execute("pragma journal_mode = delete").fetchone()[0] != "delete":
                raise in_use
    except (sqlite3.OperationalError, DatabaseError):
        raise in_use from None
