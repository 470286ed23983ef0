"""Sitemaps: url sets, indexes, Google News tags, gzip; newest first, and archives left out."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listing import MAX_LINKS, Child
from crawler.sitemaps import choose_children, parse_sitemap

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
URL = "https://paper.example/sitemap.xml"
LIMIT = 5 * 2**20
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def parse(body: str | bytes, limit: int = LIMIT):  # type: ignore[no-untyped-def]
    return parse_sitemap(body.encode() if isinstance(body, str) else body, URL, None, NOW, limit)


def test_news_tags_become_hints_and_the_newest_comes_first() -> None:
    listing = parse(f"""<?xml version="1.0" encoding="UTF-8"?>
    <urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
    <url><loc>https://paper.example/1</loc><lastmod>2026-03-18</lastmod></url>
    <url><loc>https://paper.example/2</loc><lastmod>2026-03-20T11:00:00+00:00</lastmod>
      <image:image><image:loc>https://paper.example/2.jpg</image:loc><image:title>A picture</image:title></image:image>
      <news:news><news:publication><news:name>صحيفة</news:name><news:language>ar</news:language></news:publication>
      <news:publication_date>2026-03-20T09:00:00Z</news:publication_date><news:title>عنوان الخبر</news:title></news:news></url>
    <url><loc>/3</loc></url>
    </urlset>""")
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["2", "1", "3"]
    hints = listing.links[0].hints
    assert (hints.title, hints.outlet, hints.language) == ("عنوان الخبر", "صحيفة", "ar")
    assert (hints.published, hints.updated) == ("2026-03-20T09:00:00Z", "2026-03-20T11:00:00+00:00")


def test_old_entries_are_left_out_and_counted() -> None:
    entries = "".join(
        f"<url><loc>https://paper.example/{days}</loc><lastmod>{(NOW - timedelta(days=days)).date()}</lastmod></url>"
        for days in range(30)
    )
    listing = parse(f"<urlset {NS}>{entries}</urlset>")
    assert [link.url.rpartition("/")[2] for link in listing.links] == [str(days) for days in range(7)]
    assert listing.left_out == 23


def test_an_old_story_that_was_changed_today_is_news() -> None:
    listing = parse(
        f"<urlset {NS} xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://paper.example/1</loc>"
        "<lastmod>2026-03-20</lastmod><n:news><n:publication_date>2020-01-01</n:publication_date></n:news></url></urlset>"
    )
    assert len(listing.links) == 1


def test_an_index_names_its_sitemaps() -> None:
    listing = parse(
        f"<sitemapindex {NS}><sitemap><loc>https://paper.example/a.xml</loc><lastmod>2026-03-20</lastmod></sitemap>"
        "<sitemap><loc>b.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert listing.children == (
        Child(url="https://paper.example/a.xml", lastmod="2026-03-20"),
        Child(url="https://paper.example/b.xml.gz"),
    )


def test_the_most_promising_sitemaps_of_an_index_are_read_first() -> None:
    names = [
        "page-sitemap.xml",
        "post-sitemap1.xml",
        "post-sitemap12.xml",
        "tag-sitemap.xml",
        "author-sitemap.xml",
    ]
    undated = [Child(url=f"https://paper.example/{name}") for name in names]
    chosen = choose_children(tuple(undated), now=NOW, limit=2)
    assert [child.url.rpartition("/")[2] for child in chosen] == ["post-sitemap12.xml", "post-sitemap1.xml"]
    dated = [
        Child(url=f"https://paper.example/{day}.xml", lastmod=f"2026-03-{day}") for day in ("01", "18", "20", "19")
    ]
    chosen = choose_children(tuple(dated), now=NOW, limit=9)
    assert [child.url.rpartition("/")[2] for child in chosen] == ["20.xml", "19.xml", "18.xml"]


def test_a_gzip_is_unfolded_and_a_bomb_is_not() -> None:
    body = f"<urlset {NS}><url><loc>https://paper.example/1</loc></url></urlset>".encode()
    assert len(parse(gzip.compress(body)).links) == 1
    assert "unfolds to more" in str(parse(gzip.compress(b" " * 10_000_000), limit=1_000_000).problem)
    assert parse(b"\x1f\x8bbroken").problem


def test_plain_text_and_feeds_serve_as_sitemaps() -> None:
    assert [link.url for link in parse("https://paper.example/1\n\nhttps://paper.example/2\nnonsense\n").links] == [
        "https://paper.example/1",
        "https://paper.example/2",
    ]
    feed = '<rss version="2.0"><channel><item><link>https://paper.example/9</link></item></channel></rss>'
    assert [link.url for link in parse(feed).links] == ["https://paper.example/9"]


def test_a_broken_sitemap_gives_what_was_readable() -> None:
    listing = parse(f"<urlset {NS}><url><loc>https://paper.example/1</loc></url><url><loc>https://paper.example/2</l")
    assert [link.url for link in listing.links][:1] == ["https://paper.example/1"]


def test_entities_are_not_resolved() -> None:
    listing = parse(
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "https://evil.example/">]>'
        f"<urlset {NS}><url><loc>&y;1</loc></url><url><loc>https://paper.example/&amp;2&x;</loc></url></urlset>"
    )
    assert all("evil" not in link.url for link in listing.links)


@pytest.mark.parametrize("body", ["", "<html><body>no</body></html>", "plain words", "\x00\x00", "<"])
def test_what_is_no_sitemap_is_told_as_a_problem(body: str) -> None:
    listing = parse(body)
    assert listing.links == () and listing.problem


def test_a_huge_sitemap_is_cut() -> None:
    entries = "".join(f"<url><loc>https://paper.example/{n}</loc></url>" for n in range(5000))
    listing = parse(f"<urlset {NS}>{entries}</urlset>")
    assert (len(listing.links), listing.left_out) == (MAX_LINKS, 4000)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<urlset><url><loc>", b"\x1f\x8b", b"<sitemapindex>"]))
def test_no_bytes_make_it_raise(tail: bytes, head: bytes) -> None:
    parse(head + tail)
