"""What real receivers make of a message: a mail server, and Apprise's endpoints for programs."""

from __future__ import annotations

import json
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from channel_stubs import WebService
from lxml import etree
from recording import Desk, news

CONFIG = """
[[channel]]
name = "desk"
url_env = "NASKH_TEST_DESK"
[[alert]]
name = "copies"
channels = ["desk"]
"""
TITLE = "محاريث <b>الثلج</b> & ]]> @everyone"


def alerted(folder: Path) -> Desk:
    desk = Desk(folder, CONFIG)
    for outlet in ("first", "second"):
        desk.crawl(f"https://{outlet}.example/1", {"text": news(1), "title": TITLE})
    return desk


def test_a_mail_server_takes_it_as_a_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    controller = pytest.importorskip("aiosmtpd.controller", reason="needs aiosmtpd, of the development packages")
    mails: list[Any] = []

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            mails.append(envelope)
            return "250 taken"

    # It wants to know its port beforehand.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = controller.Controller(Handler(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        address = f"mailto://127.0.0.1:{port}/?from=naskh@desk.example&to=editor@desk.example&mode=insecure"
        monkeypatch.setenv("NASKH_TEST_DESK", address)
        desk = alerted(tmp_path)
        assert desk.deliver() == 1
    finally:
        server.stop()
    [envelope] = mails
    [message] = desk.database.deliveries_of_alert(1)
    mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
    assert envelope.rcpt_tos == ["editor@desk.example"] and mail["Subject"] == message["title"]
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n").strip() == message["text"]


def test_programs_get_the_whole_text_as_json_and_as_xml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebService(tmp_path) as service:
        for scheme in ("json", "xml"):
            monkeypatch.setenv("NASKH_TEST_DESK", f"{scheme}://127.0.0.1:{service.port}/")
            (tmp_path / scheme).mkdir()
            desk = alerted(tmp_path / scheme)
            assert desk.deliver() == 1
        [message] = desk.database.deliveries_of_alert(1)
    as_json, as_xml = service.bodies
    assert (json.loads(as_json)["title"], json.loads(as_json)["message"]) == (message["title"], message["text"])
    said = ["".join(element.itertext()) for element in etree.fromstring(as_xml.encode()).iter()]
    assert message["title"] in said
    assert any(TITLE in each for each in said), "the text is there, and nothing of it became XML"
