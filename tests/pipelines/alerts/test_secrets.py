"""The address and the secret of a channel stand nowhere but where they were put."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from channel_stubs import MailService, WebService
from command_line import Folder
from receivers import Answer, Receiver
from recording import NOW, Desk, news

CANARY = "c4nary0f0urs"
# base64 of 24 bytes and more, with the canary in it.
SECRET = f"whsec_{CANARY}{'A' * 28}"
CONFIG = """
topic = "all"
[[channel]]
name = "desk"
{channel}
[[channel]]
name = "feed"
kind = "feed"
path = "alerts.atom"
[[channel]]
name = "file"
kind = "jsonl"
path = "alerts.jsonl"
[[alert]]
name = "copies"
channels = ["desk", "feed", "file", "log"]
"""
WEBHOOK = 'kind = "webhook"\nurl = "env:NASKH_TEST_DESK"\nsecret = "file:desk.secret"'
APPRISE = 'url = "env:NASKH_TEST_DESK"'


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (WEBHOOK, "http://{host}/{canary}?key={canary}"),
        (WEBHOOK, "http://{canary}:{canary}@{host}/"),
        (WEBHOOK, "http://{canary}.invalid/"),
        (WEBHOOK, "http://127.0.0.1:1/{canary}"),
        (WEBHOOK, "http://[{canary}/"),
        (WEBHOOK, "http://127.0.0.1:{canary}/"),
        (WEBHOOK, "https://{host}/{canary}"),
        (WEBHOOK, "{canary}"),
        (APPRISE, "json://{canary}:{canary}@{host}/{canary}"),
        (APPRISE, "xml://{host}/{canary}"),
        (APPRISE, "json://127.0.0.1:1/{canary}"),
        (APPRISE, "json://{canary}.invalid/{canary}"),
        (APPRISE, "mailto://{canary}:{canary}@127.0.0.1:1/?from=a@b.example&to={canary}@b.example"),
        (APPRISE, "slack://{canary}"),
        (APPRISE, "{canary}://{canary}"),
    ],
)
def test_a_secret_is_never_shown(
    empty: Folder,
    tmp_path: Path,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    channel: str,
    address: str,
) -> None:
    answers = iter([Answer(status=500, body=CANARY.encode()), Answer(status=302, headers=[("Location", f"/{CANARY}")])])
    receiver.answer = lambda number: next(answers, Answer())
    monkeypatch.setenv(
        "NASKH_TEST_DESK", address.replace("{host}", f"127.0.0.1:{receiver.port}").replace("{canary}", CANARY)
    )
    (tmp_path / "desk.secret").write_text(SECRET, "utf-8")
    config = CONFIG.replace("{channel}", channel)
    (tmp_path / "naskh.toml").write_text(config, "utf-8")
    desk = Desk(tmp_path, config)
    for outlet in ("first", "second"):
        desk.crawl(f"https://{outlet}.example/1", {"text": news(1), "title": "محاريث الثلج"})
    with caplog.at_level(logging.DEBUG):
        for minutes in (0, 1, 3):
            desk.deliver(NOW + timedelta(minutes=minutes))
    said = [caplog.text, *(str(record.__dict__) for record in caplog.records)]
    for command in (
        ["alerts"],
        ["alerts", "show", "1"],
        ["alerts", "waiting"],
        ["alerts", "failed"],
        ["alerts", "test"],
    ):
        result = empty.naskh(*command)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        said.append(result.output)
    desk.database.close()
    assert (tmp_path / "alerts.atom").exists() and (tmp_path / "alerts.jsonl").exists()
    kept = [path for path in tmp_path.iterdir() if path.name not in ("desk.secret",)]
    assert not [path.name for path in kept if CANARY.encode() in path.read_bytes()]
    assert CANARY not in "".join(said)


def test_a_mail_server_and_web_services_do_receive_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with MailService() as mail, WebService(tmp_path) as web:
        addresses = (
            f"mailto://127.0.0.1:{mail.port}/?from=a@b.example&to={CANARY}@b.example&mode=insecure",
            f"json://{CANARY}@127.0.0.1:{web.port}/{CANARY}",
        )
        for number, address in enumerate(addresses):
            monkeypatch.setenv("NASKH_TEST_DESK", address)
            (folder := tmp_path / str(number)).mkdir()
            toml = CONFIG.replace("{channel}", APPRISE).replace('"alerts', f'"{folder}/alerts')
            desk = Desk(folder, toml)
            for outlet in ("first", "second"):
                desk.crawl(f"https://{outlet}.example/1", news(1))
            with caplog.at_level(logging.DEBUG):
                assert desk.deliver() == 4
            desk.database.close()
            assert not [path.name for path in folder.iterdir() if CANARY.encode() in path.read_bytes()]
    assert CANARY not in caplog.text
