"""A piece that stands whole in its feed is stored though its page gives nothing, and read from the page later."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from crawling import Newsroom, Site, response

from db.store import Row

LINES = [
    "Researchers in Sidon trained an artificial intelligence model to tell the bells of forty churches from each other.",
    "Machine learning needs many recordings, so three students climbed towers for a year with a borrowed microphone.",
    "Only the bell of Saint Elias fooled the chatbot, because a pair of jackdaws nests in it and always answers.",
]
OTHER_LINES = [
    "The port of Tyre asked a neural network which crane would fail next, and it named the one that had just been mended.",
    "Engineers laughed about the artificial intelligence until Tuesday, when that very crane dropped a box of oranges.",
    "The maker of the model now sells it to four other harbours, with a discount for those that grow no fruit of their own.",
]
WHOLE = "".join(f"<p>{line}</p>" for line in LINES)
PAGE = (
    f"<html><head><title>Forty bells</title></head><body><article><h1>Forty bells</h1>{WHOLE}</article></body></html>"
)
SHELL = "<!doctype html><html><head><title>App</title></head><body><div id=root></div></body></html>"


def feed(content: str, *, path: str = "/a") -> web.Response:
    item = f"<item><title>Forty bells</title><link>{path}</link><pubDate>Fri, 20 Mar 2026 09:30:00 +0200</pubDate>"
    body = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>P</title>'
    body += f"{item}<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    return web.Response(body=body.encode(), headers={"Content-Type": "application/rss+xml"})


def articles(room: Newsroom) -> list[Row]:
    return [*room.database.each_article(since=None, limit=None)]


def hints(room: Newsroom) -> dict[str, str]:
    return json.loads(room.database.connection.execute("select hints from pages").fetchone()[0])


async def test_a_forbidden_page_is_stored_from_its_feed_and_read_once_it_opens(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.31", {"/feed": lambda request: feed(WHOLE)}) as site:
        site.pages["/a"] = response("Forbidden", status=403)
        visit = await room.visit(site.url("/feed"))
        assert (visit.new, visit.failed) == (1, 0)
        [page] = room.database.list_pages(since=None, status=None, limit=None)
        assert (page["status"], page["reason"]) == ("stored", "HTTP 403; its text is the feed's")
        assert page["next_check_at"] is not None
        [article] = articles(room)
        assert article["text"].split("\n\n") == LINES
        assert article["published_at"] == "2026-03-20T07:30:00Z"
        assert json.loads(article["origins_of"])["text"] == "the feed (HTTP 403)"
        assert "content" in hints(room)

        # It fails again: nothing changes, and it is tried again.
        room.now += timedelta(minutes=6)
        await room.visit(site.url("/feed"))
        assert len(site.fetches_of("/a")) == 2
        [page] = room.database.list_pages(since=None, status=None, limit=None)
        assert (page["status"], page["attempts"]) == ("stored", 2)
        assert not room.database.revisions_of(article["id"])

        room.now += timedelta(minutes=30)
        site.pages["/a"] = PAGE.replace("always answers", "always answers at once")
        await room.visit(site.url("/feed"))
        [article] = articles(room)
        assert article["text"].endswith("answers at once.")
        assert json.loads(article["origins_of"])["text"] == "the page's own markup, read by trafilatura"
        assert [each["made_by"] for each in room.database.revisions_of(article["id"])] == ["naskh"]
        assert "content" not in hints(room)


async def test_a_page_read_whole_before_keeps_its_text_when_it_shows_less_or_nothing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.32", {"/feed": lambda request: feed(WHOLE), "/a": PAGE}) as site:
        await room.visit(site.url("/feed"))
        assert "content" not in hints(room)
        for answer in (SHELL, response("Forbidden", status=403)):
            room.now += timedelta(hours=5)
            site.pages["/a"] = answer
            await room.visit(site.url("/feed"))
        [article] = articles(room)
        assert json.loads(article["origins_of"])["text"] == "the page's own markup, read by trafilatura"
        assert not room.database.revisions_of(article["id"])


async def test_a_text_that_only_the_feed_gives_changes_with_the_feed(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.33", {"/feed": lambda request: feed(WHOLE), "/a": SHELL}) as site:
        await room.visit(site.url("/feed"))
        room.now += timedelta(hours=2)
        site.pages["/feed"] = lambda request: feed(WHOLE.replace("jackdaws", "starlings"))
        await room.visit(site.url("/feed"))
        [article] = articles(room)
        assert "starlings" in article["text"]
        assert [each["made_by"] for each in room.database.revisions_of(article["id"])] == ["outlet"]


async def test_a_teaser_in_a_feed_is_no_article(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    teaser = feed(f"{WHOLE}<p><a href='/a'>Read more</a></p>")
    async with Site("127.0.9.34", {"/feed": lambda request: teaser}) as site:
        site.pages["/a"] = response("Forbidden", status=403)
        visit = await room.visit(site.url("/feed"))
        assert (visit.new, visit.failed, articles(room)) == (0, 1, [])
        assert room.statuses() == {"a": "failed"}


def listing(*items: tuple[str, str, str]) -> web.Response:
    """A feed of pieces: each its path, its id and its text."""
    body = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>P</title>'
    for path, guid, content in items:
        body += f"<item><title>Forty bells</title><link>{path}</link><guid isPermaLink='false'>{guid}</guid>"
        body += "<pubDate>Fri, 20 Mar 2026 09:30:00 +0200</pubDate>"
        body += f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    return web.Response(body=f"{body}</channel></rss>".encode(), headers={"Content-Type": "application/rss+xml"})


def pages(room: Newsroom) -> dict[str, tuple[str, str | None]]:
    """Status and page that it is an alias of, by path and query."""
    rows = room.database.list_pages(since=None, status=None, limit=None)
    paths = {row["id"]: row["url"].partition("/")[2].partition("/")[2].partition("/")[2] for row in rows}
    return {paths[row["id"]]: (row["status"], paths.get(row["alias_of"])) for row in rows}


@pytest.mark.parametrize("answer", [response("Forbidden", status=403), SHELL])
async def test_a_piece_that_only_the_feed_gives_under_two_addresses_is_one_article(
    tmp_path: Path, answer: web.Response | str
) -> None:
    room = Newsroom(tmp_path, stages=True)
    both = [("/a", "1", WHOLE), ("/a?utm_source=rss", "2", WHOLE)]
    async with Site("127.0.9.35", {"/feed": lambda request: listing(*both)}) as site:
        site.pages["/a"] = answer
        await room.visit(site.url("/feed"))
        assert len(articles(room)) == 1
        assert pages(room) in (
            {"a": ("stored", None), "a?utm_source=rss": ("alias", "a")},
            {"a": ("alias", "a?utm_source=rss"), "a?utm_source=rss": ("stored", None)},
        )


async def test_a_piece_of_the_feed_under_an_edited_address_is_one_article_and_its_revision(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    edited = WHOLE.replace("forty churches", "forty-one churches")
    async with Site("127.0.9.36", {"/feed": lambda request: listing(("/bells", "4711", WHOLE))}) as site:
        site.pages["/bells"] = site.pages["/more-bells"] = response("Forbidden", status=403)
        await room.visit(site.url("/feed"))
        site.pages["/feed"] = lambda request: listing(("/more-bells", "4711", edited))
        room.now += timedelta(minutes=30)
        await room.visit(site.url("/feed"))
        assert pages(room) == {"bells": ("stored", None), "more-bells": ("alias", "bells")}
        assert len(articles(room)) == 1
        room.now += timedelta(hours=25)
        await room.visit(site.url("/feed"))
        [article] = articles(room)
        assert "forty-one churches" in article["text"]
        assert [each["made_by"] for each in room.database.revisions_of(article["id"])] == ["outlet"]

        again = edited.replace("jackdaws", "starlings")
        site.pages["/feed"] = lambda request: listing(("/more-bells", "4711", again))
        room.now += timedelta(hours=25)
        await room.visit(site.url("/feed"))
        [article] = articles(room)
        assert "starlings" in article["text"] and len(room.database.revisions_of(article["id"])) == 2


async def test_the_feed_s_text_under_another_address_takes_no_place_of_a_page_read_whole(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    less = WHOLE.replace("with a borrowed microphone", "")
    async with Site("127.0.9.37", {"/feed": lambda request: listing(("/bells", "4711", WHOLE))}) as site:
        site.pages["/bells"], site.pages["/more-bells"] = PAGE, response("Forbidden", status=403)
        await room.visit(site.url("/feed"))
        for answer in (response("Forbidden", status=403), SHELL):
            site.pages["/feed"] = lambda request: listing(("/more-bells", "4711", less))
            site.pages["/more-bells"] = answer
            room.now += timedelta(minutes=30)
            await room.visit(site.url("/feed"))
            assert pages(room)["more-bells"] == ("alias", "bells")
            [article] = articles(room)
            assert "borrowed microphone" in article["text"]
            assert not room.database.revisions_of(article["id"])


async def test_two_pieces_of_the_feed_stay_apart(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    other = "".join(f"<p>{line}</p>" for line in reversed(OTHER_LINES))
    async with Site("127.0.9.38", {"/feed": lambda r: listing(("/a", "1", WHOLE), ("/b", "2", other))}) as site:
        site.pages["/a"] = site.pages["/b"] = response("Forbidden", status=403)
        await room.visit(site.url("/feed"))
        assert pages(room) == {"a": ("stored", None), "b": ("stored", None)}
        assert len(articles(room)) == 2
