"""The briefs of a daemon: made on a connection of their own, and put into the outbox. The scheduler decides when."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path

from config.tables import Config
from db import CannotWrite, Database
from db.writer import Writer
from pipelines.alerting.briefs import BriefMessage, due_messages, sample_message


async def send_due_briefs(writer: Writer, path: Path, config: Config, *, now: datetime) -> None:
    """Put the brief that is due into the outbox, where it is not there yet."""
    if config.brief.at is not None and writer.trouble is None:
        await _send(writer, await asyncio.to_thread(_briefs_due, path, config, now), now=now)


async def send_sample_brief(writer: Writer, path: Path, config: Config, *, now: datetime) -> None:
    """Put a brief of the sample newswire into the outbox."""
    if writer.trouble is None:
        await _send(writer, [await asyncio.to_thread(_sample_brief, path, config, now)], now=now)


async def _send(writer: Writer, made: list[BriefMessage], *, now: datetime) -> None:
    with contextlib.suppress(CannotWrite):
        for each in made:
            await writer.write(Database.add_brief, each.message, brief=each.brief, not_before=each.not_before, now=now)


def _briefs_due(path: Path, config: Config, now: datetime) -> list[BriefMessage]:
    """A week in a large archive takes a second to gather: on a connection of its own."""
    with Database(path, read_only=True) as database:
        return due_messages(database, config, now=now)


def _sample_brief(path: Path, config: Config, now: datetime) -> BriefMessage:
    with Database(path, read_only=True) as database:
        return sample_message(database, config, now=now)
