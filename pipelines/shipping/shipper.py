"""Write what waits into files where it is collected. What cannot be written waits in the crawler's state."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import Database
from db.shipping import Waiting
from db.times import from_text
from db.writer import Writer
from pipelines.shipping.folder import Place
from pipelines.shipping.shipment import Versions, first_that_fit, pack

# A file is complete with this many records, or this many compressed bytes.
MOST_RECORDS = 500
MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A file that lies complete where it is collected."""

    name: str
    records: int
    size: int


class Shipper:
    """Ships from one state to one place."""

    def __init__(
        self, database: Database, writer: Writer, place: Place, *, every_seconds: float, versions: Versions
    ) -> None:
        """No record waits longer than `every_seconds` for others to fill its file."""
        self.database = database
        self.writer = writer
        self.place = place
        self.every_seconds = every_seconds
        self.versions = versions

    def is_due(self, *, now: datetime) -> bool:
        """Whether enough waits, or for long enough."""
        records, since = self.database.waiting_since()
        if since is None:
            return False
        return records >= MOST_RECORDS or (now - from_text(since)).total_seconds() >= self.every_seconds

    async def ship(self, *, now: datetime) -> Shipped | None:
        """Write one file of what waits; None where nothing does. Raises OSError where it cannot be written.

        Killed after the file was written and before that is noted, the next start ships its records again, under the
        same numbers: by these they are known.
        """
        waiting: Sequence[Waiting] = self.database.waiting_records(most=MOST_RECORDS, most_bytes=MOST_BYTES)
        if not waiting:
            return None
        waiting = await asyncio.to_thread(first_that_fit, waiting)
        crawler, sequence = self.database.crawler_id(), self.database.next_sequence()
        assert crawler is not None
        # Both take long enough to keep visits waiting, and the second as long as a network does.
        name, body = await asyncio.to_thread(
            pack, waiting, crawler=crawler, sequence=sequence, versions=self.versions, now=now
        )
        await asyncio.to_thread(self.place.write, name, body)
        await self.writer.write(Database.note_shipped, sequence=sequence, until=waiting[-1].number)
        return Shipped(name=name, records=len(waiting), size=len(body))
