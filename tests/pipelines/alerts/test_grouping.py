"""A text raises one alert: what more of it comes is told at steps, or when no more came for a while."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, TOPIC, Desk, news, words

from pipelines.alerting.texts import Alerting

MINUTE = timedelta(minutes=1)
DESK = '[[channel]]\nname = "desk"\nurl_env = "NASKH_TEST_DESK"\n'


class Reader:
    """Gets what one channel hears about a text, while time goes by. What is told is taken at once."""

    def __init__(self, folder: Path, rule: str = "", channel: str = "") -> None:
        toml = f'topic = "all"\n[reader]\ntime_zone = "Asia/Beirut"\n[[alert]]\nname = "copies"\n{rule}\n{channel}'
        self.desk = Desk(folder, toml)
        self.now = NOW
        self.told: list[tuple[int, int]] = []
        self.titles: list[str] = []

    def carry(self, count: int, *, text: str = "", every: timedelta = MINUTE) -> None:
        """So many outlets more carry a text, one after the other."""
        for _ in range(count):
            carriers = len(self.desk.articles())
            story = {"text": text or news(1), "title": "Ploughs"}
            self.desk.crawl(f"https://site{carriers}.example/1", story, at=self.now)
            self.look()
            self.wait(every)

    def wait(self, time: timedelta) -> None:
        until = self.now + time
        while self.now < until:
            self.now = min(self.now + MINUTE, until)
            self.look()

    def look(self) -> None:
        """Take what is told now: (minutes from the beginning, how many copies it tells of)."""
        database = self.desk.database
        Alerting(database, self.desk.config).composing.compose_due(now=self.now)
        for row in database.due_deliveries(now=self.now, limit=99):
            copies = sum(
                told["copies"]
                for alert in row["alerts"]
                for told in database.deliveries_of_alert(alert)
                if told["message_id"] == row["message_id"]
            )
            self.told.append((int((self.now - NOW) / MINUTE), copies))
            self.titles.append(row["title"])
            database.delivered(row["id"], now=self.now)

    def waits_for(self) -> list[str]:
        return [
            row["waits_for"] for alert in self.desk.alerts() for row in self.desk.database.queue_of_alert(alert["id"])
        ]


# The first copy, the steps 2, 5, 10 and 25, and an hour after the last one what came since.
STEPS = [(2, 1), (4, 2), (10, 5), (20, 10), (50, 25), (120, 30)]
LAST_FIVE = "in 5 more outlets, 30 by now: site30.example, site29.example, site28.example and 2 more"
ALL_THIRTY = "in 30 outlets within 1 h: site30.example, site29.example, site28.example and 27 more"


@pytest.mark.parametrize(
    ("rule", "channel", "told", "last"),
    [
        ("", "", STEPS, LAST_FIVE),
        (
            "steps = []",
            "",
            [(2, 1), (120, 30)],
            "in 29 more outlets, 30 by now: site30.example, site29.example, site28.example and 26 more",
        ),
        ('wait = "10m"', "", STEPS[1:], LAST_FIVE),
        (
            'digest = "hourly"',
            "",
            [(60, 29), (120, 30)],
            "Another outlet carries a text of site0.example (30 by now): site30.example (all of it, 1 h later, no credit found)",
        ),
        ('digest = "08:00"', "", [(1080, 30)], ALL_THIRTY),
        ('channels = ["desk"]', 'quiet_hours = "13:30-15:30"', [(90, 30)], ALL_THIRTY),
    ],
    ids=["steps", "settle", "wait", "hourly", "daily", "quiet hours"],
)
def test_a_story_that_thirty_outlets_carry_in_an_hour(
    tmp_path: Path, rule: str, channel: str, told: list[tuple[int, int]], last: str
) -> None:
    reader = Reader(tmp_path, rule, channel and f"{DESK}{channel}")
    reader.carry(31, every=2 * MINUTE)
    reader.wait(timedelta(days=1))
    # `pytest -s` shows them, as an editor gets them.
    print("", *(f"{at:>5} min: {title}" for (at, _), title in zip(reader.told, reader.titles, strict=True)), sep="\n")
    assert reader.told == told
    assert reader.titles[-1].removeprefix("A text of site0.example stands ") == last
    assert len(reader.desk.alerts()) == 1


def test_without_steps_further_copies_are_reported_when_no_more_came_for_a_while(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'steps = []\nsettle = "10m"')
    reader.carry(6, every=5 * MINUTE)
    assert reader.told == [(5, 1)]
    assert reader.waits_for() == ["further copies"]
    reader.wait(timedelta(hours=1))
    assert reader.told == [(5, 1), (35, 5)]


def test_a_rule_can_wait_before_it_reports_anything(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'wait = "10m"\nsteps = [5]')
    reader.carry(4)
    assert reader.told == [] and reader.waits_for() == ["further copies"]
    reader.wait(timedelta(minutes=10))
    assert reader.told == [(11, 3)]


def test_a_step_ends_the_wait(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'wait = "10m"\nsteps = [5]')
    reader.carry(7)
    assert reader.told == [(5, 5)]


def test_a_rule_for_texts_with_many_copies_reports_all_of_them(tmp_path: Path) -> None:
    reader = Reader(tmp_path, "min_copies = 3\nsteps = [5]")
    reader.carry(3)
    assert reader.desk.alerts() == []
    reader.carry(3)
    assert reader.told == [(3, 3), (5, 5)]


def test_two_texts_are_two_alerts(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for text in (news(1), f"{TOPIC}. {words(2, 300)}"):
        reader.carry(2, text=text)
    assert len(reader.desk.alerts()) == len(reader.told) == 2


@pytest.mark.parametrize(("digest", "at"), [("hourly", 60), ("14:30", 30), ("08:00", 18 * 60)])
def test_a_digest_is_one_message_for_all_texts(tmp_path: Path, digest: str, at: int) -> None:
    reader = Reader(tmp_path, f'digest = "{digest}"')
    for text in (news(1), words(2, 300)):
        reader.carry(3, text=text)
    assert reader.told == [] and len(reader.waits_for()) == 2
    reader.wait(timedelta(days=1))
    assert reader.told == [(at, 4)]


def test_what_comes_in_quiet_hours_is_reported_in_one_message_after_them(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'channels = ["desk"]', DESK + 'quiet_hours = "13:30-15:00"')
    reader.carry(12)
    assert reader.told == [] and reader.waits_for() == ["the end of the quiet hours"]
    reader.wait(timedelta(hours=2))
    assert reader.told == [(60, 11)]


def test_a_channel_gets_no_more_than_its_limit_an_hour_and_nothing_is_lost(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'channels = ["desk"]', DESK + "max_per_hour = 2")
    for seed in range(5):
        reader.carry(2, text=words(seed, 300))
    assert len(reader.told) == 2 and set(reader.waits_for()) == {"its limit of 2 an hour"}
    reader.wait(timedelta(hours=4))
    assert len(reader.told) == 5
    assert all(later[0] - earlier[0] >= 60 for earlier, later in zip(reader.told, reader.told[2:], strict=False))


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        ("rule", "copies", "the end of the mute of rule copies"),
        ("text", "1", "the end of the mute of this text"),
        ("outlet", "site1.example", "the end of the mute of outlet site1.example"),
    ],
)
def test_what_is_muted_is_reported_when_the_mute_ends(tmp_path: Path, kind: str, name: str, why: str) -> None:
    reader = Reader(tmp_path)
    reader.desk.database.add_mute(kind, name, until=NOW + 30 * MINUTE, note=None, now=NOW)
    reader.carry(2)
    if kind == "text":
        # Until it had a copy, the text was in no cluster.
        assert len(reader.desk.clusters()) == 1
    assert reader.told == [] and reader.waits_for() == [why]
    reader.wait(timedelta(hours=1))
    assert reader.told == [(30, 1)]


def test_a_muted_outlet_is_left_out_of_what_is_reported_of_others(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'wait = "5m"\nsteps = []')
    reader.desk.database.add_mute("outlet", "site1.example", until=None, note="partner", now=NOW)
    reader.carry(3)
    reader.wait(timedelta(hours=2))
    assert reader.told == [(6, 1)]


def test_a_mute_that_is_ended_by_hand_holds_no_longer(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.desk.database.add_mute("rule", "copies", until=None, note=None, now=NOW)
    reader.carry(2)
    assert reader.desk.database.end_mutes("rule", "copies", now=NOW + MINUTE) == 1
    reader.wait(timedelta(hours=2))
    assert [copies for _, copies in reader.told] == [1]


def test_what_a_person_has_seen_is_reported_again_only_when_another_outlet_carries_it(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 'wait = "10m"')
    reader.carry(2)
    [alert] = reader.desk.alerts()
    reader.desk.database.acknowledge(alert["id"], now=reader.now)
    reader.wait(timedelta(hours=1))
    assert reader.told == []
    reader.carry(1)
    reader.wait(timedelta(hours=1))
    assert [copies for _, copies in reader.told] == [2]
