"""The daemon tells a webhook, a file and a feed of what it found; the commands show what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from daemons import Naskh, Wire
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


def test_one_round_of_the_daemon_reaches_every_channel(
    wire: Wire, naskh: Naskh, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Receiver() as receiver, Receiver(lambda number: Answer(status=410)) as gone:
        monkeypatch.setenv("NASKH_TEST_HOOK", receiver.url)
        monkeypatch.setenv("NASKH_TEST_GONE", gone.url)
        naskh.configure(wire.newswire.config_text(database=str(naskh.database)) + CHANNELS)
        process = naskh.start("run", "--once")
        process.wait(120)
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
