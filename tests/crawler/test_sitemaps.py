"""Sitemaps: url sets, indexes, Google News tags, gzip; newest first, and archives left out."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listing import MAX_LINKS, Child
from crawler.sitemaps import MAX_BYTES, choose_children, parse_sitemap
from model import LinkRules

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


@pytest.mark.parametrize(("changed", "published"), [("2026-03-20", "2020-01-01"), ("2020-01-01", "2026-03-20")])
def test_a_story_is_news_by_its_later_time(changed: str, published: str) -> None:
    listing = parse(
        f"<urlset {NS} xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://paper.example/1</loc>"
        f"<lastmod>{changed}</lastmod><n:news><n:publication_date>{published}</n:publication_date></n:news></url></urlset>"
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
def test_what_is_no_sitemap_is_reported_as_a_problem(body: str) -> None:
    listing = parse(body)
    assert listing.links == () and listing.problem


def test_a_huge_sitemap_is_cut() -> None:
    entries = "".join(f"<url><loc>https://paper.example/{n}</loc></url>" for n in range(5000))
    listing = parse(f"<urlset {NS}>{entries}</urlset>")
    assert (len(listing.links), listing.left_out) == (MAX_LINKS, 4000)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<urlset><url><loc>", b"\x1f\x8b", b"<sitemapindex>"]))
def test_no_bytes_make_it_raise(tail: bytes, head: bytes) -> None:
    parse(head + tail)


def urls(*locs: str) -> str:
    return f"<urlset {NS}>" + "".join(f"<url><loc>{loc}</loc></url>" for loc in locs) + "</urlset>"


@pytest.mark.parametrize(
    ("loc", "query"),
    [
        ("https://paper.example/?cat=3&id=77", "cat=3&id=77"),
        ("https://paper.example/?a=1&copy=2&lt=3&amp=4", "a=1&copy=2&lt=3&amp=4"),
        ("https://paper.example/?a=1&amp;b=2", "a=1&b=2"),
        ("https://paper.example/?a=1&amp;amp;b=2", "a=1&b=2"),
        ("<![CDATA[https://paper.example/?a=1&id=2]]>", "a=1&id=2"),
        ("https://paper.example/?q=a<b&c=1", "q=a<b&c=1"),
        ("https://paper.example/?q=&#55357;1", "q=1"),
        ("https://paper.example/?q=\x011", "q=1"),
    ],
)
def test_an_address_with_bare_signs_is_the_one_that_was_meant(loc: str, query: str) -> None:
    listing = parse(urls("https://paper.example/1", loc, "https://paper.example/3"))
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["1", f"?{query}", "3"]


@pytest.mark.parametrize(
    "loc", ["", " ", "http://[::1/x", "mailto:a@b.example", "<b>https://x.example/</b>", "http://"]
)
def test_one_bad_address_costs_one_entry(loc: str) -> None:
    listing = parse(urls("https://paper.example/1", loc, "https://paper.example/3"))
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["1", "3"]
    assert listing.unusable == 1


@pytest.mark.parametrize("prefix", ["", "s:"])
def test_a_sitemap_that_breaks_off_gives_its_whole_entries_and_says_so(prefix: str) -> None:
    body = urls("https://paper.example/1", "https://paper.example/long-address").replace("xmlns=", "xmlns:s=")
    body = body.replace("</", f"</{prefix}").replace("<u", f"<{prefix}u").replace("<l", f"<{prefix}l")
    listing = parse(body[: body.index("-address")])
    assert [link.url for link in listing.links] == ["https://paper.example/1"]
    assert "breaks off" in str(listing.problem)
    assert len(parse(body).links) == 2 and parse(body).problem is None


def test_a_gzip_of_several_members_is_one_and_a_broken_one_is_used_as_far_as_it_goes() -> None:
    body = urls(*(f"https://paper.example/{n}" for n in range(500))).encode()
    members = gzip.compress(body[:9000]) + gzip.compress(body[9000:])
    assert len(parse(members).links) == 500 and parse(members).problem is None
    assert len(parse(gzip.compress(members)).links) == 500
    listing = parse(gzip.compress(body)[:-700])
    assert 0 < len(listing.links) < 500 and "breaks off" in str(listing.problem)
    assert len(parse(gzip.compress(body) + b"rubbish").links) == 500


def test_both_ends_of_a_long_undated_sitemap_are_read() -> None:
    listing = parse(urls(*(f"https://paper.example/{n}" for n in range(5000))))
    assert {"https://paper.example/0", "https://paper.example/4999"} <= {link.url for link in listing.links}


def test_a_sitemap_at_the_limits_of_the_protocol_is_read_whole() -> None:
    old = "<url><loc>https://paper.example/archive/a-long-address-{}</loc><lastmod>2019-05-01</lastmod></url>"
    rows = "".join(old.format(n) for n in range(49_999))
    fresh = "<url><loc>https://paper.example/fresh</loc><lastmod>2026-03-20T11:00:00Z</lastmod></url>"
    listing = parse(f"<urlset {NS}>{rows}{fresh}</urlset>", MAX_BYTES)
    assert [link.url for link in listing.links] == ["https://paper.example/fresh"]
    assert (listing.left_out, listing.problem) == (49_999, None)


def test_sitemaps_of_an_index_that_are_dated_long_ago_are_looked_into_now_and_then() -> None:
    old = [Child(url=f"https://paper.example/post-{n}.xml", lastmod="2024-01-01") for n in range(1, 5)]
    chosen = choose_children(tuple(old), now=NOW, limit=9)
    assert [child.url[-5:] for child in chosen] == ["4.xml", "3.xml"]
    fresh = Child(url="https://paper.example/news.xml", lastmod="2026-03-20")
    every, seen = timedelta(minutes=15), []
    for n in range(4 * 24 * 2):
        chosen = choose_children((*old, fresh), now=NOW + n * every, limit=9, every=every)
        assert chosen[0] == fresh
        seen += [child.url[-5] for child in chosen[1:]]
    assert len(seen) == 8 and set(seen) == {"1", "2", "3", "4"}
    # One that is visited once a day looks into one each time.
    daily = [choose_children((*old, fresh), now=NOW, limit=2, every=timedelta(days=1))[1:] for _ in range(2)]
    assert all(len(chosen) == 1 for chosen in daily)


def test_only_addresses_that_the_source_asks_for_are_taken() -> None:
    listing = parse_sitemap(
        urls("https://paper.example/news/1", "https://paper.example/sport/2").encode(),
        URL,
        None,
        NOW,
        rules=LinkRules(only="/news/"),
    )
    assert [link.url for link in listing.links] == ["https://paper.example/news/1"] and listing.left_out == 0


@pytest.mark.parametrize(
    "mess",
    [
        "</loc>",
        "</lastmod>",
        "<news:news>",
        "</url></url>",
        "</urlset>",
        "<loc>https://paper.example/x",
        "<a b='",
        "<?x",
    ],
)
def test_one_odd_entry_takes_no_other_with_it(mess: str) -> None:
    good = [f"<url><loc>https://paper.example/{n}</loc></url>" for n in range(3)]
    listing = parse(f"<urlset {NS}>{good[0]}<url>{mess}</url>{good[1]}{good[2]}</urlset>")
    assert {"0", "1", "2"} <= {link.url.rpartition("/")[2] for link in listing.links}


@pytest.mark.parametrize("beginning", [b"\0" * 100, b"\0", b"\0\0\0\0<", b"\x01\0", b"\xef\xbb\xbf\0"])
def test_what_begins_with_no_character_is_no_crash(beginning: bytes) -> None:
    broken = b"<\x01\0\0mlns sitemap-news><url><loc>https://paper.example/1</lmc><n:title>A</url></urlset>"
    whole = f"<urlset {NS}><url><loc>https://paper.example/1</loc></url></b></urlset>".encode()
    for body in (broken, whole):
        assert len(parse(beginning + body).links) <= 1
