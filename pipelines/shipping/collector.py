"""Collect what crawlers shipped: record each file, in some short transactions, and put it out of the way.

A file is known by its name, a record by its crawler and number: delivered twice, or recorded in part before a kill, it
adds nothing that is there. What cannot be read is put aside with the reason; what cannot be read yet stays.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from db import Database, DatabaseError
from db.collecting import ShipmentStatus
from db.writer import Writer
from model import Article, Boilerplate, Source, Visit
from pipelines.copies.boilerplate import compared_text, normaliser_of
from pipelines.copies.outlet_boilerplate import OutletBoilerplate
from pipelines.processes.workers import WorkerFailed, Workers
from pipelines.shipping.collecting import CollectingRecorder
from pipelines.shipping.folder import Place
from pipelines.shipping.records import Became, Record
from pipelines.shipping.shipment import Broken, Shipment, TooNew, Versions, named_like_a_shipment, unpack

log = logging.getLogger("naskh")

DONE, FAILED = "done", "failed"
# Records in one transaction: between two of them the loop turns, and visits and alerts have their turn.
_AT_ONCE = 16


@dataclass(slots=True)
class Collected:
    """What one round of collecting came to, in files; `records` are those that were new."""

    files: int = 0
    records: int = 0
    again: int = 0
    failed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


class Collector:
    """Collects from one place into one database."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        recorder: CollectingRecorder,
        place: Place,
        *,
        workers: Workers,
        versions: Versions,
        keep_seconds: float,
        clock: Callable[[], datetime],
        is_stopping: Callable[[], bool] = lambda: False,
        on_visit: Callable[[Database, Source, Visit], None] = lambda database, source, visit: None,
    ) -> None:
        """Files that were recorded are kept below `done` for `keep_seconds`. `recorder` is of the thread of `writer`,
        where `on_visit` is called, too. Once `is_stopping`, what is left waits for the next start.
        """
        self.database = database
        self.writer = writer
        self.recorder = recorder
        self.place = place
        self.workers = workers
        self.versions = versions
        self.keep_seconds = keep_seconds
        self.clock = clock
        self.is_stopping = is_stopping
        self.on_visit = on_visit
        self.boilerplate = OutletBoilerplate(database)
        self._told: set[str] = set()

    async def collect(self) -> Collected:
        """Record what lies there now, each crawler's files in their order. Raises OSError where the place cannot be
        read, db.CannotWrite.
        """
        collected = Collected()
        names = await asyncio.to_thread(self.place.names)
        for name in sorted(names, key=_order):
            if self.is_stopping():
                break
            if named_like_a_shipment(name) is None and not name.endswith(".gz"):
                self._tell(name, "is no shipment; it is left where it is")
                collected.waiting.append(name)
                continue
            await self._collect_file(name, collected)
        if names:
            await asyncio.to_thread(self.place.remove_older, DONE, seconds=self.keep_seconds)
        return collected

    async def tidy(self) -> int:
        """Remove the files that were kept long enough: how many."""
        return await asyncio.to_thread(self.place.remove_older, DONE, seconds=self.keep_seconds)

    async def _collect_file(self, name: str, collected: Collected) -> None:
        known = self.database.shipment(name)
        if known is not None and known["status"] == "collected":
            await asyncio.to_thread(self.place.move, name, DONE)
            collected.again += 1
            log.info("shipment delivered again", extra={"fields": {"file": name}})
            return
        try:
            body = await asyncio.to_thread(self.place.read, name)
        except FileNotFoundError:
            return
        try:
            records = await self._record_file(name, body)
        except TooNew as error:
            await self._end(name, status="newer", reason=str(error))
            self._tell(name, f"was not collected, and waits: {error}")
            collected.waiting.append(name)
        except DatabaseError:
            raise
        except Broken as error:
            await self._put_aside(name, str(error), collected)
        except Exception as error:  # one file: its reason is reported, with the traceback in the log
            log.exception("shipment broke off file=%s", name)
            reason = f"internal error, please report it with the log: {type(error).__name__}: {error}"
            await self._put_aside(name, reason, collected)
        else:
            if records is None:
                return
            await self.writer.write(Database.end_shipment, name, status="collected", now=self.clock())
            await asyncio.to_thread(self.place.move, name, DONE)
            collected.files += 1
            collected.records += records
            log.info("shipment collected", extra={"fields": {"file": name, "records": records}})

    async def _record_file(self, name: str, body: bytes) -> int | None:
        """How many records of a file were recorded; None where a stop came first. Raises shipment.TooNew and Broken."""
        shipment = await asyncio.to_thread(unpack, name, body, versions=self.versions)
        head = shipment.head
        _, sequence = named_like_a_shipment(name) or (None, None)
        await self.writer.write(
            Database.see_shipment,
            name,
            crawler=head.crawler,
            sequence=sequence,
            numbers=(head.first, head.last),
            made_at=head.made_at,
            now=self.clock(),
        )
        return await self._record(shipment)

    async def _put_aside(self, name: str, reason: str, collected: Collected) -> None:
        """Move a file that cannot be read, now or later, to those that failed."""
        await self._end(name, status="failed", reason=reason)
        await asyncio.to_thread(self.place.move, name, FAILED)
        collected.failed.append(f"{name}: {reason}")
        log.error("shipment not collected", extra={"fields": {"file": name, "message": reason, "moved_to": FAILED}})

    async def _end(self, name: str, *, status: ShipmentStatus, reason: str) -> None:
        crawler, sequence = named_like_a_shipment(name) or (None, None)
        now = self.clock()
        await self.writer.write(Database.see_shipment, name, crawler=crawler, sequence=sequence, now=now)
        await self.writer.write(Database.end_shipment, name, status=status, reason=reason, now=now)

    async def _record(self, shipment: Shipment) -> int | None:
        """Record what of a shipment is not recorded yet: how many records; None where a stop came first."""
        head = shipment.head
        runs = self.database.records_of(head.crawler, first=head.first, last=head.last)
        # All of it is read before any is recorded.
        numbered = await asyncio.to_thread(lambda: list(shipment.records()))
        new = [(n, record) for n, record in numbered if not any(first <= n <= last for first, last in runs)]
        for start in range(0, len(new), _AT_ONCE):
            if self.is_stopping():
                return None
            batch = [(n, await self._as_compared(record)) for n, record in new[start : start + _AT_ONCE]]
            await self.writer.write(self._apply, shipment, batch)
        await self.writer.write(_note_collected, shipment.name, until=head.last)
        return len(new)

    def _apply(self, database: Database, shipment: Shipment, batch: Sequence[tuple[int, Record]]) -> None:
        visits = []
        with database.transaction():
            for _, record in batch:
                found = self.recorder.apply(record, crawler=shipment.head.crawler, now=self.clock())
                if found is not None:
                    visits.append(found)
            database.note_collected(shipment.name, until=batch[-1][0])
        for source, visit in visits:
            self.on_visit(database, source, visit)

    async def _as_compared(self, record: Record) -> Record:
        """What was read, compared without what its outlet repeats, as far as that is known here. A crawler has no
        articles to learn it from.
        """
        if not isinstance(record, Became) or not record.extracted.articles:
            return record
        extracted = record.extracted
        source = record.page.source
        source_id = self.database.source_at(source.url) if source is not None else None
        page = self.boilerplate.given_to(replace(extracted.page, source_id=source_id))
        page = self.boilerplate.missed(page, extracted) or page
        if page.boilerplate is None:
            return record
        texts = [article.story.text for article in extracted.articles]
        if all(compared_text(text, page.boilerplate) == text for text in texts):
            return record
        try:
            articles = await self.workers.run(_sketched_without, extracted.articles, page.boilerplate)
        except WorkerFailed as failure:
            log.warning("boilerplate not left out", extra={"fields": {"url": page.url, "message": str(failure)}})
            return record
        left = replace(extracted, articles=articles, normaliser=normaliser_of(page.boilerplate))
        return replace(record, extracted=left)

    def _tell(self, name: str, words: str) -> None:
        if name not in self._told:
            self._told.add(name)
            log.warning(f"{name}: {words}")


def _note_collected(database: Database, name: str, *, until: int) -> None:
    with database.transaction():
        database.note_collected(name, until=until)


def _order(name: str) -> tuple[int, str]:
    """About the order in which files were made, and each crawler's own."""
    found = named_like_a_shipment(name)
    return (found[1], name) if found else (0, name)


def _sketched_without(articles: Sequence[Article], boilerplate: Boilerplate) -> tuple[Article, ...]:
    from pipelines.copies.sketch import sketch
    from pipelines.text.normalize import normalize

    return tuple(
        replace(
            article,
            sketch=sketch(
                normalize(compared_text(article.story.text, boilerplate)), normalize(article.story.title or "")
            ),
        )
        for article in articles
    )
