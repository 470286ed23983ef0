"""Visits of sources that name one page under several addresses: one article, and no fetch more than needed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from crawling import Newsroom, Site, response
from recording import news

HOUR = timedelta(hours=1)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def piece(seed: int, *, head: str = "", title: str | None = None, more: str = "") -> str:
    """The page of a piece."""
    shown = title or f"Piece number {seed} of the day"
    return (
        f"<html><head><title>{shown}</title>{head}"
        '<meta property="article:published_time" content="2026-03-20T08:30:00Z"></head>'
        f"<body><article><h1>{shown}</h1><p>{news(seed)}</p>{more}</article></body></html>"
    )


def feed(*items: tuple[str, str]) -> Any:
    """A feed with these addresses and ids."""
    listed = "".join(
        f"<item><title>x</title><link>{url.replace('&', '&amp;')}</link>{_guid(guid)}</item>" for url, guid in items
    )
    return response(
        f'<rss version="2.0"><channel><title>Paper</title>{listed}</channel></rss>', kind="application/rss+xml"
    )


def _guid(guid: str) -> str:
    return f'<guid isPermaLink="false">{guid}</guid>' if guid else ""


def sitemap(*urls: str) -> Any:
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return response(f'<urlset xmlns="{SITEMAP}">{listed}</urlset>', kind="application/xml")


def aliases(room: Newsroom) -> dict[str, list[str]]:
    """Path of each page that is no alias -> the paths of its aliases."""
    rows = room.database.list_pages(since=None, status=None, limit=None)[::-1]

    def path(url: str) -> str:
        return "/" + url.partition("//")[2].partition("/")[2]

    return {path(row["url"]): [path(url) for url in row["aliases"]] for row in rows if row["status"] != "alias"}


async def test_campaigns_in_the_addresses_of_a_feed_that_change_at_each_fetch_cost_no_fetch_more(
    tmp_path: Path,
) -> None:
    async with Site("127.0.9.71") as site:
        room = Newsroom(tmp_path, stages=True)
        for n in range(4):
            paths = [f"/news/{page}?id={page}&utm_source=rss&utm_id={n}" for page in range(3)]
            site.pages["/feed"] = feed(*((site.url(path), "") for path in paths))
            # The second has no text, the third is not there.
            site.pages |= {paths[0]: piece(1), paths[1]: "<html><body><h1>Nothing</h1></body></html>"}
            visit = await room.visit(site.url("/feed"))
            assert (visit.links, visit.new, visit.known) == (3, n == 0, 3 * (n > 0))
        assert sorted(path for path in site.paths() if path.startswith("/news")) == [
            f"/news/{page}?id={page}&utm_source=rss&utm_id=0" for page in range(3)
        ]
        assert room.database.count_articles() == 1


async def test_old_links_that_a_first_visit_leaves_stay_left_under_other_campaigns(tmp_path: Path) -> None:
    async with Site("127.0.9.71") as site:
        room = Newsroom(tmp_path, stages=True, first_visit_links=1)
        for n in range(2):
            site.pages["/feed"] = feed(*((site.url(f"/{page}?utm_id={n}"), "") for page in "ab"))
            await room.visit(site.url("/feed"))
        assert [path for path in site.paths() if "utm_id" in path] == ["/a?utm_id=0"]


async def test_a_counter_beside_an_id_that_the_feed_gives_costs_no_fetch_more(tmp_path: Path) -> None:
    async with Site("127.0.9.71") as site:
        room = Newsroom(tmp_path, stages=True)
        for n in range(3):
            site.pages["/feed"] = feed((site.url(f"/news/1?rnd={n}"), "4711"))
            site.pages[f"/news/1?rnd={n}"] = piece(1)
            await room.visit(site.url("/feed"))
        assert [path for path in site.paths() if path.startswith("/news")] == ["/news/1?rnd=0"]


async def test_a_counter_alone_costs_one_fetch_more_and_no_article(tmp_path: Path) -> None:
    async with Site("127.0.9.71") as site:
        room = Newsroom(tmp_path, stages=True)
        head = f'<link rel="canonical" href="{site.url("/news/1")}">'
        for n in range(5):
            site.pages["/feed"] = feed((site.url(f"/news/1?rnd={n}"), ""))
            site.pages[f"/news/1?rnd={n}"] = piece(1, head=head)
            visit = await room.visit(site.url("/feed"))
            assert (visit.links, visit.new, visit.known) == (1, n == 0, n > 0)
        assert aliases(room) == {"/news/1?rnd=0": ["/news/1?rnd=1"]}
        assert len([path for path in site.paths() if path.startswith("/news")]) == 2
        assert room.database.count_articles() == 1


async def test_feed_and_sitemap_that_name_other_addresses_bring_each_piece_once(tmp_path: Path) -> None:
    async with Site("127.0.9.72") as site:
        for n in range(3):
            head = f'<meta property="og:url" content="{site.url(f"/news/{n}")}">'
            for path in (f"/news/{n}", f"/amp/news/{n}", f"/c/{n}?ref=rss&n=1"):
                site.pages[path] = piece(n, head=head)
        site.pages["/feed"] = feed((site.url("/amp/news/0"), "a"), (site.url("/c/1?ref=rss&n=1"), "b"))
        site.pages["/sitemap.xml"] = sitemap(*(site.url(f"/news/{n}") for n in range(3)))
        room = Newsroom(tmp_path, stages=True)
        first = await room.visit(site.url("/feed"))
        second = await room.visit(site.url("/sitemap.xml"), "sitemap")
        assert (first.new, second.links, second.new, second.known) == (2, 3, 1, 2)
        assert aliases(room) == {"/amp/news/0": ["/news/0"], "/c/1?ref=rss&n=1": ["/news/1"], "/news/2": []}
        assert room.database.list_matches(relations=("identical",), since=None, limit=None) == []


async def test_an_address_that_moved_is_the_page_whichever_was_named_first(tmp_path: Path) -> None:
    async with Site("127.0.9.73") as site:
        room = Newsroom(tmp_path, stages=True)
        site.pages["/old-1"] = response(status=301, Location="/new-1")
        site.pages["/old-2"] = response(status=308, Location="/new-2")
        site.pages["/new-1"], site.pages["/new-2"] = piece(1), piece(2)
        site.pages["/feed"] = feed((site.url("/old-1"), ""), (site.url("/new-2"), ""))
        await room.visit(site.url("/feed"))
        site.pages["/feed"] = feed((site.url("/new-1"), ""), (site.url("/old-2"), ""))
        await room.visit(site.url("/feed"))
        assert aliases(room) == {"/old-1": ["/new-1"], "/new-2": ["/old-2"]}
        # Each text was asked for once by each address, and the reached address by none.
        assert len(site.fetches_of("/new-1")) == 1
        assert room.database.count_articles() == 2


async def test_an_edited_slug_is_looked_at_again_through_its_page(tmp_path: Path) -> None:
    async with Site("127.0.9.74") as site:
        room = Newsroom(tmp_path, stages=True)
        site.pages["/bees"] = piece(1)
        site.pages["/feed"] = feed((site.url("/bees"), "4711"))
        await room.visit(site.url("/feed"))
        site.pages["/bees-and-wasps"] = piece(1, title="Bees and wasps", more=f"<p>{news(2, 30)}</p>")
        site.pages["/feed"] = feed((site.url("/bees-and-wasps"), "4711"))
        visit = await room.visit(site.url("/feed"))
        assert (visit.new, visit.changed) == (0, 1)
        [article] = room.database.each_article(since=None, limit=None)
        assert article["title"] == "Bees and wasps"
        assert len(room.database.revisions_of(article["id"])) == 1
        room.now += 2 * HOUR
        await room.visit(site.url("/feed"))
        assert len(site.fetches_of("/bees")) == 2 and len(site.fetches_of("/bees-and-wasps")) == 1


async def test_articles_whose_canonical_address_is_the_front_page_are_all_kept(tmp_path: Path) -> None:
    async with Site("127.0.9.75") as site:
        room = Newsroom(tmp_path, stages=True)
        for n in range(3):
            site.pages[f"/{n}.html"] = piece(n, head='<link rel="canonical" href="/">')
        site.pages["/feed"] = feed(*((site.url(f"/{n}.html"), "paper") for n in range(3)))
        visit = await room.visit(site.url("/feed"))
        assert visit.new == 3
        assert aliases(room) == {f"/{n}.html": [] for n in range(3)}
