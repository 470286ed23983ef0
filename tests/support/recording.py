"""What the tests of storing stand on: a database with a recorder, texts that share nothing, pages of any outcome."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from databases import new_database

from config.loading import parse_config
from config.tables import Config, SourceEntry
from db.store import Row
from db.writer import Writer
from model import COPIES, Extracted, Hints, Link, Page, Published, Recorded
from pipelines.alerting.texts import Alerting
from pipelines.alerts.deliver import deliver_due
from pipelines.outlets.names import outlet_of_source
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.recording.pages import Recorder

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)
TOPIC = "The ministry bought an artificial intelligence system, and the chatbot runs on machine learning"


def words(seed: int, count: int = 120) -> str:
    """Words that stand together nowhere else, about nothing."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(count))


def news(seed: int, count: int = 120) -> str:
    """The same, on the topic."""
    return f"{TOPIC}. {words(seed, count)}"


def extracted(page: Page, config: Config, *stories: dict[str, Any]) -> Extracted:
    """What a worker makes of a page with these stories: `text`, optional `title`, `published`, `precision`, `url`,
    `outlet`, `canonical`.
    """
    made = []
    for position, story in enumerate(stories):
        record = {"url": page.url, "text": story["text"], "title": story.get("title")}
        body = json.dumps(record).encode()
        story_page = replace(page, kind="record", body=body, page_id=None, source_id=None, visit_id=None)
        [article] = _prepared(story_page, PrepareSettings.of(config)).articles
        when = story.get("published")
        published = (
            Published(when=when, precision=story.get("precision", "second"), source="meta", words=when)
            if when
            else None
        )
        own = replace(
            article.story,
            position=position,
            published=published,
            url=story.get("url"),
            outlet=story.get("outlet"),
            canonical_url=story.get("canonical", page.final_url or page.url),
        )
        made.append(replace(article, story=own))
    # The page's bytes: too short to be read for an article, others where the stories are others.
    said = hashlib.sha256(json.dumps(stories).encode()).hexdigest().encode()
    read = prepare(replace(page, kind="text", body=said), PrepareSettings.of(config))
    return replace(read, articles=tuple(made), reason=None if made else "no article text")


@lru_cache(maxsize=2000)
def _prepared(page: Page, settings: PrepareSettings) -> Extracted:
    """`prepare` is pure, and the tests record the same stories again and again."""
    return prepare(page, settings)


class Desk:
    """A database with a recorder, under the configuration given as the text of a naskh.toml."""

    def __init__(self, folder: Path, toml: str = "", *, with_alerts: bool = True) -> None:
        self.config = parse_config(toml)
        self.path = folder / "naskh.db"
        self.database = new_database(self.path)
        # What a power cut would lose is not asked here.
        self.database.connection.execute("pragma synchronous = off")
        with self.database.transaction():
            self.database.save_outlets(self.config.outlet, now=NOW)
        self.watch(*self.config.source)
        self.run_id = self.database.start_run("run", version="0", config_hash="", now=NOW)
        self.recorder = Recorder(self.database, self.config, run_id=self.run_id, with_alerts=with_alerts)

    def watch(self, *entries: SourceEntry) -> None:
        with self.database.transaction():
            owners = [(entry, outlet_of_source(self.database, entry, now=NOW)) for entry in entries]
            self.database.save_sources(owners, now=NOW)

    def source_id(self, url: str = "https://wire.example/feed") -> int:
        found = [source.id for source in self.database.enabled_sources() if source.url == url]
        if found:
            return found[0]
        self.watch(*self.config.source, SourceEntry(url=url))
        return self.source_id(url)

    def page(
        self, url: str, *, at: datetime = NOW, source: str | None = None, hints: Hints | None = None, **facts: Any
    ) -> Page:
        """A page as a spider yields it: its row is there."""
        source_id = self.source_id(source) if source else self.source_id()
        page_id = self.database.want_pages(source_id, [(url, Link(url=url, hints=hints or Hints()))], now=at)[url]
        return Page(url=url, page_id=page_id, source_id=source_id, fetched_at=at, hints=hints or Hints(), **facts)

    def crawl(
        self, url: str, *stories: str | dict[str, Any], at: datetime = NOW, source: str | None = None, **facts: Any
    ) -> Recorded:
        """Record a page that was fetched, with these stories."""
        page = self.page(url, at=at, source=source, **facts)
        return self.recorder.record(extracted(page, self.config, *map(_story, stories)), now=at)

    def fail(
        self, url: str, *, at: datetime = NOW, outcome: Any = "failed", reason: str | None = "HTTP 500", **facts: Any
    ) -> Recorded:
        """Record a page that was not fetched, or not read."""
        page = self.page(url, at=at, outcome=outcome, reason=reason, **facts)
        return self.recorder.record(Extracted(page=page), now=at)

    def import_(self, url: str, *stories: str | dict[str, Any], key: str, at: datetime = NOW) -> Recorded:
        """Record a page that was imported."""
        page = Page(url=url, import_key=key)
        return self.recorder.record(extracted(page, self.config, *map(_story, stories)), now=at)

    def articles(self) -> list[Row]:
        return [*self.database.each_article(since=None, limit=None)][::-1]

    def pages(self) -> list[Row]:
        return self.database.list_pages(since=None, status=None, limit=None)[::-1]

    def page_of(self, url: str) -> Row:
        return next(row for row in self.pages() if row["url"] == url)

    def matches(self, *relations: str) -> list[Row]:
        return self.database.list_matches(relations=relations or COPIES, since=None, limit=None)[::-1]

    def pairs(self, *relations: str) -> set[tuple[int, int]]:
        return {(row["later_id"], row["earlier_id"]) for row in self.matches(*relations)}

    def clusters(self) -> list[set[int]]:
        return [
            set(self.database.cluster_members(row["id"], limit=1000))
            for row in self.database.list_clusters(since=None, limit=None)[::-1]
        ]

    def deliver(self, at: datetime = NOW) -> int:
        """Make messages of what may be told by now, and send them: how many were taken."""
        Alerting(self.database, self.config).composing.compose_due(now=at)
        with Writer(self.database.path) as writer:
            return asyncio.run(deliver_due(self.database, writer, self.config, clock=lambda: at, under_way={}))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What any tool that reads SQLite shows."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def alerts(self) -> list[Row]:
        return self.database.list_alerts(since=None, limit=None)[::-1]


def _story(story: str | dict[str, Any]) -> dict[str, Any]:
    return {"text": story} if isinstance(story, str) else story
