"""The backups of a daemon, made when they are due. A failure is logged once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from config.tables import Backups as Settings
from db import DatabaseError
from db.backup import Interrupted
from db.backup_schedule import AGAIN_AFTER, BackupSchedule
from pipelines.alerts.troubles import NoBackup

log = logging.getLogger("naskh")


class Backups:
    """`missing` says why the last one could not be made, until one was."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime], is_stopping: Callable[[], bool]) -> None:
        self.path = path
        self.clock = clock
        self.is_stopping = is_stopping
        self.missing: NoBackup | None = None
        self._try_again_at: datetime | None = None

    async def make_due(self, settings: Settings) -> bool:
        """Make the backup that is due; one that cannot be made is tried again now and then. False where this failed."""
        now, schedule = self.clock(), BackupSchedule.of(settings, self.path)
        if self._try_again_at is not None and now < self._try_again_at:
            return True
        try:
            if not schedule.is_due(now=now):
                return True
            path, dropped = await asyncio.to_thread(schedule.make, now=now, is_stopped=self.is_stopping)
        except (DatabaseError, OSError) as error:
            self._try_again_at = now + AGAIN_AFTER
            if self.missing is None or self.missing.words != str(error):
                log.error(f"no backup: {error}")
            since = now if self.missing is None else self.missing.since
            self.missing = NoBackup(folder=str(schedule.folder), words=str(error), since=since)
            return False
        except Interrupted:
            log.info("backup stopped before it was done; the next start makes it")
        else:
            self.missing = self._try_again_at = None
            log.info("backup", extra={"fields": {"file": str(path), "bytes": path.stat().st_size, "removed": dropped}})
        return True
