"""Gather the content of a brief from the database, and make the messages of a brief that is due. Reads only.

What is due when, what is chosen and how it is worded is decided in `pipelines.alerts`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text
from model import Message
from pipelines.alerts.brief import Brief, Gathered, choose
from pipelines.alerts.brief_json import brief_json
from pipelines.alerts.brief_times import brief_id, due_brief
from pipelines.alerts.brief_wording import word_brief
from pipelines.alerts.timing import opens_at
from pipelines.copies.verdicts import verdict_of

_SAMPLE_LOOKS_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMessage:
    """A brief for one channel, with its data as JSON, and from when on the channel may have it."""

    message: Message
    brief: str
    not_before: datetime


def gather_brief(database: Database, config: Config, since: datetime, until: datetime) -> Brief:
    """What there is to report about a period."""
    texts = database.texts_of_period(since, until)
    # What another had first is not ours, though we carry it too.
    ours = [row["cluster"] for row in texts if row["has_mine"] and (row["is_mine"] or not row["order_known"])]
    found = Gathered(
        articles=database.count_articles_of_period(since, until),
        texts=texts,
        origins=database.origins_of_period(since, until),
        ours=[row for row in database.carriers_of_ours(ours, since, until) if not _is_settled(row, database, config)],
        failures=database.failures_of_period(since, until),
        silences=database.silences_of_period(since, until),
        has_mine=database.has_outlets_of_ours(),
    )
    return choose(found, since, until)


def due_messages(database: Database, config: Config, *, now: datetime) -> list[BriefMessage]:
    """The messages of the brief that is due, for the channels that did not get it yet."""
    first, zone = database.first_run(), ZoneInfo(config.reader.time_zone)
    if first is None:
        return []
    due = due_brief(config.brief, zone, now=now, began=from_text(first["started_at"]))
    if due is None:
        return []
    installation = f"{first['started_at']} {first['pid']}"
    ids = {channel: brief_id(installation, due, channel) for channel in dict.fromkeys(config.brief.channels)}
    missing = {channel: each for channel, each in ids.items() if not database.brief_is_made(each)}
    if not missing:
        return []
    brief = gather_brief(database, config, due.since, due.until)
    return [_message(brief, channel, message_id, config, now=now) for channel, message_id in missing.items()]


def sample_message(database: Database, config: Config, *, now: datetime) -> BriefMessage:
    """A brief of the sample newswire for the log. It says that it is one."""
    brief = gather_brief(database, config, now - _SAMPLE_LOOKS_BACK, now)
    return _message(brief, "log", str(uuid4()), config, now=now, is_sample=True)


def _message(
    brief: Brief, name: str, message_id: str, config: Config, *, now: datetime, is_sample: bool = False
) -> BriefMessage:
    zone = ZoneInfo(config.reader.time_zone)
    channel = next((channel for channel in config.channel if channel.name == name), None)
    language = (channel.language if channel else None) or config.reader.language
    says = word_brief(
        brief,
        config.reader.language if language == "text" else language,
        zone,
        length=channel.length if channel else "long",
        is_sample=is_sample,
    )
    closed = opens_at(channel, zone, now=now)
    return BriefMessage(
        message=Message(id=message_id, channel=name, kind="brief", title=says.title, text=says.text),
        brief=json.dumps(brief_json(brief), ensure_ascii=False),
        not_before=closed[0] if closed else now,
    )


def _is_settled(row: Row, database: Database, config: Config) -> bool:
    """Whether a person or a licence has decided about it."""
    match = database.match_row(row["match"]) if row["match"] is not None else None
    return match is not None and verdict_of(match, config.licence)[0] is not None
