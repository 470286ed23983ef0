"""An article on several pages is fetched page by page and stored as one, or noted as the first of several."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from crawling import Newsroom, Site, response, rss
from recording import news

from db.store import Row


def part(number: int, last: int, *, path: str = "/a") -> str:
    text = "".join(f"<p>{news(number * 10 + n, 40)}.</p>" for n in range(2))
    links = " ".join(f"<a href='{path}?page={n}'>{n}</a>" for n in range(1, last + 1))
    head = "<title>Long read</title>"
    return f"<html><head>{head}</head><body><article><h1>Long read</h1>{text}</article><nav>{links}</nav></body></html>"


def article(room: Newsroom) -> Row:
    [row] = room.database.each_article(since=None, limit=None)
    return row


async def test_three_pages_become_one_article(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.41") as site:
        site.pages = {"/feed": rss("/a"), "/a": part(1, 3), "/a?page=2": part(2, 3), "/a?page=3": part(3, 3)}
        visit = await room.visit(site.url("/feed"))
        assert (visit.new, visit.failed) == (1, 0)
        assert site.paths() == ["/feed", "/a", "/a?page=2", "/a?page=3"]
        row = article(room)
        assert row["url"] == site.url("/a")
        assert len(row["text"].split("\n\n")) == 6
        assert json.loads(row["origins_of"])["text"].endswith("; joined from 3 pages")

        # Read again from what was kept, it is the same.
        room.now += timedelta(hours=2)
        site.pages["/feed"] = rss("/a", "/b")
        await room.visit(site.url("/feed"))
        assert not room.database.revisions_of(row["id"])


async def test_a_page_that_fails_leaves_the_first_of_several_until_it_comes(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.42") as site:
        site.pages = {"/feed": rss("/a"), "/a": part(1, 2), "/a?page=2": response("Gone", status=500)}
        await room.visit(site.url("/feed"))
        origin = json.loads(article(room)["origins_of"])["text"]
        assert origin.endswith("; the first page of several, the next is missing: HTTP 500")

        room.now += timedelta(hours=2)
        site.pages["/a?page=2"] = part(2, 2)
        await room.visit(site.url("/feed"))
        assert len(article(room)["text"].split("\n\n")) == 4
        assert json.loads(article(room)["origins_of"])["text"].endswith("; joined from 2 pages")


async def test_no_more_than_ten_pages_are_joined_and_one_that_leads_back_ends_it(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.43") as site:
        site.pages = {f"/a?page={n}": part(n, 30) for n in range(2, 31)}
        site.pages |= {"/feed": rss("/a", "/b"), "/a": part(1, 30), "/b": part(50, 2, path="/b")}
        site.pages["/b?page=2"] = response("", status=302, Location="/b")
        await room.visit(site.url("/feed"))
        assert sum(path.startswith("/a") for path in site.paths()) == 10
        told = [json.loads(row["origins_of"])["text"] for row in room.database.each_article(since=None, limit=None)]
        assert any(each.endswith("; joined from 10 pages") for each in told)
        assert any(
            each.endswith("; the first page of several, the next is missing: it leads elsewhere") for each in told
        )
