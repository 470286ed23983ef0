"""Figures on the terminal: what is counted, and speeds that say something."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from db.backup_schedule import BackupSchedule
from pipelines.alerting.texts import Alerting
from terminal.copies import print_copies
from terminal.importing import speed_words
from terminal.layouts import cluster_line
from terminal.readable import part_in_words
from terminal.running import visiting_words
from terminal.status import print_status


def test_status_counts_alerts_and_apart_from_them_messages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = 'topic = "all"\n[[channel]]\nname = "desk"\nurl_env = "DESK"\n[[alert]]\nname = "copies"\nchannels = ["log", "desk"]\n'
    desk = Desk(tmp_path, toml)
    for n in range(3):
        desk.crawl(f"https://p{n}.example/1", words(1))
    assert Alerting(desk.database, desk.config).composing.compose_due(now=NOW) == 2
    first, second = [row["id"] for row in desk.database.due_deliveries(now=NOW, limit=9)]
    desk.database.delivered(first, now=NOW)
    desk.database.not_delivered(second, error="no", next_attempt_at=None)
    print_status(desk.database, now=NOW)
    said = capsys.readouterr().out
    # Three outlets carry one text: two copies, and one alert, which goes to two channels.
    assert "Alerts     1, in the last 24 h" in said
    assert "Messages   1 failed (naskh alerts failed), 1 sent" in said
    assert "Copies     2, all in the last 24 h" in said


def test_status_says_that_the_disk_is_nearly_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path)
    print_status(desk.database, now=NOW, free_bytes=3_000_000)
    assert "Disk       3 MB are free; make room on it" in capsys.readouterr().out
    print_status(desk.database, now=NOW, free_bytes=3_000_000_000)
    assert "Disk" not in capsys.readouterr().out


def test_status_counts_the_write_ahead_log_as_its_json_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path)
    for n in range(3):
        desk.crawl(f"https://wire.example/{n}", words(n))
    print_status(desk.database, now=NOW)
    assert "of write-ahead log" in capsys.readouterr().out
    file, log = desk.database.sizes()
    counted = desk.database.condition(BackupSchedule.of(desk.config.backup, desk.path), now=NOW).database_bytes
    assert (file, log) == (desk.path.stat().st_size, desk.path.with_name("naskh.db-wal").stat().st_size)
    assert counted == file + log
    desk.database.checkpoint()
    print_status(desk.database, now=NOW)
    assert f"naskh.db ({desk.path.stat().st_size / 1e6:.1f} MB)" in capsys.readouterr().out.replace("\n", "")


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "none"),
        (0, 47, "47, none in the last 24 h"),
        (47, 47, "47, all in the last 24 h"),
        (1, 1, "1, in the last 24 h"),
        (1200, 4700, "4,700, 1,200 of them in the last 24 h"),
    ],
)
def test_a_part_of_a_number_is_said_as_people_say_it(part: int, whole: int, expected: str) -> None:
    assert part_in_words(part, whole, "in the last 24 h") == expected


@pytest.mark.parametrize(
    ("articles", "seconds", "words"),
    [
        (30676, 67.2, "67.2 s, 456 articles/s"),
        (3, 4.1, "3 articles in 4.1 s"),
        (0, 1.5, "0 articles in 1.5 s"),
        (12, 15.0, "12 articles in 15.0 s"),
    ],
)
def test_a_speed_is_never_nothing_a_second(articles: int, seconds: float, words: str) -> None:
    assert speed_words(articles, seconds) == words


def test_a_channel_stands_once_beside_an_alert_however_often_it_was_reported(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[[alert]]\nname = "copies"\nchannels = ["log"]\n')
    for n, later in ((2, 0), (1, 3)):
        now = NOW + timedelta(hours=later)
        for place in range(n):
            desk.crawl(f"https://p{later + place}.example/1", words(1))
        Alerting(desk.database, desk.config).composing.compose_due(now=now)
        for row in desk.database.due_deliveries(now=now, limit=9):
            desk.database.delivered(row["id"], now=now)
    [alert] = desk.database.list_alerts(since=None, limit=None)
    assert alert["deliveries"] == "log: 2 sent"


def test_clusters_are_timed_by_one_clock_and_say_where_the_order_is_unknown() -> None:
    row = {
        "order_known": True, "earliest_at": "2025-03-20T05:27:00Z", "earliest_outlet": "Ours", "earliest_carrier": "Ours",
        "earliest_published_at": "2025-03-20T05:27:00Z", "earliest_published_offset": "-05:00", "title": "Snow",
        "who": [("Ours", "Ours"), ("City", "City")], "reason": "",
    }  # fmt: skip
    assert cluster_line(row)["earliest"] == "2025-03-20 05:27 UTC"
    assert cluster_line({**row, "order_known": False})["earliest"] == "order unknown"
    zoneless = {**row, "earliest_at": "2025-03-20T07:27:00"}
    assert cluster_line({**zoneless, "earliest_time_zone": None})["earliest"] == "2025-03-20 07:27 (zone unknown)"
    assert cluster_line({**zoneless, "earliest_time_zone": "Asia/Beirut"})["earliest"] == "2025-03-20 05:27 UTC"
    assert cluster_line({**row, "earliest_date_precision": "hour"})["earliest"] == "2025-03-20 about 05:27 UTC"


def test_a_cluster_of_unknown_outlets_is_not_called_one_outlets() -> None:
    row = {"order_known": False, "earliest_at": "2025-03-20T05:27:00Z", "title": "Snow", "reason": "no times"}

    def said(name: str | None) -> list[str]:
        who = {"earliest_outlet": name, "earliest_carrier": name, "who": [(name, name)]}
        return [line.plain for line in cluster_line({**row, **who})["text"].renderables]

    assert said("Ours") == ["Ours: Snow", "all by the same outlet (no times)"]
    assert said(None) == ["Snow", "no outlet is known (no times)"]


def test_two_sources_of_an_outlet_are_distinguished_while_they_are_visited() -> None:
    assert visiting_words(["City", "Valley", "City"]) == "visiting City (2 sources), Valley"
    assert visiting_words(list("abcdef")) == "visiting a, b, c, d and 2 more"
    assert visiting_words([]) == "waiting for the next visit"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "in one cluster, order not known: not compared with the earliest, connected by 12"),
        ({"order_known": 1}, "in one cluster, not compared with the earliest, connected by 12"),
        (
            {"order_known": 1, "minutes_later": 80},
            "in one cluster, published 1 h 20 min later, not compared with the earliest, connected by 12",
        ),
    ],
)
def test_an_order_that_is_not_known_has_its_reason(
    facts: dict[str, int], expected: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    row = {"id": 7, "relation": None, "order_known": 0, "order_reason": None, "through_id": 12, "minutes_later": None}
    sides = {f"{side}_{name}": name for side in ("later", "earlier") for name in ("outlet", "carrier", "title", "url")}
    unknown = dict.fromkeys(("share_of_later", "share_of_earlier"))
    print_copies([{**row, **sides, **facts, **unknown, "later_id": 3, "earlier_id": 2}])
    assert capsys.readouterr().out.splitlines()[0].split("  ", 1)[1] == expected
