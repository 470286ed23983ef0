"""The two item stages of a crawl: thin adapters that take, call and return. They need nothing of Scrapy."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from config.tables import Config
from db import Database
from db.writer import Writer
from model import Extracted, Page, Recorded
from pipelines.copies.outlet_boilerplate import OutletBoilerplate
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import WorkerFailed, Workers
from pipelines.recording.pages import Recorder

# Above this many running processes for each processor, a page has less time than its limits assume.
_BUSY = 1.5


def load_of_each_processor() -> float:
    """How many processes ran or waited for each processor in the last minute; 0 where the system does not say."""
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a crawl works with. `database` is read in the loop, and `recorder` is of the thread of `writer`. `clock`
    tells the present moment, in UTC, `load` how busy the machine is; `prepare` goes with each page to a worker.
    `recording` is held by the page that is stored next: others wait for it here, so that whatever else is to be written
    waits for one page at most.
    """

    database: Database
    writer: Writer
    workers: Workers
    config: Config
    recorder: Recorder
    clock: Callable[[], datetime]
    load: Callable[[], float] = load_of_each_processor
    prepare: PrepareSettings = field(init=False)
    boilerplate: OutletBoilerplate = field(init=False)
    recording: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        object.__setattr__(self, "boilerplate", OutletBoilerplate(self.database))
        # Made once: a fingerprint of the whole configuration is part of it.
        object.__setattr__(self, "prepare", PrepareSettings.of(self.config))


class ExtractStage:
    """Page -> Extracted, in a worker process. A page that a worker could not read is a failed page with a reason."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> ExtractStage:
        return cls(crawler)

    async def process_item(self, item: Page) -> Extracted:
        services: Services = self.crawler.spider.services
        return await extract_page(item, services)


class RecordStage:
    """Extracted -> Recorded, in one transaction; the spider counts what came of it."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> RecordStage:
        return cls(crawler)

    async def process_item(self, item: Extracted) -> Recorded:
        spider = self.crawler.spider
        services: Services = spider.services
        async with services.recording:
            recorded = await services.writer.write(_record, services.recorder, item, clock=services.clock)
        # Only now: what is counted is stored.
        spider.note(recorded)
        return recorded


async def extract_page(page: Page, services: Services) -> Extracted:
    """Read a page in a worker; failures become a failed page with the reason.

    Of a page that gives nothing the text that its feed carried is read.
    """
    if page.outcome != "fetched" and (page.outcome == "unchanged" or page.hints.content is None):
        return Extracted(page=page)
    try:
        # By name, so that what only workers need is never imported here.
        given = services.boilerplate.given_to(page)
        extracted: Extracted = await services.workers.run(_prepare, given, services.prepare)
        again = services.boilerplate.missed(given, extracted)
        return extracted if again is None else await services.workers.run(_prepare, again, services.prepare)
    except WorkerFailed as failure:
        # What a busy machine did not read is tried on like whatever fails; on a calm one it is the page.
        at_limit = failure.at_limit and services.load() <= _BUSY
        failed = replace(
            page, body=b"", outcome="failed", reason=str(failure), grade="unreadable", lasts=True, at_limit=at_limit
        )
        return Extracted(page=failed) if page.outcome != "fetched" else await extract_page(failed, services)


def _record(database: Database, recorder: Recorder, item: Extracted, *, clock: Callable[[], datetime]) -> Recorded:
    """In the thread of the writer, of whose connection the recorder is."""
    return recorder.record(item, now=clock())


def _prepare(page: Page, settings: PrepareSettings) -> Extracted:
    from pipelines.preparing.prepare import prepare

    return prepare(page, settings)
