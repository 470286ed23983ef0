"""The log of a daemon's database is folded into the file beside the loop, not by a commit in it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from databases import new_database

from scheduler_housekeeping import LogFolding

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)


def test_the_log_is_folded_by_a_thread_once_enough_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    database = new_database(path)
    database.checkpoint()
    folding = LogFolding(database)

    def write(names: range) -> int:
        with database.transaction():
            for n in names:
                database.outlet_named(f"{n} {'a' * 30_000}", now=NOW)
        asyncio.run(folding.fold())
        return path.stat().st_size

    empty = path.stat().st_size
    assert write(range(300)) == empty, "more pages than SQLite leaves in the log by itself"
    assert write(range(300, 600)) > empty + 600 * 30_000
