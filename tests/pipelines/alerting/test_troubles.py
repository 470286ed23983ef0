"""A source that breaks, falls silent or changes, and a disk that fills up, are told once, and once when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alert_desks import FEED, HOUR, ROOM, Keeper
from recording import NOW, Desk

from config.loading import ConfigError, parse_config
from model import Visit
from pipelines.alerting.troubles import TroubleAlerts
from pipelines.alerts.troubles import Disk, NoBackup
from pipelines.outlets.silence import notice_silence


def test_a_source_that_fails_for_long_is_reported_once_and_once_when_it_is_over(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.visit("done")
    for _ in range(3):
        keeper.visit("failed")
    assert keeper.told() == ["A source of Wire cannot be read"]
    for _ in range(20):
        keeper.visit("failed")
    assert len(keeper.told()) == 1
    keeper.visit("unchanged")
    assert keeper.told() == ["A source of Wire cannot be read", "A source of Wire can be read again"]
    first, second = keeper.texts()
    assert first == f"Since 21 March 2025, 16:00 Beirut time.\nHTTP 503\n{FEED}"
    assert second == (
        f"Reported on 21 March 2025, 18:00 Beirut time; seen to be over on 22 March 2025, 15:00 Beirut time.\n{FEED}"
    )
    [alert] = keeper.desk.alerts()
    assert (alert["kind"], alert["match"]) == ("source", None)


def test_a_source_that_answers_and_whose_pages_give_no_text_is_reported_in_the_readers_words(tmp_path: Path) -> None:
    for language, words in {
        "en": ["The site refuses this program."],
        "ar": ["يرفض الموقع هذا البرنامج."],
    }.items():
        folder = tmp_path / language
        folder.mkdir()
        keeper = Keeper(folder, reader=f'language = "{language}"')
        keeper.visit("done", grade="working")
        for _ in range(4):
            keeper.visit("done", grade="forbidden")
        assert len(keeper.told()) == 1
        assert all(each in keeper.texts()[0] for each in words)
        keeper.visit("done", grade="working")
        assert len(keeper.told()) == 2


def test_a_feed_without_entries_is_reported_for_its_silence_alone(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for _ in range(6):
        keeper.visit("done", grade="empty")
    assert keeper.told() == []


def test_an_outage_of_an_hour_is_no_news(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.visit("done")
    for _ in range(6):
        keeper.visit("failed", after=timedelta(minutes=10))
    keeper.visit("done")
    assert keeper.told() == []


def test_a_source_that_is_up_and_down_all_day_is_reported_once(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for _ in range(5):
        for _ in range(4):
            keeper.visit("failed")
        keeper.visit("done")
    assert keeper.told() == ["A source of Wire cannot be read", "A source of Wire can be read again"]
    # What lasts is told, a day later.
    for _ in range(26):
        keeper.visit("failed")
    assert len(keeper.told()) == 3


def test_when_the_network_is_down_all_sources_are_one_message(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for _ in range(3):
        for url in (FEED, "https://other.example/feed"):
            source = keeper.desk.source_id(url)
            visit_id = keeper.desk.database.start_visit(source, run_id=None, now=keeper.now)
            visit = Visit(id=visit_id, source_id=source, outcome="failed", message="no network")
            keeper.desk.database.finish_visit(visit, now=keeper.now, next_visit_at=keeper.now)
        keeper.now += HOUR
    keeper.look()
    [text] = keeper.texts()
    assert "Wire" in text and "Other" in text


@pytest.mark.parametrize(("more", "count"), [('groups = ["agency"]', 1), ('outlets = ["Other"]', 0), ("", 1)])
def test_a_rule_can_ask_for_some_outlets_alone(tmp_path: Path, more: str, count: int) -> None:
    keeper = Keeper(tmp_path, more)
    for _ in range(4):
        keeper.visit("failed")
    assert len(keeper.told()) == count


def test_a_source_that_is_paused_is_not_said_to_be_well(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for _ in range(4):
        keeper.visit("failed")
    keeper.desk.database.pause_source(keeper.desk.source_id(), now=keeper.now)
    keeper.look(HOUR)
    assert keeper.told() == ["A source of Wire cannot be read"]


def test_a_finding_is_reported_and_its_end(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    database, source = keeper.desk.database, keeper.desk.source_id()
    owner = database.source_owner(source)
    assert owner is not None
    with database.transaction():
        for kind, source_id in (("silent", source), ("short", None), ("canonical", None)):
            words = f"{kind} it is"
            database.add_finding(
                owner[0], source_id=source_id, kind=kind, words=words, examples=(), habit={}, now=keeper.now
            )
    keeper.look()
    [text] = keeper.texts()
    assert "A source of Wire has fallen silent" in text and "silent it is" in text
    assert "The pages of Wire are not what they were" in text and "canonical" not in text
    for row in database.open_findings():
        database.end_finding(row["id"], now=keeper.now)
    keeper.look(HOUR)
    assert "The pages of Wire are steady again" in keeper.texts()[1]


@pytest.mark.parametrize(("language", "log"), [("en", ""), ("ar", "كما في السجل: ")])
def test_a_silent_source_has_its_address_once_and_words_that_can_be_read(
    tmp_path: Path, language: str, log: str
) -> None:
    keeper = Keeper(tmp_path, reader=f'language = "{language}"')
    database = keeper.desk.database
    for _ in range(9):
        keeper.visit("done", after=4 * HOUR)
    source = next(each for each in database.enabled_sources() if each.url == FEED)
    with database.transaction():
        notice_silence(database, source, now=keeper.now)
    keeper.look()
    words = "answers, but has listed nothing for 32 hours: look whether it has moved"
    said = keeper.texts()[0].replace("\u2068", "").replace("\u2069", "").split("\n")
    assert said[1:] == [f"{log}{words}", FEED]


def test_a_muted_outlet_keeps_its_sources_quiet(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.desk.database.add_mute("outlet", "Wire", until=None, note=None, now=NOW)
    for _ in range(4):
        keeper.visit("failed")
    assert keeper.told() == []
    keeper.desk.database.end_mutes("outlet", "Wire", now=keeper.now)
    keeper.look(HOUR)
    assert keeper.told() == ["A source of Wire cannot be read"]


def test_a_disk_that_fills_up_is_reported_until_there_is_clearly_room(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for free in (5e9, 0.9e9, 0.5e9, 1.2e9, 0.9e9, 1.6e9, 1.2e9):
        keeper.disk = Disk(folder="/srv/naskh", free_bytes=int(free), total_bytes=100_000_000_000)
        keeper.look(HOUR)
    assert keeper.told() == ["The disk is nearly full", "The disk has room again"]
    assert keeper.texts()[0].startswith("0.9 GB of 100 GB are free (/srv/naskh).\nSince 21 March 2025, ")


def test_troubles_are_reported_in_arabic(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, reader='language = "ar"')
    for _ in range(4):
        keeper.visit("failed")
    keeper.visit("done")
    assert keeper.told() == [
        "تتعذر قراءة مصدر من مصادر \u2068Wire\u2069",
        "أمكنت قراءة مصدر من مصادر \u2068Wire\u2069 من جديد",
    ]
    assert keeper.texts()[0].split("\n") == [
        "منذ ٢١ آذار ٢٠٢٥، ١٥:٠٠ بتوقيت بيروت.",
        "كما في السجل: \u2068HTTP 503\u2069",
        FEED,
    ]


def test_what_begins_and_ends_while_it_waits_is_one_message(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, 'digest = "08:00"')
    for _ in range(4):
        keeper.visit("failed")
    keeper.visit("done")
    assert keeper.told() == []
    keeper.look(timedelta(days=1))
    assert keeper.told() == ["A source of Wire can be read again"]


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ('kind = "source"\nmin_share = 0.5', "min_share"),
        ('kind = "disk"\noutlets = ["Wire"]', "outlets"),
        ('kind = "phrase"', "words"),
        ('kind = "weather"', "kind"),
    ],
)
def test_a_rule_says_which_settings_it_does_not_look_at(rule: str, mistake: str) -> None:
    with pytest.raises(ConfigError, match=mistake):
        parse_config(f'[[outlet]]\nname = "Wire"\ndomains = ["w.example"]\n[[alert]]\nname = "x"\n{rule}')


def test_without_such_a_rule_nothing_is_looked_at(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    TroubleAlerts(desk.database, desk.config).look(ROOM, now=datetime.now(NOW.tzinfo))
    assert desk.alerts() == []


@pytest.mark.parametrize(("kind", "name"), [("outlet", "Wire"), ("source", FEED), ("rule", "care")])
def test_a_muted_source_is_reported_when_the_mute_ends_if_it_still_fails(tmp_path: Path, kind: str, name: str) -> None:
    keeper = Keeper(tmp_path)
    keeper.desk.database.add_mute(kind, name, until=NOW + 6 * HOUR, note=None, now=NOW)
    for _ in range(4):
        keeper.visit("failed")
    assert keeper.told() == []
    keeper.look(2 * HOUR)
    assert keeper.told() == ["A source of Wire cannot be read"]


def test_a_source_that_came_back_while_it_was_muted_is_not_reported(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.desk.database.add_mute("source", FEED, until=NOW + 6 * HOUR, note=None, now=NOW)
    for _ in range(4):
        keeper.visit("failed")
    keeper.visit("done")
    keeper.look(9 * HOUR)
    assert keeper.told() == [] and keeper.desk.database.count_queued() == 0


def test_what_was_reported_before_the_mute_is_reported_as_over_after_it(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for _ in range(4):
        keeper.visit("failed")
    keeper.desk.database.add_mute("source", FEED, until=NOW + 9 * HOUR, note=None, now=keeper.now)
    keeper.visit("done")
    assert len(keeper.told()) == 1
    keeper.look(9 * HOUR)
    assert keeper.told()[1:] == ["A source of Wire can be read again"]


def test_a_mute_of_one_source_leaves_the_others_heard(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.desk.database.add_mute("source", FEED, until=None, note=None, now=NOW)
    for _ in range(4):
        keeper.visit("failed")
        keeper.visit("failed", url="https://other.example/feed", after=timedelta())
    assert keeper.told() == ["A source of Other cannot be read"]


def test_a_backup_that_cannot_be_made_is_reported_by_a_rule_about_the_disk_and_so_is_its_end(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    missing = NoBackup(folder="/backups", words="there is no room", since=NOW)
    for no_backup in (missing, missing, None):
        keeper.troubles.look(keeper.disk, no_backup=no_backup, now=keeper.now)
        keeper.desk.deliver(keeper.now)
    [alert] = keeper.desk.alerts()
    assert (alert["kind"], alert["rule"]) == ("disk", "disk")
    assert len(keeper.told()) == 2 and "there is no room" in keeper.texts()[0]
