"""Make messages of what waits to be reported: one for an alert, or one digest for all that a channel gets together.

One transaction turns rows of the queue into one delivery, so that no crash tells something twice or never.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.alerts import AlertRule, Channel, ChannelLanguage
from config.tables import Config
from db import Database, DatabaseError
from db.deliveries import Tells
from db.store import Row
from db.times import from_text
from model import Message, MessageKind
from pipelines.alerts.correcting import CorrectedText
from pipelines.alerts.correction_wording import word_correction
from pipelines.alerts.muting import About, Quiet, muting, without_muted
from pipelines.alerts.own_template import read_template
from pipelines.alerts.quoting import shared_passage
from pipelines.alerts.telling import Telling, copies_in, tell, told_among, with_quote
from pipelines.alerts.timing import opens_at, room_at
from pipelines.alerts.wording import Worded, Wording

# After how long a mute for good is looked at again, in case somebody ended it.
_LOOK_AGAIN = timedelta(hours=1)

log = logging.getLogger("naskh")

MatchesToTell = Callable[[int], list[Row]]


class CorrectionToTell(Protocol):
    """What an alert about a corrected text reports; None where it reports nothing by now."""

    def __call__(self, alert_id: int, *, now: datetime) -> CorrectedText | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What a message says of one alert."""

    alert: Row
    worded: Worded
    tells: Tells


