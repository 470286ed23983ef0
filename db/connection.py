"""A connection that waits while another program keeps the database locked, and says why it cannot write.

Contains no business logic.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

log = logging.getLogger("naskh")

# From one try to the next for a lock, and after some waiting. SQLite's own waiting, which is turned off, looks away for
# up to 0.1 s: other commands that leave the lock alone for a moment (`db.turns`) would have it again before.
_PAUSE_SECONDS, _LATER_PAUSE_SECONDS, _LATER_SECONDS = 0.001, 0.02, 0.5
# Other commands of Naskh write for a second or two. A program that takes longer is reported.
_SILENT_SECONDS = 4.0
# The second after ten seconds before a program that keeps the whole file to itself.
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL)
_UNWRITABLE = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)


class DatabaseError(Exception):
    """The database cannot be opened or used. The message is one sentence that says what to do."""


class CannotWrite(DatabaseError):
    """Nothing can be written: the disk is full, for example. What is stored can be read."""


class Older(DatabaseError):
    """An older version wrote the database: it is brought up to date before it is read."""


class Locked(CannotWrite):
    """Another program keeps the database locked for longer than was to be waited."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: another program keeps the database locked; end it, or wait, and try again")


class Connection(sqlite3.Connection):
    """Waits for a lock as long as it takes, or until `waits_until` by the monotonic clock, and says so once.

    Statements raise Locked and CannotWrite where SQLite raises an error of its own for the same.
    """

    path: Path = Path()
    waits_until: float | None = None
    only_reads = False

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error as error:
            self._raise_unless_locked(error)
        return self._execute_later(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        # Called inside transactions only, where no lock is waited for.
        try:
            return super().executemany(sql, parameters)
        except sqlite3.Error as error:
            self._raise_unless_locked(error)
            raise

    def _execute_later(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        began, is_said = time.monotonic(), False
        try:
            while True:
                now = time.monotonic()
                if self.waits_until is not None and now > self.waits_until:
                    raise Locked(self.path) from None
                if not is_said and now - began > _SILENT_SECONDS:
                    log.warning(f"{self.path}: another program keeps the database locked; waiting until it is free")
                    is_said = True
                time.sleep(_PAUSE_SECONDS if now - began < _LATER_SECONDS else _LATER_PAUSE_SECONDS)
                try:
                    cursor = super().execute(sql, parameters)
                except sqlite3.Error as error:
                    self._raise_unless_locked(error)
                    continue
                if is_said:
                    log.warning(f"{self.path}: free again after {now - began:.0f} s; going on")
                return cursor
        except KeyboardInterrupt:
            # Writes on the way out do not wait any more.
            self.waits_until = 0.0
            raise

    def _raise_unless_locked(self, error: sqlite3.Error) -> None:
        """Return where waiting helps."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or (code == sqlite3.SQLITE_READONLY and self.only_reads):
            # The disk is not to blame, but a mistake of ours: a connection that only reads was to write.
            raise error
        kind = code & 0xFF
        if kind == sqlite3.SQLITE_FULL:
            raise CannotWrite(
                f"{self.path}: the disk is full, so nothing more can be stored; make room on it"
            ) from None
        if kind == sqlite3.SQLITE_READONLY or code in _UNWRITABLE:
            raise CannotWrite(f"{self.path}: cannot be written ({error}); check disk and rights") from None
        if kind not in _LOCKED or self.in_transaction:
            raise error


def connect(path: Path, *, mode: str) -> Connection:
    """Open a database file. `mode` is `ro`, `rw` or `rwc`, as SQLite has it. Raises sqlite3.OperationalError."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=0,
        isolation_level=None,
        cached_statements=256,
        factory=Connection,
    )
    connection.path = path
    connection.only_reads = mode == "ro"
    return connection
