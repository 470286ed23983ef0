"""Alerts are looked at, tried, tried again, seen and kept quiet from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from command_line import Folder, one_sentence
from recording import Desk, news

CONFIG = """
topic = "all"
[reader]
time_zone = "Asia/Beirut"
[[channel]]
name = "desk"
url_env = "NASKH_TEST_NOWHERE"
[[alert]]
name = "copies of ours"
channels = ["desk", "log"]
[[alert]]
name = "long ones"
min_words = 1000
"""


@pytest.fixture
def desk(empty: Folder, tmp_path: Path) -> Desk:
    """Two texts in three outlets each, found an hour ago. The channel "desk" has no address."""
    (tmp_path / "naskh.toml").write_text(CONFIG, "utf-8")
    desk = Desk(tmp_path, CONFIG)
    at = datetime.now(UTC) - timedelta(hours=1)
    for text in (1, 2):
        for n in range(3):
            at += timedelta(minutes=1)
            desk.crawl(f"https://site{n}.example/{text}", {"text": news(text), "title": "محاريث الثلج"}, at=at)
            desk.deliver(at)
    return desk


def test_an_alert_shows_what_it_says_and_what_became_of_each_message(empty: Folder, desk: Desk) -> None:
    said = " ".join(empty.said("alerts", "show", "1", columns=300).split())
    assert desk.alerts()[0]["title"] in said
    assert "1, of rule copies of ours" in said
    assert "100 % of 3 in 1 site2.example: محاريث الثلج" in said
    assert "desk: to be tried" in said and "the variable NASKH_TEST_NOWHERE is empty or missing" in said
    assert "log: sent" in said and "reports 2 copies" in said
    shown = json.loads(empty.said("alerts", "show", "1", "--format", "json"))
    assert [row["id"] for row in shown["matches"]] == [1, 2] and shown["waits"] == []
    assert {row["id"] for row in shown["messages"]} == {
        row["message_id"] for row in desk.database.deliveries_of_alert(1)
    }


def test_arabic_addresses_are_shown_in_letters_and_stay_as_they_are_in_json(empty: Folder, tmp_path: Path) -> None:
    rule = '[[alert]]\nname = "copies of ours"\n'
    (tmp_path / "naskh.toml").write_text(CONFIG.partition("[[alert]]")[0] + rule, "utf-8")
    desk = Desk(tmp_path, CONFIG.partition("[[alert]]")[0] + rule)
    at = datetime.now(UTC) - timedelta(hours=1)
    encoded = "/%D8%AE%D8%A8%D8%B1"
    for n in range(2):
        desk.crawl(f"https://site{n}.example{encoded}", {"text": news(1), "title": "محاريث الثلج"}, at=at)
        at += timedelta(minutes=1)
        desk.deliver(at)
    for words in (["show", "1"], ["try", "copies of ours"]):
        said = empty.said("alerts", *words, columns=300)
        assert "\nhttps://site0.example/خبر\n" in said and "\nhttps://site1.example/خبر\n" in said, said
        assert encoded not in said
        assert encoded in empty.said("alerts", *words, "--format", "json")


def test_a_channel_that_comes_back_gets_the_newest_only(empty: Folder, desk: Desk) -> None:
    shown = json.loads(empty.said("alerts", "show", "1", "--format", "json"))
    states = [(row["status"], row["copies"]) for row in shown["messages"] if row["channel"] == "desk"]
    assert states == [("withdrawn", 1), ("waiting", 2)]


def test_what_waits_says_why(empty: Folder, desk: Desk) -> None:
    desk.database.add_mute("rule", "copies of ours", until=None, note=None, now=datetime.now(UTC))
    desk.crawl("https://site9.example/1", {"text": news(1)}, at=datetime.now(UTC))
    desk.crawl("https://site9.example/2", {"text": news(2)}, at=datetime.now(UTC))
    desk.deliver(datetime.now(UTC) + timedelta(hours=2))
    rows = empty.rows("alerts", "waiting")
    assert {(row["channel"], row["state"]) for row in rows} == {
        ("desk", "held back"),
        ("log", "held back"),
        ("desk", "to be tried again"),
    }
    whys = {row["why"] for row in rows}
    assert "the end of the mute of rule copies of ours" in whys and "further copies" not in whys
    assert "is empty or missing" in " ".join(empty.said("alerts", "waiting").split())
    assert "2 alerts held back (naskh alerts waiting), 1 mute (naskh alerts mutes)" in empty.said("status", columns=200)


def test_what_was_given_up_is_listed_and_tried_again(empty: Folder, desk: Desk) -> None:
    one_sentence(empty.naskh("alerts", "retry", "1"), status=1, about="no message was given up")
    desk.database.connection.execute("update deliveries set status = 'failed', attempts = 20 where channel = 'desk'")
    failed = empty.rows("alerts", "failed")
    assert [(row["alert"], row["channel"]) for row in failed] == [(2, "desk")] * 2 + [(1, "desk")] * 2
    assert {row["error"] for row in failed if row["error"]} == {
        "the variable NASKH_TEST_NOWHERE is empty or missing; put the channel's address there"
    }
    assert "4 failed (naskh alerts failed)" in empty.said("status", columns=200)
    assert "2 messages are tried again" in empty.naskh("alerts", "retry", "1").stderr
    assert [row["alert"] for row in empty.rows("alerts", "failed")] == [2, 2]
    assert empty.naskh("alerts", "retry", "--all").exit_code == 0
    assert empty.rows("alerts", "failed") == []
    assert empty.naskh("alerts", "retry").exit_code == empty.naskh("alerts", "retry", "1", "--all").exit_code == 2


def test_a_seen_alert_sends_nothing_more(empty: Folder, desk: Desk) -> None:
    assert empty.naskh("alerts", "ack", "1").exit_code == 0
    assert {row["alert"] for row in empty.rows("alerts", "waiting")} == {2}
    assert "seen" in empty.said("alerts", "show", "1")


@pytest.mark.parametrize("command", ["show", "ack", "retry"])
def test_an_unknown_alert_is_one_sentence(empty: Folder, desk: Desk, command: str) -> None:
    one_sentence(empty.naskh("alerts", command, "77"), status=1, about="there is no alert 77")


def test_a_rule_is_tried_without_sending_or_storing(empty: Folder, desk: Desk) -> None:
    before = list(desk.database.connection.iterdump())
    tried = json.loads(empty.said("alerts", "try", "copies of ours", "--format", "json"))
    assert [(row["texts"], row["copies"], row["is_due"]) for row in tried] == [(1, 1, True), (1, 2, True)] * 2
    said = empty.said("alerts", "try", "copies of ours", columns=300)
    assert "4 messages to desk, log since" in said
    stored = desk.database.connection.execute("select title, text from deliveries where channel = 'log' order by id")
    assert [(row["title"], row["text"]) for row in tried] == [tuple(row) for row in stored]
    assert empty.said("alerts", "try", "long ones").startswith("long ones: 0 messages")
    assert list(desk.database.connection.iterdump()) == before


def test_a_rule_is_tried_as_it_is_written_now(empty: Folder, desk: Desk) -> None:
    # An hour that is not between the copies, whenever this runs.
    hour = (datetime.now(UTC) + timedelta(hours=2)).astimezone(ZoneInfo("Asia/Beirut")).hour
    rule = f'[[alert]]\nname = "daily"\ndigest = "{hour:02}:00"\n[[alert]]\nname = "slow"\nsteps = []\nsettle = "10m"\n'
    (empty.path / "naskh.toml").write_text(CONFIG + rule, "utf-8")
    [digest] = json.loads(empty.said("alerts", "try", "daily", "--format", "json"))
    assert (digest["texts"], digest["copies"]) == (2, 4)
    assert datetime.fromisoformat(digest["at"]).minute == 0
    slow = json.loads(empty.said("alerts", "try", "slow", "--format", "json"))
    assert [row["copies"] for row in slow] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["try", "copies"], "did you mean copies of ours?"),
        (["try", "xyz"], "known: copies of ours, long ones"),
        (["mute", "rule", "copies of our"], "did you mean copies of ours?"),
        (["mute", "outlet", "site1.exmple"], "did you mean site1.example"),
        (["mute", "source", "https://nowhere.example/"], "there is no source https://nowhere.example/"),
        (["mute", "text", "99"], "there is no article 99"),
        (["mute", "text", "محاريث"], "is not the id of an article"),
    ],
)
def test_an_unknown_name_is_one_sentence_with_near_ones(
    empty: Folder, desk: Desk, arguments: list[str], about: str
) -> None:
    one_sentence(empty.naskh("alerts", *arguments), status=2, about=about)


def test_mutes_are_set_listed_and_ended(empty: Folder, desk: Desk) -> None:
    assert empty.naskh("alerts", "mute", "rule", "Copies of ours", "--for", "7d", "--note", "holidays").exit_code == 0
    assert empty.naskh("alerts", "mute", "outlet", "site1.example", "--until", "2999-04-01").exit_code == 0
    assert empty.naskh("alerts", "mute", "text", "1").exit_code == 0
    rows = empty.rows("alerts", "mutes")
    assert [(row["kind"], row["name"], row["note"]) for row in rows] == [
        ("rule", "copies of ours", "holidays"),
        ("outlet", "site1.example", None),
        ("text", "1", None),
    ]
    assert rows[1]["until"] == "2999-03-31T21:00:00Z" and rows[2]["until"] is None
    assert "for good" in empty.said("alerts", "mutes")
    # Article 3 carries the same text.
    for name in (["rule", "copies of ours"], ["outlet", "site1.example"], ["text", "3"]):
        assert empty.naskh("alerts", "unmute", *name).exit_code == 0
    assert empty.rows("alerts", "mutes") == []
    one_sentence(empty.naskh("alerts", "unmute", "text", "3"), status=1, about="is not muted")
    one_sentence(empty.naskh("alerts", "unmute", "rule", "copies of ours"), status=1, about="is not muted")


def test_a_mute_is_confirmed_with_the_end_that_the_list_shows(empty: Folder, desk: Desk) -> None:
    confirmed = empty.naskh("alerts", "mute", "outlet", "site1.example", "--until", "2999-04-01").stderr
    assert "Muted outlet site1.example until 2999-03-31 21:00 UTC." in confirmed
    assert "2999-03-31 21:00 UTC" in empty.said("alerts", "mutes", columns=200)


@pytest.mark.parametrize(
    "options", [["--for", "soon"], ["--until", "2001-01-01"], ["--for", "1d", "--until", "2999-01-01"]]
)
def test_a_mute_ends_in_the_future(empty: Folder, desk: Desk, options: list[str]) -> None:
    assert empty.naskh("alerts", "mute", "text", "1", *options).exit_code == 2
    assert empty.rows("alerts", "mutes") == []


def test_a_source_is_muted_by_its_address_or_id(empty: Folder, desk: Desk) -> None:
    url = "https://wire.example/feed"
    for name in ("1", url):
        assert empty.naskh("alerts", "mute", "source", name, "--for", "2d").exit_code == 0
        assert [(row["kind"], row["name"]) for row in empty.rows("alerts", "mutes")] == [("source", url)]
        assert empty.naskh("alerts", "unmute", "source", name).exit_code == 0
        assert empty.rows("alerts", "mutes") == []
    one_sentence(empty.naskh("alerts", "unmute", "source", "1"), status=1, about="is not muted")
    desk.source_id("https://wire.example/other")
    one_sentence(empty.naskh("alerts", "mute", "source", "wire.example"), status=2, about="has several sources (1, 2)")


def test_what_waited_for_the_end_of_a_long_mute_is_reported_when_it_is_ended_by_hand(empty: Folder, desk: Desk) -> None:
    now = datetime.now(UTC)
    assert empty.naskh("alerts", "mute", "text", "1", "--for", "30d").exit_code == 0
    for n in range(5, 9):
        desk.crawl(f"https://site{n}.example/1", {"text": news(1)}, at=now)
    desk.deliver(now)
    assert {row["alert"] for row in empty.rows("alerts", "waiting") if row["state"] == "held back"} == {1}
    assert empty.naskh("alerts", "unmute", "text", "1").exit_code == 0
    desk.deliver(datetime.now(UTC) + timedelta(seconds=1))
    assert not [row for row in empty.rows("alerts", "waiting") if row["state"] == "held back"]


def test_alerts_are_listed_by_rule(empty: Folder, desk: Desk) -> None:
    assert len(empty.rows("alerts", "--rule", "copies of ours")) == 2
    assert empty.rows("alerts", "--rule", "long ones") == []
