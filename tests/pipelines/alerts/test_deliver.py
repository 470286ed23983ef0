"""Alerts leave the outbox: to the log and through Apprise, at least once, without telling a secret."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news

from db import Database
from db.forgetting_words import NOTHING_LEFT
from pipelines.alerts.deliver import wait_after
from pipelines.alerts.refusal import Refusal
from pipelines.alerts.secrets import read_secret
from pipelines.forgetting import carry_out, choose, order

SECRET = "s3cret-t0ken"
CHANNELS = """
[[channel]]
name = "desk"
url_env = "NASKH_TEST_DESK"
[[alert]]
name = "copies"
channels = ["desk", "log"]
"""


class Hook:
    """A web hook on loopback that answers with `status` and keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 200
        self.received: list[dict[str, Any]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.received.append(json.loads(body))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}/{SECRET}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    hook = Hook()
    monkeypatch.setenv("NASKH_TEST_DESK", hook.url)
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


def alerted(folder: Path, toml: str = CHANNELS, *, copies: int = 1) -> Desk:
    desk = Desk(folder, toml)
    for n in range(copies):
        for outlet in ("first", "second"):
            desk.crawl(f"https://{outlet}{n}.example/1", {"text": news(n), "title": "محاريث الثلج"})
    return desk


def deliveries(desk: Desk) -> list[tuple[Any, ...]]:
    rows = desk.database.connection.execute(
        "select channel, status, attempts, error, next_attempt_at from deliveries order by id"
    )
    return [tuple(row) for row in rows]


def test_an_alert_is_sent_once_to_each_channel(tmp_path: Path, hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    desk = alerted(tmp_path)
    with caplog.at_level(logging.INFO):
        assert (desk.deliver(), desk.deliver()) == (2, 0)
    [sent] = hook.received
    [alert] = desk.alerts()
    assert sent["title"] == alert["title"]
    # What is sent quotes the text, too.
    assert set(alert["text"].splitlines()) < set(sent["message"].splitlines())
    assert "محاريث الثلج" in sent["message"]
    assert [record.message for record in caplog.records] == ["alert"]
    assert alert["deliveries"] == "desk: sent, log: sent"
    assert deliveries(desk) == [("desk", "sent", 1, None, None), ("log", "sent", 1, None, None)]


def test_a_channel_that_refuses_is_tried_again_later_and_later_and_then_given_up(tmp_path: Path, hook: Hook) -> None:
    desk = alerted(tmp_path)
    hook.status = 500
    at, waits = NOW, []
    desk.deliver()
    while (row := deliveries(desk)[0])[1] == "waiting":
        due = datetime.fromisoformat(row[4])
        assert desk.deliver(due - timedelta(seconds=1)) == 0
        waits.append((due - at).total_seconds())
        at = due
        desk.deliver(at)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, *[6 * 3600] * 9]
    assert sum(waits) > timedelta(days=2.5).total_seconds()
    assert row == ("desk", "failed", 20, "the channel refused it or could not be reached", None)
    assert hook.received == []


def test_a_channel_that_comes_back_gets_what_waited(tmp_path: Path, hook: Hook) -> None:
    desk = alerted(tmp_path, copies=3)
    hook.status = 503
    desk.deliver()
    # After one refusal the rest is not even tried: the other channel has all of its three.
    assert [row[:3] for row in deliveries(desk) if row[0] == "desk"] == [
        ("desk", "waiting", 1),
        ("desk", "waiting", 0),
        ("desk", "waiting", 0),
    ]
    assert desk.database.delivery_counts() == {"sent": 3, "waiting": 3}
    hook.status = 200
    desk.deliver(NOW + timedelta(minutes=1))
    assert desk.database.delivery_counts() == {"sent": 6}
    assert len(hook.received) == 3


@pytest.mark.parametrize("takes", [True, False], ids=["taken", "refused"])
def test_what_is_forgotten_while_another_message_is_being_sent_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, takes: bool
) -> None:
    desk = alerted(tmp_path, CHANNELS.replace(', "log"', ""), copies=3)
    sent: list[str] = []

    async def send(channel: Any, message: Any, config: Any, *, now: datetime) -> Any:
        sent.append(message.text)
        if len(sent) == 1:
            # Of the first message's texts, or of those of the two that wait.
            ids = [3, 4, 5, 6] if takes else [1, 2]
            with Database(desk.path) as other:
                order(other, choose(other, article_ids=ids, page_ids=(), outlet_ids=()), reason="asked for", now=NOW)
                carry_out(other, desk.config, now=NOW)
        return None if takes else Refusal(reason="no")

    monkeypatch.setattr("pipelines.alerts.deliver.send", send)
    desk.deliver()
    desk.deliver(NOW + timedelta(hours=1))
    assert NOTHING_LEFT not in sent
    assert len(sent) == (1 if takes else 2)
    states = [row[0] for row in desk.rows("select status from deliveries order by id")]
    assert states == (["sent", "withdrawn", "withdrawn"] if takes else ["withdrawn", "waiting", "waiting"])


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "the variable NASKH_TEST_DESK is empty or missing; put the channel's address there"),
        (f"nosuch://{SECRET}", "Apprise does not know this kind of address"),
        (f"json://127.0.0.1:1/{SECRET}", "the channel refused it or could not be reached"),
        (f"json://127.0.0.1:99999999/{SECRET}", None),
    ],
)
def test_an_unusable_address_is_reported_without_showing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, reason: str | None
) -> None:
    monkeypatch.setenv("NASKH_TEST_DESK", address)
    desk = alerted(tmp_path)
    assert desk.deliver() == 1
    error = deliveries(desk)[0][3]
    assert error == reason if reason else error and SECRET not in error


def test_the_secret_address_stands_in_no_log_and_no_database(
    tmp_path: Path, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    desk = alerted(tmp_path)
    with caplog.at_level(logging.DEBUG):
        hook.status = 500
        desk.deliver()
        hook.status = 200
        desk.deliver(NOW + timedelta(minutes=1))
    desk.database.close()
    assert len(hook.received) == 1
    assert SECRET not in caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert not [path for path in tmp_path.iterdir() if SECRET.encode() in path.read_bytes()]


def test_a_channel_that_is_no_longer_configured_is_reported(tmp_path: Path, hook: Hook) -> None:
    desk = alerted(tmp_path)
    desk.config = desk.config.model_copy(update={"channel": ()})
    desk.deliver()
    assert deliveries(desk)[0][3] == 'naskh.toml has no [[channel]] named "desk"'


def test_an_address_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "desk.url").write_text(" json://127.0.0.1/x \n", encoding="utf-8")
    assert read_secret(f"file:{tmp_path / 'desk.url'}") == "json://127.0.0.1/x"
    assert read_secret(f"file:{tmp_path / 'nowhere'}") is None


def test_waits_double_up_to_six_hours() -> None:
    assert [wait_after(n).total_seconds() for n in (1, 2, 3, 11, 60)] == [30, 60, 120, 6 * 3600, 6 * 3600]
