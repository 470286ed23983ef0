"""Raise an alert when a text that others carry is corrected, and gather what is reported about it.

What is reported is read again for each message, so that it includes carriers that corrected meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text, to_text
from model import Alert
from pipelines.alerting.queueing import queue_at_once
from pipelines.alerts.correcting import CorrectedText, Side, Standing, concerns, tell_correction
from pipelines.alerts.correction_wording import word_correction
from pipelines.alerts.pieces import sides_of
from pipelines.alerts.telling import text_of
from pipelines.copies.corrected import correction_of, standing

# How many carriers of a text are compared with its correction, at most.
_MOST_CARRIERS = 100


class CorrectionAlerts:
    """The rules about corrected texts, over one database."""

    def __init__(self, database: Database, config: Config) -> None:
        self.database = database
        self.language = config.reader.language
        self.zone = ZoneInfo(config.reader.time_zone)
        self.rules = {rule.name: rule for rule in config.alert if rule.kind == "correction"}

    def carriage(self, article_id: int) -> list[Row]:
        """The matches by which it is known who carries the text of an article; empty where nobody else does, or no
        rule asks. To be read before a changed text is judged again: it may be no copy of the others any more.
        """
        if not self.rules:
            return []
        cluster = self.database.clusters_of_articles([article_id]).get(article_id)
        return [] if cluster is None else self.database.matches_of_cluster(cluster)

    def note(self, article_id: int, matches: Sequence[Row], *, now: datetime) -> None:
        """Store the alerts that a changed text is worth, one for each text and rule, and queue them. Joins the
        transaction that stored the change. `matches` are those of `carriage`.
        """
        if not matches or article_id not in sides_of(matches):
            return
        for rule in self.rules.values():
            alert_id = self.database.alert_on_text("correction", rule.name, article_id)
            if alert_id is None:
                told = self.worth_telling(article_id, matches, rule, since=now, at=now)
                if told is not None:
                    self._raise(rule, article_id, matches, told, now=now)
            elif (told := self.to_tell(alert_id, now=now)) is not None:
                says = word_correction(told, self.language, self.zone)
                self.database.reword_alert(alert_id, title=says.title, text=says.text, now=now)
                # That a carrier corrected, too, is no message of its own.
                if told.text.id == article_id:
                    queue_at_once(self.database, rule, alert_id, zone=self.zone, now=now)

    def worth_telling(
        self, article_id: int, matches: Sequence[Row], rule: AlertRule, *, since: datetime, at: datetime
    ) -> CorrectedText | None:
        """The same as `tell`; None also where an article only carries what others had before."""
        return self.tell(article_id, matches, rule, since=since, at=at) if _has_copies(article_id, matches) else None

    def to_tell(self, alert_id: int, *, now: datetime) -> CorrectedText | None:
        """What an alert reports now; None where nothing is left of it: what was corrected was changed back."""
        alert = self.database.alert_row(alert_id)
        assert alert is not None
        article_id = int(alert["subject"])
        cluster = self.database.clusters_of_articles([article_id]).get(article_id)
        matches = self.database.matches_of_alert(alert_id)
        if cluster is not None:
            # Who came since may carry the former words, too.
            matches += self.database.matches_of_cluster(cluster)
        rule = self.rules.get(alert["rule"])
        return self.tell(article_id, matches, rule, since=from_text(alert["created_at"]), at=now)

    def tell(
        self, article_id: int, matches: Sequence[Row], rule: AlertRule | None, *, since: datetime, at: datetime
    ) -> CorrectedText | None:
        """What was corrected in a text from a time to another, and how its carriers of that time stand to it. None
        where nothing was, where a rule does not ask for it, or where words alone changed and nobody has the old ones.
        """
        sides = sides_of(matches)
        versions, noticed_at = self._versions(article_id, since=since, at=at)
        correction = correction_of(versions)
        if correction is None or article_id not in sides or noticed_at is None:
            return None
        left_out = self.database.refused_with(article_id) | {article_id}
        carriers: dict[int, tuple[Side, Standing]] = {}
        for other, (row, side) in sides.items():
            if other in left_out or len(carriers) >= _MOST_CARRIERS or row[f"{side}_first_seen_at"] > to_text(at):
                continue
            text = self._text_at(other, at)
            if text is not None:
                carriers[other] = ((row, side), standing(correction, text))
        is_former = any(how == "former" for _, how in carriers.values())
        if not carriers or not (correction.notices or is_former):
            return None
        if rule is not None and not concerns(rule, sides[article_id], [side for side, _ in carriers.values()]):
            return None
        return tell_correction(
            rule,
            sides[article_id],
            carriers,
            notices=correction.notices,
            changes=[(change.before, change.after) for change in correction.changes],
            noticed_at=from_text(noticed_at),
            zone=self.zone,
        )

    def _raise(
        self, rule: AlertRule, article_id: int, matches: Sequence[Row], told: CorrectedText, *, now: datetime
    ) -> None:
        says = word_correction(told, self.language, self.zone)
        row, side = sides_of(matches)[article_id]
        alert = Alert(
            kind="correction",
            rule=rule.name,
            subject=str(article_id),
            outlet=row[f"{side}_outlet"],
            title=says.title,
            text=says.text,
        )
        alert_id = self.database.add_alert(alert, now=now)
        # By which its carriers are known when the text is no copy of theirs any more.
        for match_id in dict.fromkeys(row["id"] for row, _ in sides_of(matches).values()):
            self.database.add_match_to_alert(alert_id, match_id, now=now)
        queue_at_once(self.database, rule, alert_id, zone=self.zone, now=now)

    def _versions(self, article_id: int, *, since: datetime, at: datetime) -> tuple[list[tuple[str, str]], str | None]:
        """The text before and after each change of its outlet's in this time, and when the last was noticed."""
        revisions, row = self.database.revisions_of(article_id), self.database.article_row(article_id)
        texts = [_whole(each) for each in (*revisions, *((row,) if row else ()))]
        made = [
            (before, after, revision["seen_until"])
            for revision, before, after in zip(revisions, texts, texts[1:], strict=False)
            # Where the text of either was pruned, it is not known what was changed.
            if revision["text"]
            and after.partition("\n")[2]
            and revision["made_by"] == "outlet"
            and to_text(since) <= revision["seen_until"] <= to_text(at)
        ]
        return [(before, after) for before, after, _ in made], made[-1][2] if made else None

    def _text_at(self, article_id: int, at: datetime) -> str | None:
        """Title and text of an article as they were at a time."""
        older = [each for each in self.database.revisions_of(article_id) if each["seen_until"] > to_text(at)]
        row = older[0] if older else self.database.article_row(article_id)
        return _whole(row) if row is not None and row["text"] else None


def _whole(row: Row) -> str:
    return f"{row['title'] or ''}\n{row['text']}"


def _has_copies(article_id: int, matches: Sequence[Row]) -> bool:
    """Whether an article is the earliest of a text, or earlier than another carrier, as far as times show."""
    return text_of(matches, None) == article_id or any(
        row["earlier_id"] == article_id or (row["later_id"] == article_id and not row["order_known"]) for row in matches
    )
