"""A webhook gets JSON that is signed, and what it answers decides what becomes of the message."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from certificates import self_signed
from receivers import Answer, Receiver
from recording import NOW, Desk, news

from pipelines import shapes
from pipelines.alerts.signature import signature, signing_key
from pipelines.alerts.webhook_channel import post_to_webhook
from pipelines.credits.matched import with_credits

KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
CONFIG = """
[[channel]]
name = "hook"
kind = "webhook"
url = "env:NASKH_TEST_HOOK"
secret = "env:NASKH_TEST_SECRET"
[[alert]]
name = "copies"
channels = ["hook"]
"""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with Receiver() as receiver:
        monkeypatch.setenv("NASKH_TEST_HOOK", f"{receiver.url}/hook?key=1")
        monkeypatch.setenv("NASKH_TEST_SECRET", SECRET)
        yield receiver


def alerted(folder: Path, *, copies: int = 1) -> Desk:
    desk = Desk(folder, CONFIG)
    for n in range(copies):
        for outlet in ("first", "second"):
            desk.crawl(f"https://{outlet}{n}.example/1", {"text": news(n), "title": "محاريث الثلج"})
    return desk


def state(desk: Desk) -> tuple[str, str | None, float | None]:
    """Status and error of the first message, and in how many seconds it is tried again."""
    row = desk.database.connection.execute("select status, error, next_attempt_at from deliveries").fetchone()
    again = (datetime.fromisoformat(row[2]) - NOW).total_seconds() if row[2] else None
    return row[0], row[1], again


def test_a_message_says_what_naskh_copies_says_of_its_matches(tmp_path: Path, receiver: Receiver) -> None:
    desk = alerted(tmp_path)
    assert desk.deliver() == 1
    [got] = receiver.received
    [alert], [match] = desk.alerts(), with_credits(desk.database, desk.matches())
    [message] = desk.database.deliveries_of_alert(alert["id"])
    assert got.path == "/hook?key=1" and got.headers["content-type"] == "application/json"
    assert got.json() == {
        "id": message["message_id"],
        "kind": "alert",
        "created_at": "2025-03-21T12:00:00Z",
        "channel": "hook",
        "title": alert["title"],
        "text": message["text"],
        "alerts": [
            {
                "id": alert["id"],
                "rule": "copies",
                "kind": "copy",
                "subject": None,
                "copies": 1,
                "matches": [shapes.match(match)],
            }
        ],
    }
    assert "محاريث".encode() in got.body


def test_its_receiver_can_tell_that_we_sent_it(tmp_path: Path, receiver: Receiver) -> None:
    alerted(tmp_path).deliver()
    [got] = receiver.received
    headers = got.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + got.body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == got.json()["id"]
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())


def test_the_signature_is_that_of_the_specification() -> None:
    # The example that the libraries of Standard Webhooks are tested with.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        (SECRET, KEY),
        (SECRET.removeprefix("whsec_"), KEY),
        (SECRET.rstrip("="), KEY),
        ("my password", None),
        (base64.b64encode(b"short").decode(), None),
        (base64.b64encode(bytes(65)).decode(), None),
        ("سر", None),
    ],
)
def test_a_secret_is_base64_of_some_length(secret: str, key: bytes | None) -> None:
    assert signing_key(secret) == key


def test_a_message_that_is_sent_again_has_the_same_id_and_says_the_same(tmp_path: Path, receiver: Receiver) -> None:
    receiver.answer = lambda number: Answer(status=500 if number == 1 else 204)
    desk = alerted(tmp_path)
    assert desk.deliver() == 0
    desk.crawl("https://third.example/1", {"text": news(0), "title": "محاريث الثلج"})
    desk.database.connection.execute("delete from alert_queue")
    assert desk.deliver(NOW + timedelta(minutes=1)) == 1
    first, second = receiver.received
    assert first.body == second.body and first.headers["webhook-id"] == second.headers["webhook-id"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(status=201), ("sent", None, None)),
        (Answer(status=500), ("waiting", "it answered 500 Internal Server Error", 30)),
        (Answer(status=404), ("waiting", "it answered 404 Not Found", 30)),
        (Answer(status=299), ("sent", None, None)),
        (Answer(status=799), ("waiting", "it answered 799", 30)),
        (Answer(status=410), ("failed", "it answered 410 Gone: it wants no more messages", None)),
        (Answer(status=429, headers=[("Retry-After", "600")]), ("waiting", "it answered 429 Too Many Requests", 600)),
        (Answer(status=503, headers=[("Retry-After", "1")]), ("waiting", "it answered 503 Service Unavailable", 30)),
        (
            Answer(status=503, headers=[("Retry-After", format_datetime(NOW + timedelta(hours=2)))]),
            ("waiting", "it answered 503 Service Unavailable", 7200),
        ),
        (
            Answer(status=503, headers=[("Retry-After", "9" * 400)]),
            ("waiting", "it answered 503 Service Unavailable", 86400),
        ),
        (
            Answer(status=503, headers=[("Retry-After", "soon")]),
            ("waiting", "it answered 503 Service Unavailable", 30),
        ),
    ],
)
def test_what_it_answers_decides_what_becomes_of_the_message(
    tmp_path: Path, receiver: Receiver, answer: Answer, expected: tuple[str, str | None, float | None]
) -> None:
    receiver.answer = lambda number: answer
    desk = alerted(tmp_path)
    desk.deliver()
    assert state(desk) == expected


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(tmp_path: Path, receiver: Receiver, status: int) -> None:
    with Receiver() as other:
        receiver.answer = lambda number: Answer(status=status, headers=[("Location", other.url)])
        desk = alerted(tmp_path)
        desk.deliver()
        assert other.received == []
    said = state(desk)
    assert said[0] == "waiting" and "redirects are not followed" in str(said[1])


def test_what_it_answers_is_not_read(tmp_path: Path, receiver: Receiver) -> None:
    receiver.answer = lambda number: Answer(body=b"x" * 50_000_000, headers=[("Content-Encoding", "gzip")])
    desk = alerted(tmp_path)
    assert desk.deliver() == 1
    assert state(desk)[0] == "sent"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1:1/s3cret", "it could not be reached: no such host, or nothing listens there"),
        ("http://nowhere.invalid/s3cret", "it could not be reached: no such host, or nothing listens there"),
        ("ftp://127.0.0.1/s3cret", "the address must begin with http:// or https://"),
        ("s3cret", "the address must begin with http:// or https://"),
        ("http://:0/s3cret", "the address is not a valid one"),
        ("http://127.0.0.1:99999999/s3cret", "the address is not a valid one"),
    ],
)
def test_an_unusable_address_is_reported_without_showing_it(address: str, reason: str) -> None:
    refusal = asyncio.run(post_to_webhook(address, None, "1", b"{}", now=NOW))
    assert refusal is not None and refusal.reason == reason


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with Receiver() as receiver:
        receiver.server.socket = self_signed(tmp_path, "127.0.0.1").wrap_socket(
            receiver.server.socket, server_side=True
        )
        refusal = asyncio.run(post_to_webhook(f"https://127.0.0.1:{receiver.port}", None, "1", b"{}", now=NOW))
        assert receiver.received == []
    assert refusal is not None and "certificate" in refusal.reason


def test_a_secret_that_will_not_do_sends_nothing(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for secret, words in (("", "NASKH_TEST_SECRET is empty or missing"), ("password", "must be base64")):
        monkeypatch.setenv("NASKH_TEST_SECRET", secret)
        (folder := tmp_path / (secret or "none")).mkdir()
        desk = alerted(folder)
        desk.deliver()
        assert words in str(state(desk)[1])
    assert receiver.received == []


def test_text_that_is_no_text_arrives(receiver: Receiver) -> None:
    body = json.dumps({"title": "\ud83d"}).encode()
    assert asyncio.run(post_to_webhook(receiver.url, None, "1", body, now=datetime.now(UTC))) is None


def test_one_channel_that_takes_nothing_keeps_no_other_waiting(tmp_path: Path, receiver: Receiver) -> None:
    receiver.answer = lambda number: Answer(status=500)
    desk = Desk(tmp_path, CONFIG.replace('["hook"]', '["hook", "log"]'))
    for n in range(30):
        for outlet in ("first", "second"):
            desk.crawl(f"https://{outlet}{n}.example/1", {"text": news(n), "title": "محاريث الثلج"})
    assert desk.deliver() == 20 and desk.deliver() == 10
    assert len(receiver.received) == 2
