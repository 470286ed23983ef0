"""Pass an article's new matches to the alert rules, and put the alerts into the outbox. Decides nothing."""

from __future__ import annotations

from datetime import datetime

from config import Config
from db import Database
from db.store import Row
from pipelines.alerts.rules import alerts_of
from pipelines.copies.corrected import Corrected, corrected_after
from pipelines.copies.judging import NewMatches
from pipelines.copies.verdicts import verdict_of
from pipelines.text.search_words import search_text


class Alerting:
    """The alert rules of one configuration, over one database."""

    def __init__(self, database: Database, config: Config) -> None:
        self.database = database
        self.config = config

    def note(self, matches: NewMatches, *, now: datetime) -> None:
        """Store the alerts that an article's new matches are worth. Joins the transaction that stored them."""
        if not (matches.match_ids and self.config.alert):
            return
        news = [(self._match(match_id), self._match_before(match_id)) for match_id in matches.match_ids]
        # What a person or a licence has settled is no news.
        open_ones = [(row, old) for row, old in news if row and verdict_of(row, self.config.licence)[0] is None]
        if open_ones:
            for alert in alerts_of(open_ones, self.config.alert, words=self._words(matches.article_id)):
                self.database.add_alert(alert, now=now)

    def _match(self, match_id: int) -> Row | None:
        """A match as alerts say it: with the credits of both articles, and with the article that had the text first."""
        row = self.database.match_row(match_id)
        if row is None:
            return None
        credits = self.database.credits_of_articles([row["later_id"], row["earlier_id"]])
        credited = {"later_credits": credits[row["later_id"]], "earlier_credits": credits[row["earlier_id"]]}
        first = self.database.first_of_text(match_id)
        return {**row, **first, **credited, "correction": self._correction(row)}

    def _correction(self, match: Row) -> Corrected | None:
        """What the earlier text corrected after the later one was seen."""
        revisions = self.database.revisions_of(match["earlier_id"]) if match["order_known"] else []
        earlier = self.database.article_row(match["earlier_id"]) if revisions else None
        return corrected_after(earlier["text"], revisions, match["later_first_seen_at"]) if earlier else None

    def _match_before(self, match_id: int) -> Row | None:
        before = self.database.match_before(match_id)
        return None if before is None else self.database.match_row(before)

    def _words(self, article_id: int) -> str:
        """Title and text as they are searched, for alerts by keyword."""
        row = self.database.article_row(article_id)
        assert row is not None
        return f"{search_text(row['title'] or '')} {search_text(row['text'])}"