class Composing:
    """The queue of one database, under one configuration. `matches_to_tell` and `correction_to_tell` give what of an
    alert still holds.
    """

    def __init__(
        self,
        database: Database,
        config: Config,
        matches_to_tell: MatchesToTell,
        correction_to_tell: CorrectionToTell,
        wording: Wording,
    ) -> None:
        self.database = database
        self.config = config
        self.matches_to_tell = matches_to_tell
        self.correction_to_tell = correction_to_tell
        self.wording = wording
        self.zone = ZoneInfo(config.reader.time_zone)
        self.rules = {rule.name: rule for rule in config.alert}
        self.channels = {channel.name: channel for channel in config.channel}
        # The text of each channel's own template, None where it cannot be used.
        self.templates: dict[str, str | None] = {}

    def compose_due(self, *, now: datetime) -> int:
        """Put into the outbox what may be reported by now: how many messages it is. The rest says what it waits for."""
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
        # When the network is down, all sources fail at once: that is one message.
        return rule is not None and (rule.digest is not None or rule.kind == "source")

    def _message(self, name: str, channel: Channel | None, batch: Sequence[Row], *, now: datetime) -> int:
        parts = [part for row in batch if (part := self._part(row, channel, now=now)) is not None]
        if not parts:
            return 0
        kind: MessageKind
        if len(parts) == 1:
            kind, says = "alert", parts[0].worded
        else:
            kind, says = "digest", self.digest([part.worded for part in parts], channel)
        message = Message(id=str(uuid4()), channel=name, kind=kind, title=says.title, text=says.text)
        self.database.add_delivery(message, tells={part.alert["alert"]: part.tells for part in parts}, now=now)
        return 1

    def _part(self, row: Row, channel: Channel | None, *, now: datetime) -> _Part | None:
        """What one alert reports; None where it reports nothing by now: it left the queue, or was put off."""
        mutes = self.database.mutes(now=now)
        if row["kind"] != "copy":
            return self._other_part(row, channel, mutes, now=now)
        matches = self.matches_to_tell(row["alert"])
        if not matches:
            self.database.drop_from_queue(row["alert"], row["channel"])
            return None
        quiet = muting(About(rule=row["rule"], cluster=matches[-1]["cluster"]), mutes, self._muted_clusters(mutes))
        if quiet is None:
            matches, quiet = without_muted(matches, mutes)
        if quiet is not None:
            self._mute(row, quiet, now=now)
            return None
        # What its channel did not take yet, this message says in full.
        self.database.withdraw_older(row["alert"], row["channel"])
        told = told_among(matches, self.database.told_of_alert(row["alert"], row["channel"]))
        says = self.word(matches, self.rules.get(row["rule"]), channel, told=told)
        tells = Tells(copies=copies_in(matches), matches=[match["id"] for match in matches])
        return _Part(alert=row, worded=says, tells=tells)

    def _other_part(self, row: Row, channel: Channel | None, mutes: Sequence[Row], *, now: datetime) -> _Part | None:
        """The same of an alert that is not about copies. That of a corrected text is worded again: who corrected
        meanwhile is reported with it.
        """
        quiet = muting(self._about(row), mutes, self._muted_clusters(mutes))
        if quiet is not None:
            if row["ended_at"] is not None and not self.database.was_told(row["alert"], row["channel"]):
                # What came and went in silence is no news when the mute ends.
                self.database.drop_from_queue(row["alert"], row["channel"])
            else:
                self._mute(row, quiet, now=now)
            return None
        says, tells = Worded(title=row["title"], text=row["text"]), Tells(copies=0)
        if row["kind"] == "correction":
            told = self.correction_to_tell(row["alert"], now=now)
            if told is None:
                self.database.drop_from_queue(row["alert"], row["channel"])
                return None
            says = word_correction(
                told, self._language(channel), self.zone, length=channel.length if channel else "long"
            )
            matches = self.database.matches_of_alert(row["alert"])
            tells = Tells(copies=told.carriers, matches=[match["id"] for match in matches])
        self.database.withdraw_older(row["alert"], row["channel"])
        return _Part(alert=row, worded=says, tells=tells)

    def _about(self, row: Row) -> About:
        """What an alert that is not about copies is about."""
        if row["kind"] in ("phrase", "spread", "correction"):
            article = int(row["subject"])
            cluster = self.database.clusters_of_articles([article]).get(article)
            return About(rule=row["rule"], article=article, cluster=cluster, outlet=row["outlet"])
        source = row["subject"].rpartition(" (")[0] if row["kind"] == "source" else None
        return About(rule=row["rule"], outlet=row["outlet"], source=source)

    def _muted_clusters(self, mutes: Sequence[Row]) -> dict[str, int]:
        muted = self.database.clusters_of_articles([int(mute["name"]) for mute in mutes if mute["kind"] == "text"])
        return {str(article): cluster for article, cluster in muted.items()}

    def word(self, matches: Sequence[Row], rule: AlertRule | None, channel: Channel | None, *, told: int) -> Worded:
        """Word what is reported about a text, as its channel wants it; None stands for the log."""
        telling = tell(matches, rule, told=told, zone=self.zone)
        telling = with_quote(telling, self._quote(matches, telling))
        language = self._language(channel)
        if channel is not None and (source := self._template(channel)) is not None:
            try:
                return self.wording.worded_by(source, telling, language)
            except Exception as error:
                # It is the reader's: whatever is wrong with it, the alert is sent.
                self._passed_over(channel, error)
        return self.wording.worded(telling, language, length=channel.length if channel else "long")

    def digest(self, parts: Sequence[Worded], channel: Channel | None) -> Worded:
        """One message of several."""
        language = self._language(channel)
        frame = self.config.reader.language if language == "text" else language
        return self.wording.digest_of(parts, frame, length=channel.length if channel else "long")

    def _template(self, channel: Channel) -> str | None:
        """The text of a channel's own template, where it has one that can be read. Read once."""
        if channel.template is None:
            return None
        if channel.name not in self.templates:
            self.templates[channel.name] = None
            try:
                self.templates[channel.name] = read_template(channel.template)
            except ValueError as error:
                self._passed_over(channel, error)
        return self.templates[channel.name]

    def _passed_over(self, channel: Channel, error: Exception) -> None:
        from pipelines.alerts.rendering import sentence_of

        log.warning(
            "own template passed over: the built-in one is used",
            extra={"fields": {"channel": channel.name, "template": channel.template, "reason": sentence_of(error)}},
        )

    def _quote(self, matches: Sequence[Row], telling: Telling) -> str | None:
        """The longest passage that the text shares with what is new, as the text has it."""
        new = {copy.piece.id for copy in telling.new}
        ours = telling.text.id
        pairs = [match for match in matches if {match["later_id"], match["earlier_id"]} - new == {ours}]
        if not pairs:
            return None
        match = max(pairs, key=lambda match: match["longest_run"] or 0)
        try:
            articles = {side: self.database.article_row(match[f"{side}_id"]) for side in ("later", "earlier")}
        except DatabaseError:
            # A damaged text is reported where it is looked for; the alert says the rest.
            return None
        texts = {side: article["text"] if article else "" for side, article in articles.items()}
        return shared_passage(
            match,
            later_text=texts["later"],
            earlier_text=texts["earlier"],
            quoted="later" if match["later_id"] == ours else "earlier",
        )

    def _language(self, channel: Channel | None) -> ChannelLanguage:
        return (channel.language if channel else None) or self.config.reader.language

    def _mute(self, row: Row, quiet: Quiet, *, now: datetime) -> None:
        until = quiet.until or now + _LOOK_AGAIN
        self.database.queue_alert(row["alert"], row["channel"], due_at=until, waits_for=quiet.why)

    def _put_off(self, rows: Sequence[Row], until: datetime, why: str) -> None:
        with self.database.transaction():
            for row in rows:
                self.database.queue_alert(row["alert"], row["channel"], due_at=until, waits_for=why)
