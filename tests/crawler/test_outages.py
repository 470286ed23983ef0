"""Pages that fail are tried on with growing pauses, for a week and for as long as their source lists them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import HTML, Newsroom, Site, cut, response, rss, run

HOUR = timedelta(hours=1)


def row_of(room: Newsroom, path: str) -> dict[str, Any]:
    rows = room.database.list_pages(since=None, status=None, limit=None)
    return next(row for row in rows if row["url"].endswith(path))


@pytest.mark.parametrize(
    ("answer", "hours"),
    [
        (response("", status=500), 9),
        (response("", status=403), 30),
        (response("", status=503), 80),
        (response("", status=429, Retry_After="1"), 9),
        (response("", status=408), 9),
        (response("", status=404), 12),
        (response("", status=410), 100),
        (cut, 50),
        (response("", status=302, Location="/"), 20),
    ],
)
def test_after_an_outage_the_piece_comes_in(tmp_path: Path, answer: Any, hours: int) -> None:
    async def scenario() -> None:
        room = Newsroom(tmp_path)
        async with Site("127.0.9.81", {"/": HTML, "/1": answer}) as site:
            site.pages["/feed"] = rss("/1")
            start = room.now
            while room.now - start < hours * HOUR:
                await room.visit(site.url("/feed"))
                row = row_of(room, "/1")
                assert row["status"] in ("failed", "wanted") and row["reason"] and row["next_check_at"]
                room.restart()
                room.now += 2 * HOUR
            assert row["attempts"] < 8 + hours / 5
            site.pages["/1"] = HTML
            until = room.now + 26 * HOUR
            while row_of(room, "/1")["status"] != "stored" and room.now < until:
                await room.visit(site.url("/feed"))
                room.now += 2 * HOUR
            assert row_of(room, "/1")["status"] == "stored"

    run(scenario())


async def test_a_page_that_fails_for_longer_than_a_week_is_tried_while_its_source_lists_it(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    down = response("", status=500)
    async with Site("127.0.9.82", {"/1": down, "/2": down, "/3": HTML}) as site:
        site.pages["/feed"] = rss("/1", "/2")
        for _ in range(9):
            await room.visit(site.url("/feed"))
            room.now += 24 * HOUR
        site.pages["/feed"] = rss("/1", "/3")
        for _ in range(3):
            await room.visit(site.url("/feed"))
            room.now += 24 * HOUR
        listed, dropped = row_of(room, "/1"), row_of(room, "/2")
        assert listed["next_check_at"] and dropped["next_check_at"] is None
        assert "no longer lists it" in dropped["reason"]
        site.pages |= {"/1": HTML, "/2": HTML}
        await room.visit(site.url("/feed"))
        assert (row_of(room, "/1")["status"], row_of(room, "/2")["status"]) == ("stored", "failed")
        site.pages["/feed"] = rss("/2")
        await room.visit(site.url("/feed"))
        assert row_of(room, "/2")["status"] == "stored"


async def test_a_page_whose_site_asks_for_a_pause_says_when_it_is_tried_again(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.83", {"/2": HTML}) as site:
        site.pages |= {"/feed": rss("/1", "/2"), "/1": response("", status=429, Retry_After="600")}
        await room.visit(site.url("/feed"))
        asked, waiting = row_of(room, "/1"), row_of(room, "/2")
        assert (asked["attempts"], waiting["attempts"]) == (1, 0)
        assert "HTTP 429" in asked["reason"] and "asked for a pause" in waiting["reason"]
        assert asked["next_check_at"] == "2026-03-20T12:10:00Z"


async def test_a_page_that_always_asks_for_a_pause_keeps_no_other_page_of_its_site_waiting(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    moved = response("", status=302, Location="/story/2")
    async with Site("127.0.9.82", {"/2": moved, "/story/2": HTML, "/3": HTML}) as site:
        site.pages |= {"/feed": rss("/1", "/2", "/3"), "/1": response("", status=429, Retry_After="60")}
        for _ in range(3):
            await room.visit(site.url("/feed"))
            room.restart()
            room.now += timedelta(minutes=2)
        assert room.statuses() == {"1": "wanted", "2": "stored", "3": "stored"}
        assert site.paths().count("/1") == 2


async def test_another_source_that_names_a_failed_page_has_it_tried(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.84", {"/1": response("", status=500)}) as site:
        site.pages |= {"/a": rss("/1"), "/b": rss("/1")}
        await room.visit(site.url("/a"))
        site.pages |= {"/1": HTML, "/a": response("", status=500)}
        room.now += HOUR
        await room.visit(site.url("/b"))
        assert row_of(room, "/1")["status"] == "stored"


async def test_what_robots_txt_forbade_is_fetched_once_it_allows_it(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.85", {"/1": HTML}) as site:
        site.pages |= {
            "/feed": rss("/1"),
            "/robots.txt": response("User-agent: *\nDisallow: /1", kind="text/plain"),
        }
        await room.visit(site.url("/feed"))
        assert row_of(room, "/1")["status"] == "refused" and row_of(room, "/1")["next_check_at"]
        site.pages["/robots.txt"] = response("", status=404)
        room.restart()
        room.now += HOUR
        await room.visit(site.url("/feed"))
        assert row_of(room, "/1")["status"] == "stored"


async def test_an_error_of_any_type_is_an_error_and_a_redirect_a_redirect(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.96", {"/good": HTML}) as site:
        site.pages |= {
            "/500": response('{"error": 1}', status=500, kind="application/json"),
            "/403": response(b"\x89PNG", status=403, kind="image/png"),
            "/moved": response("{}", status=302, kind="application/json", Location="/good"),
            "/pdf": response(b"%PDF", kind="application/pdf"),
        }
        site.pages["/feed"] = rss("/500", "/403", "/moved", "/pdf")
        visit = await room.visit(site.url("/feed"))
        assert room.outcomes() == {
            "500": "failed: HTTP 500",
            "403": "failed: HTTP 403",
            "moved": "fetched",
            "pdf": "skipped: not a page but application/pdf",
        }
        assert (visit.failed, visit.skipped) == (2, 1)
        assert visit.message == "1 page failed: HTTP 500; 1 page failed: HTTP 403"
