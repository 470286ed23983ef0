"""Send the alerts that wait in the outbox, to the log or through Apprise. At least once; failures are counted.

A channel's address is a secret: it is read where it is used, and never appears in a message, log or table.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config import Channel, Config
from db import Database
from db.store import Row
from pipelines.alerts.channels import written_for

log = logging.getLogger("naskh")

_BATCH = 20
_FIRST_WAIT = timedelta(seconds=30)
_MOST_ATTEMPTS = 10
_SEND_SECONDS = 30.0


async def deliver_due(database: Database, config: Config, *, clock: Callable[[], datetime]) -> int:
    """Try the deliveries whose turn has come: how many the channels took. One slow channel keeps no other waiting."""
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
                    "alert": row["alert"],
                    "channel": row["channel"],
                    "reason": problem,
                    "attempts": attempts,
                    "given_up": again is None,
                }
            },
        )
        return sent
    return len(rows)


async def send_test(channel: str, config: Config, *, now: datetime) -> str | None:
    """Send a message that says it is a test: None when the channel took it, else one sentence without its address."""
    row = {
        "channel": channel,
        "alert": None,
        "rule": "test",
        "title": "Test message of Naskh",
        "text": f"This tests the channel {channel}: `naskh alerts test` sent it on {now:%Y-%m-%d at %H:%M} UTC.\n"
        "It reports no copy, and there is nothing to do.",
    }
    return await _send(row, config)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 30 s, doubling, at most six hours."""
    return timedelta(seconds=min(_FIRST_WAIT.total_seconds() * 2 ** (attempts - 1), 6 * 3600))


def channel_address(channel: Channel) -> str | None:
    """The secret address of a channel, from the environment or its file; None where there is none."""
    if channel.url_env is not None:
        return os.environ.get(channel.url_env, "").strip() or None
    try:
        return Path(channel.url_file or "").read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


async def _send(row: Row, config: Config) -> str | None:
    """Send one alert: None when the channel took it, else one sentence."""
    if row["channel"] == "log":
        log.info(
            "alert",
            extra={
                "fields": {"alert": row["alert"], "rule": row["rule"], "title": row["title"]},
                "text": row["text"],
            },
        )
        return None
    channel = next((channel for channel in config.channel if channel.name == row["channel"]), None)
    if channel is None:
        return f'naskh.toml has no [[channel]] named "{row["channel"]}"'
    address = channel_address(channel)
    if address is None:
        where = f"variable {channel.url_env}" if channel.url_env else f"file {channel.url_file}"
        return f"the {where} is empty or missing; put the channel's address there"
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            return await asyncio.to_thread(_notify, address, row["title"], row["text"])
    except TimeoutError:
        return f"no answer within {_SEND_SECONDS:.0f} s"
    except Exception as error:
        # Its message may hold the address.
        return f"sending failed: {type(error).__name__}"


def _notify(address: str, title: str, text: str) -> str | None:
    # Imported here: it brings hundreds of services, and only those with channels need it.
    import apprise

    # Their messages carry parts of addresses.
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    services = apprise.Apprise()
    if not services.add(address):
        return "Apprise does not know this kind of address"
    # All of them, whatever the first says.
    taken = [_notify_service(service, title, text) for service in services]
    return None if taken and all(taken) else "the channel refused it or could not be reached"


def _notify_service(service: Any, title: str, text: str) -> bool:
    import apprise

    schemas = {service.schema, *_names(service.protocol), *_names(service.secure_protocol)}
    as_markdown = service.resolve_format(apprise.NotifyFormat.TEXT) == apprise.NotifyFormat.MARKDOWN
    title, text, form = written_for(schemas, title, text, as_markdown=as_markdown)
    alone = apprise.Apprise()
    alone.add(service)
    # Without a format Apprise would take what looks like HTML for HTML.
    return bool(alone.notify(title=title, body=text, body_format=apprise.NotifyFormat(form)))


def _names(protocol: str | Sequence[str] | None) -> Sequence[str]:
    return (protocol,) if isinstance(protocol, str) else protocol or ()
