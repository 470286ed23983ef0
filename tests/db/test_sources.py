"""Sources in the database: how often they are visited as the configuration changes, and what upgrading keeps."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from databases import new_database

from config.tables import Crawl, SourceEntry
from db import Database
from db.migrations import SCHEMA
from model import Visit, VisitOutcome

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
URL = "https://paper.example/feed"


def row_of(database: Database) -> dict[str, Any]:
    [row] = database.list_sources(since=None, limit=None)
    return row


def bounds(database: Database) -> tuple[int, int, int]:
    row = row_of(database)
    return row["min_every_seconds"], row["every_seconds"], row["max_every_seconds"]


def save(database: Database, *, crawl: Crawl | None = None, **entry: Any) -> None:
    outlet = database.outlet_named("Paper", now=NOW)
    with database.transaction():
        database.save_sources([(SourceEntry(url=URL, **entry), outlet)], now=NOW, crawl=crawl)


def test_bounds_come_from_the_source_else_from_crawl_and_every_fixes_them(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        save(database)
        assert bounds(database) == (300, 900, 3600)
        save(database, crawl=Crawl(min_every=60, max_every=600))
        assert bounds(database) == (60, 600, 600)
        save(database, crawl=Crawl(min_every=60, max_every=600), max_every=3600)
        assert bounds(database) == (60, 600, 3600)
        save(database, min_every="3h")
        assert bounds(database) == (10800, 10800, 10800)
        save(database, max_every="1m")
        assert bounds(database) == (60, 60, 60)
        save(database, every="20m")
        assert bounds(database) == (1200, 1200, 1200)


def test_what_was_learnt_stays_over_a_restart_and_new_bounds_are_in_force_at_once(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        save(database)
        source_id = row_of(database)["id"]
        visit_id = database.start_visit(source_id, run_id=None, now=NOW)
        visit = Visit(id=visit_id, source_id=source_id, outcome="done")
        due = NOW + timedelta(minutes=40)
        database.finish_visit(visit, now=NOW, next_visit_at=due, every_seconds=2400, rush_seconds=99.5, reason="why")
        database.save_listing(source_id, etag='"1"', last_modified=None, body_hash="x", whole_at=NOW)
        save(database)
        [source] = database.enabled_sources()
        assert (source.every_seconds, source.rush_seconds, source.etag) == (2400, 99.5, '"1"')
        assert source.next_visit_at == due and row_of(database)["next_visit_reason"] == "why"
        save(database, max_every="30m")
        [source] = database.enabled_sources()
        assert (source.every_seconds, source.next_visit_at, source.etag) == (1800, None, '"1"')


def test_sources_that_others_visit_are_visited_here_again_once_nobody_else_does(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        save(database)
        database.assign_sources([URL])
        assert database.due_sources(now=NOW, limit=9) == []
        database.assign_sources(None)
        assert [source.url for source in database.due_sources(now=NOW, limit=9)] == [URL]


@pytest.mark.parametrize("outcome", ["failed", "refused"])
def test_a_source_fails_since_its_first_visit_that_gave_nothing(tmp_path: Path, outcome: VisitOutcome) -> None:
    with new_database(tmp_path / "news.db") as database:
        save(database)
        source_id = row_of(database)["id"]
        outcomes: list[VisitOutcome] = [outcome, "done", outcome, outcome]
        for hour, each in enumerate(outcomes):
            began = NOW + timedelta(hours=hour)
            visit_id = database.start_visit(source_id, run_id=None, now=began)
            visit = Visit(id=visit_id, source_id=source_id, outcome=each)
            database.finish_visit(visit, now=began + timedelta(minutes=1), next_visit_at=began)
        assert row_of(database)["failing_since"] == "2026-03-20T14:00:00Z"


def test_an_announcement_hastens_a_visit_and_delays_none(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        save(database)
        source_id = row_of(database)["id"]
        database.announce(source_id, now=NOW, at=NOW + timedelta(minutes=1))
        assert row_of(database)["next_visit_at"] is None
        visit = Visit(id=database.start_visit(source_id, run_id=None, now=NOW), source_id=source_id, outcome="done")
        database.finish_visit(visit, now=NOW, next_visit_at=NOW + timedelta(seconds=30), reason="soon anyway")
        database.announce(source_id, now=NOW, at=NOW + timedelta(minutes=1))
        assert row_of(database)["next_visit_reason"] == "soon anyway"


def test_upgrading_keeps_which_source_named_a_page(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    SCHEMA.apply(sqlite_utils.Database(path), stop_before="m031_when_and_where_sources_are_visited")
    with sqlite3.connect(path) as old:
        old.execute(
            "insert into outlets (id, name, domains, groups, first_seen_at) values (1, 'Paper', '[]', '[]', 'x')"
        )
        old.execute(
            "insert into sources (id, url, kind, outlet_id, every_seconds) values (1, ?, 'feed', 1, 900)", [URL]
        )
        old.execute(
            "insert into pages (id, key, url, canonical_url, status, source_id, first_seen_at) "
            "values (7, 'url:a', 'a', 'a', 'wanted', 1, '2026-03-01T00:00:00Z')"
        )
        old.execute("insert into pages (id, key, url, status, first_seen_at) values (8, 'file:b', 'b', 'stored', 'x')")
    with Database(path) as database:
        assert database.sources_of_pages([7, 8]) == {7: [URL]}
        [source] = database.enabled_sources()
        assert (source.min_every_seconds, source.every_seconds, source.max_every_seconds) == (900, 900, 900)


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_is_linked_once_to_each_source(tmp_path: Path, times: int) -> None:
    with new_database(tmp_path / "news.db") as database:
        outlet = database.outlet_named("Paper", now=NOW)
        entries = [(SourceEntry(url=f"{URL}{n}"), outlet) for n in range(2)]
        with database.transaction():
            database.save_sources(entries, now=NOW)
        from model import Link

        ids = database.want_pages(1, [("https://paper.example/1", Link(url="https://paper.example/1"))], now=NOW)
        for _ in range(times):
            for source_id in (2, 1):
                database.link_pages(source_id, [*ids.values(), *ids.values()], now=NOW)
        assert database.sources_of_pages([*ids.values()]) == {next(iter(ids.values())): [f"{URL}0", f"{URL}1"]}


def test_a_finding_about_one_source_is_not_reported_of_the_others_of_its_outlet(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        outlet = database.outlet_named("Paper", now=NOW)
        with database.transaction():
            database.save_sources([(SourceEntry(url=f"{URL}/{n}"), outlet) for n in (1, 2)], now=NOW, crawl=None)
            first = next(each for each in database.enabled_sources() if each.url == f"{URL}/1")
            for source_id, words in ((first.id, "it is silent"), (None, "texts are short")):
                database.add_finding(
                    outlet, source_id=source_id, kind=words, words=words, examples=(), habit={}, now=NOW
                )
        health = {row["url"]: row["health"] for row in database.list_sources(since=None, limit=None)}
        assert health == {f"{URL}/1": "it is silent; texts are short", f"{URL}/2": "texts are short"}


def test_of_several_hubs_a_source_shows_the_one_that_announces_else_the_newest(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        save(database)
        source_id = row_of(database)["id"]
        for name in ("old", "new", "newest"):
            hub = f"https://{name}.example/"
            database.want_subscription(source_id, hub=hub, topic=URL, path=f"/{name}")
        rows = database.due_subscriptions(now=NOW, limit=9)
        ids = {row["path"]: row["id"] for row in rows}
        database.note_subscription(ids["/new"], state="refused", message="new", next_try_at=NOW)
        database.note_subscription(ids["/newest"], state="asked", message="newest", next_try_at=NOW)
        assert row_of(database)["hub_message"] == "newest"
        database.note_subscription(ids["/old"], state="active", message="old", next_try_at=NOW)
        assert row_of(database)["hub_message"] == "old"
