"""Every way in which a source gives nothing has its word: a real server answers, and the word stands in the tables."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from certificates import self_signed
from crawling import Newsroom, Site, cut, response, row_of_source, rss
from recording import news, words

from crawler.grades import PageSeen, Seen, grade_of_source, is_not_free, is_test_for_browsers
from pipelines.outlets.silence import notice_silence

HOUR = timedelta(hours=1)
TEST = "<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>"
ARTICLE = f"<html><body><h1>A headline</h1><p>{news(1)}</p></body></html>"
FEED = {"/feed": rss("/1", "/2", "/3")}


async def never(request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


@pytest.mark.parametrize(
    ("kind", "answer", "grade"),
    [
        ("feed", response("", status=404), "gone"),
        ("feed", response("", status=410), "gone"),
        ("feed", response("", status=401), "unauthorized"),
        ("feed", response("", status=402), "paywall"),
        ("feed", response("<title>Access denied</title>", status=403), "forbidden"),
        ("feed", response("", status=451), "forbidden"),
        ("feed", response("", status=403, cf_mitigated="challenge"), "challenge"),
        ("feed", response("", status=202, x_amzn_waf_action="challenge"), "challenge"),
        ("feed", response(TEST, status=403), "challenge"),
        ("feed", response(TEST, status=503), "challenge"),
        ("feed", response(TEST), "challenge"),
        ("front_page", response(TEST), "challenge"),
        ("sitemap", response(TEST), "challenge"),
        ("feed", response("", status=429), "rate_limited"),
        ("feed", response("", status=503, Retry_After="60"), "rate_limited"),
        ("feed", response("", status=503), "server_error"),
        ("feed", response("", status=500), "server_error"),
        ("feed", response("", status=400), "http_error"),
        ("feed", never, "timeout"),
        ("feed", cut, "broken_answer"),
        ("feed", response(b"\x1f\x8b\x08\x00 no gzip at all", Content_Encoding="gzip"), "broken_answer"),
        ("feed", response(b" " * 6_000_000), "too_large"),
        ("feed", response(ARTICLE), "not_a_feed"),
        ("feed", response(""), "not_a_feed"),
        ("feed", response('{"items": 3}', kind="application/json"), "not_a_feed"),
        ("sitemap", response(ARTICLE), "not_a_sitemap"),
        ("front_page", response(b"%PDF-1.7 ...", kind="application/pdf"), "not_a_page"),
        ("feed", response("", status=302, Location="/feed?again"), "elsewhere"),
        ("feed", response("", status=302, Location="http://127.0.10.1/feed"), "private"),
        ("feed", rss(), "empty"),
        ("front_page", response("<html><body><p>Nothing today.</p></body></html>"), "empty"),
    ],
)
async def test_a_listing_that_gives_nothing_is_graded(tmp_path: Path, kind: str, answer: Any, grade: str) -> None:
    # Megabytes take a busy machine longer.
    room = Newsroom(tmp_path, timeout_seconds=1 if answer is never else 20)
    async with Site("127.0.9.91", {"/feed": answer, "/feed?again": answer}) as site:
        visit = await room.visit(site.url("/feed"), kind)
    row = row_of_source(room)
    [listed] = room.database.list_visits(since=None, limit=None)
    assert (visit.grade, listed["grade"], row["grade"]) == (grade, grade, grade)
    assert visit.message or grade == "empty"
    assert room.source(row["url"]).grade == grade


async def test_robots_txt_certificates_and_hosts_that_are_not_there_are_graded(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    robots = {"/robots.txt": "User-agent: naskh\nDisallow: /", **FEED}
    async with Site("127.0.9.92", robots) as site:
        forbidden = site.url("/feed")
        assert (await room.visit(forbidden)).grade == "robots"
        assert [hit.path for hit in site.hits] == ["/robots.txt"]
    assert (await room.visit("http://127.0.9.93:1/feed")).grade == "unreachable"
    async with Site("127.0.9.94", FEED, context=self_signed(tmp_path, "127.0.9.94")) as site:
        assert (await room.visit(site.url("/feed"))).grade == "bad_certificate"
    async with Site("127.0.9.95", {"/robots.txt": response("", status=500), **FEED}) as site:
        assert (await room.visit(site.url("/feed"))).grade == "server_error"


@pytest.mark.parametrize(
    ("answer", "grade"),
    [
        (response("", status=404), "gone"),
        (response("", status=401), "unauthorized"),
        (response("", status=402), "paywall"),
        (response("", status=403), "forbidden"),
        (response(TEST, status=403), "challenge"),
        (response(TEST), "challenge"),
        (response("", status=500), "server_error"),
        (response(b"%PDF-1.7", kind="application/pdf"), "not_a_page"),
        (response("", status=302, Location="/"), "elsewhere"),
        (response("<html><body><h1>A headline</h1></body></html>"), "no_text"),
        (
            response(
                '<html><head><script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}'
                "</script></head><body><h1>A headline</h1><p>Subscribe to read on.</p></body></html>"
            ),
            "paywall",
        ),
    ],
)
async def test_a_good_feed_of_pages_without_text_does_not_work(tmp_path: Path, answer: Any, grade: str) -> None:
    room = Newsroom(tmp_path, stages=True)
    pages = {"/": "<html><body>Front</body></html>", **dict.fromkeys(("/1", "/2", "/3"), answer), **FEED}
    async with Site("127.0.9.96", pages) as site:
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.links, visit.grade) == ("done", 3, grade)
        rows = room.database.connection.execute("select distinct grade from pages").fetchall()
        assert [row["grade"] for row in rows] == [grade]
        since = row_of_source(room)["grade_since"]
        room.now += HOUR
        assert (await room.visit(site.url("/feed"))).grade == grade
        assert row_of_source(room)["grade_since"] == since
        # One text is a sign of life.
        site.pages |= {"/feed": rss("/1", "/2", "/3", "/4"), "/4": ARTICLE}
        room.now += HOUR
        visit = await room.visit(site.url("/feed"))
        row = row_of_source(room)
        assert (visit.grade, row["grade"], row["grade_since"]) == ("working", "working", None)


async def test_a_feed_that_cannot_be_read_within_the_limits_is_graded(tmp_path: Path) -> None:
    # Half a second of processor time, for a feed that takes more.
    room = Newsroom(tmp_path, parse_seconds=0.5)
    items = "".join(f"<item><title>{words(n, 40)}</title><link>/{n}</link></item>" for n in range(9000))
    feed = f'<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'
    async with Site("127.0.9.113", {"/feed": response(feed, kind="application/rss+xml")}) as site:
        visit = await room.visit(site.url("/feed"))
    assert (visit.grade, row_of_source(room)["grade"]) == ("unreadable", "unreadable")


async def test_a_source_that_names_nothing_new_for_longer_than_its_habit_is_silent(tmp_path: Path) -> None:

    async def look(room: Newsroom, site: Site, after: timedelta) -> None:
        await room.visit(site.url("/feed"))
        notice_silence(room.database, room.source(site.url("/feed")), now=room.now)
        room.now += after

    room = Newsroom(tmp_path)
    async with Site("127.0.9.114") as site:
        for hour in range(8):
            site.pages |= {"/feed": rss(*(f"/{n}" for n in range(hour + 1))), f"/{hour}": ARTICLE}
            await look(room, site, HOUR)
        assert row_of_source(room)["grade"] == "working"
        for _ in range(14):
            await look(room, site, 6 * HOUR)
        assert row_of_source(room)["grade"] == "silent" and "nothing new for 3 days" in row_of_source(room)["health"]
        site.pages |= {"/feed": rss("/8"), "/8": ARTICLE}
        await look(room, site, HOUR)
        assert row_of_source(room)["grade"] == "working"


async def test_a_refusal_is_not_gone_around_by_another_address(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.97") as feeds, Site("127.0.9.98", {"/1": ARTICLE}) as home:
        listed = "<item><title>Story</title><link>/1</link></item>"
        channel = f"<channel><title>Paper</title><link>{home.url('/')}</link>{listed}</channel>"
        feeds.pages["/feed"] = response(f'<rss version="2.0">{channel}</rss>', kind="application/rss+xml")
        feeds.pages["/1"] = response("", status=403)
        visit = await room.visit(feeds.url("/feed"))
        assert (visit.grade, home.paths()) == ("forbidden", [])


async def test_what_brought_text_before_still_works_when_nothing_is_new(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.99", {**FEED, "/1": ARTICLE, "/2": ARTICLE, "/3": ARTICLE}) as site:
        grades = []
        for change in (None, None, rss(), rss()):
            if change:
                site.pages["/feed"] = change
            grades.append((await room.visit(site.url("/feed"))).grade)
            room.now += HOUR
        assert grades == ["working", "working", "empty", "empty"]


@pytest.mark.parametrize(
    ("seen", "grade"),
    [
        (Seen(outcome="done"), None),
        (Seen(outcome="done", was_listed=True, links=3), None),
        (Seen(outcome="failed", fault="timeout", pages=[PageSeen(status="stored")]), "timeout"),
        (Seen(outcome="unchanged", pages=[PageSeen(status="off_topic")]), "working"),
        (Seen(outcome="unchanged", before="empty", pages=[PageSeen(status="stored")]), "empty"),
        (Seen(outcome="done", was_listed=True, drops_old=True, pages=[PageSeen(status="stored")]), "working"),
        (Seen(outcome="done", was_listed=True, drops_old=True), "empty"),
        (
            Seen(outcome="unchanged", pages=[PageSeen(status="failed", grade="gone"), PageSeen(status="no_text")]),
            "gone",
        ),
    ],
)
def test_the_grade_follows_from_what_is_seen(seen: Seen, grade: str | None) -> None:
    assert grade_of_source(seen) == grade


def test_an_article_with_the_scripts_of_such_a_test_is_an_article() -> None:
    script = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    assert not is_test_for_browsers(f"<title>News</title>{script}<p>{words(1)}</p>".encode())
    assert is_test_for_browsers(f"<title>News</title>{script}<p>{words(1, 12)}</p>".encode())
    assert not is_test_for_browsers(f"<title>News</title><p>{words(1, 12)}</p>".encode())


@pytest.mark.parametrize(("count", "is_test"), [(120, True), (220, False)])
def test_a_title_that_no_ordinary_page_has_allows_for_more_words(count: int, is_test: bool) -> None:
    page = f"<title>Just a moment...</title><p>{words(1, count)}</p>"
    assert is_test_for_browsers(page.encode()) == is_test


@pytest.mark.parametrize(
    ("page", "is_walled"),
    [
        ('{"isAccessibleForFree": false}', True),
        ('{"isAccessibleForFree":"False"}', True),
        ("{'isAccessibleForFree' : 'false'}", True),
        ('{"isAccessibleForFree": true}', False),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ("<p>Everything here is free.</p>", False),
    ],
)
def test_a_page_that_is_not_free_to_read_says_so(page: str, is_walled: bool) -> None:
    assert is_not_free(page.encode()) == is_walled
