"""What a visit fetches: new links first, changed and due ones again, conditionally, within the limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.tables import Crawl
from crawler.discovery import plan
from crawler.listing import absolute, moment
from model import Hints, KnownPage, Link
from pipelines.recording.recheck import next_check
from pipelines.text.addresses import canonical_form

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SETTINGS = Crawl()


def link(number: int, updated: str | None = None) -> tuple[str, Link]:
    url = f"https://paper.example/{number}"
    return canonical_form(url), Link(url=url, hints=Hints(title=f"Story {number}", updated=updated))


def page(number: int, **more: object) -> KnownPage:
    key, given_link = link(number)
    known = KnownPage(
        id=number,
        url=given_link.url,
        canonical_url=key,
        status="stored",
        attempts=1,
        first_seen_at=NOW - timedelta(hours=2),
        fetched_at=NOW - timedelta(hours=2),
        next_check_at=NOW + timedelta(hours=4),
        updated_words="2026-03-20T09:00:00Z",
        etag='"e"',
        last_modified="Fri, 20 Mar 2026 09:00:00 GMT",
    )
    return replace(known, **more)  # type: ignore[arg-type]


def known_of(*pages: KnownPage) -> dict[str, KnownPage]:
    return {each.canonical_url: each for each in pages}


def test_new_links_come_first_in_the_listings_order_and_known_ones_are_left() -> None:
    made = plan([link(3), link(1), link(2)], known_of(page(1)), [], now=NOW, settings=SETTINGS)
    assert [(each.url[-1], each.why) for each in made.fetch] == [("3", "new"), ("2", "new")]
    assert (made.links, made.known, made.waiting) == (3, 1, 0)
    assert [key for key, _ in made.new] == [link(3)[0], link(2)[0]]


def test_a_link_that_stands_twice_counts_once_and_its_first_words_hold() -> None:
    first, second = link(1), (link(1)[0], Link(url="https://paper.example/1#x"))
    made = plan([first, second], {}, [], now=NOW, settings=SETTINGS)
    assert (made.links, len(made.new), made.fetch[0].url) == (1, 1, first[1].url)


def test_a_page_is_fetched_again_conditionally_when_the_listing_says_it_changed() -> None:
    made = plan([link(1, "2026-03-20T11:00:00Z")], known_of(page(1)), [], now=NOW, settings=SETTINGS)
    (fetch,) = made.fetch
    assert (fetch.why, fetch.etag, fetch.page_id) == ("changed", '"e"', 1)
    assert fetch.hints.updated == "2026-03-20T11:00:00Z"


@pytest.mark.parametrize(
    "words",
    [
        None,
        "2026-03-20T09:00:00Z",
        "2026-03-20T11:00:00+02:00",
        "Fri, 20 Mar 2026 09:00:00 GMT",
        "2026-03-19",
    ],
)
def test_the_same_moment_in_other_words_or_an_earlier_one_is_no_change(words: str | None) -> None:
    assert plan([link(1, words)], known_of(page(1)), [], now=NOW, settings=SETTINGS).fetch == ()


def test_a_listing_that_calls_everything_changed_is_not_believed() -> None:
    pages = [page(n) for n in range(20)]
    links = [link(n, "2026-03-20T11:59:00Z") for n in range(20)]
    made = plan(links, known_of(*pages), [], now=NOW, settings=SETTINGS)
    assert (made.fetch, made.distrusted) == ((), 20)


def test_due_pages_come_last_and_only_once() -> None:
    due = page(1, next_check_at=NOW - timedelta(minutes=1))
    made = plan([link(2), link(1, "2026-03-20T11:00:00Z")], known_of(due), [due], now=NOW, settings=SETTINGS)
    assert [(each.url[-1], each.why) for each in made.fetch] == [("2", "new"), ("1", "changed")]
    made = plan([link(2), link(1)], known_of(due), [due], now=NOW, settings=SETTINGS)
    assert [(each.url[-1], each.why) for each in made.fetch] == [("2", "new"), ("1", "due")]


def test_pages_that_failed_come_after_pages_that_were_not_tried_yet() -> None:
    often = page(1, status="wanted", attempts=7, next_check_at=NOW)
    once = page(2, status="failed", attempts=1, next_check_at=NOW)
    never = page(3, status="wanted", attempts=0, next_check_at=NOW)
    due = page(4, attempts=9, next_check_at=NOW)
    made = plan([link(5), link(1)], known_of(often), [often, once, never, due], now=NOW, settings=SETTINGS)
    assert [each.url[-1] for each in made.fetch] == ["5", "3", "4", "2", "1"]


def test_a_failed_page_waits_for_its_turn_and_is_then_fetched_whole() -> None:
    failed = page(1, status="failed", next_check_at=NOW + timedelta(minutes=10))
    assert plan([link(1)], known_of(failed), [], now=NOW, settings=SETTINGS).fetch == ()
    failed = replace(failed, next_check_at=NOW)
    (fetch,) = plan([link(1)], known_of(failed), [failed], now=NOW, settings=SETTINGS).fetch
    assert (fetch.etag, fetch.last_modified) == (None, None)


@pytest.mark.parametrize(
    ("hours", "is_tried"), [(23, False), (24, True), (None, True)], ids=["today", "a day ago", "never fetched"]
)
def test_a_failed_page_that_was_left_is_tried_once_a_day_while_it_is_listed(hours: int | None, is_tried: bool) -> None:
    fetched = None if hours is None else NOW - timedelta(hours=hours)
    left = page(1, status="failed", next_check_at=None, fetched_at=fetched)
    assert bool(plan([link(1)], known_of(left), [], now=NOW, settings=SETTINGS).fetch) == is_tried
    assert plan([link(2)], known_of(left), [], now=NOW, settings=SETTINGS).fetch[0].url.endswith("/2")


def test_what_is_beyond_the_limit_waits_and_is_counted_but_written_down() -> None:
    made = plan([link(n) for n in range(12)], {}, [], now=NOW, settings=Crawl(max_links_a_visit=5))
    assert (len(made.fetch), made.waiting, len(made.new)) == (5, 7, 12)
    waiting = [page(n, status="wanted", next_check_at=NOW, etag=None) for n in range(5, 12)]
    made = plan(
        [link(n) for n in range(12)],
        known_of(*waiting),
        waiting,
        now=NOW,
        settings=Crawl(max_links_a_visit=50),
    )
    assert {each.why for each in made.fetch if int(each.url.rpartition("/")[2]) >= 5} == {"wanted"}


@given(st.lists(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 40)), st.integers(1, 40))
def test_every_link_is_known_or_new_and_nothing_is_fetched_twice(
    listed: list[int], known: set[int], due: set[int], limit: int
) -> None:
    pages = known_of(*(page(n) for n in known))
    turns = [page(n, next_check_at=NOW) for n in sorted(due)]
    made = plan([link(n) for n in listed], pages, turns, now=NOW, settings=Crawl(max_links_a_visit=limit))
    keys = [each.canonical_url for each in made.fetch]
    assert len(keys) == len(set(keys)) <= limit
    assert made.known + len(made.new) == made.links == len(set(listed))
    assert {key for key, _ in made.new} == {link(n)[0] for n in set(listed) - known}


def test_a_page_is_looked_at_again_after_one_six_and_twenty_four_hours() -> None:
    seen, checks, now = NOW, [], NOW
    while (check := next_check(seen, now)) is not None:
        checks.append(check - seen)
        now = check
    assert checks == [timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)]


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("2026-03-20T09:00:00Z", 9),
        ("2026-03-20T11:00:00.123+02:00", 9),
        ("2026-03-20", 0),
        ("Fri, 20 Mar 2026 09:00:00 GMT", 9),
        ("20 Mar 2026 11:00 +0200", 9),
    ],
)
def test_the_dates_of_listings_are_read(words: str, hour: int) -> None:
    found = moment(words)
    assert found is not None and (found.day, found.hour) == (20, hour)


@pytest.mark.parametrize("words", [None, "", "yesterday", "٢٠ آذار", "9" * 200, "0000-00-00", "-1"])
def test_what_is_no_date_is_none(words: str | None) -> None:
    assert moment(words) is None


def test_addresses_that_name_different_stories_stay_apart() -> None:
    base = "https://paper.example/index.php"
    keys = {
        canonical_form(f"{base}{query}")
        for query in ("?123456", "?123457", "?newsid=1", "?newsid=2", "?p=1&utm_source=x")
    }
    assert len(keys) == 5
    assert canonical_form(f"{base}?b=1&a=2#top") == canonical_form(f"{base}?a=2&b=1")


@given(st.text(max_size=80))
def test_an_address_is_usable_or_none(text: str) -> None:
    found = absolute("https://paper.example/", text)
    assert found is None or canonical_form(found)
