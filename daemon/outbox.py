"""The alerts of a daemon that wait: composed one round at a time, and delivered to each channel by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from config.tables import Config
from db import CannotWrite, Database
from db.writer import Writer
from pipelines.alerting.texts import Alerting
from pipelines.alerts.deliver import deliver_due

# How long a round waits for its channels: one that takes longer goes on beside the next rounds.
_ROUND_SECONDS = 1.0
# The part for a last delivery of the 25 s that a stop may take.
_LAST_SECONDS = 5.0


class Outbox:
    def __init__(self, database: Database, writer: Writer, config: Config, *, clock: Callable[[], datetime]) -> None:
        """Make it before the loop starts, which it would hold up."""
        self.database = database
        self.writer = writer
        self.config = config
        self.clock = clock
        self._alerting = writer.write_now(Alerting, config)
        self._round = asyncio.Lock()
        self._under_way: dict[str, asyncio.Task[int]] = {}

    async def take_up(self, config: Config) -> None:
        """Word and deliver under other settings from now on."""
        self.config = config
        self._alerting = await self.writer.write(Alerting, config)

    async def deliver(self) -> None:
        """Send what waits, unless a round is under way."""
        # What was sent and could not be noted would be sent again and again.
        if not self._round.locked() and self.writer.trouble is None:
            await self._send(seconds=_ROUND_SECONDS)

    async def deliver_the_rest(self) -> None:
        """A last round, cut short: what a slow channel did not take is still waiting at the next start."""
        if self.writer.trouble is None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_SECONDS):
                    await self._send()
        cut_short = [*self._under_way.values()]
        for task in cut_short:
            task.cancel()
        await asyncio.gather(*cut_short, return_exceptions=True)

    async def _send(self, *, seconds: float | None = None) -> None:
        async with self._round:
            with contextlib.suppress(CannotWrite):
                await self.writer.write(_compose, self._alerting, now=self.clock())
                await deliver_due(
                    self.database,
                    self.writer,
                    self.config,
                    clock=self.clock,
                    under_way=self._under_way,
                    seconds=seconds,
                )


def _compose(database: Database, alerting: Alerting, *, now: datetime) -> None:
    alerting.composing.compose_due(now=now)
