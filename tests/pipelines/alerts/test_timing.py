"""When a channel may be sent something, in the reader's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.alerts import Channel
from pipelines.alerts.timing import next_digest, next_time_of_day, opens_at, room_at

BEIRUT, BERLIN = ZoneInfo("Asia/Beirut"), ZoneInfo("Europe/Berlin")
# A Friday, 14:00 in Beirut and 13:00 in Berlin.
NOW = datetime(2025, 3, 21, 12, 0, tzinfo=UTC)


def channel(**settings: object) -> Channel:
    return Channel.model_validate({"name": "desk", "url_env": "DESK", **settings})


@pytest.mark.parametrize(
    ("digest", "due"),
    [
        ("hourly", "2025-03-21T13:00:00+00:00"),
        ("14:30", "2025-03-21T12:30:00+00:00"),
        ("14:00", "2025-03-22T12:00:00+00:00"),
        ("08:00", "2025-03-22T06:00:00+00:00"),
    ],
)
def test_a_digest_is_due_at_the_next_such_time_where_the_reader_is(digest: str, due: str) -> None:
    assert next_digest(digest, BEIRUT, now=NOW).isoformat() == due


def test_an_hourly_digest_is_due_at_the_full_hour_of_a_zone_with_half_hours() -> None:
    due = next_digest("hourly", ZoneInfo("Asia/Tehran"), now=NOW)
    assert due.isoformat() == "2025-03-21T12:30:00+00:00"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Summer time begins on 30 March, at 02:00; it ends on 26 October, at 03:00.
        ("2025-03-29T12:00:00+00:00", "2025-03-30T06:00:00+00:00"),
        ("2025-03-28T12:00:00+00:00", "2025-03-29T07:00:00+00:00"),
        ("2025-10-25T12:00:00+00:00", "2025-10-26T07:00:00+00:00"),
    ],
)
def test_a_time_of_day_is_what_the_clock_shows_in_summer_and_winter(now: str, due: str) -> None:
    assert next_time_of_day("08:00", BERLIN, now=datetime.fromisoformat(now)) == datetime.fromisoformat(due)


def test_a_time_that_summer_time_leaves_out_comes_once_that_day() -> None:
    now, due = datetime(2025, 3, 29, 22, 0, tzinfo=UTC), []
    while now < datetime(2025, 4, 1, tzinfo=UTC):
        now = next_time_of_day("02:30", BERLIN, now=now)
        due.append(now.astimezone(BERLIN).strftime("%d %H:%M"))
    assert due == ["30 03:30", "31 02:30", "01 02:30"]


@pytest.mark.parametrize(
    ("settings", "opens"),
    [
        ({}, None),
        ({"quiet_hours": "22:00-07:00"}, None),
        ({"quiet_hours": "13:00-15:00"}, ("2025-03-21T13:00:00+00:00", "the end of the quiet hours")),
        ({"quiet_hours": "13:00-09:30"}, ("2025-03-22T07:30:00+00:00", "the end of the quiet hours")),
        ({"quiet_hours": "14:00-14:01"}, ("2025-03-21T12:01:00+00:00", "the end of the quiet hours")),
        ({"quiet_hours": "13:00-14:00"}, None),
        ({"days": ("fri",)}, None),
        ({"days": ("mon", "tue")}, ("2025-03-23T22:00:00+00:00", "the next of its days")),
        (
            {"days": ("mon",), "quiet_hours": "22:00-07:00"},
            ("2025-03-24T05:00:00+00:00", "the end of the quiet hours"),
        ),
    ],
)
def test_a_channel_waits_for_the_end_of_quiet_hours_and_days_off(
    settings: dict[str, object], opens: tuple[str, str] | None
) -> None:
    found = opens_at(channel(**settings), BEIRUT, now=NOW)
    assert (found and (found[0].astimezone(UTC).isoformat(), found[1])) == opens


def test_the_log_has_no_hours() -> None:
    assert opens_at(None, BEIRUT, now=NOW) is None and room_at(None, [NOW], now=NOW) is None


def test_a_channel_gets_so_many_messages_an_hour() -> None:
    sent = [NOW - timedelta(minutes=minutes) for minutes in (70, 50, 20, 10)]
    assert room_at(channel(max_per_hour=4), sent, now=NOW) is None
    assert room_at(channel(max_per_hour=3), sent, now=NOW) == NOW + timedelta(minutes=10)
    assert room_at(channel(max_per_hour=1), sent, now=NOW) == NOW + timedelta(minutes=50)
    assert room_at(channel(), sent, now=NOW) is None
