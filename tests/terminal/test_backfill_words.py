"""How far a backfill is, and what it did, in words."""

from __future__ import annotations

from typing import Any

import pytest

from terminal.backfill_words import duration_words, is_whole, progress_words, summary


def progress(**given: Any) -> dict[str, Any]:
    return {
        "outlet": "City",
        "first_day": "2026-01-01",
        "last_day": "2026-01-31",
        "state": "done",
        "message": None,
        "is_dry": 0,
        "seconds_a_page": 2.0,
        "pages": 10,
        "articles": 8,
        "known": 0,
        "undated": 0,
        "later": 0,
        "listings": {"read": 3},
        "statuses": {"stored": 8, "off_topic": 2},
        **given,
    }


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (40, "40 s"), (600, "10 min"), (12000, "3 h 20 min"), (187200, "2 days 4 h")],
)
def test_durations_are_rounded_to_what_a_person_plans_by(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_the_summary_counts_every_page_once() -> None:
    assert summary(progress()) == (
        "City, 2026-01-01 to 2026-01-31: 10 pages of these days: 8 stored with 8 articles, 2 off topic; 3 listings read"
    )
    statuses = {"stored": 4, "no_text": 1, "failed": 2, "refused": 1, "alias": 1, "wanted": 1}
    words = summary(
        progress(
            state="stopped",
            message="stopped on request",
            articles=5,
            known=7,
            undated=3,
            statuses=statuses,
            listings={"read": 1, "partly": 1, "failed": 2, "skipped": 9, "waiting": 1},
        )
    )
    assert words == (
        "Stopped: City, 2026-01-01 to 2026-01-31: 10 pages of these days: 4 stored with 5 articles, 1 without a text, 1 "
        "known under another address, 1 refused, 2 failed, 1 not fetched yet, 7 known already, 3 without a date "
        "(--undated fetches them); 2 listings read, 3 not or not whole, 9 left out as not of these days, 1 not yet; "
        "stopped on request"
    )


def test_a_dry_run_says_how_long_it_takes() -> None:
    words = summary(progress(is_dry=1, pages=3600, seconds_a_page=1.0, statuses={}))
    assert "3,600 pages to fetch, about 60 min at the site's pace" in words
    assert "0 pages to fetch" in summary(progress(is_dry=1, pages=0, seconds_a_page=1.0, statuses={}))


def test_it_is_whole_when_it_came_to_its_end_and_nothing_failed() -> None:
    assert is_whole(progress())
    assert not is_whole(progress(state="stopped"))
    assert not is_whole(progress(statuses={"stored": 9, "failed": 1}))
    assert not is_whole(progress(listings={"read": 1, "partly": 1}))


def test_progress_distinguishes_listings_from_pages() -> None:
    assert progress_words(progress(state="waiting")) == "waits for its turn"
    reading = progress(state="running", seconds_a_page=None, listings={"read": 3, "waiting": 2})
    assert progress_words(reading) == "reading sitemaps and feeds: 3 of 5; 10 pages so far"
    fetching = progress(state="running", statuses={"stored": 4, "wanted": 6})
    assert progress_words(fetching) == "4 of 10 pages, about 12 s left"
