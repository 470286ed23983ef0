"""When a source is visited next: between its bounds, by what it brings, by what its site asks for, and always with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.gate import MAX_PAUSE_SECONDS
from crawler.pace import JITTER, MOST_WISHED_SECONDS, next_visit, pace_after, span
from model import Found, Source, Visit, Wishes

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
MINUTE = 60
HOUR = 3600


def source(*, every: int = 15 * MINUTE, since: float | None = 15 * MINUTE, **more: Any) -> Source:
    bounds = {"min_every_seconds": 5 * MINUTE, "max_every_seconds": 2 * HOUR}
    last = None if since is None else NOW - timedelta(seconds=since)
    named = {"url": "https://paper.example/feed", "kind": "feed", "outlet": "Paper"}
    return Source(**{"id": 1, "every_seconds": every, "last_success_at": last, **named, **bounds, **more})


def visit(links: int = 30, known: int = 30, outcome: str = "done", **more: Any) -> Visit:
    return Visit(id=1, source_id=1, links=links, known=known, outcome=outcome, **more)  # type: ignore[arg-type]


def seconds(source: Source, visit: Visit, *, chance: float = 0.0) -> float:
    return (next_visit(source, visit, now=NOW, chance=chance).at - NOW).total_seconds()


sources = st.builds(
    lambda least, longer, share, since, failures, listed: source(
        every=round(least + share * longer),
        since=since,
        min_every_seconds=least,
        max_every_seconds=least + longer,
        failures=failures,
        listed=listed,
    ),
    least=st.integers(1, 2 * 86400),
    longer=st.integers(0, 7 * 86400),
    share=st.floats(0, 1),
    # Less than nothing where the clock was set back.
    since=st.none() | st.floats(-86400, 30 * 86400),
    failures=st.integers(0, 100),
    listed=st.none() | st.integers(0, 1000),
)
wishes = st.builds(
    Wishes,
    pause=st.floats(0, 1e9),
    fresh=st.floats(0, 1e12),
    update=st.floats(0, 1e12),
    crawl_delay=st.floats(0, 1e9),
)
visits = st.builds(
    lambda known, new, outcome, wishes: visit(known + new, known, outcome, wishes=wishes),
    known=st.integers(0, 1000),
    new=st.integers(0, 1000),
    outcome=st.sampled_from(["done", "unchanged", "failed", "refused"]),
    wishes=wishes,
)


@given(sources, visits, st.floats(-1, 1))
def test_the_pace_stays_between_its_bounds_and_no_visit_is_lost(source: Source, visit: Visit, chance: float) -> None:
    planned = next_visit(source, visit, now=NOW, chance=chance)
    assert source.min_every_seconds <= planned.every_seconds <= source.max_every_seconds
    assert planned.reason and planned.at > NOW
    assert planned.rush_seconds is None or planned.rush_seconds > 0
    longest = max(source.max_every_seconds, MAX_PAUSE_SECONDS, 86400)
    assert planned.at - NOW <= timedelta(seconds=longest * (1 + JITTER) + 1)


@given(sources, visits, st.floats(-1, 1))
def test_a_working_source_is_visited_between_its_bounds_give_or_take_a_tenth(
    source: Source, visit: Visit, chance: float
) -> None:
    good = replace(visit, outcome="done", wishes=replace(visit.wishes, pause=0.0))
    wait = seconds(source, good, chance=chance)
    assert source.min_every_seconds * (1 - JITTER) - 1 <= wait <= source.max_every_seconds * (1 + JITTER) + 1


@given(sources, visits, st.floats(-1, 1))
def test_no_visit_comes_before_a_pause_that_the_site_asks_for_is_over(
    source: Source, visit: Visit, chance: float
) -> None:
    asked = min(visit.wishes.pause, MAX_PAUSE_SECONDS)
    assert seconds(source, visit, chance=chance) >= asked - 1e-3


@given(sources, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_more_is_new_the_sooner_is_the_next_visit(source: Source, known: int, new: int, more: int) -> None:
    few = pace_after(source, visit(known + new + 4, known + 4), now=NOW)
    many = pace_after(source, visit(known + new + more + 4, known + 4), now=NOW)
    assert many <= few


@given(st.integers(1, 7 * 86400), visits, st.floats(-1, 1))
def test_what_the_user_fixed_stays_fixed(every: int, visit: Visit, chance: float) -> None:
    fixed = source(every=every, min_every_seconds=every, max_every_seconds=every)
    good = replace(visit, outcome="done", wishes=replace(visit.wishes, pause=0.0))
    planned = next_visit(fixed, good, now=NOW, chance=chance)
    assert planned.every_seconds == every and "as naskh.toml says" in planned.reason
    assert abs((planned.at - NOW).total_seconds() - every) <= every * JITTER + 1


@given(st.integers(2, 1000), st.integers(5 * MINUTE, 2 * HOUR))
def test_with_one_of_the_first_two_places_known_the_pace_stays(links: int, every: int) -> None:
    assert pace_after(source(every=every, since=every), visit(links, links - 1), now=NOW) == every


def test_all_known_is_too_early_and_none_known_too_late() -> None:
    assert pace_after(source(), visit(30, 30), now=NOW) > 15 * MINUTE
    assert pace_after(source(), visit(0, 0, "unchanged"), now=NOW) > 15 * MINUTE
    assert pace_after(source(), visit(30, 0), now=NOW) == 5 * MINUTE


def test_in_a_rush_like_the_last_one_half_of_the_list_stays_known() -> None:
    """Twelve of twelve places were new after an hour: half of them are in half an hour, a silent day later too."""
    rushed = source(every=HOUR, since=HOUR)
    planned = next_visit(rushed, visit(12, 1), now=NOW, chance=0)
    assert planned.rush_seconds == pytest.approx(HOUR * 6 / 11)
    quiet, paces = rushed, []
    for _ in range(100):
        quiet = source(every=planned.every_seconds, since=planned.every_seconds, rush_seconds=planned.rush_seconds)
        planned = next_visit(quiet, visit(12, 12), now=NOW, chance=0)
        paces.append(planned.every_seconds)
    assert 30 * MINUTE < paces[30] < 40 * MINUTE
    assert next_visit(source(rush_seconds=2.1 * HOUR), visit(), now=NOW, chance=0).rush_seconds is None


def test_a_few_new_pieces_are_no_rush() -> None:
    assert next_visit(source(), visit(30, 20), now=NOW, chance=0).rush_seconds is None


@pytest.mark.parametrize("gap_minutes", [15, 45, 90])
def test_what_came_is_held_against_the_time_in_which_it_came(gap_minutes: int) -> None:
    """A source that gives a piece in 15 minutes has that pace, however late it was visited."""
    late = source(since=gap_minutes * MINUTE)
    assert pace_after(late, visit(60, 60 - gap_minutes // 15), now=NOW) == 15 * MINUTE


def test_the_first_visit_and_visits_that_fail_teach_nothing() -> None:
    assert pace_after(source(since=None), visit(30, 0), now=NOW) == 15 * MINUTE
    assert pace_after(source(), visit(30, 0, "failed"), now=NOW) == 15 * MINUTE
    assert "until its habit is known" in next_visit(source(since=None), visit(30, 0), now=NOW, chance=0).reason


def test_a_silent_source_is_visited_more_and_more_rarely_and_a_busy_one_more_often() -> None:
    quiet, paces = source(), []
    for _ in range(12):
        paces.append(pace_after(quiet, visit(), now=NOW))
        quiet = source(every=paces[-1], since=paces[-1])
    assert paces == sorted(paces) and paces[-1] == 2 * HOUR
    busy = source(every=2 * HOUR, since=2 * HOUR)
    assert pace_after(busy, visit(30, 10), now=NOW) < 30 * MINUTE


@pytest.mark.parametrize(
    ("wishes", "minutes", "words"),
    [
        (Wishes(fresh=40 * MINUTE), 40, "Cache-Control or Expires"),
        (Wishes(update=50 * MINUTE), 50, "its feed"),
        (Wishes(crawl_delay=30 * MINUTE), 30, "Crawl-delay"),
        (Wishes(fresh=86400.0), MOST_WISHED_SECONDS / 60, "Cache-Control"),
        (Wishes(fresh=60.0), 18.75, "nothing new after 15 min, so every 19 min"),
    ],
)
def test_what_a_site_asks_for_is_respected_within_limits(wishes: Wishes, minutes: float, words: str) -> None:
    planned = next_visit(source(), visit(wishes=wishes), now=NOW, chance=0)
    assert (planned.at - NOW).total_seconds() == pytest.approx(minutes * MINUTE, abs=30)
    assert words in planned.reason


def test_a_wish_does_not_cost_pieces() -> None:
    """Ten of ten places are replaced within the hour for which the answer says that it is fresh."""
    busy = source(since=15 * MINUTE, every=6 * MINUTE)
    wait = seconds(busy, visit(10, 5, wishes=Wishes(fresh=HOUR)))
    assert wait < 30 * MINUTE
    assert seconds(source(rush_seconds=20 * MINUTE), visit(10, 10, wishes=Wishes(fresh=HOUR))) < 21 * MINUTE


def test_failures_are_tried_again_later_and_later_and_once_a_day_in_the_end() -> None:
    waits = [seconds(source(failures=n), visit(0, 0, "failed")) for n in range(40)]
    assert waits == sorted(waits) and waits[0] == 30 * MINUTE and waits[-1] == 86400
    assert "failed 3 times in a row" in next_visit(source(failures=2), visit(0, 0, "failed"), now=NOW, chance=0).reason


def test_an_index_of_sitemaps_in_the_place_of_a_feed_is_read_at_once() -> None:
    planned = next_visit(source(), visit(0, 0, found=Found(kind="sitemap", is_unread=True)), now=NOW, chance=1)
    assert planned.at == NOW and "sitemap" in planned.reason


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (45, "45 s"),
        (900, "15 min"),
        (7200, "2 h"),
        (9000, "2 h 30 min"),
        (2 * 86400 - 3600, "47 h"),
        (2 * 86400, "2 days"),
        (3 * 86400, "3 days"),
    ],
)
def test_a_span_of_time_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert span(seconds) == said
