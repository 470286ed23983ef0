"""Raise an alert when a new article has a wanted phrase, or makes a text spread faster than its outlet's texts do."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text
from model import Alert, AlertKind
from pipelines.alerting.queueing import queue_at_once
from pipelines.alerts.rules import may_concern, phrase_in
from pipelines.alerts.spreading import is_worth_a_look, spread_of
from pipelines.alerts.trouble_words import Seen, phrase_words, spread_words
from pipelines.alerts.wording import Worded
from pipelines.text.search_words import searched

# An outlet's habit.
_HABIT, _MOST_EARLIER = timedelta(days=60), 200


class ArticleAlerts:
    """The rules about phrases and spreading texts, over one database."""

    def __init__(self, database: Database, config: Config) -> None:
        self.database = database
        self.language = config.reader.language
        self.zone = ZoneInfo(config.reader.time_zone)
        self.phrase_rules = tuple(rule for rule in config.alert if rule.kind == "phrase")
        self.spread_rules = tuple(rule for rule in config.alert if rule.kind == "spread")

    def note(self, article_id: int, *, now: datetime) -> None:
        """Store the alerts that a new article is worth, once for each text, and queue them. Joins the transaction that
        stored the article and its matches.
        """
        if self.phrase_rules:
            self.note_phrases(article_id, now=now)
        if self.spread_rules:
            self._note_spread(article_id, now=now)

    def note_phrases(self, article_id: int, *, now: datetime) -> None:
        """The same for phrases alone: an import has no times that show how a text spread."""
        row = self.database.article_row(article_id) if self.phrase_rules else None
        if row is None:
            return
        for rule in self.phrase_rules:
            says = self.phrase_told(row, rule)
            if says is not None and self.database.alert_on_text("phrase", rule.name, article_id) is None:
                self._raise("phrase", rule, row, says, now=now)

    def phrase_told(self, row: Row, rule: AlertRule) -> Worded | None:
        """What a rule reports about an article; None where it has no phrase that the rule asks for."""
        if not may_concern(row, self._groups(row), rule):
            return None
        word = phrase_in(searched(row["title"], row["text"]), rule)
        if word is None:
            return None
        seen = Seen(
            word=word,
            outlet=row["outlet"],
            title=row["title"],
            address=row["url"],
            at=from_text(row["first_seen_at"]),
            text=row["text"],
        )
        return phrase_words(seen, self.language, self.zone)

    def _note_spread(self, article_id: int, *, now: datetime) -> None:
        text = self.database.text_with(article_id)
        if text is None or not _may_spread(text, text["copies"], at=now):
            return
        rules = [
            rule
            for rule in self.spread_rules
            if may_concern(text, self._groups(text), rule)
            and self.database.alert_on_text("spread", rule.name, article_id) is None
        ]
        says = self._spread_words(text, text["copies"], at=now) if rules else None
        if says is not None:
            for rule in rules:
                self._raise("spread", rule, text, says, now=now)

    def spread_told(self, text: Row, copies: int, rule: AlertRule, *, at: datetime) -> Worded | None:
        """What a rule reports about a text (a row of `text_with`) that had `copies` at a time; None where it spread no
        faster than usual, or the rule does not ask for it.
        """
        if not _may_spread(text, copies, at=at) or not may_concern(text, self._groups(text), rule):
            return None
        return self._spread_words(text, copies, at=at)

    def _spread_words(self, text: Row, copies: int, *, at: datetime) -> Worded | None:
        after = at - from_text(text["first_seen_at"])
        earlier = self.database.copies_of_earlier_texts(text["id"], after=after, since=at - _HABIT, limit=_MOST_EARLIER)
        spread = spread_of(copies, after, earlier)
        if spread is None:
            return None
        return spread_words(spread, text["outlet"], text["title"], text["url"], self.language)

    def _raise(self, kind: AlertKind, rule: AlertRule, row: Row, says: Worded, *, now: datetime) -> None:
        alert = Alert(
            kind=kind, rule=rule.name, subject=str(row["id"]), outlet=row["outlet"], title=says.title, text=says.text
        )
        queue_at_once(self.database, rule, self.database.add_alert(alert, now=now), zone=self.zone, now=now)

    def _groups(self, row: Row) -> list[str]:
        return list(self.database.outlet(row["outlet_id"])["groups"]) if row["outlet_id"] is not None else []


def _may_spread(text: Row, copies: int, *, at: datetime) -> bool:
    after = at - from_text(text["first_seen_at"])
    return text["outlet_id"] is not None and after >= timedelta() and is_worth_a_look(copies, after)
