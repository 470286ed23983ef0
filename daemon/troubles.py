"""Look every few minutes for what is wrong with sources, the disk and the log of the database, and report it once."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Callable
from datetime import datetime

from config.tables import Config
from daemon.log_folding import shrink_log
from db import CannotWrite, Database
from db.writer import Writer
from pipelines.alerting.troubles import TroubleAlerts
from pipelines.alerts.troubles import Disk, NoBackup

log = logging.getLogger("naskh")

# SQLite starts its log over at some megabytes, unless a reader prevents it.
_MOST_LOG_BYTES = 64_000_000


class Troubles:
    def __init__(self, database: Database, writer: Writer, config: Config, *, clock: Callable[[], datetime]) -> None:
        """Make it before the loop starts, which it would hold up."""
        self.database = database
        self.writer = writer
        self.clock = clock
        self._alerts = writer.write_now(TroubleAlerts, config)
        self._told_log = False

    async def take_up(self, config: Config) -> None:
        """Report troubles under other rules from now on."""
        self._alerts = await self.writer.write(TroubleAlerts, config)

    async def look(self, *, no_backup: NoBackup | None) -> None:
        """Raise the alerts about sources and the disk, and end those that are over."""
        if self.writer.trouble is not None:
            return
        await self._look_at_the_log()
        folder = self.database.path.absolute().parent
        usage = shutil.disk_usage(folder)
        disk = Disk(folder=str(folder), free_bytes=usage.free, total_bytes=usage.total)
        with contextlib.suppress(CannotWrite):
            await self.writer.write(_look, self._alerts, disk, no_backup=no_backup, now=self.clock())

    async def _look_at_the_log(self) -> None:
        """Warn once of a log that a stuck reader lets grow, until it could be shrunk."""
        words = await shrink_log(self.writer, self.database.path, most_bytes=_MOST_LOG_BYTES)
        if words is not None and not self._told_log:
            log.warning(words)
        self._told_log = words is not None


def _look(database: Database, alerts: TroubleAlerts, disk: Disk, *, no_backup: NoBackup | None, now: datetime) -> None:
    alerts.look(disk, no_backup=no_backup, now=now)
