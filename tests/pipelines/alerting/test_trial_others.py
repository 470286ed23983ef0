"""What a rule would have told is what it told when it was there."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from alert_desks import CORRECT, FEED, FORMER, HOUR, NOTICE, Keeper, Newsroom
from command_line import Folder
from recording import NOW, Desk, news, words

from pipelines.alerting.trial_others import TriedNotice, try_other, unknown_of

LATER = NOW + timedelta(days=2)
PHRASE = """
topic = "all"
[[alert]]
name = "watch words"
kind = "phrase"
words = ["حوكمة الذكاء", "Ploughs"]
{more}
"""
SPREAD = 'topic = "all"\n[[alert]]\nname = "goes around"\nkind = "spread"\n'


def tried(desk: Desk, *, name: str | None = None, since: timedelta = timedelta()) -> list[TriedNotice]:
    rule = next(rule for rule in desk.config.alert if name in (None, rule.name))
    return try_other(desk.database, desk.config, rule, since=NOW + since, now=LATER)


def told(desk: Desk) -> list[tuple[str, str]]:
    return [(row["title"], row["text"]) for row in desk.alerts()]


def said(messages: list[TriedNotice]) -> list[tuple[str, str]]:
    return [(message.title, message.text) for message in messages]


@pytest.mark.parametrize("more", ["", 'outlets = ["Wire"]\n[[outlet]]\nname = "Wire"\ndomains = ["site2.example"]'])
def test_trying_a_rule_of_phrases_gives_what_a_daemon_would_have_sent(tmp_path: Path, more: str) -> None:
    desk = Desk(tmp_path, PHRASE.replace("{more}", more))
    for n in range(4):
        text = f"ناقش المجلس بحوكمةِ الذّكاء الاصطناعي. {news(1)}"
        desk.crawl(f"https://site{n}.example/1", {"text": text, "title": "مجلس"}, at=NOW + n * HOUR)
    desk.crawl("https://site2.example/2", {"text": words(7, 200), "title": "Ploughs everywhere"}, at=NOW + 5 * HOUR)
    desk.crawl("https://site2.example/3", {"text": words(8, 200), "title": "Nothing of it"}, at=NOW + 6 * HOUR)
    assert said(tried(desk)) == told(desk) and len(told(desk)) == 2
    assert len(tried(desk, since=4 * HOUR)) == 1


def test_pieces_of_a_digest_are_one_message(tmp_path: Path) -> None:
    desk = Desk(tmp_path, PHRASE.replace("{more}", 'digest = "hourly"'))
    for n in range(3):
        story = {"text": words(n, 200), "title": f"Ploughs {n}"}
        desk.crawl(f"https://site{n}.example/1", story, at=NOW + n * timedelta(minutes=20))
    [message] = tried(desk)
    assert (message.at, message.alerts) == (NOW + HOUR, 3)


def test_trying_a_rule_of_spreading_texts_gives_what_a_daemon_would_have_sent(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SPREAD)
    for n in range(25):
        desk.crawl(f"https://wire.example/{n}", words(100 + n, 200), at=NOW + n * timedelta(minutes=1))
    for n in range(8):
        desk.crawl(f"https://site{n}.example/1", {"text": words(124, 200)}, at=NOW + timedelta(hours=1, minutes=n))
    assert said(tried(desk)) == told(desk) and len(told(desk)) == 1
    assert tried(desk)[0].at == NOW + timedelta(hours=1, minutes=4)


def test_trying_a_rule_of_corrections_gives_what_a_daemon_would_have_sent(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    for site in ("valley", "city"):
        newsroom.carry(site, FORMER)
    newsroom.carry("valley", CORRECT)
    newsroom.told()
    newsroom.carry("city", CORRECT)
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    messages = newsroom.told()
    first, second = tried(newsroom.desk, name="corrected")
    assert first.at == NOW + 3 * HOUR and "1 outlet: city.example" in first.title
    assert [(second.title, second.text)] == [(row["title"], row["text"]) for row in messages]


def test_trying_a_rule_of_sources_gives_what_a_daemon_would_have_sent(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for outcome in ("done", "failed", "failed", "failed", "failed", "done", "failed", "done"):
        keeper.visit(outcome)
    messages = tried(keeper.desk, name="care")
    assert [message.title for message in messages] == keeper.told()
    assert len(messages) == 2 and messages[0].at == NOW + 4 * HOUR
    assert FEED in messages[0].text and "HTTP 503" in messages[0].text


def test_a_source_of_which_every_page_is_refused_is_reported(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for grade in ("working", "forbidden", "forbidden", "forbidden", "forbidden", "working", "forbidden", "working"):
        keeper.visit("done", grade=grade)
    messages = tried(keeper.desk, name="care")
    assert [message.title for message in messages] == keeper.told()
    assert len(messages) == 2 and "The site refuses this program." in messages[0].text


def test_only_the_end_is_reported_of_a_trouble_that_was_reported_before(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for outcome in ("done", *("failed",) * 12, "done"):
        keeper.visit(outcome)
    both = keeper.told()
    assert len(both) == 2
    assert [message.title for message in tried(keeper.desk, name="care", since=6 * HOUR)] == both[1:]
    # Only the last of the failures was in this time.
    assert [message.title for message in tried(keeper.desk, name="care", since=12 * HOUR)] == both[1:]


def test_sources_that_fail_together_are_one_message(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for _ in range(4):
        keeper.visit("failed")
        keeper.visit("failed", url="https://other.example/feed", after=timedelta())
    [message] = tried(keeper.desk, name="care")
    assert message.alerts == 2


def test_a_rule_about_the_disk_cannot_be_tried(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    assert tried(keeper.desk, name="disk") == []
    [rule] = [rule for rule in keeper.desk.config.alert if rule.name == "disk"]
    assert unknown_of(rule) == (
        "How full the disk was is not stored, so that the past cannot tell what this rule would have sent."
    )


def test_the_command_tries_a_rule_of_any_kind(empty: Folder, tmp_path: Path) -> None:
    config = PHRASE.replace("{more}", '[[alert]]\nname = "disk"\nkind = "disk"')
    (tmp_path / "naskh.toml").write_text(config, "utf-8")
    desk = Desk(tmp_path, config)
    desk.crawl("https://site1.example/1", {"text": words(7, 200), "title": "Ploughs everywhere"})
    shown = empty.said("alerts", "try", "watch words", "--since", "2025-01-01T00:00Z", columns=200)
    assert (
        "watch words: 1 message to log since 2025-01-01" in shown and "Texts are looked into as they are now." in shown
    )
    assert "site1.example writes about «Ploughs»: Ploughs everywhere" in shown
    [row] = json.loads(empty.said("alerts", "try", "watch words", "--since", "2025-01-01T00:00Z", "--format", "json"))
    assert row["alerts"] == 1 and row["at"] == "2025-03-21T12:00:00Z"
    assert "How full the disk was is not stored" in empty.said("alerts", "try", "disk", columns=200)
