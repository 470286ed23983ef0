"""`naskh prune`: what would go, the backup, and what went."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from config.tables import Config
from db import Database, DatabaseError
from db.backup import back_up, drop_older
from db.backup_schedule import BackupSchedule
from db.lock import DaemonLock
from db.pruning import PARTS, Part
from db.times import to_text
from pipelines.pruning import prune
from terminal.readable import readable_time

_NAMES: dict[Part, str] = {"raw": "raw pages", "texts": "texts", "sketches": "sketches"}


def run_prune(
    config: Config, path: Path, chosen: Sequence[str], *, before: datetime, shrink: bool, dry_run: bool
) -> None:
    """Prune these parts, or all, of what is older than `before`. Says to stdout how much that is. Raises DatabaseError,
    LockHeld where it is to shrink the file of a running daemon.
    """
    parts = [part for part in PARTS if part in chosen or not chosen]
    # Held meanwhile, so that no daemon starts before the file is small.
    with DaemonLock(path) if shrink and not dry_run else nullcontext(), Database(path, create=False) as database:
        database.refuse_crawler()
        if "sketches" in parts and database.rejudging() is not None:
            raise DatabaseError(f"{path}: everything is being judged again; run `naskh rejudge` to its end first")
        found = {part: database.prunable(part, before=before) for part in parts}
        would = "would be " if dry_run else ""
        for part, each in found.items():
            print(f"{each.rows:,} {_NAMES[part]} ({each.bytes / 1e6:,.1f} MB) {would}pruned")
        if dry_run:
            age = readable_time(to_text(before))
            print(f"Nothing was changed. All of this is older than {age}.", file=sys.stderr)
            return
        if any(each.rows for each in found.values()):
            schedule = BackupSchedule.of(config.backup, path)
            kept = back_up(path, schedule.folder, now=datetime.now(UTC), reason="before-prune")
            print(f"Backed up to {kept} first.", file=sys.stderr)
            for part in parts:
                for _ in prune(database, part, before=before):
                    pass
            drop_older(schedule.folder, path, keep=schedule.keep, reason="before-prune")
        # First what does not hold the lock: a daemon may write meanwhile.
        database.checkpoint_beside()
        database.checkpoint()
        if shrink:
            database.shrink()
            database.checkpoint()
    size = f"{path.stat().st_size / 1e6:,.1f} MB"
    print(
        f"{path}: {size}{'' if shrink else '; what is new uses the room first, --shrink gives it back'}.",
        file=sys.stderr,
    )
