"""Hand one message to one channel, by what kind of channel it is.

A channel's address is a secret: it is read where it is used, and never appears in a message, log or table.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.alerts import Channel
from config.tables import Config
from db.store import Row
from pipelines.alerts.apprise_channel import send_through_apprise
from pipelines.alerts.feed_channel import write_feed
from pipelines.alerts.jsonl_channel import append_line
from pipelines.alerts.refusal import Refusal
from pipelines.alerts.secrets import place_in_words, read_secret
from pipelines.alerts.webhook_channel import post_to_webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way. `body` is its JSON, empty for a channel that sends none; `shown` are the messages that a
    feed shows with it, newest first, and `first_id` is the id of the first one ever.
    """

    id: str
    title: str
    text: str
    body: bytes
    shown: Sequence[Row]
    first_id: str


async def send(channel: Channel, message: Outgoing, config: Config, *, now: datetime) -> Refusal | None:
    """Send a message: None when the channel took it."""
    if channel.path is not None:
        return await asyncio.to_thread(_write, channel, message, config)
    assert channel.address is not None
    address = read_secret(channel.address)
    if address is None:
        return _missing(channel.address, "the channel's address")
    if channel.kind == "webhook":
        secret = read_secret(channel.secret) if channel.secret is not None else None
        if channel.secret is not None and secret is None:
            return _missing(channel.secret, "the channel's secret")
        return await post_to_webhook(address, secret, message.id, message.body, now=now)
    problem = await asyncio.to_thread(send_through_apprise, address, message.title, message.text)
    return None if problem is None else Refusal(reason=problem)


def show_feed(channel: Channel, config: Config, first_id: str, messages: Sequence[Row]) -> None:
    """Write the files of a feed. Raises OSError."""
    assert channel.path is not None
    language = channel.language or config.reader.language
    # "text" is another for each message; each line says its direction.
    write_feed(channel.path, channel.name, None if language == "text" else language, first_id, messages)


def _write(channel: Channel, message: Outgoing, config: Config) -> Refusal | None:
    assert channel.path is not None
    try:
        if channel.kind == "feed":
            show_feed(channel, config, message.first_id, message.shown)
        else:
            append_line(Path(channel.path), message.body)
    except OSError as error:
        return Refusal(reason=f"{channel.path} cannot be written ({error.strerror})")
    return None


def _missing(place: str, what: str) -> Refusal:
    return Refusal(reason=f"the {place_in_words(place)} is empty or missing; put {what} there")
