"""The daemon tells a webhook, a file and a feed of what it found; the commands show what became of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from daemons import Naskh, Wire, slow_outlet
from databases import new_database
from receivers import Answer, Receiver

CHANNELS = """
[[channel]]
name = "hook"
kind = "webhook"
url = "env:NASKH_TEST_HOOK"
[[channel]]
name = "gone"
kind = "webhook"
url = "env:NASKH_TEST_GONE"
[[channel]]
name = "file"
kind = "jsonl"
path = "alerts.jsonl"
[[channel]]
name = "feed"
kind = "feed"
path = "alerts.atom"
[[alert]]
name = "everywhere"
channels = ["hook", "gone", "file", "feed"]
"""


@pytest.mark.slow
def test_one_round_of_the_daemon_reaches_every_channel(
    wire: Wire, naskh: Naskh, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Receiver() as receiver, Receiver(lambda number: Answer(status=410)) as gone:
        monkeypatch.setenv("NASKH_TEST_HOOK", receiver.url)
        monkeypatch.setenv("NASKH_TEST_GONE", gone.url)
        naskh.configure(wire.newswire.config_text(database=str(naskh.database)) + CHANNELS)
        process = naskh.start("run", "--once")
        process.wait()
        assert "Traceback" not in naskh.log.read_text("utf-8")
        told = {row[0] for row in naskh.rows("select message_id from deliveries where channel = 'hook'")}
        assert told and {got.json()["id"] for got in receiver.received} == told
        # A test message is one more, for every kind of channel.
        status, said = naskh.run("alerts", "test")
        assert status == 1 and said.count("took the test message") == 3 and "it wants no more messages" in said
        assert receiver.received[-1].json()["kind"] == "test"
    lines = [json.loads(line) for line in (naskh.folder / "alerts.jsonl").read_text("utf-8").splitlines()]
    feed = feedparser.parse((naskh.folder / "alerts.atom").read_bytes())
    assert len(lines) == len(feed.entries) == len(told) + 1
    assert feed.entries[0].title == "Test message of Naskh"
    assert {match["relation"] for line in lines for alert in line["alerts"] for match in alert["matches"]}
    # After one refusal the rest waits for the next round, which a single one does not have.
    gone_for = "select status, count(*) from deliveries where channel = 'gone' group by status"
    assert dict(naskh.rows(gone_for)) == {"failed": 1, "waiting": len(told) - 1}
    shown = json.loads(naskh.run("alerts", "show", str(lines[0]["alerts"][0]["id"]), "--format", "json")[1])
    assert {row["channel"] for row in shown["messages"]} == {"hook", "gone", "file", "feed"}


@pytest.mark.slow
def test_a_brief_that_was_missed_is_sent_once_when_the_daemon_is_back(wire: Wire, naskh: Naskh) -> None:
    now = datetime.now(UTC)
    with new_database(naskh.database) as database:
        database.start_run("run", version="0", config_hash="", now=now - timedelta(days=2))
    brief = f'\n[brief]\nat = "{now - timedelta(hours=2):%H:%M}"\nchannels = ["file"]\n'
    file = '[[channel]]\nname = "file"\nkind = "jsonl"\npath = "briefs.jsonl"\n'
    naskh.configure(slow_outlet(wire, naskh) + brief + file)
    for _ in range(2):
        naskh.start("run", "--once").wait()
    assert "Traceback" not in naskh.log.read_text("utf-8")
    [line] = (naskh.folder / "briefs.jsonl").read_text("utf-8").splitlines()
    said = json.loads(line)
    assert said["kind"] == "brief" and said["brief"]["articles"] == 0 and "nothing new" in said["title"]
    assert naskh.count("select count(*) from deliveries where kind = 'brief'") == 1
