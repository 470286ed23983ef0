"""A channel is tried without a message: what is wrong shows, and no part of its address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from receivers import Receiver

from config.alerts import Channel
from pipelines.alerts.reachable import problem_reaching

SECRET = "s3cret-t0ken"


def problem(address: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> str | None:
    monkeypatch.setenv("NASKH_TRY", address)
    channel = Channel.model_validate({"name": "desk", "kind": kind, "url_env": "NASKH_TRY"})
    found = asyncio.run(problem_reaching(channel))
    assert SECRET not in (found or "")
    return found


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_webhook_is_connected_to_and_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as receiver:
        assert problem(f"{receiver.url}/{SECRET}", "webhook", monkeypatch) is None
        assert receiver.received == []


def test_what_is_wrong_with_a_webhook_is_said(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    words = problem(f"http://127.0.0.1:{closed_port}/{SECRET}", "webhook", monkeypatch)
    assert words is not None and "cannot be reached" in words
    assert problem(SECRET, "webhook", monkeypatch) == "its address is no web address"
    assert problem("http://127.0.0.1:99999999/", "webhook", monkeypatch) == "its address is no web address"


def test_a_webhook_without_a_good_certificate_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as receiver:
        words = problem(receiver.url.replace("http://", "https://"), "webhook", monkeypatch)
    assert words is not None and ("certificate" in words or "cannot be reached" in words)


def test_an_apprise_address_is_read_and_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problem(f"json://{SECRET}@127.0.0.1:9/hook", "apprise", monkeypatch) is None
    words = problem(f"nonsense://{SECRET}", "apprise", monkeypatch)
    assert words is not None and "Apprise" in words


def test_a_channel_without_its_address_says_so(tmp_path: Path) -> None:
    channel = Channel.model_validate({"name": "desk", "url_file": str(tmp_path / "missing")})
    assert asyncio.run(problem_reaching(channel)) == "its address is missing"
