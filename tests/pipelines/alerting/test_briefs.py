"""A brief of what is stored: what is gathered, what is sent when, and that nothing is sent twice."""

from __future__ import annotations

import json
import re
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from places import SHARED
from receivers import Receiver
from recording import NOW, Desk, news, words

from model import Visit
from pipelines.alerting.briefs import due_messages, gather_brief
from pipelines.alerts.brief import Brief
from pipelines.alerts.brief_json import brief_json
from pipelines.alerts.brief_wording import word_brief

OUTLETS = """
[[outlet]]
name = "بريد الوادي"
domains = ["valley.example"]
groups = ["mine"]
[[outlet]]
name = "Salt Agency"
domains = ["salt.example"]
groups = ["agency"]
"""
CHANNELS = """
[reader]
language = "ar"
time_zone = "Asia/Beirut"
[brief]
at = "07:00"
channels = ["log", "hook", "file", "feed"]
[[channel]]
name = "hook"
kind = "webhook"
url = "env:NASKH_TEST_HOOK"
[[channel]]
name = "file"
kind = "jsonl"
path = "{folder}/alerts.jsonl"
[[channel]]
name = "feed"
kind = "feed"
path = "{folder}/alerts.atom"
length = "short"
"""
DAY = timedelta(days=1)
BLNS = SHARED / "hostile" / "blns" / "blns.json"


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def story(number: int, when: datetime, **facts: Any) -> dict[str, Any]:
    moment = when.isoformat().replace("+00:00", "Z")
    return {"text": news(number), "title": f"Title {number}", "published": moment, **facts}


def carry(desk: Desk, number: int, *hosts: str, first: float = 1.0) -> None:
    """A text that these outlets publish, each half an hour after the one before."""
    for place, host in enumerate(hosts):
        when = at(first + place / 2)
        desk.crawl(f"https://{host}.example/{number}", story(number, when), at=when)


def brief_of(desk: Desk, since: datetime = NOW, until: datetime = NOW + DAY) -> Brief:
    return gather_brief(desk.database, desk.config, since, until)


def send(desk: Desk, now: datetime) -> int:
    """What the daemon does in a round: make what is due, send it."""
    for each in due_messages(desk.database, desk.config, now=now):
        desk.database.add_brief(each.message, brief=each.brief, not_before=each.not_before, now=now)
    return desk.deliver(now)


def test_a_brief_reports_who_ran_what_and_who_was_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    carry(desk, 1, "one", "two", "three", "four")
    carry(desk, 2, "valley", "two")
    carry(desk, 3, "salt", "valley", "one")
    desk.crawl("https://one.example/alone", story(4, at(2)), at=at(2))
    brief = brief_of(desk)
    assert (brief.articles, brief.texts, brief.ours_carried, brief.missed_texts) == (10, 3, 1, 1)
    assert [(text.title, text.carriers, text.has_ours) for text in brief.most_carried] == [
        ("Title 1", 4, False),
        ("Title 3", 3, True),
        ("Title 2", 2, True),
    ]
    [missed], [ours] = brief.missed, brief.ours
    assert missed.title == "Title 1"
    assert ours.title == "Title 2" and [(each.minutes, each.order_known) for each in ours.carriers] == [(30, True)]
    assert ours.carriers[0].credited == "none_found" and ours.carriers[0].share == 1
    assert [(each.name, each.texts, each.places) for each in brief.agencies] == [("Salt Agency", 1, 3)]
    assert dict(brief.firsts)["بريد الوادي"] == 1


