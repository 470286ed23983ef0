"""Sources that are not what naskh.toml says: another kind, moved, lying about what changed, naming other sites."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from crawling import HTML, Newsroom, Site, response, row_of_source, rss, sitemap

FRONT = '<html><head>{}</head><body><a href="/2026/03/20/a-story-of-many-words-1">A story of very many words</a></body></html>'
STORY = "/2026/03/20/a-story-of-many-words-1"


def moved(to: str, status: int = 301) -> Any:
    return response("", status=status, Location=to)


@pytest.mark.parametrize("header", ["text/html", "text/plain", "image/png", "application/octet-stream"])
@pytest.mark.parametrize(
    ("called", "given", "body"),
    [
        ("feed", "feed", f"<rss version='2.0'><channel><item><link>{STORY}</link></item></channel></rss>"),
        ("sitemap", "feed", f"<rss version='2.0'><channel><item><link>{STORY}</link></item></channel></rss>"),
        (
            "front_page",
            "feed",
            f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{STORY}'/></entry></feed>",
        ),
        ("sitemap", "feed", f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"url": "{STORY}"}}]}}'),
        ("feed", "sitemap", sitemap(STORY)),
        ("front_page", "sitemap", sitemap(STORY)),
        ("front_page", "front_page", FRONT),
    ],
)
async def test_a_source_is_what_its_content_is(tmp_path: Path, called: str, given: str, body: str, header: str) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.101", {"/source": response(body, kind=header), STORY: HTML}) as site:
        visit = await room.visit(site.url("/source"), called)
        assert (visit.outcome, visit.new) == ("done", 1), visit.message
        assert row_of_source(room)["found_kind"] == given
        assert ("read as a" in str(visit.message)) == (called != given)


@pytest.mark.parametrize("called", ["feed", "sitemap"])
@pytest.mark.parametrize(
    ("page", "words"),
    [
        (FRONT.format(""), "a web page is in its place"),
        (FRONT.format('<link rel="alternate" type="application/rss+xml" href="/new/feed">'), "it names the feed"),
        ("<html><head><title>Just a moment...</title></head><body></body></html>", "a test for browsers"),
        ("<!doctype html><p>Gone", "a web page is in its place"),
    ],
)
async def test_a_web_page_in_the_place_of_a_listing_is_refused_with_the_reason(
    tmp_path: Path, called: str, page: str, words: str
) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.102", {"/source": page, STORY: HTML}) as site:
        visit = await room.visit(site.url("/source"), called)
        assert visit.outcome == "failed" and words in str(visit.message), visit.message
        assert site.paths() == ["/source"]


async def test_an_index_of_sitemaps_in_the_place_of_a_feed_is_read_at_the_next_visit(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    index = "<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
    pages = {"/feed": response(index, kind="text/xml"), "/news.xml": response(sitemap(STORY)), STORY: HTML}
    async with Site("127.0.9.103", pages) as site:
        first = await room.visit(site.url("/feed"))
        assert first.found is not None and first.found.is_unread
        second = await room.visit(site.url("/feed"))
        assert (second.outcome, second.new) == ("done", 1), second.message
        assert second.found is not None and not second.found.is_unread


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_redirect_is_remembered_and_undone_when_the_new_address_breaks(
    tmp_path: Path, status: int
) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.104", {"/1": HTML, "/2": HTML}) as site:
        site.pages |= {"/old": moved("/new", status), "/new": rss("/1")}
        await room.visit(site.url("/old"))
        assert row_of_source(room)["moved_to"] == site.url("/new")
        await room.visit(site.url("/old"))
        assert len(site.fetches_of("/old")) == 1 and len(site.fetches_of("/new")) == 2

        site.pages |= {"/new": response("", status=404), "/old": rss("/1", "/2")}
        visit = await room.visit(site.url("/old"))
        assert (visit.outcome, visit.new) == ("done", 1)
        assert "does not work any more (HTTP 404)" in str(visit.message)
        assert row_of_source(room)["moved_to"] is None and row_of_source(room)["moved_at"] is None
        before = len(site.fetches_of("/new"))
        await room.visit(site.url("/old"))
        assert len(site.fetches_of("/new")) == before


@pytest.mark.parametrize("broken", [HTML, response("", status=500), response("no feed", kind="text/plain"), "gone"])
async def test_a_moved_source_of_which_both_addresses_break_fails_with_the_reason(tmp_path: Path, broken: Any) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.105", {"/1": HTML}) as site:
        site.pages |= {"/old": moved("/new"), "/new": rss("/1")}
        await room.visit(site.url("/old"))
        if broken == "gone":
            del site.pages["/new"]
        else:
            site.pages["/new"] = broken
        visit = await room.visit(site.url("/old"))
        assert visit.outcome == "failed" and row_of_source(room)["moved_to"] is None
        site.pages["/new"] = rss("/1")
        assert (await room.visit(site.url("/old"))).outcome in ("done", "unchanged")
        assert row_of_source(room)["moved_to"] == site.url("/new")


async def test_what_follows_a_temporary_redirect_is_not_remembered(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.106", {"/1": HTML, "/c": rss("/1")}) as site:
        site.pages |= {"/b": moved("/c", 307), "/a": moved("/b", 302)}
        await room.visit(site.url("/a"))
        assert row_of_source(room)["moved_to"] is None
        site.pages["/a"] = moved("/b", 301)
        await room.visit(site.url("/a"))
        assert row_of_source(room)["moved_to"] == site.url("/b")
        site.pages["/b"] = moved("/c", 308)
        await room.visit(site.url("/a"))
        assert row_of_source(room)["moved_to"] == site.url("/c")


async def test_a_move_to_a_page_that_is_no_listing_is_not_remembered(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.107", {"/": FRONT, "/feed": moved("/")}) as site:
        visit = await room.visit(site.url("/feed"))
        assert visit.outcome == "failed" and "a web page is in its place" in str(visit.message)
        assert row_of_source(room)["moved_to"] is None


async def test_a_page_that_several_sources_name_is_one_page_with_all_of_them(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.108", {"/1": HTML, "/2": HTML}) as site:
        site.pages |= {"/a": rss("/1"), "/b": rss("/1", "/2"), "/map": response(sitemap("/1"), kind="text/xml")}
        await room.visit(site.url("/a"))
        await room.visit(site.url("/b"))
        await room.visit(site.url("/map"), "sitemap")
        await room.visit(site.url("/map"), "sitemap")
        pages = room.database.list_pages(since=None, status=None, limit=None)
        named = {row["url"].removeprefix(site.url("")): row["sources"] for row in pages}
        assert named == {"/1": [site.url(path) for path in ("/a", "/b", "/map")], "/2": [site.url("/b")]}
        assert len(site.fetches_of("/1")) == 1


async def test_links_of_a_sitemap_to_other_sites_are_refused_and_counted_those_of_a_feed_are_followed(
    tmp_path: Path,
) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.109", {"/1": HTML}) as site, Site("127.0.9.110", {"/ad": HTML}) as other:
        links = (site.url("/1"), other.url("/ad"), "https://casino.example/win", "https://casino.example/more")
        site.pages["/map"] = response(sitemap(*links), kind="text/xml")
        visit = await room.visit(site.url("/map"), "sitemap")
        assert (visit.outcome, visit.links, visit.new, visit.skipped) == ("done", 1, 1, 3)
        assert "3 links to other sites refused (casino.example 2, 127.0.9.110 1)" in str(visit.message)
        assert other.hits == []
        index = "<sitemapindex><sitemap><loc>/map2</loc></sitemap></sitemapindex>"
        site.pages |= {
            "/index": response(index, kind="text/xml"),
            "/map2": response(sitemap(*links), kind="text/xml"),
        }
        assert (await room.visit(site.url("/index"), "sitemap")).skipped == 3
        site.pages["/feed"] = rss(other.url("/ad"))
        assert (await room.visit(site.url("/feed"))).new == 1


async def test_a_sitemap_may_name_pages_of_its_outlets_other_domains(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.111") as site, Site("127.0.9.112", {"/1": HTML}) as other:
        with room.database.transaction():
            from config.tables import Outlet

            room.database.save_outlets([Outlet(name="Paper", domains=("127.0.9.112",))], now=room.now)
        site.pages["/map"] = response(sitemap(other.url("/1")), kind="text/xml")
        visit = await room.visit(site.url("/map"), "sitemap")
        assert (visit.new, visit.skipped) == (1, 0)


async def test_a_server_that_lies_about_what_changed_is_not_believed_any_more(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    pieces = 3
    is_honest = False

    def stuck(request: web.Request) -> web.Response:
        tag = f'"{pieces}"' if is_honest else '"always"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        links = "".join(f"<item><link>/{n}</link></item>" for n in range(1, pieces))
        return web.Response(text=f"<rss><channel>{links}</channel></rss>", headers={"ETag": tag})

    async with Site("127.0.9.113", {"/feed": stuck}) as site:
        assert (await room.visit(site.url("/feed"))).links > 0
        pieces += 1
        room.now += timedelta(minutes=55)
        assert (await room.visit(site.url("/feed"))).outcome == "unchanged"
        room.now += timedelta(minutes=10)
        assert (await room.visit(site.url("/feed"))).outcome == "done"
        # From now on each new piece is seen at once, also after visits at which there was none.
        for new in (1, 0, 1):
            pieces += new
            room.now += timedelta(minutes=5)
            visit = await room.visit(site.url("/feed"))
            assert (visit.outcome, visit.links - visit.known) == (("done", 1) if new else ("unchanged", 0))
        is_honest = True
        pieces += 1
        for _ in range(2):
            room.now += timedelta(minutes=5)
            await room.visit(site.url("/feed"))
        asked = [hit for hit in site.hits if hit.path == "/feed"]
        assert asked[-1].headers["If-None-Match"] == f'"{pieces}"'


async def test_a_server_that_tells_the_truth_is_tried_less_and_less_often(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)

    def feed(request: web.Request) -> web.Response:
        if "If-None-Match" in request.headers:
            return web.Response(status=304)
        body = "<rss><channel><item><link>/1</link></item></channel></rss>"
        return web.Response(text=body, headers={"ETag": '"1"'})

    async with Site("127.0.9.116", {"/feed": feed, "/1": HTML}) as site:
        for _ in range(4 * 24):
            await room.visit(site.url("/feed"))
            room.now += timedelta(hours=1)
        asked = [hit for hit in site.hits if hit.path == "/feed"]
        assert [n for n, hit in enumerate(asked) if "If-None-Match" not in hit.headers] == [0, 1, 3, 7, 15, 31, 55, 79]


async def test_the_same_body_is_unchanged_whatever_its_validators_say(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)

    def feed(request: web.Request) -> web.Response:
        body = "<rss><channel><item><link>/1</link></item></channel></rss>"
        return web.Response(text=body, headers={"ETag": f'"{len(site.hits)}"'})

    async with Site("127.0.9.114", {"/feed": feed, "/1": HTML}) as site:
        await room.visit(site.url("/feed"))
        assert (await room.visit(site.url("/feed"))).outcome == "unchanged"


async def test_a_visit_records_how_its_site_asks_to_be_visited(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.115") as site:
        body = "<rss version='2.0'><channel><title>P</title><ttl>45</ttl><item><link>/1</link></item></channel></rss>"
        site.pages = {
            "/robots.txt": response("User-agent: *\nCrawl-delay: 0.2\n", kind="text/plain"),
            "/feed": response(body, kind="text/xml", Cache_Control="max-age=600"),
            "/1": HTML,
        }
        wishes = (await room.visit(site.url("/feed"))).wishes
        assert (wishes.fresh, wishes.update, wishes.crawl_delay, wishes.pause) == (600, 2700, 0.2, 0)
        unchanged = await room.visit(site.url("/feed"))
        assert (unchanged.outcome, unchanged.wishes.update) == ("unchanged", 2700)
        site.pages["/feed"] = response("", status=503, Retry_After="900")
        paused = await room.visit(site.url("/feed"))
        assert paused.outcome == "failed" and 890 < paused.wishes.pause <= 900
