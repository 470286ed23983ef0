"""What of a sitemap or a feed page is of the wanted days, and where it goes on."""

from __future__ import annotations

import gzip
import json
from datetime import date

from archive_sites import index, urlset

from crawler.past_days import Days
from crawler.past_listings import Past, older_page, past_of_feed, past_of_sitemap

MARCH = Days(first=date(2024, 3, 1), last=date(2024, 3, 31))
HERE = "https://a.example/feed"


def sitemap(body: bytes, *, within: Days | None = None, with_undated: bool = False) -> Past:
    return past_of_sitemap(body, "https://a.example/s.xml", None, MARCH, within, with_undated)


def test_thousands_of_entries_are_all_read_and_counted() -> None:
    days = [("2024-03-15", "in"), ("2023-03-15", "out"), ("2025-03-15", "later"), (None, "undated")]
    entries = [(f"https://a.example/{n}", days[n % 4][0]) for n in range(8000)]
    past = sitemap(urlset(entries).encode())
    assert (len(past.links), past.out, past.later, past.undated) == (2000, 2000, 2000, 2000)
    assert past.named == 8000
    assert len(sitemap(urlset(entries).encode(), with_undated=True).links) == 6000


def test_a_packed_sitemap_that_breaks_off_gives_what_is_readable() -> None:
    body = gzip.compress(urlset([(f"https://a.example/{n}", "2024-03-15") for n in range(3000)]).encode())
    past = sitemap(body[: len(body) // 2])
    assert 100 < len(past.links) < 3000 and past.problem


def test_an_index_names_what_is_read_and_why_the_rest_is_not() -> None:
    listed = [(f"https://a.example/s-2024-{month:02}.xml", None) for month in range(1, 13)]
    past = sitemap(index([*listed, listed[0]]).encode())
    assert len(past.children) == 12
    assert [child.url[-6:-4] for child in past.children if child.why_not is None] == ["02", "03", "04"]
    assert past.children[0].why_not == "named after 2024-01-01 to 2024-01-31"


def rss(head: str, *days: str) -> bytes:
    items = "".join(
        f"<item><title>t</title><link>https://a.example/{n}</link><pubDate>{day}</pubDate></item>"
        for n, day in enumerate(days)
    )
    return (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{head}{items}</channel></rss>'.encode()
    )


def test_a_feed_page_is_before_the_days_when_all_that_it_dates_is() -> None:
    old = past_of_feed(rss("", "Thu, 01 Feb 2024 10:00:00 GMT"), HERE, None, MARCH, False, 1)
    assert old.is_before and old.out == 1
    mixed = past_of_feed(
        rss("", "Mon, 01 Jan 2026 10:00:00 GMT", "Thu, 01 Feb 2024 10:00:00 GMT"), HERE, None, MARCH, False, 1
    )
    assert not mixed.is_before
    assert not past_of_feed(rss("", "once upon a time"), HERE, None, MARCH, False, 1).is_before


def test_the_older_page_of_a_feed_is_found_in_every_form() -> None:
    def older(body: bytes, number: int = 1) -> str | None:
        return older_page(body, HERE, number=number)

    both = '<atom:link rel="next" href="/p2"/><atom:link href="/a1?x=1&amp;y=2" rel="prev-archive"/>'
    assert older(rss(both)) == "https://a.example/a1?x=1&y=2"
    assert older(rss("<atom:link rel='next' href='?page=2'/>")) == "https://a.example/feed?page=2"
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="next" href="/no"/></entry><link rel="next" href="/p2"/></feed>'
    assert older(atom) == "https://a.example/p2"
    assert (
        older(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="next" href="/no"/></entry></feed>') is None
    )
    assert (
        older(json.dumps({"items": [], "next_url": "/feed.json?page=2"}).encode())
        == "https://a.example/feed.json?page=2"
    )
    wordpress = rss("<generator>https://wordpress.org/?v=6.5.2</generator>")
    assert older(wordpress) == "https://a.example/feed?paged=2"
    assert older_page(wordpress, f"{HERE}?paged=2&cat=7", number=2) == "https://a.example/feed?cat=7&paged=3"
    assert older(rss("")) is None and older(b"") is None and older(b"{broken") is None


def test_a_page_that_repeats_another_has_its_mark() -> None:
    one = past_of_feed(rss("", "a", "b"), HERE, None, MARCH, False, 1)
    other = past_of_feed(rss("<title>x</title>", "c", "d"), f"{HERE}?paged=2", None, MARCH, False, 2)
    assert one.mark == other.mark is not None
    assert past_of_feed(rss("", "a"), HERE, None, MARCH, False, 1).mark != one.mark
