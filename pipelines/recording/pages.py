"""Store what became of a page: one transaction from candidates to alerts, with no await inside.

Looking up and inserting are one step. In two, copies that arrive together would both be judged new.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config.tables import Config
from db import Database
from db.page_columns import PageOutcome
from db.store import Row
from db.times import from_text
from model import Article, Extracted, Page, PageStatus, Recorded, Story
from pipelines.credits.crediting import is_credited
from pipelines.reading.facts.origins import is_from_feed
from pipelines.recording.aliases import Alias, become_forgotten, find_page, note_address, same_page_reason
from pipelines.recording.articles import ArticleRecorder, Sighting, text_hash
from pipelines.recording.forgotten import Hit, without
from pipelines.recording.pairing import pair_stories
from pipelines.recording.recheck import LISTED, next_attempt, next_check
from pipelines.text.domains import registrable
from pipelines.text.search_words import search_text

NO_TITLE = "stored without a title: the file gives none"
NO_OUTLET = (
    "stored without an outlet: it has no web address, and neither the page nor a manifest.jsonl or record names one"
)


class Recorder:
    """Records pages into one database, under one configuration and one run."""

    def __init__(
        self, database: Database, config: Config, *, run_id: int | None, with_alerts: bool, judge_later: bool = False
    ) -> None:
        """With `judge_later` articles are stored and noted as unjudged, for `judging.judge_unjudged`."""
        self.database = database
        self.articles = ArticleRecorder(
            database, config, run_id=run_id, with_alerts=with_alerts, judge_later=judge_later
        )

    @property
    def config(self) -> Config:
        return self.articles.config

    def take_up(self, config: Config) -> None:
        """Record what comes next under another configuration."""
        self.articles.take_up(config)

    def record(self, extracted: Extracted, *, now: datetime) -> Recorded:
        """Store one page with its articles, matches and alerts. Joins a transaction that is open."""
        return self._record(Sighting(extracted=extracted, seen_at=now, now=now))

    def _record(self, sighting: Sighting) -> Recorded:
        extracted, now = sighting.extracted, sighting.now
        page = extracted.page
        if not page.keeps_raw:
            extracted = replace(extracted, raw=None)
            sighting = replace(sighting, extracted=extracted)
        try:
            with self.database.transaction():
                page_id = page.page_id
                if page_id is None:
                    assert page.import_key is not None, "a page has the id of its row, or a key to make one under"
                    page_id = self.database.page_with_key(page.import_key)
                    if page_id is None:
                        return self._new_import(page.import_key, sighting)
                row = self.database.page_row(page_id)
                assert row is not None
                if self.database.is_forgotten(page_id):
                    return Recorded(status=row["status"], known=True, reason=row["reason"], forgotten=True)
                if page.page_id is None and row["status"] != "failed":
                    return Recorded(status="stored", known=True)
                hit = self._forgotten(extracted, is_new=row["status"] != "stored", now=now)
                if hit is not None and hit.page is not None:
                    return self._as_forgotten(page_id, hit.page)
                if hit is not None:
                    extracted = without(extracted, hit)
                    sighting = replace(sighting, extracted=extracted)
                    self.database.drop_hints(page_id)
                if row["alias_of"] is not None and not extracted.articles:
                    # Only the look whether it still is one failed.
                    again = next_check(from_text(row["first_seen_at"]), now) if row["next_check_at"] else None
                    self.database.make_alias(page_id, of=row["alias_of"], reason=row["reason"], next_check_at=again)
                    return Recorded(status="alias", known=True, reason=row["reason"])
                if page.outcome == "fetched":
                    return self._with_text(page_id, row, sighting)
                stored = self.database.articles_of_page(page_id) if extracted.articles else []
                if extracted.articles and row["status"] != "off_topic" and all(map(_is_from_feed, stored)):
                    return self._with_feed_text(page_id, row, sighting, stored)
                return self._without_text(page_id, row, page, now=now)
        except BaseException:
            self.articles.forget()
            raise

    def _forgotten(self, extracted: Extracted, *, is_new: bool, now: datetime) -> Hit | None:
        stories = [(article.story, article.sketch.text_hash) for article in extracted.articles]
        return self.articles.forgotten.look(extracted.page, stories, is_new=is_new, now=now)

    def _as_forgotten(self, page_id: int, of: int) -> Recorded:
        reason = self._reason_of_forgotten(of)
        become_forgotten(self.database, page_id, of=of, reason=reason)
        return Recorded(status="alias", known=True, reason=reason, forgotten=True)

    def _reason_of_forgotten(self, page_id: int) -> str:
        row = self.database.page_row(page_id)
        assert row is not None
        return same_page_reason(row["url"], row["reason"])

    def _new_import(self, key: str, sighting: Sighting) -> Recorded:
        """A page that nothing was known of: its row is written once, as it will stand, and all of it is kept."""
        extracted, now = sighting.extracted, sighting.now
        hit = self._forgotten(extracted, is_new=True, now=now)
        if hit is not None and hit.page is not None:
            return self._import_forgotten(key, extracted.page, hit.page, now=now)
        if hit is not None:
            extracted = without(extracted, hit)
            sighting = replace(sighting, extracted=extracted)
        page, articles = extracted.page, extracted.articles
        assert page.outcome != "unchanged"
        status: PageStatus = page.outcome if page.outcome != "fetched" else "stored" if articles else "no_text"
        reason = None if articles else extracted.reason if page.outcome == "fetched" else page.reason
        outcome = self._outcome(status, reason, extracted, now=now)
        page_id = self.database.add_page(page, outcome, key=key, run_id=self.articles.run_id, now=now)
        copies = sum(self.articles.add(page_id, article.story.position, article, sighting) or 0 for article in articles)
        if lacks := self._what_is_missing(extracted, now=now):
            self.database.mark_page(page_id, status, lacks)
            reason = lacks
        return Recorded(status=status, new_articles=len(articles), copies=copies, reason=reason)

    def _import_forgotten(self, key: str, page: Page, of: int, *, now: datetime) -> Recorded:
        reason, run_id = self._reason_of_forgotten(of), self.articles.run_id
        self.database.add_forgotten_page(key, page.url, kind=page.kind, of=of, reason=reason, run_id=run_id, now=now)
        return Recorded(status="alias", known=True, reason=reason, forgotten=True)

    def _what_is_missing(self, extracted: Extracted, *, now: datetime) -> str | None:
        page, stories = extracted.page, [article.story for article in extracted.articles]
        has_outlets = all(self.articles.outlets.of(page, story, now=now)[1] is not None for story in stories)
        return what_is_missing(stories, has_outlets=has_outlets)

    def _without_text(self, page_id: int, row: Row, page: Page, *, now: datetime) -> Recorded:
        assert page.outcome != "fetched"
        status: PageStatus = row["status"]
        reason, attempts = page.reason, row["attempts"] + 1
        check = next_check(from_text(row["first_seen_at"]), now)
        known = status in ("stored", "off_topic")
        if page.outcome == "unchanged":
            reason, attempts, known = _lasting_reason(row), row["attempts"], True
        elif status == "off_topic":
            # Only the look for a revision failed: what is known of the page stays.
            reason = _lasting_reason(row)
        elif status != "stored":
            status, check = page.outcome, self._next_try(page, row, attempts, now=now)
            if check is None and _may_be_tried(page, row):
                reason = f"{reason}; tried {attempts} times, its source no longer lists it: left"
        outcome = PageOutcome(status=status, reason=reason)
        self.database.settle_page(page_id, page, outcome, attempts=attempts, next_check_at=check)
        if not page.keeps_raw:
            self.database.forget_words_of_feed(page_id)
        return Recorded(status=status, known=known, reason=page.reason)

    def _next_try(self, page: Page, row: Row, attempts: int, *, now: datetime) -> datetime | None:
        """When a page that failed is tried again."""
        if not _may_be_tried(page, row):
            return None
        if page.grade == "reserved":
            # It was read to see that: once a day is enough to see whether it still holds.
            return now + LISTED if row["unlisted_at"] is None else None
        return next_attempt(
            attempts,
            first_seen_at=from_text(row["first_seen_at"]),
            now=now,
            lasts=page.lasts or page.outcome == "refused",
            is_listed=row["unlisted_at"] is None,
            max_attempts=self.config.crawl.max_attempts,
        )

    def _with_feed_text(self, page_id: int, row: Row, sighting: Sighting, stored: list[Row]) -> Recorded:
        """A page that gives nothing, of which its feed carried the text: stored, and tried again as if it were not."""
        extracted, now = sighting.extracted, sighting.now
        page, attempts = extracted.page, row["attempts"] + 1
        alias = self._alias(page_id, row, sighting, stored)
        if alias is not None:
            return self._as_alias(page_id, row, sighting, alias)
        recorded = self._with_articles(page_id, row, sighting, stored)
        check = self._next_try(page, row, attempts, now=now)
        recorded = _fed(recorded, extracted)
        outcome = PageOutcome(status=recorded.status, reason=recorded.reason)
        self.database.settle_page(page_id, page, outcome, attempts=attempts, next_check_at=check)
        note_address(self.database, page_id, page, now=now)
        self._keep_content(page_id, page, recorded, is_wanted=bool(check))
        return recorded

    def _with_text(self, page_id: int, row: Row, sighting: Sighting) -> Recorded:
        extracted, now = sighting.extracted, sighting.now
        page, stored = extracted.page, self.database.articles_of_page(page_id)
        is_fed = any(map(_is_read_from_feed, extracted.articles))
        same_bytes = row["body_hash"] is not None and row["body_hash"] == extracted.body_hash and not is_fed
        is_less_now = is_fed and bool(stored) and not all(map(_is_from_feed, stored))
        if is_less_now:
            # The page was read whole before; now it is a stub, or gives nothing.
            recorded = Recorded(status="stored", known=True, reason=extracted.reason)
        elif same_bytes and row["status"] in ("stored", "off_topic", "no_text"):
            recorded = Recorded(status=row["status"], known=True, reason=_lasting_reason(row))
        elif extracted.articles:
            alias = self._alias(page_id, row, sighting, stored)
            if alias is not None:
                return self._as_alias(page_id, row, sighting, alias)
            recorded = self._with_articles(page_id, row, sighting, stored)
            recorded = _fed(recorded, extracted) if is_fed else recorded
        else:
            recorded = Recorded(status="stored" if stored else "no_text", known=bool(stored), reason=extracted.reason)
        check = next_check(from_text(row["first_seen_at"]), now) if page.source_id is not None else None
        if _is_as_stored(recorded, stored):
            # What is kept is what the stored facts were read from: many pages move their time of publication later on.
            extracted = replace(extracted, raw=None)
        outcome = self._outcome(recorded.status, recorded.reason, extracted, now=now)
        self.database.settle_page(page_id, page, outcome, attempts=row["attempts"] + 1, next_check_at=check)
        if page.source_id is not None and recorded.status in ("stored", "off_topic"):
            note_address(self.database, page_id, page, now=now)
        if page.hints.content is not None:
            is_wanted = is_fed and (check or extracted.raw) is not None
            self._keep_content(page_id, page, recorded, is_wanted=is_wanted)
        return recorded

    def _outcome(self, status: PageStatus, reason: str | None, extracted: Extracted, *, now: datetime) -> PageOutcome:
        return PageOutcome(
            status=status,
            reason=reason,
            body_hash=extracted.body_hash,
            raw=extracted.raw,
            raw_until=self._raw_until(extracted, now),
        )

    def _keep_content(self, page_id: int, page: Page, recorded: Recorded, *, is_wanted: bool) -> None:
        """Keep the text that a feed carried for the next try. What brought nothing new may be older than what is kept:
        another address of the page may have been read meanwhile.
        """
        if not is_wanted or recorded.status != "stored":
            self.database.keep_content(page_id, None)
        elif recorded.new_articles or recorded.changed:
            self.database.keep_content(page_id, page.hints.content)

    def _alias(self, page_id: int, row: Row, sighting: Sighting, stored: list[Row]) -> Alias | None:
        """The stored page that a page which a source named is, under another address; asked when it is read first."""
        extracted = sighting.extracted
        if extracted.page.source_id is None or stored or row["status"] in ("stored", "off_topic"):
            return None
        alias = find_page(self.database, self.articles.outlets, extracted, self.config.duplicates, now=sighting.now)
        if alias is None and row["alias_of"] is not None:
            self.database.end_alias(page_id)
        return alias

    def _as_alias(self, page_id: int, row: Row, sighting: Sighting, alias: Alias) -> Recorded:
        """Note another address of a stored page. What is new in the text there is that page's revision."""
        extracted, now = sighting.extracted, sighting.now
        page, database = extracted.page, self.database
        outcome = PageOutcome(status="alias", reason=alias.reason, body_hash=extracted.body_hash)
        database.settle_page(page_id, page, outcome, attempts=row["attempts"] + 1, next_check_at=None)
        again = None if alias.for_good else next_check(from_text(row["first_seen_at"]), now)
        database.make_alias(page_id, of=alias.of, reason=alias.reason, next_check_at=again)
        note_address(database, page_id, page, of=alias.of, now=now)
        stored, target = database.articles_of_page(alias.of), database.page_row(alias.of)
        changed = False
        is_fed = any(map(_is_read_from_feed, extracted.articles))
        if is_fed:
            # The page takes the text up when it is tried next. Here, two addresses in one visit would take turns.
            database.keep_content(page_id, None)
            if alias.shows_revision and target and target["next_check_at"] and all(map(_is_from_feed, stored)):
                database.keep_content(alias.of, page.hints.content)
        elif alias.shows_revision and target is not None and len(stored) == len(extracted.articles):
            changed = self._with_articles(alias.of, target, sighting, stored).changed
        return Recorded(status="alias", known=True, changed=changed, reason=alias.reason)

    def _raw_until(self, extracted: Extracted, now: datetime) -> datetime | None:
        return None if extracted.raw is None else now + timedelta(days=self.config.keep.raw_days)

    def _with_articles(self, page_id: int, row: Row, sighting: Sighting, stored: list[Row]) -> Recorded:
        self.database.forget_sketches_of_page(page_id)
        new = copies = changed = 0
        free_position = max((before["position"] for before in stored), default=-1) + 1
        for article, before in pair_stories(sighting.extracted.articles, stored):
            if before is None:
                position = free_position if stored else article.story.position
                free_position += 1
                added = self.articles.add(page_id, position, article, sighting)
                new += added is not None
                copies += added or 0
            elif _is_from_feed(before) and not _is_read_from_feed(article):
                changed += self.articles.read_at_last(before, article, sighting)
            elif before["text_hash"] != text_hash(article):
                self.articles.take_revision(before, article, sighting)
                changed += 1
        if not stored and not new:
            known = row["status"] == "off_topic"
            return Recorded(status="off_topic", known=known, reason=f'not on the topic "{self.config.topic}"')
        return Recorded(status="stored", new_articles=new, copies=copies, changed=changed > 0, known=bool(stored))


