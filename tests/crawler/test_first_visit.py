"""A new source does not flood the database: what its first visit leaves out, and where that is listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive_sites import feed, story
from crawling import Newsroom, Site, rss

from config.tables import Crawl
from crawler.first_visit import left_out, left_out_words
from model import Hints, Link

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def links(*days_ago: int | None) -> list[tuple[str, Link]]:
    return [
        (
            str(n),
            Link(url=str(n), hints=Hints(published=None if age is None else (NOW - timedelta(days=age)).isoformat())),
        )
        for n, age in enumerate(days_ago)
    ]


def left(*days_ago: int | None, **settings: int) -> list[str]:
    return [key for key, _, _ in left_out(links(*days_ago), {}, now=NOW, settings=Crawl(**settings))]


def test_what_is_old_is_left_out_and_what_has_no_date_is_not() -> None:
    assert left(1, 29, 31, None, 400) == ["2", "4"]
    assert left(1, 29, 31, None, 400, first_visit_days=0) == []


def test_the_newest_ten_are_kept_of_a_source_that_published_nothing_lately() -> None:
    assert left(*range(100, 120)) == [str(n) for n in range(10, 20)]
    assert left(*reversed(range(100, 120))) == [str(n) for n in range(10)]
    assert left(*range(100, 105)) == []


def test_the_newest_are_kept_whichever_end_of_the_listing_they_stand_at() -> None:
    assert left(1, 2, 3, 4, first_visit_links=2) == ["2", "3"]
    assert left(4, 3, 2, 1, first_visit_links=2) == ["0", "1"]
    assert left(None, None, None, first_visit_links=2) == ["2"]
    assert left(1, 2, 3, first_visit_links=0) == []


def test_the_reasons_are_counted_in_words() -> None:
    found = left_out(links(1, 2, 400), {}, now=NOW, settings=Crawl(first_visit_links=1))
    assert left_out_words(found) == (
        "2 links left out at the first visit: 1 not among the first 1 (crawl.first_visit_links), 1 older than 30 days "
        "(crawl.first_visit_days); `naskh pages --status skipped` lists them"
    )


async def test_a_first_visit_leaves_the_archive_of_a_feed_alone_and_lists_it_with_the_reason(tmp_path: Path) -> None:
    async with Site("127.0.9.92") as site:
        listed = [(site.url(f"/story-{n}"), (NOW - timedelta(days=n * 8)).date()) for n in range(10)]
        site.pages = {f"/story-{n}": story(n) for n in range(12)} | {"/feed": feed(listed)}
        room = Newsroom(tmp_path, first_visit_links=3)
        visit = await room.visit(site.url("/feed"))
        assert (visit.links, visit.skipped, visit.known) == (10, 7, 0)
        assert "7 links left out at the first visit" in (visit.message or "")
        assert room.statuses() == {f"story-{n}": "stored" if n < 3 else "skipped" for n in range(10)}
        [row] = [
            row for row in room.database.list_pages(since=None, status="skipped", limit=None) if "-9" in row["url"]
        ]
        assert row["reason"] == "left out at the first visit: older than 30 days (crawl.first_visit_days)"
        # The next visit follows what is new, however much that is, and nothing of what was left out.
        fresh = [site.url(f"/story-{n}") for n in (11, 10)]
        site.pages["/feed"] = rss(*fresh, *(url for url, _ in listed))
        visit = await room.visit(site.url("/feed"))
        assert (visit.links, visit.known, visit.new) == (12, 10, 2)