def test_what_others_had_first_is_not_reported_as_ours(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    carry(desk, 1, "salt", "valley", "one", "two")
    assert brief_of(desk).ours == ()


def test_only_what_is_new_in_the_period_counts(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    carry(desk, 1, "one", "two", "three")
    carry(desk, 1, "four", first=30)
    [text] = brief_of(desk, at(24), at(48)).most_carried
    assert (text.carriers, text.new) == (4, 1)
    assert brief_of(desk, at(24), at(48)).firsts == (), "who was first was told the day before"
    assert brief_of(desk, at(48), at(72)).is_empty


def test_an_archive_that_is_brought_in_is_no_news(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    for host in ("one", "two"):
        desk.crawl(f"https://{host}.example/old", story(1, NOW - 400 * DAY), at=at(1))
    assert brief_of(desk).is_empty


def test_what_is_settled_is_left_out(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path,
        OUTLETS + '[[outlet]]\nname = "Two"\ndomains = ["two.example"]\n[[licence]]\nof = "بريد الوادي"\nto = "Two"\n',
    )
    carry(desk, 1, "valley", "two", "three")
    [ours] = brief_of(desk).ours
    assert [each.carrier for each in ours.carriers] == ["three.example"]


def test_without_an_outlet_of_ours_nothing_is_ours_or_missed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    carry(desk, 1, "one", "two", "three")
    brief = brief_of(desk)
    assert not brief.has_mine and brief.texts == 1 and brief.missed == ()
    assert brief_json(brief)["ours_carried"] is None


def test_sources_that_could_not_be_read_are_reported_with_how_long(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    source_id = desk.source_id()
    for hour in range(12):
        visit_id = desk.database.start_visit(source_id, run_id=desk.run_id, now=at(hour))
        is_down = 2 <= hour < 7 or hour >= 9
        visit = Visit(
            id=visit_id, source_id=source_id, outcome="failed" if is_down else "unchanged", message="HTTP 500"
        )
        desk.database.finish_visit(visit, now=at(hour), next_visit_at=at(hour + 1))
    blind = brief_of(desk).blind
    assert [(each.kind, each.since, each.until) for each in blind] == [
        ("failing", at(9), None),
        ("failing", at(2), at(7)),
    ], "what lasts comes first"
    [lasting] = brief_of(desk, at(0), at(5)).blind
    assert lasting.until is None, "at that time it was not over"


def test_a_source_that_failed_before_the_period_is_reported_since_then(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    source_id = desk.source_id()
    for hour in range(-72, 12):
        visit_id = desk.database.start_visit(source_id, run_id=desk.run_id, now=at(hour))
        is_down = hour < -60 or hour >= -48
        visit = Visit(
            id=visit_id, source_id=source_id, outcome="failed" if is_down else "unchanged", message="HTTP 500"
        )
        desk.database.finish_visit(visit, now=at(hour), next_visit_at=at(hour + 1))
    assert [(each.since, each.until) for each in brief_of(desk).blind] == [(at(-48), None)]


def test_a_source_that_answers_without_texts_is_told_by_its_grade_in_the_reader_s_language(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    source_id = desk.source_id()
    for hour in range(3):
        visit_id = desk.database.start_visit(source_id, run_id=desk.run_id, now=at(hour))
        visit = Visit(id=visit_id, source_id=source_id, outcome="unchanged", grade="no_text")
        desk.database.finish_visit(visit, now=at(hour), next_visit_at=at(hour + 1))
    brief = brief_of(desk)
    [blind] = brief_json(brief)["blind"]
    assert (blind["reason"], blind["grade"]) == (None, "no_text")
    assert "(names pages, but no text is found on them)" in word_brief(brief, "en", ZoneInfo("UTC")).text
    assert "يسرد صفحات، ولا نص فيها" in word_brief(brief, "ar", ZoneInfo("UTC")).text
    assert "no text" not in word_brief(brief, "ar", ZoneInfo("UTC")).text


def test_a_morning_sends_one_brief_to_each_channel_however_often_one_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, OUTLETS + CHANNELS.format(folder=tmp_path))
    carry(desk, 1, "valley", "two", "three")
    with Receiver() as receiver:
        monkeypatch.setenv("NASKH_TEST_HOOK", receiver.url)
        seven = datetime(2025, 3, 22, 5, tzinfo=UTC)
        assert send(desk, seven - timedelta(minutes=1)) == 0
        assert send(desk, seven) == 4
        assert send(desk, seven + timedelta(minutes=5)) == 0
        desk.database.close()
        # The daemon is down over the next morning, and back at noon.
        again = Desk.__new__(Desk)
        again.config, again.database = desk.config, type(desk.database)(desk.path)
        assert send(again, seven + DAY + timedelta(hours=5)) == 4
        assert send(again, seven + DAY + timedelta(hours=6)) == 0
        # Down for a whole day and night: that one is not sent, the next one is.
        assert send(again, seven + 2 * DAY + timedelta(hours=13)) == 0
        assert send(again, seven + 3 * DAY) == 4
    first, second, third = (got.json() for got in receiver.received)
    assert first["kind"] == "brief" and first["alerts"] == []
    assert first["brief"]["texts"] == 1 and first["brief"]["ours"][0]["carriers"][0]["carrier"] == "two.example"
    assert second["brief"]["articles"] == 0 and "لا جديد" in second["title"] and "لم يُرصد جديد" in second["text"]
    assert len({first["id"], second["id"], third["id"]}) == 3
    lines = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text("utf-8").splitlines()]
    feed = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    assert [line["brief"] for line in lines] == [first["brief"], second["brief"], third["brief"]]
    assert len(feed.entries) == 3 and "موجز" in feed.entries[0].title


def test_a_channel_gets_its_brief_after_its_quiet_hours(tmp_path: Path) -> None:
    quiet = CHANNELS.format(folder=tmp_path).replace('length = "short"', 'quiet_hours = "22:00-08:00"')
    desk = Desk(tmp_path, OUTLETS + quiet.replace('"log", "hook", "file", "feed"', '"feed"'))
    seven = datetime(2025, 3, 22, 5, tzinfo=UTC)
    assert send(desk, seven) == 0
    assert send(desk, seven + timedelta(minutes=59)) == 0
    assert send(desk, seven + timedelta(minutes=60)) == 1


def batched(values: list[str], size: int) -> list[list[str]]:
    return [values[place : place + size] for place in range(0, len(values), size)]


def hostile() -> list[str]:
    if not BLNS.exists():
        pytest.skip(f"needs the list of naughty strings in {BLNS}")
    return [each for each in json.loads(BLNS.read_text("utf-8")) if each.strip()]


@pytest.mark.slow
def test_hostile_titles_go_through_every_channel_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    controller = pytest.importorskip("aiosmtpd.controller", reason="needs aiosmtpd, of the development packages")
    titles, mails = hostile(), []

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            mails.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
            return "250 taken"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = controller.Controller(Handler(), hostname="127.0.0.1", port=port)
    server.start()
    channels = CHANNELS.replace('"log", ', '"mail", ') + '[[channel]]\nname = "mail"\nurl = "env:NASKH_TEST_MAIL"\n'
    desk = Desk(tmp_path, OUTLETS + channels.format(folder=tmp_path))
    address = f"mailto://127.0.0.1:{port}/?from=naskh@desk.example&to=editor@desk.example&mode=insecure"
    monkeypatch.setenv("NASKH_TEST_MAIL", address)
    # Three titles in each brief: a short one holds no more.
    batches = batched(titles, 3)
    carry(desk, 0, "valley", "two")
    carry(desk, 1, "one", "two", "three")
    carry(desk, 2, "one", "two", "three")
    try:
        with Receiver() as receiver:
            monkeypatch.setenv("NASKH_TEST_HOOK", receiver.url)
            for day, batch in enumerate(batches):
                moment = datetime(2025, 3, 22, 5, tzinfo=UTC) + day * DAY
                seen = moment - timedelta(hours=2)
                for number, title in enumerate(batch):
                    desk.database.connection.execute(
                        "update articles set title = ? where url like ?", [title, f"%/{number}"]
                    )
                when = {"first_seen_at": seen.strftime("%Y-%m-%dT%H:%M:%SZ")}
                desk.database.connection.execute(
                    "update articles set first_seen_at = :first_seen_at, order_at = :first_seen_at", when
                )
                assert send(desk, moment) == 4, batch
            bodies = [got.json() for got in receiver.received]
    finally:
        server.stop()
    feed = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    assert len(bodies) == len(mails) == len(batches) and len(feed.entries) == min(len(batches), 100)
    assert not feed.bozo
    for entry in feed.entries:
        assert "<script" not in entry.content[0].value.lower() and "<img" not in entry.content[0].value.lower()
    for mail in mails:
        page = mail.get_body(("html",))
        assert page is not None
        assert not re.search(r"<(?!/?(?:div|b|br|a)[ >])|<a (?!dir=)", page.get_content())
    for body in bodies:
        assert body["text"].count("\n") == bodies[0]["text"].count("\n"), "no title makes a line of its own"
        assert not set("\u202a\u202b\u202c\u202d\u202e\x1b\x07") & set(body["text"])


def test_words_of_pages_are_cut(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    for host in ("one", "two"):
        desk.crawl(f"https://{host}.example/1", story(1, at(1), title=words(5, 300)), at=at(1))
    [text] = brief_of(desk).most_carried
    assert len(text.title) <= 200
