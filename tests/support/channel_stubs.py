"""Services that alerts are sent to, on loopback: they take everything and keep what came."""

from __future__ import annotations

import json
import socketserver
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from certificates import self_signed
from receivers import Serving

# What the services that are tried answer to whatever is sent, in one.
_ANSWER = json.dumps(
    {
        "ok": True,
        "status": "success",
        "result": "success",
        "access_token": "t",
        "user_id": "@naskh:chat.example",
        "room_id": "!room:chat.example",
        "event_id": "1",
        "data": {"authToken": "a", "userId": "b"},
    }
).encode()


class WebService(Serving):
    """An HTTP service, and a proxy that stands for every HTTPS service: `bodies` are what was posted, as text."""

    def __init__(self, folder: Path) -> None:
        self.bodies: list[str] = []
        service, context = self, self_signed(folder, "127.0.0.1")

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                service.bodies.append(body.decode())
                # A Slack hook answers with two letters.
                answer = b"ok" if self.path.startswith("/services/") else _ANSWER
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_PUT = do_GET = do_POST

            def do_CONNECT(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.connection = context.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb")  # type: ignore[assignment]
                self.wfile = self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]
                self.close_connection = False

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port


class MailService(Serving):
    """An SMTP server (RFC 5321): `messages` are the mails as they came."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        service = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 mail.example\r\n")
                while line := self.rfile.readline():
                    command = line[:4].upper()
                    if command == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        service.messages.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
                    if command == b"QUIT":
                        return

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])


def texts_of(body: str) -> list[str]:
    """All texts in a posted JSON value, however deep."""
    found: list[str] = []
    waiting: list[Any] = [json.loads(body)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
