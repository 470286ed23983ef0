"""What a daemon tidies each hour. When, the scheduler decides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from config import Config
from db import Database, DatabaseError
from db.log_readers import log_bytes, log_readers
from db.writer import Writer
from pipelines.copies.early import judge_early_again
from pipelines.copies.judging import Judging
from pipelines.copies.outlet_boilerplate import learn_boilerplate
from pipelines.stages import Services

log = logging.getLogger("naskh")

# A thread that tidies waits so long for a lock that another program holds.
_LOCKED_SECONDS = 10.0
# So many rows make some megabytes of log.
_FOLDED_ROWS = 500
# Pages whose raw bytes go in one transaction: 20 ms.
_DROPPED_AT_ONCE = 50


async def keep_house(
    services: Services, config: Config, *, run_id: int, clock: Callable[[], datetime], is_stopping: Callable[[], bool]
) -> None:
    """Forget raw bytes past their days, see what is common by now and what outlets repeat, judge again what was
    judged before that was known, and keep the write-ahead log small. Raises db.CannotWrite.
    """
    database, writer, judging = services.database, services.writer, services.recorder.judging
    dropped = 0
    while (batch := await writer.write(Database.drop_old_raw, now=clock(), limit=_DROPPED_AT_ONCE)) > 0:
        dropped += batch
    # Another command may have taken the first snapshot.
    if await asyncio.to_thread(_tidy, database.path, clock()) or judging.rarity is None:
        await writer.write(_reload_rarity, judging)
    judged_again = 0
    again = await writer.write(judge_early_again, config, run_id=run_id, clock=clock)
    while (judged := await writer.write(_next_of, again)) and not is_stopping():
        judged_again += judged
    if not database.has_days_enough(now=clock()):
        await writer.write(Database.note_days, now=clock())
    learnt = await learn_boilerplate(database, writer, services.workers, clock=clock)
    if learnt:
        services.boilerplate.load()
    await writer.write(Database.checkpoint)
    if dropped or learnt or judged_again:
        fields = {
            "raw_pages_dropped": dropped,
            "outlets_with_new_boilerplate": learnt,
            "articles_judged_again": judged_again,
        }
        log.info("housekeeping", extra={"fields": fields})


class LogFolding:
    """Folds the log of the daemon's database into the file, in a thread of its own: a commit that does it keeps all
    that is to be written waiting.
    """

    def __init__(self, writer: Writer, path: Path) -> None:
        self.writer = writer
        self.path = path
        self._folded_rows = 0

    async def begin(self) -> None:
        """From now on commits leave the log as it is."""
        await self.writer.write(Database.commit_without_folding)

    async def fold(self) -> None:
        """Fold it where enough was written since."""
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


def _reload_rarity(database: Database, judging: Judging) -> None:
    judging.reload_rarity()


def _next_of(database: Database, judged: Iterator[int]) -> int:
    """How many articles the next transaction judged, 0 at the end."""
    return next(judged, 0)


def _rows_written(database: Database) -> int:
    return database.rows_written


def _fold(path: Path) -> None:
    with Database(path, create=False, wait_seconds=_LOCKED_SECONDS) as database:
        database.checkpoint_beside()


def _tidy(path: Path, now: datetime) -> bool:
    """What takes seconds in a large archive, on a connection of its own: whether there is a new snapshot of what is
    common.
    """
    with Database(path, create=False, wait_seconds=_LOCKED_SECONDS) as database:
        database.checkpoint_beside()
        is_due = database.rarity_is_due()
        if is_due:
            database.make_rarity(now=now)
        return is_due
