"""What a daemon tidies each hour. The scheduler decides when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from config.tables import Config
from db import Database
from pipelines.copies.early import judge_early_again
from pipelines.copies.judging import Judging
from pipelines.copies.outlet_boilerplate import learn_boilerplate
from pipelines.stages import Services

log = logging.getLogger("naskh")

# How long a thread that tidies waits for a lock that another program holds.
_LOCKED_SECONDS = 10.0
# Pages whose raw bytes go in one transaction: 20 ms.
_DROPPED_AT_ONCE = 50


async def keep_house(
    services: Services, config: Config, *, run_id: int, clock: Callable[[], datetime], is_stopping: Callable[[], bool]
) -> None:
    """Forget raw bytes past their days, see what is common by now and what outlets repeat, judge again what was
    judged before that was known, and keep the write-ahead log small. Raises db.CannotWrite.
    """
    database, writer, judging = services.database, services.writer, services.recorder.articles.judging
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


def _reload_rarity(database: Database, judging: Judging) -> None:
    judging.reload_rarity()


def _next_of(database: Database, judged: Iterator[int]) -> int:
    """How many articles the next transaction judged, 0 at the end."""
    return next(judged, 0)


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
