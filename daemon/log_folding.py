"""Keep the write-ahead log of the database small: fold it into the file beside the loop, and name who prevents it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from db import Database, DatabaseError
from db.log_readers import log_bytes, log_readers
from db.writer import Writer

# How long a thread that folds waits for a lock that another program holds.
_LOCKED_SECONDS = 10.0
# Rows of one transaction: some megabytes of log.
_FOLDED_ROWS = 500


class LogFolding:
    """Folds the log of the daemon's database into the file, in a thread of its own: a commit that folds it keeps all
    other writes waiting.
    """

    def __init__(self, writer: Writer, path: Path) -> None:
        self.writer = writer
        self.path = path
        self._folded_rows = 0

    async def begin(self) -> None:
        """From now on commits leave the log as it is."""
        await self.writer.write(Database.commit_without_folding)

    async def fold(self) -> None:
        """Fold it if enough was written since the last time."""
        if (rows := await self.writer.write(_rows_written)) - self._folded_rows >= _FOLDED_ROWS:
            self._folded_rows = rows
            with suppress(DatabaseError):
                await asyncio.to_thread(_fold, self.path)


async def shrink_log(writer: Writer, path: Path, *, most_bytes: int) -> str | None:
    """Fold a log that has grown beyond `most_bytes` into the file: None, or the sentence that names who keeps it from
    being shrunk.
    """
    if log_bytes(path) <= most_bytes:
        return None
    await asyncio.to_thread(_fold, path)
    await writer.write(Database.checkpoint)
    size = log_bytes(path)
    if size <= most_bytes:
        return None
    readers = ", ".join(map(str, log_readers(path))) or "another program"
    return (
        f"{path}-wal has {size / 1e6:,.0f} MB and cannot be shrunk: {readers} keeps the database open in the "
        "middle of reading; end it"
    )


def _rows_written(database: Database) -> int:
    return database.rows_written


def _fold(path: Path) -> None:
    with Database(path, create=False, wait_seconds=_LOCKED_SECONDS) as database:
        database.checkpoint_beside()
