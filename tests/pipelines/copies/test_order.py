"""Which of two articles came first, and whether their times can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import DatePrecision
from pipelines.copies.order import Timing, in_words, order_at, order_of

SEEN = datetime(2025, 3, 21, 12, tzinfo=UTC)


def timing(
    article_id: int,
    published: str | None = None,
    *,
    seen: datetime = SEEN,
    zone: str | None = None,
    watched: bool = True,
    position: int = 0,
    precision: DatePrecision | None = None,
) -> Timing:
    return Timing(
        article_id=article_id,
        position=position,
        published_at=published,
        first_seen_at=seen,
        time_zone=zone,
        watched=watched,
        precision=precision,
    )


def place_of(one: Timing) -> str:
    return order_at(one.published_at, first_seen_at=one.first_seen_at, time_zone=one.time_zone)


def test_the_earlier_published_came_first_though_it_was_seen_later() -> None:
    order = order_of(
        timing(1, "2025-03-20T10:47:00Z"),
        timing(2, "2025-03-20T10:00:00Z", seen=SEEN + timedelta(hours=3)),
    )
    assert (order.first, order.known, order.reason) == (2, True, "published 47 min later")


def test_the_same_published_time_decides_nothing() -> None:
    order = order_of(timing(2, "2025-03-20T10:00:00Z"), timing(1, "2025-03-20T10:00:00Z"))
    assert (order.first, order.known) == (1, False)
    assert "at the same time" in order.reason


def test_a_day_does_not_tell_which_came_first_on_that_day() -> None:
    order = order_of(timing(1, "2025-03-20", zone="UTC"), timing(2, "2025-03-20T10:00:00Z"))
    assert not order.known
    assert "not exact enough" in order.reason


def test_days_far_apart_tell_even_where_the_zone_is_not_known() -> None:
    order = order_of(timing(1, "2025-03-15"), timing(2, "2025-03-10"))
    assert (order.first, order.known, order.reason) == (2, True, "published at least 2 days later")


def test_days_in_a_row_do_not_tell_where_the_zone_is_not_known() -> None:
    assert not order_of(timing(1, "2025-03-19"), timing(2, "2025-03-18")).known


def test_days_in_a_row_tell_where_the_zones_are_known() -> None:
    order = order_of(timing(1, "2025-03-19", zone="Asia/Beirut"), timing(2, "2025-03-18", zone="Asia/Beirut"))
    assert (order.first, order.known, order.reason) == (2, True, "published later")


def test_a_time_without_a_zone_is_read_in_its_outlets_zone() -> None:
    local, other = timing(1, "2025-03-20T12:30:00", zone="Asia/Beirut"), timing(2, "2025-03-20T11:00:00Z")
    order = order_of(local, other)
    assert (order.first, order.known, order.reason) == (1, True, "published 30 min later")
    assert place_of(local) == "2025-03-20T10:30:00Z"


def test_a_time_without_a_known_zone_may_be_half_a_day_off() -> None:
    assert not order_of(timing(1, "2025-03-20T12:30:00"), timing(2, "2025-03-20T20:00:00Z")).known


def test_what_was_seen_was_published_before_however_coarse_its_date() -> None:
    seen = datetime(2025, 3, 20, 9, tzinfo=UTC)
    order = order_of(timing(1, "2025-03-20", seen=seen), timing(2, "2025-03-20T15:00:00Z"))
    assert (order.first, order.known) == (1, True)


def test_a_date_in_the_future_is_not_believed() -> None:
    wrong = timing(1, "2025-04-20T10:00:00Z")
    assert place_of(wrong) == "2025-03-21T12:00:00Z"
    assert place_of(timing(1, "2025-04-20T10:00:00Z", watched=False)) == "2025-03-21T12:00:00Z"
    order = order_of(wrong, timing(2, "2025-03-21T11:00:00Z"))
    assert (order.first, order.known) == (2, False)
    assert order.reason == "the publication time of one of them lies in the future"


def test_a_clock_ten_minutes_fast_is_believed() -> None:
    order = order_of(timing(1, "2025-03-21T12:05:00Z"), timing(2, "2025-03-21T12:00:00Z"))
    assert (order.first, order.known) == (2, True)


def test_what_is_known_to_be_first_sorts_first_though_the_other_was_seen_before_its_own_time() -> None:
    ahead = timing(2, "2025-03-21T12:01:00Z", seen=SEEN - timedelta(minutes=1))
    for other in (timing(1), timing(1, "2025-03-21T12:00:00Z")):
        order = order_of(other, ahead)
        assert (order.first, order.known) == (1, True)
        assert place_of(other) < place_of(ahead)


def test_a_local_time_ahead_of_utc_sorts_no_later_than_it_was_seen() -> None:
    assert place_of(timing(1, "2025-03-21T14:55:00")) == "2025-03-21T12:00:00Z"


def test_without_dates_what_was_seen_first_came_first() -> None:
    order = order_of(timing(1, seen=SEEN + timedelta(minutes=5)), timing(2))
    assert (order.first, order.known) == (2, True)
    assert order.reason == "first seen 5 min later; no publication times"


def test_without_dates_what_was_seen_together_is_in_no_order() -> None:
    order = order_of(timing(1, position=1), timing(2, position=0))
    assert (order.first, order.known) == (2, False)
    assert "seen together" in order.reason


def test_when_a_text_was_imported_says_nothing_of_its_age() -> None:
    order = order_of(timing(1, watched=False), timing(2, seen=SEEN + timedelta(days=9), watched=False))
    assert (order.first, order.known) == (1, False)
    assert "time of import" in order.reason


def test_an_undated_text_seen_before_the_other_was_published_came_first() -> None:
    order = order_of(timing(1, "2025-03-21T12:20:00Z", seen=SEEN + timedelta(hours=1)), timing(2))
    assert (order.first, order.known) == (2, True)
    assert order.reason == "published 20 min after the other was seen"


def test_an_undated_text_seen_after_the_other_was_published_is_in_no_order() -> None:
    assert not order_of(timing(1, "2025-03-21T10:00:00Z"), timing(2)).known


def test_lengths_of_time_are_worded() -> None:
    minutes = (0.5, 1, 47, 60, 200, 48 * 60, 5 * 1440 + 30)
    assert [in_words(timedelta(minutes=n)) for n in minutes] == [
        "30 s",
        "1 min",
        "47 min",
        "1 h",
        "3 h 20 min",
        "2 days",
        "5 days",
    ]


_published = st.one_of(
    st.none(),
    st.integers(-20 * 1440, 11 * 1440)
    .map(lambda n: SEEN + timedelta(minutes=n))
    .flatmap(lambda m: st.sampled_from([f"{m:%Y-%m-%d}", f"{m:%Y-%m-%dT%H:%M:%S}", f"{m:%Y-%m-%dT%H:%M:%SZ}"])),
)
_timings = st.builds(
    timing,
    st.integers(1, 9),
    _published,
    seen=st.integers(0, 40_000).map(lambda n: SEEN - timedelta(minutes=n)),
    zone=st.sampled_from([None, "Asia/Beirut", "America/New_York"]),
    watched=st.booleans(),
    precision=st.sampled_from([None, "second", "minute", "hour"]),
)
# The same about one moment: what was published, and when it was seen, lie minutes apart.
_near = st.builds(
    timing,
    st.integers(1, 9),
    st.one_of(st.none(), st.integers(-100, 15).map(lambda n: f"{SEEN + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}")),
    seen=st.integers(0, 15).map(lambda n: SEEN - timedelta(minutes=n)),
    precision=st.sampled_from([None, "second", "minute", "hour"]),
)


@given(_timings | _near, _timings | _near)
def test_the_order_is_the_same_from_both_sides_and_as_articles_sort(a: Timing, b: Timing) -> None:
    if a.article_id == b.article_id:
        return
    there, back = order_of(a, b), order_of(b, a)
    assert there == back
    first = min((a, b), key=lambda t: (place_of(t), t.first_seen_at, t.position, t.article_id))
    assert there.first == first.article_id


@pytest.mark.parametrize(
    ("minutes", "known", "reason"),
    [
        (0.6, False, "both were published within a minute"),
        (1, True, "published 1 min later"),
        (-0.1, True, "published 6 s later"),
    ],
)
def test_a_time_to_the_minute_ends_with_that_minute(minutes: float, known: bool, reason: str) -> None:
    shown = timing(1, "2025-03-20T10:00:00Z", precision="minute")
    moment = datetime(2025, 3, 20, 10, tzinfo=UTC) + timedelta(minutes=minutes)
    order = order_of(shown, timing(2, f"{moment:%Y-%m-%dT%H:%M:%SZ}", precision="second"))
    assert (order.known, order.reason) == (known, reason)


@pytest.mark.parametrize(
    ("other", "known"), [("08:59:59", True), ("09:00:00", False), ("10:30:00", False), ("10:30:01", True)]
)
def test_five_hours_ago_is_no_minute(other: str, known: bool) -> None:
    ago = timing(1, "2025-03-20T10:00:00Z", precision="hour")
    order = order_of(ago, timing(2, f"2025-03-20T{other}Z", precision="second"))
    assert (order.known, order.minutes) == (known, None)
