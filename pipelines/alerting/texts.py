"""Pass an article's new matches to the alert rules, and note what is to be reported, to whom and when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from config.tables import Config
from db import Database
from db.store import Row
from model import COPIES, Alert
from pipelines.alerting.corrections import CorrectionAlerts
from pipelines.alerts.composing import Composing
from pipelines.alerts.grouping import turn_of
from pipelines.alerts.rules import news_of, open_matches, satisfies
from pipelines.alerts.telling import copies_in, tell, text_of, told_among
from pipelines.alerts.wording import Wording
from pipelines.copies.corrected import Corrected, corrected_after
from pipelines.copies.judging import NewMatches
from pipelines.copies.verdicts import verdict_of
from pipelines.text.search_words import searched


class Alerting:
    """The alert rules of one configuration, over one database."""

    def __init__(self, database: Database, config: Config) -> None:
        self.database = database
        self.config = config
        self.zone = ZoneInfo(config.reader.time_zone)
        self.wording = Wording(self.zone)
        self.copy_rules = tuple(rule for rule in config.alert if rule.kind == "copy")
        if config.alert:
            # Now, and not in the transaction that stores the first match.
            self.wording.prepare({config.reader.language, *(channel.language for channel in config.channel)})
        self.corrections = CorrectionAlerts(database, config)
        self.composing = Composing(database, config, self.matches_to_tell, self.corrections.to_tell, self.wording)

    def note(self, matches: NewMatches, *, now: datetime) -> None:
        """Store the alerts that an article's new matches are worth, and queue them. Joins the transaction that stored
        the matches.
        """
        if not (matches.match_ids and self.copy_rules):
            return
        news = [(self.database.match_row(match_id), self._match_before(match_id)) for match_id in matches.match_ids]
        found = [(row, old) for row, old in news if row]
        # What a person or a licence has settled is no news.
        settled = {row["id"] for row, _ in found if verdict_of(row, self.config.licence)[0] is not None}
        open_ones = open_matches(found, matches.article_id, settled)
        if not open_ones:
            return
        words = self._words(matches.article_id)
        carries = any(row["later_id"] == matches.article_id and row["relation"] in COPIES for row, _ in found)
        new = [each for each in open_ones if not (carries and self._was_asked(each[0], matches.article_id))]
        for rule in self.copy_rules:
            for match in news_of(open_ones if rule.outlets or rule.groups else new, rule, words=words):
                self._note(rule, match, may_be_told=carries, now=now)

    def _was_asked(self, match: Row, article_id: int) -> bool:
        """Whether the rules were asked about a carrier before, with another article that has the text."""
        later = match["later_id"]
        return later != article_id and self.database.matched_with(later, relations=COPIES) != {article_id}

    def _note(self, rule: AlertRule, match: Row, *, may_be_told: bool, now: datetime) -> None:
        """`may_be_told`: where the later article was reported before, its match with one more carrier is no news."""
        database = self.database
        alert_id = database.alert_of_match(rule.name, match["id"])
        told_before = [] if alert_id is None else database.matches_of_alert(alert_id)
        if may_be_told and any(row["later_id"] == match["later_id"] and self._holds(row) for row in told_before):
            return
        if alert_id is None:
            if rule.min_copies > 1:
                told_before = self._earlier_copies(rule, match)
                if copies_in([*told_before, match]) < rule.min_copies:
                    return
            first = told_before[0] if told_before else match
            alert_id = database.add_alert(Alert(rule=rule.name, match_id=first["id"], title="", text=""), now=now)
            for before in told_before:
                database.add_match_to_alert(alert_id, before["id"], now=now)
        database.add_match_to_alert(alert_id, match["id"], now=now)
        told = self.matches_to_tell(alert_id)
        # Without a quotation: the texts are read when a message is made of it.
        message = self.wording.worded(tell(told, rule, told=0, zone=self.zone), self.config.reader.language)
        database.reword_alert(alert_id, title=message.title, text=message.text, now=now)
        for channel in rule.channels:
            so_far = database.told_of_alert(alert_id, channel)
            turn = turn_of(
                rule,
                copies=copies_in(told),
                told=told_among(told, so_far),
                waits=so_far.waits,
                zone=self.zone,
                now=now,
            )
            if turn is not None:
                database.queue_alert(alert_id, channel, due_at=turn.due_at, waits_for=turn.waits_for)

    def matches_to_tell(self, alert_id: int) -> list[Row]:
        """The matches of an alert that hold and that nobody settled, each with the credits of both articles."""
        alert = self.database.alert_row(alert_id)
        rule = next((rule for rule in self.config.alert if alert and rule.name == alert["rule"]), None)
        return self.for_telling([row for row in self.database.matches_of_alert(alert_id) if self._holds(row)], rule)

    def for_telling(self, rows: list[Row], rule: AlertRule | None) -> list[Row]:
        """The same matches with what a message says of them beside: the credits of both articles, the article that had
        the text first, what was corrected since, and the match with the text that the alert is about, for carriers
        that were noticed by a match with another carrier.
        """
        rows = [*rows, *self._with_the_text(rows, rule)]
        credits = self.database.credits_of_articles(
            sorted({row[side] for row in rows for side in ("later_id", "earlier_id")})
        )
        # Most carriers of a text are reported with the same earlier article: its older texts are read once.
        versions = {each: self._versions(each) for each in {row["earlier_id"] for row in rows if row["order_known"]}}
        return [
            {
                **row,
                **self.database.first_of_text(row["id"]),
                "later_credits": credits[row["later_id"]],
                "earlier_credits": credits[row["earlier_id"]],
                "correction": _correction(row, versions.get(row["earlier_id"])),
            }
            for row in rows
        ]

    def _versions(self, article_id: int) -> tuple[str, list[Row]] | None:
        """An article's text and its older ones; None where it never changed."""
        revisions = self.database.revisions_of(article_id)
        row = self.database.article_row(article_id) if revisions else None
        return (row["text"], revisions) if row else None

    def _holds(self, match: Row) -> bool:
        return match["superseded_at"] is None and verdict_of(match, self.config.licence)[0] is None

    def _with_the_text(self, rows: list[Row], rule: AlertRule | None) -> list[Row]:
        """For carriers that were noticed by a match with another carrier: their match with the text of the alert."""
        if len(rows) < 2:
            return []
        text = text_of(rows, rule)
        beside = {article for row in rows if text in _pair(row) for article in _pair(row)}
        others = {article for row in rows for article in _pair(row)} - beside
        found = [self.database.match_of(article, text) for article in sorted(others)]
        return [match for match in found if match is not None and self._holds(match)]

    def _earlier_copies(self, rule: AlertRule, match: Row) -> list[Row]:
        """The matches of the other carriers of a text that satisfy a rule, oldest first, where too few did so far."""
        found = []
        for row in self.database.matches_of_cluster(match["cluster"]) if match["cluster"] is not None else ():
            words = self._words(row["later_id"]) if rule.words else ""
            if row["id"] != match["id"] and self._holds(row) and satisfies(row, rule, words=words):
                found.append(row)
        return found

    def _match_before(self, match_id: int) -> Row | None:
        before = self.database.match_before(match_id)
        return None if before is None else self.database.match_row(before)

    def _words(self, article_id: int) -> str:
        """Title and text as they are searched, for alerts by keyword."""
        row = self.database.article_row(article_id)
        assert row is not None
        return searched(row["title"], row["text"])


def _pair(match: Row) -> set[int]:
    return {match["later_id"], match["earlier_id"]}


def _correction(match: Row, earlier: tuple[str, list[Row]] | None) -> Corrected | None:
    """What the earlier text, with its older ones, corrected after the later one was seen."""
    if earlier is None or not match["order_known"]:
        return None
    text, revisions = earlier
    return corrected_after(text, revisions, match["later_first_seen_at"])
