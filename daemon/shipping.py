"""A daemon that crawls and ships: it visits the sources of its shard, and a collector records what it read."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import socket
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from config.tables import Config, WebSub
from daemon.place_trouble import PlaceTrouble
from daemon.role import Role
from daemon.watching import FOLD_SECONDS, HOUSEKEEPING_SECONDS, SETTINGS_SECONDS, TICK_SECONDS, Daemon, Job
from db import CannotWrite, Database, DatabaseError
from model import Source, Visit
from pipelines.processes.workers import Workers
from pipelines.shipping.folder import Place
from pipelines.shipping.recorder import ShippingRecorder
from pipelines.shipping.shards import Shard
from pipelines.shipping.shipment import own_versions
from pipelines.shipping.shipper import Shipper

log = logging.getLogger("naskh")

_SHIP_SECONDS = 1
# A stop waits this long for the last shipment. What is not shipped by then is kept for the next start.
_LAST_SECONDS = 8.0


class ShippingDaemon(Daemon):
    """Sends no alerts and judges nothing: the collector does, which has everything."""

    def __init__(
        self,
        config: Config,
        path: Path,
        workers: Workers,
        *,
        run_id: int,
        place: Place,
        every_seconds: float,
        **others: Any,
    ) -> None:
        make_recorder = partial(ShippingRecorder, config=config, run_id=run_id)
        super().__init__(config, path, workers, run_id=run_id, make_recorder=make_recorder, **others)
        assert isinstance(self.recorder, ShippingRecorder)
        self.shipping = self.recorder
        self.place = place
        self.every_seconds = every_seconds
        self.shipper: Shipper | None = None
        self._shipping = asyncio.Lock()
        self.place_trouble = PlaceTrouble()

    async def begin(self) -> None:
        await super().begin()
        versions = await self.workers.run(own_versions)
        self.shipper = Shipper(
            self.database, self.writer, self.place, every_seconds=self.every_seconds, versions=versions
        )

    @property
    def brief_at(self) -> None:
        """None: the collector makes the briefs."""

    def jobs(self) -> list[Job]:
        return [
            (self.tick, TICK_SECONDS, "tick"),
            (self.look_at_settings, SETTINGS_SECONDS, "settings"),
            (self.ship, _SHIP_SECONDS, "ship"),
            (self.housekeeping, HOUSEKEEPING_SECONDS, "housekeeping"),
            (self.log_folding.fold, FOLD_SECONDS, "fold"),
        ]

    async def ship(self) -> None:
        """Write the files that are due. What cannot be written waits. That is logged once, and its end, too."""
        assert self.shipper is not None
        if self._shipping.locked() or self.writer.trouble is not None:
            return
        if self.place_trouble.is_too_early:
            return
        async with self._shipping:
            with contextlib.suppress(CannotWrite):
                while self.shipper.is_due(now=self.clock()) and await self._ship_one():
                    pass

    async def _ship_one(self) -> bool:
        """Write one file of what waits, due or not: whether there was one."""
        assert self.shipper is not None
        try:
            shipped = await self.shipper.ship(now=self.clock())
        except OSError as error:
            waits = f"it waits in {self.database.path} until it can"
            self.place_trouble.begin(error, f"nothing can be shipped: {error}; {waits}")
            return False
        self.place_trouble.end("shipping goes on")
        if shipped is None:
            return False
        fields = {"file": shipped.name, "records": shipped.records, "bytes": shipped.size}
        log.info("shipped", extra={"fields": fields})
        return True

    def finished(self, visit: Visit) -> None:
        self.shipping.tell_of_visit(visit.id, now=self.clock())

    def look_after(self, database: Database, source: Source, visit: Visit) -> None:
        """Nothing: whoever collects looks after outlets, and has their texts."""

    async def look_for_troubles(self) -> None:
        """Nothing: whoever collects reports them."""

    async def brief(self) -> None:
        """Nothing: whoever collects makes the briefs."""

    async def housekeeping(self) -> None:
        """Keep the write-ahead log small."""
        await self.writer.write(Database.checkpoint)

    async def _deliver_the_rest(self) -> None:
        """Ship all that waits."""
        if self.writer.trouble is not None:
            return
        with contextlib.suppress(TimeoutError, CannotWrite):
            async with asyncio.timeout(_LAST_SECONDS), self._shipping:
                while await self._ship_one():
                    pass


def shipping(place: Place, *, shard: Shard | None, every_seconds: float, name: str | None) -> Role:
    """The role of a crawler. `name` begins the id under which its files are known."""
    return Role(
        make=partial(ShippingDaemon, place=place, every_seconds=every_seconds),
        prepare=partial(_become_crawler, name=name),
        narrowed=partial(_of_shard, shard=shard),
    )


def _of_shard(config: Config, *, shard: Shard | None) -> Config:
    """The sources of a shard. Without hubs: they announce to one address, and each crawler has another."""
    mine = tuple(source for source in config.source if shard is None or shard.owns(source.url))
    return config.model_copy(update={"source": mine, "websub": WebSub()})


def _become_crawler(database: Database, config: Config, *, name: str | None) -> None:
    """Make an empty database the state of a crawler, and ship the visits that a killed crawler left."""
    now = datetime.now(UTC)
    if database.crawler_id() is None:
        if database.holds_articles():
            raise DatabaseError(
                f"{database.path}: holds articles; a crawler has a state file of its own: name another with --db"
            )
        # Two crawlers of one name, or a state that was begun again, must not be taken for one another.
        database.become_crawler(f"{_plain(name or socket.gethostname())}-{secrets.token_hex(4)}", now=now)
    left = database.running_visits()
    database.abandon_visits(now=now)
    recorder = ShippingRecorder(database, config, run_id=None)
    for visit_id in left:
        recorder.tell_of_visit(visit_id, now=now)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "crawler"
