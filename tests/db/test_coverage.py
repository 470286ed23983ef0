"""What of an outlet was read on each of its days, so that an outlet's silence is told from Naskh's absence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news

from db.coverage import days_of
from model import Visit

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TOML = """
[[outlet]]
name = "Wire"
domains = ["wire.example"]
time_zone = "Asia/Beirut"
[[source]]
url = "https://wire.example/feed"
"""
# A day of Beirut: 22:00 UTC to 22:00 UTC.
DAY = NOW.replace(hour=22)


class Watch:
    """A desk whose daemon runs and visits as it is told to."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, TOML)
        self.desk.source_id()
        self.database = self.desk.database
        self.database.note_days(now=NOW)
        self.database.finish_run(self.desk.run_id, outcome="stopped", now=NOW)
        self.run_id = 0

    def start(self, at: datetime) -> None:
        self.run_id = self.database.start_run("run", version="0", config_hash="", now=at)

    def visit(self, at: datetime, outcome: Any = "done") -> None:
        source = self.desk.source_id()
        visit_id = self.database.start_visit(source, run_id=self.run_id, now=at)
        visit = Visit(id=visit_id, source_id=source, outcome=outcome)
        self.database.finish_visit(visit, now=at, next_visit_at=at)

    def run(self, start: datetime, hours: int, outcome: Any = "done") -> None:
        """A daemon that is alive for so long and visits each hour."""
        self.start(start)
        for minute in range(hours * 60):
            self.database.beat(self.run_id, now=start + minute * MINUTE)
        for hour in range(hours):
            self.visit(start + hour * HOUR, outcome)
        self.database.finish_run(self.run_id, outcome="stopped", now=start + hours * HOUR)

    def day(self, number: int) -> dict[str, Any]:
        """The coverage of the day that begins so many days after the first."""
        day = (DAY + timedelta(days=number + 1)).date().isoformat()
        return next(row for row in self.database.coverage(since=NOW) if row["day"] == day)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def test_a_day_is_the_outlets_and_counts_what_became_of_what_it_named(watch: Watch) -> None:
    watch.run(DAY, 48)
    desk = watch.desk
    desk.crawl("https://wire.example/1", news(1), at=DAY + HOUR)
    desk.crawl("https://wire.example/2", "words about nothing " * 30, at=DAY + HOUR)
    desk.fail("https://wire.example/3", outcome="refused", reason="robots.txt forbids it", grade="robots", at=DAY)
    desk.fail("https://wire.example/4", reason="HTTP 403", grade="forbidden", at=DAY)
    desk.fail("https://wire.example/5", reason="HTTP 500", grade="server_error", at=DAY)
    desk.page("https://wire.example/6", at=DAY)
    # 22:30 UTC on the same day of UTC is tomorrow in Beirut.
    desk.crawl("https://wire.example/7", news(7), at=DAY + 24 * HOUR + 30 * MINUTE)
    first, second = watch.day(0), watch.day(1)
    counts = ("named", "stored", "off_topic", "refused", "missed", "waiting", "visits", "minutes_down")
    assert [first[name] for name in counts] == [6, 1, 1, 2, 1, 1, 24, 0]
    assert (first["outlet"], first["state"], second["state"], second["named"]) == ("Wire", "partly", "whole", 1)


def test_silence_is_distinguished_from_absence(watch: Watch) -> None:
    watch.run(DAY, 24)
    watch.run(DAY + timedelta(days=2), 24, "failed")
    watch.start(DAY + timedelta(days=3))
    watch.database.beat(watch.run_id, now=DAY + timedelta(days=3, hours=2))
    for day in range(4, 6):
        watch.run(DAY + timedelta(days=day), 24)
    states = [(row["state"], row["minutes_down"]) for row in map(watch.day, range(4))]
    assert states == [("silent", 0), ("down", 1440), ("unreadable", 0), ("down", 1440)]


def test_a_day_with_hours_that_nobody_looked_is_no_whole_day(watch: Watch) -> None:
    watch.run(DAY, 8)
    watch.run(DAY + 18 * HOUR, 6)
    watch.desk.crawl("https://wire.example/1", news(1), at=DAY + HOUR)
    day = watch.day(0)
    assert (day["state"], day["minutes_down"], day["minutes_unseen"]) == ("partly", 600, 660)


def test_one_round_each_hour_by_cron_misses_nothing(watch: Watch) -> None:
    for hour in range(24):
        watch.run(DAY + hour * HOUR + 5 * MINUTE, 0)
        watch.visit(DAY + hour * HOUR + 5 * MINUTE)
    watch.desk.crawl("https://wire.example/1", news(1), at=DAY + HOUR)
    day = watch.day(0)
    assert (day["state"], day["minutes_down"], day["minutes_unseen"]) == ("whole", 1440, 60)


def test_a_killed_daemon_was_alive_until_its_last_beat_and_a_machine_that_slept_was_not(watch: Watch) -> None:
    watch.start(DAY)
    for minute in (0, 1, 2, 3, 303, 304):
        watch.database.beat(watch.run_id, now=DAY + minute * MINUTE)
    rows = watch.database.connection.execute("select began_at, ended_at from run_gaps").fetchall()
    assert [tuple(row) for row in rows] == [("2025-03-21T22:03:00Z", "2025-03-22T03:03:00Z")]
    watch.run(DAY + 10 * HOUR, 14)
    assert watch.day(0)["minutes_down"] == 300 + 10 * 60 - 304


def test_a_clock_that_is_set_back_makes_no_gap(watch: Watch) -> None:
    watch.start(DAY)
    watch.database.beat(watch.run_id, now=DAY + HOUR - HOUR)
    watch.database.beat(watch.run_id, now=DAY - HOUR)
    watch.database.beat(watch.run_id, now=DAY - HOUR + MINUTE)
    assert watch.database.connection.execute("select count(*) from run_gaps").fetchone()[0] == 0


def test_days_have_the_hours_that_they_have() -> None:
    days = {day: (begin, end) for day, begin, end in days_of("Asia/Beirut", date(2025, 3, 29), date(2025, 3, 31))}
    # Summer time began at midnight: the clock went from 00:00 to 01:00.
    assert days == {
        "2025-03-29": ("2025-03-28T22:00:00Z", "2025-03-29T22:00:00Z"),
        "2025-03-30": ("2025-03-29T22:00:00Z", "2025-03-30T21:00:00Z"),
        "2025-03-31": ("2025-03-30T21:00:00Z", "2025-03-31T21:00:00Z"),
    }


def test_the_days_are_written_down_a_year_ahead_and_again_when_an_outlet_moves(tmp_path: Path) -> None:
    desk = Desk(tmp_path, TOML)
    desk.source_id()
    assert not desk.database.has_days_enough(now=NOW)
    desk.database.note_days(now=NOW)
    assert desk.database.has_days_enough(now=NOW + timedelta(days=150))
    assert not desk.database.has_days_enough(now=NOW + timedelta(days=200))
    desk.database.connection.execute("update outlets set time_zone = 'Asia/Tokyo'")
    assert not desk.database.has_days_enough(now=NOW)
    desk.database.note_days(now=NOW)
    [row] = [row for row in desk.database.coverage(since=NOW) if row["day"] == "2025-03-21"]
    assert row["starts_at"] == "2025-03-20T15:00:00Z"
