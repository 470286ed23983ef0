"""How a site asks to be visited, read from the headers of its answers and from its feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from crawler.wishes import fresh_seconds, linked, retry_seconds

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
URL = "https://paper.example/feed"


@pytest.mark.parametrize(
    ("cache_control", "expires", "more", "seconds"),
    [
        ("max-age=600", None, {}, 600),
        ("public, Max-Age = 600", None, {}, 600),
        ('max-age="600"', None, {}, 600),
        ("max-age=600", None, {"age": "200"}, 400),
        ("max-age=600", None, {"age": "2000"}, 0),
        ("s-maxage=600", None, {}, 0),
        ("no-cache, max-age=600", None, {}, 0),
        ("no-store", "Fri, 20 Mar 2026 13:00:00 GMT", {}, 0),
        (None, "Fri, 20 Mar 2026 13:00:00 GMT", {}, 3600),
        # The server's clock is an hour slow: what it means is half an hour.
        (None, "Fri, 20 Mar 2026 11:30:00 GMT", {"date": "Fri, 20 Mar 2026 11:00:00 GMT"}, 1800),
        ("public", "Fri, 20 Mar 2026 13:00:00 GMT", {}, 3600),
        ("max-age=60", "Fri, 20 Mar 2026 13:00:00 GMT", {}, 60),
        (None, "0", {}, 0),
        (None, "-1", {}, 0),
        (None, None, {}, 0),
    ],
)
def test_for_how_long_an_answer_is_fresh(
    cache_control: str | None, expires: str | None, more: dict[str, str], seconds: float
) -> None:
    assert fresh_seconds(cache_control, expires, now=NOW, **more) == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Mar 2026 12:30:00 GMT", 1800),
        ("Fri, 20 Mar 2026 14:30:00 +0200", 1800),
        ("Fri, 20 Mar 2026 11:30:00 GMT", 0),
        ("soon", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_a_retry_after_is_read_as_seconds_and_as_a_date(words: str | None, seconds: float | None) -> None:
    assert retry_seconds(words, now=NOW) == seconds


@given(*[st.none() | st.text(max_size=60)] * 4)
def test_no_header_makes_it_raise(cache: str | None, expires: str | None, date: str | None, age: str | None) -> None:
    assert fresh_seconds(cache, expires, date=date, age=age, now=NOW) >= 0
    assert (retry_seconds(cache, now=NOW) or 0) >= 0
    linked(cache, "hub")


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ('<https://hub.example/>; rel="hub"', "https://hub.example/"),
        ('<https://a.example/feed>; rel="self", <https://hub.example/>; rel=hub', "https://hub.example/"),
        ('<https://hub.example/>; title="a, b"; rel="self hub"', "https://hub.example/"),
        ('<https://hub.example/>; rel="github"', None),
        ("https://hub.example/; rel=hub", None),
        ("", None),
    ],
)
def test_a_link_header_names_the_hub(header: str, address: str | None) -> None:
    assert linked(header, "hub") == address


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl> 30 </ttl>", 1800),
        ("<ttl>soon</ttl>", 0),
        ("<ttl>-5</ttl>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86400),
        ("<sy:updatePeriod>often</sy:updatePeriod>", 0),
        ("", 0),
    ],
)
def test_a_feed_says_how_often_it_changes(said: str, seconds: float) -> None:
    body = (
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>P</title>'
        f"{said}<item><link>/1</link></item></channel></rss>"
    )
    assert parse_feed(body.encode(), URL).update_seconds == seconds


@pytest.mark.parametrize(
    "body",
    [
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>P</title>'
        '<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://paper.example/f"/>'
        "<item><link>/1</link></item></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><link rel="hub" href="https://hub.example/"/>'
        '<link rel="self" href="/f"/><entry><link href="/1"/></entry></feed>',
        '{"version": "https://jsonfeed.org/version/1.1", "title": "P", "feed_url": "https://paper.example/f", '
        '"hubs": [{"type": "rssCloud", "url": "https://x.example"}, {"type": "WebSub", "url": "https://hub.example/"}], '
        '"items": [{"url": "/1"}]}',
    ],
)
def test_a_feed_names_its_hub_and_itself(body: str) -> None:
    listing = parse_feed(body.encode(), URL)
    assert (listing.hub, listing.topic) == ("https://hub.example/", "https://paper.example/f")
    assert len(listing.links) == 1
