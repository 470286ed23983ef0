"""Fetch every configured source once, as the crawler would, and store nothing."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from config import Config, SourceEntry
from crawler.feeds import parse_feed
from crawler.run import Crawler, install_reactor_and_resolver
from db import Database
from pipelines.preloads import LISTINGS
from pipelines.record import Recorder
from pipelines.stages import Services
from pipelines.workers import WorkerFailed, Workers

_AT_ONCE = 8


async def check_sources(config: Config) -> list[tuple[bool, str]]:
    """One finding a source, in the order of the configuration: is it there, and does it name anything."""
    install_reactor_and_resolver()
    workers = Workers(count=1, timeout_seconds=config.extraction.timeout_seconds, memory_mb=512, preload=LISTINGS)
    room = asyncio.Semaphore(_AT_ONCE)
    try:
        with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "empty.db") as database:
            crawler = Crawler(
                Services(
                    database=database,
                    workers=workers,
                    config=config,
                    recorder=Recorder(database, config, run_id=None, with_alerts=False),
                    clock=lambda: datetime.now(UTC),
                )
            )

            async def check(source: SourceEntry) -> tuple[bool, str]:
                async with room:
                    fine, words = await _look(crawler, workers, source)
                    return fine, f"{source.kind.replace('_', ' ')} {source.url}: {words}"

            enabled = [source for source in config.source if source.enabled]
            return list(await asyncio.gather(*(check(source) for source in enabled)))
    finally:
        workers.stop()


async def _look(crawler: Crawler, workers: Workers, source: SourceEntry) -> tuple[bool, str]:
    page = await crawler.fetch(source.url)
    if page.outcome != "fetched":
        return False, page.reason or page.outcome
    if source.kind != "feed":
        return True, f"responds, {len(page.body):,} bytes"
    try:
        listing = await workers.run(parse_feed, page.body, page.final_url or page.url, page.content_type)
    except WorkerFailed as failure:
        return False, str(failure)
    if not listing.links:
        return False, listing.problem or "the feed has no entries"
    return True, f"{len(listing.links)} entries"
