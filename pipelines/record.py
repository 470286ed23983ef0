"""Store what became of a page: one transaction from candidates to alerts, with no await inside.

Two copies that arrive together are told apart only because looking up and inserting are one step.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from w3lib.url import canonicalize_url

from config import Config
from db import Database
from db.store import Row
from db.times import from_text
from model import Article, Extracted, Page, PageStatus, Recorded
from pipelines.alert_rules import alerts_of
from pipelines.compare import Found, find_relatives, record_relatives, refresh_cluster
from pipelines.normalize import normalize
from pipelines.order import Timing, order_at
from pipelines.outlet_names import OutletNames
from pipelines.pairing import pair_stories
from pipelines.recheck import next_check

_RETRY = timedelta(minutes=5)


class Recorder:
    """Records pages into one database, under one configuration and one run."""

    def __init__(self, database: Database, config: Config, *, run_id: int | None, with_alerts: bool) -> None:
        self.database = database
        self.config = config
        self.run_id = run_id
        self.with_alerts = with_alerts
        self.outlets = OutletNames(database)

    def record(self, extracted: Extracted, *, now: datetime) -> Recorded:
        """Store one page with its articles, matches and alerts. Joins a transaction that is open."""
        with self.database.transaction():
            page = extracted.page
            page_id = page.page_id if page.page_id is not None else self._new_page(page, now=now)
            if page_id is None:
                return Recorded(status="stored", known=True)
            row = self.database.page_row(page_id)
            assert row is not None
            if page.outcome != "fetched":
                return self._without_text(page_id, row, page, now=now)
            return self._with_text(page_id, row, extracted, now=now)

    def _new_page(self, page: Page, *, now: datetime) -> int | None:
        """A row for an imported page; None when the same bytes were imported before."""
        assert page.import_key is not None, "a page has the id of its row, or a key to make one under"
        if self.database.page_with_key(page.import_key) is not None:
            return None
        return self.database.add_page(
            page, key=page.import_key, canonical_url=_canonical(page.url), run_id=self.run_id, now=now
        )

    def _without_text(self, page_id: int, row: Row, page: Page, *, now: datetime) -> Recorded:
        first_seen = from_text(row["first_seen_at"])
        if page.outcome == "unchanged":
            self.database.settle_page(
                page_id,
                page,
                status=row["status"],
                reason=None,
                attempts=row["attempts"],
                next_check_at=next_check(first_seen, now),
            )
            return Recorded(status=row["status"], known=True)
        was_stored = row["status"] in ("stored", "off_topic")
        attempts = row["attempts"] + 1
        status: PageStatus = "failed" if page.outcome == "failed" else page.outcome  # type: ignore[assignment]
        retry: datetime | None = None
        if page.outcome == "failed" and attempts < self.config.crawl.max_attempts:
            retry = now + _RETRY * 2 ** min(attempts - 1, 8)
        if was_stored:
            # What is stored stays stored; only the look for a revision failed.
            status, retry = row["status"], next_check(first_seen, now)
        self.database.settle_page(
            page_id, page, status=status, reason=page.reason, attempts=attempts, next_check_at=retry
        )
        return Recorded(status=status, known=was_stored, reason=page.reason)

    def _with_text(self, page_id: int, row: Row, extracted: Extracted, *, now: datetime) -> Recorded:
        old = self.database.articles_of_page(page_id)
        first_seen = from_text(row["first_seen_at"])
        check = next_check(first_seen, now) if extracted.page.source_id is not None else None
        if row["body_hash"] is not None and row["body_hash"] == extracted.body_hash:
            recorded = Recorded(status=row["status"], known=True)
        elif not extracted.articles:
            status: PageStatus = "stored" if old else "no_text"
            recorded = Recorded(status=status, known=bool(old), reason=extracted.reason)
        else:
            recorded = self._articles(page_id, row, extracted, old, now=now)
        self.database.settle_page(
            page_id,
            extracted.page,
            status=recorded.status,
            reason=recorded.reason,
            attempts=row["attempts"] + 1,
            next_check_at=check,
            body_hash=extracted.body_hash,
            raw=extracted.raw,
            raw_until=now + timedelta(days=self.config.keep.raw_days) if extracted.raw is not None else None,
        )
        return recorded

    def _articles(self, page_id: int, row: Row, extracted: Extracted, old: list[Row], *, now: datetime) -> Recorded:
        self.database.forget_sketches_of_page(page_id)
        new = copies = 0
        changed = False
        next_position = max((o["position"] for o in old), default=-1) + 1
        for article, before in pair_stories(extracted.articles, old):
            if before is not None:
                if before["text_hash"] != _text_hash(article):
                    copies += self._revise(before, article, extracted, now=now)
                    changed = True
                continue
            position = article.story.position if not old else next_position
            next_position += 1
            matches = self._add(page_id, position, article, extracted, now=now)
            if matches is None:
                continue
            new += 1
            copies += matches > 0
        if not old and not new:
            known = row["status"] == "off_topic"
            return Recorded(status="off_topic", known=known, reason=f'not on the topic "{self.config.topic}"')
        return Recorded(status="stored", new_articles=new, copies=copies, changed=changed, known=bool(old))

    def _add(self, page_id: int, position: int, article: Article, extracted: Extracted, *, now: datetime) -> int | None:
        """Store one new article and what it matches: the number of copies; None when it is off topic."""
        page, story = extracted.page, article.story
        found = find_relatives(self.database, article.sketch, self.config.duplicates)
        carrier, outlet = self.outlets.of(page, story, now=now)
        topic = self.config.topic_of(self.outlets.name(outlet))
        on_topic = topic == "all" or any(t.name == topic for t in article.topics)
        imported = page.import_key is not None
        if not (on_topic or imported or self.config.keep.keep_off_topic or any(f.is_copy for f in found)):
            self.database.add_sketch_only(article.sketch, page_id=page_id, position=position)
            return None
        url = story.url or page.final_url or page.url
        zone = self.database.outlet(outlet)["time_zone"] if outlet is not None else None
        timing = Timing(
            article_id=0,
            position=position,
            published_at=story.published.when if story.published else None,
            first_seen_at=now,
            time_zone=zone,
            watched=not imported,
        )
        article_id = self.database.add_article(
            article,
            page_id=page_id,
            position=position,
            outlet_id=outlet,
            carrier_id=carrier,
            source_id=page.source_id,
            run_id=self.run_id,
            url=url if not imported else story.url or page.url,
            topic_name=self.config.topic if topic == "all" else topic,
            order_at=order_at(timing),
            text_hash=_text_hash(article),
            extractor=extracted.extractor,
            normaliser=extracted.normaliser,
            now=now,
        )
        return self._match(article_id, article, found, now=now)

    def _revise(self, before: Row, article: Article, extracted: Extracted, *, now: datetime) -> int:
        """Store a changed text, keep the old one as a revision, and judge the article again."""
        article_id: int = before["id"]
        self.database.revise_article(
            article_id,
            article,
            old_title=normalize(before["title"] or ""),
            old_text=normalize(before["text"]),
            text_hash=_text_hash(article),
            extractor=extracted.extractor,
            normaliser=extracted.normaliser,
            now=now,
        )
        superseded = self.database.supersede_matches_of(article_id, now=now)
        row = self.database.timing_rows([article_id])[article_id]
        if row["cluster_id"] is not None:
            self.database.leave_cluster(article_id)
            refresh_cluster(self.database, row["cluster_id"])
        found = find_relatives(self.database, article.sketch, self.config.duplicates, leave_out=[article_id])
        known = {frozenset((m["later_id"], m["earlier_id"])): m["id"] for m in superseded}
        return self._match(article_id, article, found, now=now, known=known)

    def _match(
        self,
        article_id: int,
        article: Article,
        found: list[Found],
        *,
        now: datetime,
        known: dict[frozenset[int], int] | None = None,
    ) -> int:
        matches = record_relatives(
            self.database,
            article_id,
            article.sketch,
            found,
            self.config.duplicates,
            run_id=self.run_id,
            now=now,
        )
        rows = [row for match_id in matches if (row := self.database.match_row(match_id))]
        news = []
        for row in rows:
            old = (known or {}).get(frozenset((row["later_id"], row["earlier_id"])))
            if old is None:
                news.append(row)
            else:
                self.database.carry_verdict(old, row["id"])
        if self.with_alerts:
            words = f"{article.normal_title} {article.normal_text}"
            for alert in alerts_of(news, self.config.alert, words=words):
                self.database.add_alert(alert, now=now)
        return sum(f.is_copy for f in found) if matches else 0


def _canonical(url: str) -> str | None:
    try:
        return str(canonicalize_url(url))
    except ValueError:
        return None


def _text_hash(article: Article) -> bytes:
    text = f"{article.story.title or ''}\n{article.story.text}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
