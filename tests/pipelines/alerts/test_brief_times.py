"""When a brief is due: once a morning, by the reader's clock, and late where the daemon was down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.alerts import Brief
from pipelines.alerts.brief_times import DueBrief, brief_id, due_brief

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def due(now: datetime, *, began: datetime = LONG_AGO, **settings: Any) -> DueBrief | None:
    return due_brief(Brief(**{"at": "07:00", **settings}), BERLIN, now=now, began=began)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[arg-type, misc]


def made_through(start: datetime, end: datetime, **settings: Any) -> list[datetime]:
    """The times of the briefs that a daemon makes which looks every five minutes."""
    made: dict[str, datetime] = {}
    now = start.astimezone(UTC)
    while now < end:
        if (found := due(now, began=start, **settings)) is not None:
            made.setdefault(brief_id("here", found, "desk"), found.until)
        now += timedelta(minutes=5)
    return list(made.values())


def test_it_is_due_at_its_time_and_looks_back_to_the_one_before() -> None:
    found = due(berlin(2026, 11, 27, 7))
    assert found is not None and not found.is_weekly
    assert (found.since, found.until) == (berlin(2026, 11, 26, 7), berlin(2026, 11, 27, 7))
    before = due(berlin(2026, 11, 27, 6, 59))
    assert before is None, "the one of the day before is too late by now"


def test_without_a_time_none_is_due() -> None:
    assert due_brief(Brief(), BERLIN, now=berlin(2026, 11, 27, 7), began=LONG_AGO) is None


@pytest.mark.parametrize(("hours", "is_sent"), [(0, True), (1, True), (11.9, True), (12.1, False), (23, False)])
def test_a_brief_that_was_missed_is_sent_until_the_evening(hours: float, is_sent: bool) -> None:
    found = due(berlin(2026, 11, 27, 7) + timedelta(hours=hours))
    assert (found is not None) is is_sent
    if found is not None:
        assert found.until == berlin(2026, 11, 27, 7), "it tells of the time of its morning, however late it is"


def test_a_database_that_began_after_its_time_gets_none() -> None:
    assert due(berlin(2026, 11, 27, 9), began=berlin(2026, 11, 27, 8)) is None
    assert due(berlin(2026, 11, 27, 9), began=berlin(2026, 11, 27, 6)) is not None


def test_after_days_off_it_looks_back_over_them() -> None:
    monday = due(berlin(2026, 11, 30, 7, 30), days=("mon", "tue", "wed", "thu", "fri"))
    assert monday is not None
    assert (monday.since, monday.until) == (berlin(2026, 11, 27, 7), berlin(2026, 11, 30, 7))
    assert due(berlin(2026, 11, 28, 7, 30), days=("mon", "fri")) is None


def test_the_weekly_one_looks_seven_days_back_and_comes_on_its_day_whatever_the_others() -> None:
    sunday = due(berlin(2026, 11, 29, 7), days=("mon",), weekly="sun")
    assert sunday is not None and sunday.is_weekly
    assert (sunday.since, sunday.until) == (berlin(2026, 11, 22, 7), berlin(2026, 11, 29, 7))
    alone = due(berlin(2026, 11, 29, 7), days=("sun",))
    assert alone is not None and not alone.is_weekly and alone.until - alone.since == timedelta(days=7)


@pytest.mark.parametrize("at", ["00:00", "02:00", "02:30", "03:00", "23:59"])
@pytest.mark.parametrize("month_and_day", [(3, 29), (10, 25)])
def test_nights_on_which_the_clock_is_changed_have_one_brief_each_day(at: str, month_and_day: tuple[int, int]) -> None:
    start = berlin(2026, *month_and_day, 0, 0) - timedelta(days=2)
    made = made_through(start, start + timedelta(days=4, minutes=5), at=at)
    days = [moment.astimezone(BERLIN).date() for moment in made]
    assert len(days) == len(set(days)) and set(days[:4]) == {(start + timedelta(days=n)).date() for n in range(4)}
    if month_and_day == (3, 29) and at == "02:30":
        assert made[2].astimezone(BERLIN).strftime("%H:%M") == "03:30", "there is no half past two on that night"


def test_the_day_of_a_clock_change_is_reported_whole() -> None:
    spring, autumn = due(berlin(2026, 3, 29, 7)), due(berlin(2026, 10, 25, 7))
    assert spring and autumn
    # Python subtracts times of one zone by their clocks: only in UTC hours count.
    assert [(each.until.astimezone(UTC) - each.since.astimezone(UTC)) for each in (spring, autumn)] == [
        timedelta(hours=23),
        timedelta(hours=25),
    ]


def test_a_changed_time_sends_no_second_brief_on_that_day() -> None:
    early, late = due(berlin(2026, 11, 27, 9), at="07:00"), due(berlin(2026, 11, 27, 9), at="08:00")
    assert early and late and brief_id("here", early, "desk") == brief_id("here", late, "desk")
    assert brief_id("here", early, "desk") != brief_id("here", early, "phone") != brief_id("there", early, "phone")
