"""Visits of listings that are written badly: what is good in them comes in, what is bad is reported in the visit."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from crawling import HTML, Newsroom, Site, response, rss, sitemap
from recording import news


@pytest.mark.slow
async def test_one_bad_sitemap_of_an_index_costs_its_own_links_only(tmp_path: Path) -> None:
    # The bomb takes all the time there is.
    room = Newsroom(tmp_path, parse_seconds=2.0)
    async with Site("127.0.9.71", {"/story/1": HTML, "/story/2": HTML}) as site:
        bad = {
            "/bomb.xml": response(gzip.compress(b"<" * 60_000_000), kind="application/gzip"),
            "/html.xml": HTML,
            "/gone.xml": response("", status=410),
            "/half.xml": response(sitemap("/story/2", "/story/long-address")[:-25], kind="text/xml"),
            "/good.xml": response(sitemap("/story/1"), kind="text/xml"),
        }
        site.pages |= bad
        named = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in bad)
        odd = "<sitemap><loc>http://[::1/</loc></sitemap><sitemap><loc>http://a..b:0/x.xml</loc></sitemap>"
        site.pages["/index.xml"] = response(f"<sitemapindex>{odd}{named}</sitemapindex>", kind="text/xml")
        visit = await room.visit(site.url("/index.xml"), "sitemap")
        assert (visit.outcome, visit.new) == ("done", 2)
        assert set(room.outcomes()) == {"story/1", "story/2"}
        for words in ("/html.xml: this is not a sitemap", "/gone.xml: HTTP 410", "breaks off", "a..b", "1 entry"):
            assert words in str(visit.message)

        site.pages |= {path: response("", status=500) for path in bad}
        lost = await room.visit(site.url("/index.xml"), "sitemap")
        assert lost.outcome == "failed" and "/good.xml: HTTP 500" in str(lost.message)


async def test_a_relative_link_that_fails_on_the_feeds_host_is_fetched_from_the_site(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.72", {"/2": HTML}) as feeds, Site("127.0.9.73", {"/1": HTML}) as paper:
        items = "".join(f"<item><link>/{n}</link></item>" for n in (1, 2, 3))
        feeds.pages["/feed"] = response(
            f"<rss><channel><link>{paper.url('/')}</link>{items}</channel></rss>", kind="text/xml"
        )
        visit = await room.visit(feeds.url("/feed"))
        assert (visit.new, visit.failed) == (2, 1)
        assert {page.final_url for page in room.pages if page.outcome == "fetched"} == {
            paper.url("/1"),
            feeds.url("/2"),
        }
        assert sorted(paper.paths()) == ["/1", "/3"]
        # It is remembered with the page: the next attempt knows the other address as well.
        paper.pages["/3"] = HTML
        room.now += timedelta(hours=2)
        await room.visit(feeds.url("/feed"))
        assert room.statuses()["3"] == "stored"


async def test_the_other_site_of_a_relative_link_is_guarded_like_any(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.74") as feeds:
        for home in ("http://127.0.0.1:1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://localhost/"):
            feeds.pages["/feed"] = response(
                f"<rss><channel><link>{home}</link><item><link>/{len(home)}</link></item></channel></rss>",
                kind="text/xml",
            )
            await room.visit(feeds.url("/feed"))
        assert len(room.pages) == 4
        assert all("private address refused" in str(page.reason) for page in room.pages)


async def test_a_feed_with_half_an_emoji_and_an_empty_link_is_visited(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.75", {"/1": HTML, "/2": HTML}) as site:
        site.pages["/feed"] = response(
            "<rss><channel><item><title>A &#55357;&#56832;</title><link>/1</link></item><item><link/></item>"
            "<item><title>B &#56832;</title><link>/2</link></item></channel></rss>",
            kind="text/xml",
        )
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.new, visit.skipped) == ("done", 2, 1)
        assert "1 entry without a usable web address (http or https, 4,000 characters at most)" in str(visit.message)
        site.pages["/feed"] = rss()
        assert (await room.visit(site.url("/feed"))).outcome == "done"


async def test_a_feed_of_whole_texts_without_addresses_says_so_at_each_visit(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    text = f"<content:encoded>{news(1)}</content:encoded>"
    async with Site("127.0.9.75") as site:
        site.pages["/feed"] = response(
            '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire</title><item>'
            f'<title>A</title><guid isPermaLink="false">a-1</guid>{text}</item></channel></rss>',
            kind="text/xml",
        )
        for _ in range(2):
            visit = await room.visit(site.url("/feed"))
            assert (visit.outcome, visit.grade) == ("failed", "empty")
            assert visit.message == "none of its entries has a web address, without which nothing is stored"
