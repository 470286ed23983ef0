"""Send the messages that wait in the outbox. At least once, each time under the same id; failures are counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from config import Config
from db import Database
from db.store import Row
from pipelines.alerts.sending import send

log = logging.getLogger("naskh")

_BATCH = 20
_FIRST_WAIT = timedelta(seconds=30)
_MOST_ATTEMPTS = 10
_SEND_SECONDS = 30.0


async def deliver_due(database: Database, config: Config, *, clock: Callable[[], datetime]) -> int:
    """Try the messages whose turn has come: how many the channels took. One slow channel keeps no other waiting."""
    channels: dict[str, list[Row]] = {}
    for row in database.due_deliveries(now=clock(), limit=_BATCH):
        channels.setdefault(row["channel"], []).append(row)
    return sum(await asyncio.gather(*(_deliver(rows, database, config, clock) for rows in channels.values())))


async def _deliver(rows: list[Row], database: Database, config: Config, clock: Callable[[], datetime]) -> int:
    """Send what waits for one channel, until it takes one no more: the rest waits for the next round."""
    for sent, row in enumerate(rows):
        problem = await _send(row, config)
        if problem is None:
            database.delivered(row["id"], now=clock())
            continue
        attempts = row["attempts"] + 1
        again = clock() + wait_after(attempts) if attempts < _MOST_ATTEMPTS else None
        database.not_delivered(row["id"], error=problem, next_attempt_at=again)
        log.warning(
            "alert not delivered",
            extra={
                "fields": {
                    "alerts": row["alerts"],
                    "channel": row["channel"],
                    "reason": problem,
                    "attempts": attempts,
                    "given_up": again is None,
                }
            },
        )
        return sent
    return len(rows)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 30 s, doubling, at most six hours."""
    return timedelta(seconds=min(_FIRST_WAIT.total_seconds() * 2 ** (attempts - 1), 6 * 3600))


async def _send(row: Row, config: Config) -> str | None:
    """Send one alert: None when the channel took it, else one sentence."""
    if row["channel"] == "log":
        log.info(
            "alert",
            extra={
                "fields": {"alerts": row["alerts"], "rule": row["rule"], "title": row["title"]},
                "text": row["text"],
            },
        )
        return None
    channel = next((channel for channel in config.channel if channel.name == row["channel"]), None)
    if channel is None:
        return f'naskh.toml has no [[channel]] named "{row["channel"]}"'
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            return await asyncio.to_thread(send, channel, row)
    except TimeoutError:
        return f"no answer within {_SEND_SECONDS:.0f} s"
    except Exception as error:
        # Its message may hold the address.
        return f"sending failed: {type(error).__name__}"
