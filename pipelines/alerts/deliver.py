"""Send the messages that wait in the outbox. At least once, each time under the same id; failures are counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from config.alerts import Channel
from config.tables import Config
from db import Database
from db.store import Row
from db.times import to_text
from db.writer import Writer
from pipelines.alerts.channel_test_words import channel_test_words
from pipelines.alerts.feed_channel import MESSAGES, feed_paths
from pipelines.alerts.message_json import message_json
from pipelines.alerts.refusal import Refusal
from pipelines.alerts.sending import Outgoing, send, show_feed
from pipelines.credits.matched import with_credits

log = logging.getLogger("naskh")

_BATCH = 20
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)
# Two days and a half: a weekend's outage costs no message.
_MOST_ATTEMPTS = 20
_SEND_SECONDS = 30.0
# Only these send the JSON of a message.
_FOR_PROGRAMS = ("webhook", "jsonl")


async def deliver_due(
    database: Database,
    writer: Writer,
    config: Config,
    *,
    clock: Callable[[], datetime],
    under_way: dict[str, asyncio.Task[int]],
    seconds: float | None = None,
) -> int:
    """Try the messages whose turn has come: how many the channels took. What became of one is written before the next
    is sent.

    `under_way` are the channels to which messages are being sent, kept from one call to the next: one that takes longer
    than `seconds` stays there, and keeps no other waiting.
    """
    channels: dict[str, list[Row]] = {}
    for row in database.due_deliveries(now=clock(), limit=_BATCH):
        channels.setdefault(row["channel"], []).append(row)
    for name, rows in channels.items():
        if name not in under_way:
            under_way[name] = asyncio.create_task(_deliver(rows, database, writer, config, clock))
    if under_way:
        await asyncio.wait(under_way.values(), timeout=seconds)
    ended = [under_way.pop(name) for name, task in [*under_way.items()] if task.done()]
    taken = sum(task.result() for task in ended)
    for channel in config.channel:
        if channel.kind == "feed":
            await _restore(channel, database, config)
    return taken


async def _deliver(
    rows: list[Row], database: Database, writer: Writer, config: Config, clock: Callable[[], datetime]
) -> int:
    """Send what waits for one channel, until it takes one no more: the rest waits for the next round."""
    taken = 0
    for row in rows:
        if not database.still_waits(row["id"]):
            continue
        refusal = await _send(row, database, config, now=clock())
        if refusal is None:
            await writer.write(Database.delivered, row["id"], now=clock())
            taken += 1
            continue
        attempts = row["attempts"] + 1
        is_given_up = refusal.is_final or attempts >= _MOST_ATTEMPTS
        wait = max(wait_after(attempts), refusal.wait or timedelta())
        again_at = None if is_given_up else clock() + wait
        await writer.write(Database.not_delivered, row["id"], error=refusal.reason, next_attempt_at=again_at)
        log.warning(
            "alert not delivered",
            extra={
                "fields": {
                    "alerts": row["alerts"],
                    "channel": row["channel"],
                    "reason": refusal.reason,
                    "attempts": attempts,
                    "given_up": is_given_up,
                }
            },
        )
        return taken
    return taken


async def send_test(channel: str, database: Database | None, config: Config, *, now: datetime) -> str | None:
    """Send a message that says it is a test: None when the channel took it, else one sentence without its address.

    A feed shows it with the messages of the database, if there is one, until the next message.
    """
    settings = next((each for each in config.channel if each.name == channel), None)
    named = settings.language if settings else None
    language = named if named in ("en", "ar") else config.reader.language
    title, text = channel_test_words(channel, language, now=now)
    row: Row = {
        "id": None,
        "channel": channel,
        "kind": "test",
        "message_id": str(uuid4()),
        "created_at": to_text(now),
        "alerts": [],
        "rule": "test",
        "title": title,
        "text": text,
    }
    refusal = await _send(row, database, config, now=now)
    return None if refusal is None else refusal.reason


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 30 s, doubling, at most six hours."""
    doublings = min(attempts - 1, 20)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


async def _send(row: Row, database: Database | None, config: Config, *, now: datetime) -> Refusal | None:
    """Send one message: None when the channel took it."""
    if row["channel"] == "log":
        about = {} if row["kind"] == "brief" else {"alerts": row["alerts"], "rule": row["rule"]}
        event = "brief" if row["kind"] == "brief" else "alert"
        log.info(event, extra={"fields": {**about, "title": row["title"]}, "text": row["text"]})
        return None
    channel = next((channel for channel in config.channel if channel.name == row["channel"]), None)
    if channel is None:
        return Refusal(reason=f'naskh.toml has no [[channel]] named "{row["channel"]}"')
    message = _outgoing(row, channel, database)
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            return await send(channel, message, config, now=now)
    except TimeoutError:
        return Refusal(reason=f"no answer within {_SEND_SECONDS:.0f} s")
    except Exception as error:
        # Its message may hold the address.
        return Refusal(reason=f"sending failed: {type(error).__name__}")


def _body(row: Row, database: Database | None) -> bytes:
    told: list[Row] = []
    if database is not None and row["id"] is not None:
        told = [
            {**alert, "matches": with_credits(database, alert["matches"])}
            for alert in database.told_in_message(row["id"])
        ]
    return message_json(row, told)


def _outgoing(row: Row, channel: Channel, database: Database | None) -> Outgoing:
    shown, first_id = [row], str(row["message_id"])
    if database is not None and channel.kind == "feed":
        shown = database.latest_messages(channel.name, limit=MESSAGES, with_id=row["id"])
        shown = [*([row] if row["id"] is None else []), *shown]
        first_id = database.first_message_id(channel.name) or first_id
    return Outgoing(
        id=row["message_id"],
        title=row["title"],
        text=row["text"],
        body=_body(row, database) if channel.kind in _FOR_PROGRAMS else b"",
        shown=shown,
        first_id=first_id,
    )


async def _restore(channel: Channel, database: Database, config: Config) -> None:
    """Write a feed again whose files were lost."""
    assert channel.path is not None
    if all(path.exists() for path in feed_paths(channel.path)):
        return
    first_id, messages = database.first_message_id(channel.name), database.latest_messages(channel.name, limit=MESSAGES)
    if first_id is None or not messages:
        return
    try:
        await asyncio.to_thread(show_feed, channel, config, first_id, messages)
    except OSError as error:
        # Said with the next message that cannot be written.
        log.debug("feed not written", extra={"fields": {"channel": channel.name, "reason": error.strerror}})
