"""Published times by the clock of their outlet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, news

from db.times import is_about, outlet_day, outlet_time, published_in_words, shown_time, time_in_words


@pytest.mark.parametrize(
    ("published_at", "offset", "time_zone", "expected"),
    [
        ("2025-03-20T22:30:00Z", "+02:00", None, "2025-03-21T00:30:00+02:00"),
        ("2025-03-21T02:30:00Z", "-05:00", "Asia/Beirut", "2025-03-20T21:30:00-05:00"),
        ("2025-03-20T22:30:00Z", "+00:00", None, "2025-03-20T22:30:00Z"),
        ("2025-03-20T22:30:00Z", "+00:00", "Asia/Beirut", "2025-03-21T00:30:00+02:00"),
        ("2025-03-20T22:30:00Z", None, "Asia/Beirut", "2025-03-21T00:30:00+02:00"),
        ("2025-03-20T22:30:00", None, "Asia/Beirut", "2025-03-20T22:30:00"),
        ("2025-03-20", None, "Asia/Beirut", "2025-03-20"),
        ("2025-03-20T22:30:00Z", None, "Nowhere/At_All", "2025-03-20T22:30:00Z"),
    ],
)
def test_a_time_is_that_of_the_outlets_clock(
    published_at: str, offset: str | None, time_zone: str | None, expected: str
) -> None:
    assert outlet_time(published_at, offset, time_zone) == expected
    assert outlet_day(published_at, offset, time_zone) == expected[:10]


def test_what_has_no_time_has_no_day() -> None:
    assert outlet_day(None, None, "Asia/Beirut") is None


@pytest.mark.parametrize(
    ("published_at", "offset", "time_zone", "expected"),
    [
        ("2025-03-20T22:30:15Z", None, None, "2025-03-20 22:30 UTC"),
        ("2025-03-20T22:30:00Z", "+00:00", "Europe/London", "2025-03-20 22:30 UTC"),
        ("2025-03-20T22:30:00Z", "-05:00", None, "2025-03-20 17:30 -05:00"),
        ("2025-03-20T22:30:00Z", None, "Asia/Beirut", "2025-03-21 00:30 +02:00"),
        ("2025-03-20T22:30:00", None, "Asia/Beirut", "2025-03-20 22:30 +02:00"),
        ("2025-03-20T22:30:00", None, None, "2025-03-20 22:30 (zone unknown)"),
        ("2025-03-20", None, "Asia/Beirut", "2025-03-20"),
    ],
)
def test_a_time_for_people_has_its_zone(
    published_at: str, offset: str | None, time_zone: str | None, expected: str
) -> None:
    row = {"published_at": published_at, "published_offset": offset, "time_zone": time_zone}
    assert published_in_words(row) == expected


def test_the_day_that_a_page_shows_beside_a_time_in_utc_is_its_day() -> None:
    assert outlet_day("2025-03-21T02:30:00Z", "+00:00", None, "2025-03-20") == "2025-03-20"
    assert outlet_day("2025-03-21T02:30:00Z", "+00:00", "Asia/Tokyo", "2025-03-20") == "2025-03-21"
    assert outlet_day("2025-03-21T02:30:00Z", "+02:00", None, "2025-03-20") == "2025-03-21"


def test_people_are_shown_the_outlets_clock_or_its_day_alone() -> None:
    row = {"published_at": "2025-03-21T02:30:00Z", "published_offset": "-05:00", "published_day": "2025-03-20"}
    assert shown_time(row) == "2025-03-20T21:30:00-05:00"
    assert shown_time(row | {"published_offset": "+00:00"}) == "2025-03-20"
    assert shown_time({"later_published_at": "2025-03-21T02:30:00Z"}, "later_") == "2025-03-21T02:30:00Z"
    assert shown_time({"published_at": None}) is None


def test_a_time_known_to_the_hour_says_so() -> None:
    row = {"published_at": "2025-03-20T08:36:00Z", "date_precision": "hour"}
    assert published_in_words(row) == "2025-03-20 about 08:36 UTC"
    assert published_in_words({**row, "date_precision": "minute"}) == "2025-03-20 08:36 UTC"


def test_whatever_shows_when_an_article_was_published_knows_how_exactly(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in (1, 2):
        desk.crawl(
            f"https://p{n}.example/1", {"text": news(1), "published": "2025-03-21T08:36:00Z", "precision": "hour"}
        )
    stored = desk.database
    [match] = desk.matches()
    [cluster] = stored.list_clusters(since=None, limit=None)
    [outlet] = [each for each in stored.list_outlets(since=None, limit=None) if each["name"] == "p1.example"]
    rows = [
        *desk.articles(),
        *stored.carriers_of_text(cluster["id"]),
        *stored.articles_of_outlet(outlet["id"], limit=9),
        *stored.search_page("intelligence", since=NOW - timedelta(days=1), skip=0, limit=9),
    ]
    assert len(rows) == 7
    assert {published_in_words(row) for row in rows} == {"2025-03-21 about 08:36 UTC"}
    for row, side in ((match, "later_"), (match, "earlier_"), (cluster, "earliest_")):
        assert (shown_time(row, side), is_about(row, side)) == ("2025-03-21T08:36:00Z", True)


@pytest.mark.parametrize("fraction", ["", ".1", ".110733", ",5"])
@pytest.mark.parametrize(
    ("zone", "words"), [("Z", "UTC"), ("+00:00", "UTC"), ("+02:00", "+02:00"), ("", "(zone unknown)")]
)
def test_fractions_of_a_second_are_not_read_as_a_zone(fraction: str, zone: str, words: str) -> None:
    assert time_in_words(f"2025-03-20T20:33:07{fraction}{zone}") == f"2025-03-20 20:33 {words}"
