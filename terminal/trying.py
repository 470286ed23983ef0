"""A crawler for commands that fetch and store nothing: `doctor`, `add`, `check`, `init --my-site`."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.tables import Config
from crawler.run import Crawler, install_reactor_and_resolver
from db import Database
from db.writer import Writer
from pipelines.preloading.names import LISTINGS
from pipelines.processes.workers import Workers
from pipelines.recording.pages import Recorder
from pipelines.stages import Services


@asynccontextmanager
async def trying(config: Config, *, preload: Sequence[str] = LISTINGS) -> AsyncIterator[tuple[Crawler, Workers]]:
    """A crawler with these settings, and a worker for what it brings."""
    workers = Workers(count=1, timeout_seconds=config.extraction.timeout_seconds, memory_mb=512, preload=preload)
    with workers:
        async with crawling(config, workers) as crawler:
            yield crawler, workers


@asynccontextmanager
async def crawling(config: Config, workers: Workers) -> AsyncIterator[Crawler]:
    """A crawler with these settings and workers. Its database is empty, and gone afterwards."""
    install_reactor_and_resolver()
    with (
        tempfile.TemporaryDirectory() as folder,
        Database(Path(folder) / "empty.db") as database,
        Writer(database.path) as writer,
    ):
        yield Crawler(
            Services(
                database=database,
                writer=writer,
                workers=workers,
                config=config,
                recorder=Recorder(database, config, run_id=None, with_alerts=False),
                clock=lambda: datetime.now(UTC),
            )
        )
