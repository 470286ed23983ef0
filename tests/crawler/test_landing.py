"""Where a fetch ended: withdrawn pieces lead to front pages and listings, and none of these is an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from crawling import HTML, Newsroom, Site, response, rss

from crawler.landing import no_article, place

PAPER = "https://www.paper.example"
LISTINGS = {place(f"{PAPER}/economy/latest.php"), place(f"{PAPER}/"), place(f"{PAPER}/feed")}
FRONT = "<html><head><title>Home</title></head><body>" + "<p>A long front page with many words in it.</p>" * 40


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/news/412345", "/"),
        ("/news/412345", "/?utm_source=gone"),
        ("/news/412345", "/index.html"),
        ("/news/412345", "/ar/"),
        ("/ar/news/412345", "/ar/home"),
        ("/?p=412345", "/"),
        ("/news/412345", "https://paper.example/feed/"),
        ("/news/412345", "/economy/latest.php"),
        ("/economy/2026/03/a-long-story-about-models", "/economy/"),
        ("/economy/412345-a-story", "/economy"),
        ("/news/412345", "/search?q=412345"),
        ("/news/412345", "https://other.example/"),
        ("/", "/"),
        ("/feed", "/feed"),
    ],
)
def test_a_front_page_or_listing_is_no_article(asked: str, reached: str) -> None:
    reached = reached if reached.startswith("http") else PAPER + reached
    assert no_article(PAPER + asked, reached, LISTINGS)


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/news/412345", "/news/412345"),
        ("/news/412345", "/news/412345/a-story-and-its-slug"),
        ("/news/412345/a-story", "/news/412345"),
        ("/news/412345/amp", "/news/412345/"),
        ("/a-story-about-models/amp", "/a-story-about-models"),
        ("/openai/amp", "/openai"),
        ("/?p=412345", "/2026/03/a-story"),
        ("/x", "/?p=412345"),
        ("/x", "/index.php?412345"),
        ("/x7Kp2a", "https://other.example/2026/03/a-story"),
        ("/tag/a-long-story-of-a-tag", "/tag/another-story"),
        ("/search/412345", "/search/412345-a"),
    ],
)
def test_another_address_of_an_article_is_one(asked: str, reached: str) -> None:
    reached = reached if reached.startswith("http") else PAPER + reached
    assert no_article(PAPER + asked, reached, LISTINGS) is None


def moved(to: str, status: int = 302):  # type: ignore[no-untyped-def]
    return lambda request: web.Response(status=status, headers={"Location": to})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_withdrawn_pieces_that_lead_to_the_front_page_give_no_article(tmp_path: Path, status: int) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.76", {"/": FRONT, "/section/": FRONT, "/ar": FRONT}) as site:
        site.pages |= {
            "/gone/1": moved("/", status),
            "/gone/2": moved("/away", status),
            "/away": moved("/ar", status),
            "/section/412345": moved("/section/", status),
            "/moved/4": moved("/story/4", status),
            "/story/4": HTML,
        }
        room.source(site.url("/section/"), "front_page")
        site.pages["/feed"] = rss("/gone/1", "/gone/2", "/section/412345", "/moved/4")
        visit = await room.visit(site.url("/feed"))
        assert (visit.new, visit.failed) == (0, 3)
        rows = {row["url"]: row for row in room.database.list_pages(since=None, status="failed", limit=None)}
        assert "front page" in rows[site.url("/gone/1")]["reason"]
        assert "front page" in rows[site.url("/gone/2")]["reason"]
        assert "listing" in rows[site.url("/section/412345")]["reason"]
        assert room.statuses()["moved/4"] == "no_text"


async def test_a_stored_piece_that_is_withdrawn_keeps_its_text(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.77", {"/": FRONT, "/story/1": HTML}) as site:
        site.pages["/feed"] = rss("/story/1")
        await room.visit(site.url("/feed"))
        room.database.connection.execute("update pages set next_check_at = '2026-03-20T12:00:00Z'")
        site.pages["/story/1"] = moved("/")
        await room.visit(site.url("/feed"))
        (row,) = room.database.list_pages(since=None, status=None, limit=None)
        assert row["status"] == "stored" and "front page" in row["reason"]


async def test_a_front_page_served_under_an_articles_address_is_no_article(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    front = (
        "<a href='/news/412345'>A laboratory opens in the old port</a><a href='/news/412346'>Another opens in it</a>"
    )
    async with Site("127.0.9.78", {"/": front, "/news/412345": front, "/news/412346": HTML}) as site:
        await room.visit(site.url("/"), "front_page")
        assert room.statuses() == {"news/412345": "failed", "news/412346": "stored"}
        site.pages["/feed"] = response(
            f"<rss><channel><link>{site.url('/home')}</link><item><link>/home</link></item></channel></rss>",
            kind="text/xml",
        )
        site.pages["/home"] = FRONT
        await room.visit(site.url("/feed"))
        assert room.statuses()["home"] == "failed"