def what_is_missing(stories: Sequence[Story], *, has_outlets: bool) -> str | None:
    """What the articles of an import have none of, in words: a person can still add it to the file."""
    missing = [] if all(story.title for story in stories) else [NO_TITLE]
    missing += [] if has_outlets else [NO_OUTLET]
    return "; ".join(missing) or None


def load_tables() -> None:
    """Build what the first record and the first match would build: tables of normal form and of agencies' names."""
    search_text("Words")
    registrable("names.example")
    later, earlier = ({"outlet": name, "domains": f'["{name}.example"]', "aliases": "[]"} for name in ("a", "b"))
    credit = {"kind": "text_origin", "name": "Reuters", "url": "https://reuters.com/"}
    is_credited(later, earlier, [credit], [], order_known=True)


def _fed(recorded: Recorded, extracted: Extracted) -> Recorded:
    """With why the text is the feed's."""
    if recorded.status != "stored":
        return recorded
    return replace(recorded, reason=f"{extracted.reason}; its text is the feed's")


def _is_as_stored(recorded: Recorded, stored: Sequence[Row]) -> bool:
    """Whether a page that was fetched again gave what is stored of it, read from the page itself."""
    is_known = recorded.status == "stored" and recorded.known and not (recorded.new_articles or recorded.changed)
    return is_known and bool(stored) and not any(map(_is_from_feed, stored))


def _is_read_from_feed(article: Article) -> bool:
    return is_from_feed(dict(article.story.origins_of).get("text"))


def _is_from_feed(stored: Row) -> bool:
    """Whether the text of a stored article is what a feed carried."""
    return is_from_feed(json.loads(stored["origins_of"] or "{}").get("text"))


def _may_be_tried(page: Page, row: Row) -> bool:
    """Whether a page that a source named failed for the time being. What reached a limit on a machine that was
    not busy gets a second chance; a third would cost as much.
    """
    has_failed = page.outcome in ("failed", "refused") and page.source_id is not None
    return has_failed and not (page.at_limit and row["reason"] == page.reason)


def _lasting_reason(row: Row) -> str | None:
    """Why a page has no article; the reason of a stored page was about a later attempt, and no longer holds."""
    return None if row["status"] == "stored" else row["reason"]
