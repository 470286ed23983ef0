"""One daemon for each database: a lock file beside it, which the system holds for as long as the process lives."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from db.connection import DatabaseError


class LockHeld(Exception):
    """Another process has the database. `process_id` is its id, or None when it did not say."""

    def __init__(self, path: Path, process_id: int | None) -> None:
        who = f"process {process_id}" if process_id else "another process"
        super().__init__(f"{path}: {who} is already watching with this database; `naskh stop` stops it")
        self.process_id = process_id


class DaemonLock:
    """Held from enter to exit. Raises LockHeld at once when another process has it, DatabaseError where no lock is
    possible.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = lock_path(database)
        self._file: int | None = None

    def __enter__(self) -> DaemonLock:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise DatabaseError(
                f"{self.path}: cannot be written ({error.strerror}); check the path and its permissions"
            ) from None
        if not _locked(handle):
            holder = _read_process_id(handle)
            os.close(handle)
            raise LockHeld(self.database, holder)
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._file = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The file stays: removing it would let two processes lock two files of one name.
        assert self._file is not None
        os.ftruncate(self._file, 0)
        os.close(self._file)


def lock_path(database: Path) -> Path:
    """Where the lock of a database lies; links are followed, so that two names of one file share it."""
    resolved = database.resolve()
    return resolved.with_name(f"{resolved.name}.lock")


def holder_of(database: Path) -> int | None:
    """The id of the process that watches with this database, or None when there is none."""
    try:
        handle = os.open(lock_path(database), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read_process_id(handle)
    finally:
        os.close(handle)
    return None


def _locked(handle: int) -> bool:
    """Take the lock; a few tries, because `holder_of` takes a shared one for a moment when it looks."""
    for _ in range(5):
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.05)
    return False


def _read_process_id(handle: int) -> int | None:
    text = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
    return int(text) if text.isdigit() else None
