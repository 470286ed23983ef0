"""Make messages of what waits to be told: one for an alert, or one digest for all that a channel gets together.

One transaction turns rows of the queue into one delivery, so that no crash tells something twice or never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from config import Config
from config_alerts import Channel, ChannelLanguage
from db import Database
from db.alerts import Tells
from db.store import Row
from db.times import from_text
from model import Message, MessageKind
from pipelines.alerts.muting import Quiet, muting, without_muted
from pipelines.alerts.telling import copies_in
from pipelines.alerts.timing import opens_at, room_at
from pipelines.alerts.wording import Worded, digest_of, worded

# A mute for good is looked at again after so long, in case somebody ended it.
_LOOK_AGAIN = timedelta(hours=1)

MatchesToTell = Callable[[int], list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What a message says of one alert."""

    alert: Row
    worded: Worded
    tells: Tells


class Composing:
    """The queue of one database, under one configuration. `matches_to_tell` gives what of an alert still holds."""

    def __init__(self, database: Database, config: Config, matches_to_tell: MatchesToTell) -> None:
        self.database = database
        self.config = config
        self.matches_to_tell = matches_to_tell
        self.zone = ZoneInfo(config.reader.time_zone)
        self.rules = {rule.name: rule for rule in config.alert}
        self.channels = {channel.name: channel for channel in config.channel}

    def compose_due(self, *, now: datetime) -> int:
        """Put into the outbox what may be told by now: how many messages that made. The rest says what it waits for."""
        channels: dict[str, list[Row]] = {}
        for row in self.database.due_alerts(now=now):
            channels.setdefault(row["channel"], []).append(row)
        return sum(self._compose(name, rows, now=now) for name, rows in channels.items())

    def _compose(self, name: str, rows: Sequence[Row], *, now: datetime) -> int:
        channel, made = self.channels.get(name), 0
        closed = opens_at(channel, self.zone, now=now)
        if closed is not None:
            self._put_off(rows, *closed)
            return 0
        digest = [row for row in rows if self._has_digest(row)]
        for batch in [*([digest] if digest else []), *([row] for row in rows if row not in digest)]:
            # What was sent in this hour and what waits in the outbox has its share of it.
            taken = self.database.messages_of_hour(name, now=now)
            free_at = room_at(channel, [from_text(moment) for moment in taken], now=now)
            if free_at is not None:
                self._put_off(batch, free_at, f"its limit of {channel.max_per_hour if channel else 0} an hour")
                continue
            with self.database.transaction():
                made += self._message(name, channel, batch, now=now)
        return made

    def _has_digest(self, row: Row) -> bool:
        rule = self.rules.get(row["rule"])
        return rule is not None and rule.digest is not None

    def _message(self, name: str, channel: Channel | None, batch: Sequence[Row], *, now: datetime) -> int:
        parts = [part for row in batch if (part := self._part(row, channel, now=now)) is not None]
        if not parts:
            return 0
        kind: MessageKind
        if len(parts) == 1:
            kind, says = "alert", parts[0].worded
        else:
            kind, says = "digest", digest_of([part.worded for part in parts], self._language(channel), zone=self.zone)
        if len(parts) == 1:
            self.database.withdraw_older(parts[0].alert["alert"], name)
        message = Message(id=str(uuid4()), channel=name, kind=kind, title=says.title, text=says.text)
        self.database.add_delivery(message, tells={part.alert["alert"]: part.tells for part in parts}, now=now)
        return 1

    def _part(self, row: Row, channel: Channel | None, *, now: datetime) -> _Part | None:
        """What is told of one alert; None where nothing is, by now: it left the queue, or was put off."""
        mutes = self.database.mutes(now=now)
        if row["kind"] != "copy":
            quiet = muting(row["rule"], None, mutes, {})
            if quiet is not None:
                self._mute(row, quiet, now=now)
                return None
            return _Part(alert=row, worded=Worded(title=row["title"], text=row["text"]), tells=Tells(copies=0))
        matches = self.matches_to_tell(row["alert"])
        if not matches:
            self.database.drop_from_queue(row["alert"], row["channel"])
            return None
        clusters = self.database.clusters_of_articles([int(mute["name"]) for mute in mutes if mute["kind"] == "text"])
        muted = {str(article): cluster for article, cluster in clusters.items()}
        quiet = muting(row["rule"], matches[-1]["cluster"], mutes, muted)
        if quiet is None:
            matches, quiet = without_muted(matches, mutes)
        if quiet is not None:
            self._mute(row, quiet, now=now)
            return None
        told = self.database.told_of_alert(row["alert"], row["channel"]).copies
        says = worded(matches, self._language(channel), zone=self.zone)
        tells = Tells(copies=max(copies_in(matches), told), matches=[match["id"] for match in matches])
        return _Part(alert=row, worded=says, tells=tells)

    def _language(self, channel: Channel | None) -> ChannelLanguage:
        return (channel.language if channel else None) or self.config.reader.language

    def _mute(self, row: Row, quiet: Quiet, *, now: datetime) -> None:
        until = quiet.until or now + _LOOK_AGAIN
        self.database.queue_alert(row["alert"], row["channel"], due_at=until, waits_for=quiet.why)

    def _put_off(self, rows: Sequence[Row], until: datetime, why: str) -> None:
        with self.database.transaction():
            for row in rows:
                self.database.queue_alert(row["alert"], row["channel"], due_at=until, waits_for=why)
