"""What a daemon tidies each hour. When, the scheduler decides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from config import Config
from db import Database, DatabaseError
from db.log_readers import log_bytes, log_readers
from pipelines.copies.early import judge_early_again
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
    database, judging = services.database, services.recorder.judging
    dropped = 0
    while (batch := database.drop_old_raw(now=clock(), limit=_DROPPED_AT_ONCE)) > 0:
        dropped += batch
        await asyncio.sleep(0)
    # Another command may have taken the first snapshot.
    if await asyncio.to_thread(_tidy, database.path, clock()) or judging.rarity is None:
        judging.reload_rarity()
    judged_again = 0
    for judged in judge_early_again(database, config, run_id=run_id, clock=clock):
        judged_again += judged
        await asyncio.sleep(0)
        if is_stopping():
            break
    if not database.has_days_enough(now=clock()):
        database.note_days(now=clock())
    learnt = await learn_boilerplate(database, services.workers, clock=clock)
    if learnt:
        services.boilerplate.load()
    database.checkpoint()
    if dropped or learnt or judged_again:
        fields = {
            "raw_pages_dropped": dropped,
            "outlets_with_new_boilerplate": learnt,
            "articles_judged_again": judged_again,
        }
        log.info("housekeeping", extra={"fields": fields})


class LogFolding:
    """Folds the log of the daemon's database into the file, in a thread: a commit that does it holds up the loop."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._folded_rows = database.rows_written
        database.commit_without_folding()

    async def fold(self) -> None:
        """Fold it where enough was written since."""
        if (rows := self.database.rows_written) - self._folded_rows >= _FOLDED_ROWS:
            self._folded_rows = rows
            with suppress(DatabaseError):
                await asyncio.to_thread(_fold, self.database.path)


async def shrink_log(database: Database, *, most_bytes: int) -> str | None:
    """Fold a log that has grown beyond `most_bytes` into the file: None, or the sentence that names who keeps it from
    being shrunk.
    """
    if log_bytes(database.path) <= most_bytes:
        return None
    await asyncio.to_thread(_fold, database.path)
    database.checkpoint()
    size = log_bytes(database.path)
    if size <= most_bytes:
        return None
    readers = ", ".join(map(str, log_readers(database.path))) or "another program"
    return (
        f"{database.path}-wal has {size / 1e6:,.0f} MB and cannot be shrunk: {readers} keeps the database open in the "
        "middle of reading; end it"
    )


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
