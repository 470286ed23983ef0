"""When a backup of a database is due, and what is kept. The files in the folder are all that is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from db.backup import Backup, back_up, backups_in, drop_older

if TYPE_CHECKING:
    from config.tables import Backups

# After one that failed.
AGAIN_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSchedule:
    """`every` is None where the daemon makes no backups."""

    database: Path
    folder: Path
    every: timedelta | None
    keep: int

    @classmethod
    def of(cls, settings: Backups, database: Path) -> BackupSchedule:
        """The schedule in naskh.toml."""
        every = None if settings.every is None else timedelta(seconds=settings.every)
        folder = Path(settings.folder) if settings.folder else database.parent / "backups"
        return cls(database=database, folder=folder, every=every, keep=settings.keep)

    def newest(self) -> Backup | None:
        """The newest backup, apart from those that other commands made."""
        return next((each for each in backups_in(self.folder, self.database) if each.reason == "scheduled"), None)

    def is_due(self, *, now: datetime) -> bool:
        """Whether the newest is too old. One from the future, left by a clock that was set back, does not count for
        ever.
        """
        if self.every is None:
            return False
        newest = self.newest()
        return newest is None or not timedelta(0) <= now - newest.made_at < self.every

    def is_late(self, *, since: datetime | None, now: datetime) -> bool:
        """Whether one should have been made long ago: something keeps it from being made, or nothing runs. `since` is
        when the database was first watched, None where it never was.
        """
        newest = self.newest()
        last = newest.made_at if newest else since
        return self.every is not None and last is not None and now - last > 2 * self.every

    def make(self, *, now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> tuple[Path, int]:
        """Make one and remove those that are too many: the file, how many were removed. Raises as `back_up` does."""
        path = back_up(self.database, self.folder, now=now, is_stopped=is_stopped)
        return path, len(drop_older(self.folder, self.database, keep=self.keep))
