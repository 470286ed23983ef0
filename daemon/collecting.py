"""A daemon that records what crawlers shipped, and that may visit sources itself. Alerts are raised here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

from config.tables import Config
from daemon.place_trouble import PlaceTrouble
from daemon.role import Role, refuse_state
from daemon.watching import Daemon, Job, take_up
from db import CannotWrite, Database
from pipelines.processes.workers import Workers
from pipelines.shipping.collecting import CollectingRecorder
from pipelines.shipping.collector import Collected, Collector
from pipelines.shipping.folder import Place
from pipelines.shipping.shards import Shard
from pipelines.shipping.shipment import own_versions

_COLLECT_SECONDS = 2


class CollectingDaemon(Daemon):
    """Watches, and collects. With `visits` false it visits nothing; else the sources of its shard, where it has one."""

    def __init__(
        self,
        config: Config,
        path: Path,
        workers: Workers,
        *,
        run_id: int,
        place: Place,
        visits: bool,
        shard: Shard | None,
        keep_seconds: float,
        on_collected: Callable[[Collected], None],
        **others: Any,
    ) -> None:
        super().__init__(config, path, workers, run_id=run_id, **others)
        self.place = place
        self.pays_visits = visits
        self.shard = shard
        self.keep_seconds = keep_seconds
        self.on_collected = on_collected
        self.collecting = self.writer.write_now(CollectingRecorder, config, run_id=run_id, with_alerts=True)
        # Both recorders share one snapshot of what is common: housekeeping renews it.
        self.collecting.articles.judging = self.recorder.articles.judging
        self.collector: Collector | None = None
        self._collecting = asyncio.Lock()
        self.place_trouble = PlaceTrouble()

    async def begin(self) -> None:
        await self._assign()
        self.collector = Collector(
            self.database,
            self.writer,
            self.collecting,
            self.place,
            workers=self.workers,
            versions=await self.workers.run(own_versions),
            keep_seconds=self.keep_seconds,
            clock=self.clock,
            is_stopping=self.stopping.is_set,
            on_visit=self.look_after,
        )
        self.collector.boilerplate = self.services.boilerplate

    async def _assign(self) -> None:
        urls = [source.url for source in self.config.source]
        mine = [url for url in urls if self.pays_visits and (self.shard is None or self.shard.owns(url))]
        await self.writer.write(Database.assign_sources, [url for url in urls if url not in set(mine)])

    def jobs(self) -> list[Job]:
        return [*super().jobs(), (self.collect, _COLLECT_SECONDS, "collect")]

    async def collect(self) -> None:
        """Record what has come. A place that cannot be read is reported once, and tried again."""
        if self._collecting.locked() or self.writer.trouble is not None or self.stopping.is_set():
            return
        if self.place_trouble.is_too_early:
            return
        assert self.collector is not None
        async with self._collecting:
            try:
                with contextlib.suppress(CannotWrite):
                    found = await self.collector.collect()
                    self.on_collected(found)
            except OSError as error:
                self.place_trouble.begin(error, f"nothing can be collected: {error}; it is tried again")
                return
            self.place_trouble.end("collecting goes on")

    async def run_once(self, only: Collection[int] | None = None) -> None:
        """Collect what lies there, and visit each source of this daemon once."""
        await self.collect()
        if self.place_trouble.reason is not None:
            self.on_collected(Collected(failed=[self.place_trouble.reason]))
        await super().run_once(only)

    async def housekeeping(self) -> None:
        await super().housekeeping()
        if self.collector is not None:
            with contextlib.suppress(OSError):
                await self.collector.tidy()

    async def _take_up(self, config: Config) -> None:
        await super()._take_up(config)
        await self._assign()
        await self.writer.write(take_up, config, self.collecting)
        assert self.collector is not None
        self.collector.boilerplate = self.services.boilerplate

    async def _end_visits(self) -> None:
        await super()._end_visits()
        # The batch that is being recorded ends with its transaction.
        async with self._collecting:
            pass


def collecting(
    place: Place,
    *,
    visits: bool,
    shard: Shard | None,
    keep_seconds: float,
    on_collected: Callable[[Collected], None] = lambda collected: None,
) -> Role:
    """The role of a collector."""
    return Role(
        make=partial(
            CollectingDaemon,
            place=place,
            visits=visits,
            shard=shard,
            keep_seconds=keep_seconds,
            on_collected=on_collected,
        ),
        prepare=refuse_state,
    )
