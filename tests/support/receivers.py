"""A web service of somebody's own, on loopback, that receives messages: it can refuse, hang and redirect."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """`hangs`: nothing is answered until the service ends."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    hangs: bool = False


class Serving:
    """Answers in a thread of its own while it is entered."""

    server: socketserver.BaseServer

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class Receiver(Serving):
    """`answer` says what the request with a number (from 1 on) is answered; `received` are all requests, `taken` those
    that were answered 2xx.
    """

    def __init__(self, answer: Callable[[int], Answer] = lambda number: Answer()) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self.taken: list[Received] = []
        self.ending = threading.Event()
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                got = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                with receiver._lock:
                    receiver.received.append(got)
                    answer = receiver.answer(len(receiver.received))
                if answer.hangs:
                    receiver.ending.wait()
                    return
                if 200 <= answer.status < 300:
                    receiver.taken.append(got)
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST

            def log_message(self, *words: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *request: object) -> None:
                """Who sent it may be gone: it is killed in some tests."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __exit__(self, *error: object) -> None:
        self.ending.set()
        super().__exit__(*error)
