"""Word an alert in another language than that in which it was stored. Reads only.

The content of an alert is gathered again by the modules that raised it: its matches, what was corrected, what is wrong
with a source. Where these are gone, only the words that were stored are left.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from config.alerts import Language
from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text
from pipelines.alerting.articles import ArticleAlerts
from pipelines.alerting.texts import Alerting
from pipelines.alerting.troubles import failing, found_by
from pipelines.alerts.correction_wording import word_correction
from pipelines.alerts.telling import tell
from pipelines.alerts.trouble_words import begun_words, ended_words
from pipelines.alerts.troubles import Trouble
from pipelines.alerts.wording import Worded


class Rewording:
    """The alerts of one database in one language."""

    def __init__(self, database: Database, config: Config, language: Language) -> None:
        reader = config.reader.model_copy(update={"language": language})
        self.config = config.model_copy(update={"reader": reader})
        self.database = database
        self.language = language
        self.zone = ZoneInfo(reader.time_zone)
        self.rules = {rule.name: rule for rule in config.alert}
        self.alerting = Alerting(database, self.config)
        self.articles = ArticleAlerts(database, self.config)
        self.troubles: dict[str, Trouble] | None = None

    def words(self, alert: Row, *, now: datetime) -> Worded | None:
        """The words of an alert (a row of `alerts`) in this language; None where only its stored words are left."""
        kind = alert["kind"]
        if kind == "copy":
            return self._of_copies(alert)
        if kind == "correction":
            told = self.alerting.corrections.to_tell(alert["id"], now=now)
            return None if told is None else word_correction(told, self.language, self.zone)
        if kind == "phrase":
            row, rule = self.database.article_row(int(alert["subject"])), self.rules.get(alert["rule"])
            return None if row is None or rule is None else self.articles.phrase_told(row, rule)
        if kind == "spread":
            return self._of_spread(alert)
        return self._of_trouble(alert)

    def _of_copies(self, alert: Row) -> Worded | None:
        matches = self.alerting.matches_to_tell(alert["id"])
        if not matches:
            return None
        telling = tell(matches, self.rules.get(alert["rule"]), told=0, zone=self.zone)
        return self.alerting.wording.worded(telling, self.language)

    def _of_spread(self, alert: Row) -> Worded | None:
        article, rule, at = int(alert["subject"]), self.rules.get(alert["rule"]), from_text(alert["created_at"])
        text, cluster = self.database.text_with(article), self.database.clusters_of_articles([article]).get(article)
        if text is None or rule is None or cluster is None:
            return None
        carriers = self.database.carriers_of_text(cluster)
        copies = sum(from_text(row["first_seen_at"]) <= at for row in carriers) - 1
        return self.articles.spread_told(text, copies, rule, at=at)

    def _of_trouble(self, alert: Row) -> Worded | None:
        if alert["ended_at"] is not None:
            return ended_words(alert, self.language, self.zone, now=from_text(alert["ended_at"]))
        if self.troubles is None:
            found = [
                *(failing(row, from_text(row["since"])) for row in self.database.failing_sources() if row["since"]),
                *filter(None, map(found_by, self.database.changed_sources())),
            ]
            self.troubles = {trouble.subject: trouble for trouble in found}
        trouble = self.troubles.get(alert["subject"])
        return None if trouble is None else begun_words(trouble, self.language, self.zone)
