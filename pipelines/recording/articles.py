"""Store an article inside the transaction of its page: its row, what it matches, its alerts; revise it, judge it again.

Keeps out what becomes of the page itself (`pages`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from config.tables import Config
from db import Database
from db.article_columns import article_row
from db.store import Row
from db.times import from_text
from likeness.texts import text_hash as hash_of_text
from model import Article, Extracted, RevisionMaker
from pipelines.alerting.articles import ArticleAlerts
from pipelines.alerting.texts import Alerting
from pipelines.copies.clusters import Found, refresh_cluster
from pipelines.copies.judging import Judging
from pipelines.copies.look_up import find_relatives
from pipelines.copies.order import order_at
from pipelines.outlets.names import OutletNames
from pipelines.recording.forgotten import Forgotten
from pipelines.text.search_words import search_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What was read of a page: when it was seen, and the present moment, in which that is recorded."""

    extracted: Extracted
    seen_at: datetime
    now: datetime


class ArticleRecorder:
    """Records articles into one database, under one configuration and one run."""

    def __init__(
        self, database: Database, config: Config, *, run_id: int | None, with_alerts: bool, judge_later: bool = False
    ) -> None:
        """With `judge_later` articles are stored and noted as unjudged, for `judging.judge_unjudged`."""
        self.database = database
        self.config = config
        self.run_id = run_id
        self.judge_later = judge_later
        self.judging = Judging(database, config, run_id=run_id)
        self.alerting = Alerting(database, config) if with_alerts else None
        self.article_alerts = ArticleAlerts(database, config) if with_alerts else None
        self.outlets = OutletNames(database)
        self.forgotten = Forgotten(database, self.outlets)
        self._outlet_rows: dict[int, Row] = {}

    def take_up(self, config: Config) -> None:
        """Record what comes next under another configuration."""
        self.config = config
        self.judging.config = config
        if self.alerting is not None:
            self.alerting = Alerting(self.database, config)
            self.article_alerts = ArticleAlerts(self.database, config)
        self.forget()

    def forget(self) -> None:
        """Look outlets up again: those that a rolled back transaction made are not there."""
        self.outlets.forget()
        self._outlet_rows.clear()

    def add(self, page_id: int, position: int, article: Article, sighting: Sighting) -> int | None:
        """Store a new article and what it matches: how many copies it adds; None when it is not kept, as off topic."""
        extracted, seen_at, now = sighting.extracted, sighting.seen_at, sighting.now
        page, story = extracted.page, article.story
        carrier, outlet = self.outlets.of(page, story, now=now)
        publisher = self.outlet(outlet)
        topic = self.config.topic_of(publisher["name"] if publisher else None)
        place = self.place_in_time(article, outlet, seen_at=seen_at)
        found = [] if self.judge_later else self._relatives(article, order_at=place)
        is_copy = any(one.is_copy for one in found)
        wanted = topic == "all" or any(each.name == topic for each in article.topics)
        if not (wanted or is_copy or page.import_key is not None or self.config.keep.keep_off_topic):
            self.database.add_sketch_only(article.sketch, page_id=page_id, position=position)
            return None
        row = article_row(
            article,
            page_id=page_id,
            position=position,
            outlet_id=outlet,
            carrier_id=carrier,
            source_id=page.source_id,
            run_id=self.run_id,
            url=story.url or page.final_url or page.url,
            topic_name=self.topic_name(topic),
            order_at=place,
            time_zone=self.time_zone_of(outlet),
            text_hash=text_hash(article),
            extractor=extracted.extractor,
            normaliser=extracted.normaliser,
            now=seen_at,
        )
        article_id = self.database.add_article(article, row)
        if self.judge_later:
            self.database.add_unjudged(article_id)
        else:
            self._match(article_id, article, found, now=now)
            if self.article_alerts is not None:
                self.article_alerts.note(article_id, now=now)
        return self.judging.copies(article_id, found)

    def take_revision(self, before: Row, article: Article, sighting: Sighting) -> None:
        """Store a text that its outlet changed, judge it again, and note what it corrects while others carry it."""
        corrections = self.alerting.corrections if self.alerting is not None else None
        carriage = corrections.carriage(before["id"]) if corrections is not None else []
        self.revise(before, article, sighting)
        self.judge_again(before["id"], article, now=sighting.now)
        if corrections is not None:
            corrections.note(before["id"], carriage, now=sighting.now)

    def read_at_last(self, before: Row, article: Article, sighting: Sighting) -> bool:
        """Store the text of a page that only a feed gave so far, as a revision by Naskh; whether it differs."""
        article_id: int = before["id"]
        is_other = bool(before["text_hash"] != text_hash(article))
        if is_other:
            self.revise(before, article, sighting, made_by="naskh")
        place = self.place_as_stored(before, article)
        self.database.correct_article(
            article_id,
            article,
            order_at=place,
            time_zone=self.time_zone_of(before["outlet_id"]),
            extractor=sighting.extracted.extractor,
            keeps_old=False,
            now=sighting.now,
        )
        if is_other or place != before["order_at"]:
            self.judge_again(article_id, article, now=sighting.now)
        return is_other

    def revise(self, before: Row, article: Article, sighting: Sighting, *, made_by: RevisionMaker = "outlet") -> None:
        """Store a changed text, keep the old one as a revision; to be judged again."""
        article_id: int = before["id"]
        row = self.database.timing_rows([article_id])[article_id]
        self.database.revise_article(
            article_id,
            article,
            old_title=search_text(before["title"] or ""),
            old_text=search_text(before["text"]),
            topic_name=self.topic_name(self.config.topic_of(row["outlet"])),
            text_hash=text_hash(article),
            extractor=sighting.extracted.extractor,
            normaliser=sighting.extracted.normaliser,
            made_by=made_by,
            now=sighting.seen_at,
        )

    def judge_again(self, article_id: int, article: Article, *, now: datetime) -> None:
        """Compare a stored article again, with its present text and place in time."""
        row = self.database.timing_rows([article_id])[article_id]
        self.database.supersede_matches_of(article_id, now=now)
        self.database.leave_cluster(article_id)
        found = self._relatives(article, order_at=row["order_at"], leave_out=[article_id])
        self._match(article_id, article, found, now=now)
        if row["cluster_id"] is not None:
            # Only now: when the text is still that of its cluster, the cluster stays what it was.
            refresh_cluster(self.database, row["cluster_id"])

    def place_in_time(self, article: Article, outlet_id: int | None, *, seen_at: datetime) -> str:
        """What an article of this outlet is ordered by."""
        published = article.story.published
        return order_at(
            published.when if published else None, first_seen_at=seen_at, time_zone=self.time_zone_of(outlet_id)
        )

    def place_as_stored(self, before: Row, article: Article) -> str:
        """What a stored article is ordered by, with the time of publication of this reading."""
        return self.place_in_time(article, before["outlet_id"], seen_at=from_text(before["first_seen_at"]))

    def time_zone_of(self, outlet_id: int | None) -> str | None:
        """The time zone of an outlet, where it is known."""
        publisher = self.outlet(outlet_id)
        return publisher["time_zone"] if publisher else None

    def outlet(self, outlet_id: int | None) -> Row | None:
        """What is known of an outlet."""
        if outlet_id is None:
            return None
        if outlet_id not in self._outlet_rows:
            self._outlet_rows[outlet_id] = self.database.outlet(outlet_id)
        return self._outlet_rows[outlet_id]

    def topic_name(self, topic: str) -> str:
        """The topic that is stored with an article: the general one where all pieces of an outlet are kept."""
        return self.config.topic if topic == "all" else topic

    def _relatives(self, article: Article, *, order_at: str, leave_out: Collection[int] = ()) -> list[Found]:
        return find_relatives(
            self.database,
            article.sketch,
            self.config.duplicates,
            self.judging.rarity,
            order_at=order_at,
            leave_out=leave_out,
        )

    def _match(self, article_id: int, article: Article, found: list[Found], *, now: datetime) -> None:
        matches = self.judging.match(article_id, article.sketch, found, now=now)
        if self.alerting is not None:
            self.alerting.note(matches, now=now)


def text_hash(article: Article) -> bytes:
    """16 bytes that differ where the title or the text of a story does."""
    return hash_of_text(article.story.title, article.story.text)
