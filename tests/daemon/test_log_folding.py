"""The log of a daemon's database is folded into the file beside the loop, not by a commit in it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from databases import new_database

from daemon.log_folding import LogFolding
from db import Database
from db.writer import Writer

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)


def test_the_log_is_folded_by_a_thread_once_enough_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    database = new_database(path)
    database.checkpoint()
    empty = path.stat().st_size

    async def scenario(writer: Writer) -> list[int]:
        folding, sizes = LogFolding(writer, path), []
        await folding.begin()
        # More pages than SQLite leaves in the log by itself; then enough.
        for names in (range(300), range(300, 600)):
            await writer.write(name, names)
            await folding.fold()
            sizes.append(path.stat().st_size)
        return sizes

    with Writer(path) as writer:
        first, second = asyncio.run(scenario(writer))
    assert first == empty
    assert second > empty + 600 * 30_000


def name(database: Database, names: range) -> None:
    with database.transaction():
        for n in names:
            database.outlet_named(f"{n} {'a' * 30_000}", now=NOW)
