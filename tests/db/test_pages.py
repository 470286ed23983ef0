"""Sources, visits and pages as they stand in the database, and what its views say to people."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news, words

from config.tables import Outlet, SourceEntry
from db.sources import back_off
from db.times import from_text, to_text
from model import Hints, Link, Visit

HOUR = timedelta(hours=1)
FEED = "https://wire.example/feed"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def visited(desk: Desk, **facts: Any) -> int:
    source_id = desk.source_id()
    visit_id = desk.database.start_visit(source_id, run_id=desk.run_id, now=NOW)
    visit = Visit(id=visit_id, source_id=source_id, **{"outcome": "done", **facts})
    desk.database.finish_visit(visit, now=NOW, next_visit_at=NOW + HOUR)
    return source_id


def test_an_address_is_written_down_once_before_it_is_fetched(desk: Desk) -> None:
    hints = Hints(title="محاريث", authors=("R. Haddad",), updated="yesterday")
    links = [("https://a.example/1", Link(url="https://a.example/1?", hints=hints))]
    first = desk.database.want_pages(desk.source_id(), links, now=NOW)
    assert desk.database.want_pages(desk.source_id(), links, now=NOW + HOUR) == first
    known = desk.database.known_pages(["https://a.example/1", "https://a.example/2"])
    [page] = known.values()
    assert (page.status, page.url, page.hints, page.first_seen_at) == ("wanted", "https://a.example/1?", hints, NOW)
    assert [page.id for page in desk.database.due_pages(desk.source_id(), now=NOW, limit=9)] == [*first.values()]


def test_pages_are_listed_with_status_and_reason(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    desk.fail("https://a.example/2")
    assert desk.database.page_counts() == {"stored": 1, "failed": 1}
    [failed] = desk.database.list_pages(since=None, status="failed", limit=None)
    assert (failed["url"], failed["reason"], failed["source"]) == ("https://a.example/2", "HTTP 500", FEED)
    assert desk.database.list_pages(since=NOW + HOUR, status=None, limit=None) == []


def test_a_source_is_due_at_its_time_and_at_once_when_it_was_never_visited(desk: Desk) -> None:
    def due(at: Any) -> int:
        return len(desk.database.due_sources(now=at, limit=9))

    desk.source_id()
    assert due(NOW) == 1
    visited(desk)
    assert (due(NOW + HOUR - timedelta(seconds=1)), due(NOW + HOUR)) == (0, 1)
    assert due(NOW - HOUR) == 1, "a clock that was set back must not silence a source"


def test_failures_are_counted_until_a_success(desk: Desk) -> None:
    counts = []
    for outcome in ("failed", "refused", "unchanged"):
        visited(desk, outcome=outcome, message=outcome)
        [row] = desk.rows("select failures, last_message, visits, last_success_at from source_health")
        counts.append(row)
    assert counts == [(1, "failed", 1, None), (2, "refused", 2, None), (0, "unchanged", 3, to_text(NOW))]
    assert [back_off(900, n).total_seconds() for n in (0, 1, 3, 50)] == [900, 1800, 7200, 86400]


def test_reasons_of_failures_are_counted_the_commonest_first(desk: Desk) -> None:
    for n, reason in enumerate(("HTTP 404", "HTTP 500", "HTTP 500")):
        desk.fail(f"https://wire.example/{n}", reason=reason)
    found = [(row["reason"], row["pages"]) for row in desk.database.failing_reasons(limit=9)]
    assert found == [("HTTP 500", 2), ("HTTP 404", 1)]
    assert len(desk.database.failing_reasons(limit=1)) == 1


def test_visits_that_a_killed_process_left_are_closed(desk: Desk) -> None:
    desk.database.start_visit(desk.source_id(), run_id=desk.run_id, now=NOW)
    assert (desk.database.abandon_visits(now=NOW), desk.database.abandon_visits(now=NOW)) == (1, 0)
    [visit] = desk.database.list_visits(since=None, limit=None)
    assert (visit["outcome"], visit["source_id"]) == ("failed", desk.source_id())


def test_what_is_set_anew_for_a_source_is_seen_at_once(desk: Desk) -> None:
    source_id = visited(desk)
    desk.database.save_listing(source_id, etag="e", last_modified="m", body_hash="h")
    desk.watch(SourceEntry(url=FEED))
    [same] = desk.database.enabled_sources()
    assert (same.etag, same.next_visit_at) == ("e", NOW + HOUR)
    desk.watch(SourceEntry(url=FEED, links="/news/"))
    [changed] = desk.database.enabled_sources()
    assert (changed.id, changed.etag, changed.body_hash, changed.next_visit_at) == (source_id, None, None, None)


def test_a_source_that_is_configured_no_more_is_left_alone_and_kept(desk: Desk) -> None:
    visited(desk)
    desk.watch()
    assert desk.database.enabled_sources() == []
    assert [row["enabled"] for row in desk.database.list_sources(since=None, limit=None)] == [0]


def test_an_outlet_takes_what_the_configuration_says(desk: Desk) -> None:
    outlet = Outlet(name="Valley Post", domains=("valley.example",), time_zone="Asia/Beirut", groups=("mine",))
    with desk.database.transaction():
        desk.database.save_outlets([outlet], now=NOW)
        desk.database.save_outlets([outlet], now=NOW)
    [row] = desk.database.list_outlets(since=None, limit=None)
    assert (row["name"], row["domains"], row["groups"]) == ("Valley Post", ["valley.example"], ["mine"])
    assert desk.database.outlet_of_domain(["m.valley.example", "valley.example"]) == row["id"]


def test_runs_are_written_down(desk: Desk) -> None:
    desk.database.finish_run(desk.run_id, outcome="stopped", now=NOW + HOUR)
    run = desk.database.last_run("run")
    assert run is not None
    assert (run["version"], run["outcome"], run["finished_at"]) == ("0", "stopped", to_text(NOW + HOUR))


def test_times_are_text_and_back() -> None:
    assert to_text(NOW + timedelta(microseconds=7)) == "2025-03-21T12:00:00Z"
    assert from_text("2025-03-21T12:00:00Z") == NOW


def test_the_views_count_what_the_program_counts(desk: Desk) -> None:
    visited(desk, links=5, new=4)
    for n, text in enumerate([news(1), news(1), news(1) + " amended", news(2)]):
        desk.crawl(f"https://p{n}.example/1", {"text": text, "title": f"Story {n}"}, at=NOW + n * HOUR)
    desk.crawl("https://p9.example/1", words(9))
    # The superseded match of a revision is no copy any more.
    desk.crawl("https://p2.example/1", news(1) + " amended again", at=NOW + 9 * HOUR)
    assert desk.rows("select count(*) from copies") == [(2,)] == [(desk.database.count_copies(),)]
    assert desk.rows("select article, earliest, outlet from cluster_articles") == [
        (1, 1, "p0.example"),
        (2, 0, "p1.example"),
        (3, 0, "p2.example"),
    ]
    assert desk.rows("select size from clusters") == [(3,)]
    assert desk.rows("select outlet, visits, articles, last_article_at from source_health") == [
        ("wire.example", 1, 4, to_text(NOW + 3 * HOUR))
    ]
    [first] = desk.rows("select relation, share_of_later, later_outlet, earlier_outlet, later_at from copies limit 1")
    assert first == ("identical", 1.0, "p1.example", "p0.example", to_text(NOW + HOUR))


def test_lists_can_be_cut_by_time_and_number(desk: Desk) -> None:
    for n in range(3):
        desk.crawl(f"https://p{n}.example/1", news(1), at=NOW + n * HOUR)
    assert [row["id"] for row in desk.database.each_article(since=NOW + HOUR, limit=None)] == [3, 2]
    assert [row["id"] for row in desk.database.each_article(since=None, limit=1)] == [3]
    assert len(desk.database.list_matches(relations=["identical"], since=NOW + 2 * HOUR, limit=None)) == 2
    assert desk.database.count_articles(since=NOW + HOUR) == 2
    assert desk.database.count_copies(since=NOW + 2 * HOUR) == 1


@pytest.mark.parametrize("limit", [None, 1, 2, 3, 4, 5, 9])
def test_a_list_that_is_read_some_rows_at_a_time_is_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    monkeypatch.setattr("db.articles._READ_AT_ONCE", 2)
    for n in range(5):
        desk.crawl(f"https://p{n % 2}.example/{n}", news(n), at=NOW + n * HOUR)
    assert [row["id"] for row in desk.database.each_article(since=None, limit=limit)] == [5, 4, 3, 2, 1][:limit]
    since = NOW + 2 * HOUR
    assert [row["id"] for row in desk.database.each_article(since=since, limit=limit)] == [5, 4, 3][:limit]
    whose = [next(desk.database.each_article(since=None, limit=1))["outlet_id"]]
    assert [row["id"] for row in desk.database.each_article(since=None, limit=limit, whose=whose)] == [5, 3, 1][:limit]
