"""A crawler for commands that fetch and store nothing: `doctor`, `add`, `init --my-site`."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from config import Config
from crawler.run import Crawler, install_reactor_and_resolver
from db import Database
from db.writer import Writer
from pipelines.preloads import LISTINGS
from pipelines.record import Recorder
from pipelines.stages import Services
from pipelines.workers import Workers


@asynccontextmanager
async def trying(config: Config, *, preload: Sequence[str] = LISTINGS) -> AsyncIterator[tuple[Crawler, Workers]]:
    """A crawler with these settings, and a worker for what it brings."""
    install_reactor_and_resolver()
    workers = Workers(count=1, timeout_seconds=config.extraction.timeout_seconds, memory_mb=512, preload=preload)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            Database(Path(folder) / "empty.db") as database,
            Writer(database.path) as writer,
        ):
            yield (
                Crawler(
                    Services(
                        database=database,
                        writer=writer,
                        workers=workers,
                        config=config,
                        recorder=Recorder(database, config, run_id=None, with_alerts=False),
                        clock=lambda: datetime.now(UTC),
                    )
                ),
                workers,
            )
    finally:
        workers.stop()
