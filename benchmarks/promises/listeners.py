"""Web servers at every address of a network of its own, which count who is connected to."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PORTS = (80, 443, 21, 70, 389, 8080)
# Status, headers, body.
Answer = tuple[int, dict[str, str], str]


@contextlib.contextmanager
def listeners(
    answer: Callable[[str], Answer], connected: Counter[str], *, allowed: ipaddress.IPv4Network
) -> Iterator[None]:
    """Listen at every address, and count in `connected` which ones were connected to. `answer` is what the `allowed`
    ones say to a path.
    """
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            address = ipaddress.ip_address(self.request.getsockname()[0].partition("%")[0])
            plain = getattr(address, "ipv4_mapped", None) or address
            with lock:
                connected[str(plain)] += 1
            self.is_allowed = plain in allowed
            super().setup()

        def do_GET(self) -> None:
            status, headers, body = answer(self.path) if self.is_allowed else (200, {}, "a secret of this machine")
            self.send_response(status)
            kind = (
                "text/plain" if self.path == "/robots.txt" else "application/xml" if "xml" in self.path else "text/html"
            )
            for name, value in {"Content-Type": f"{kind}; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_HEAD = do_GET

        def log_message(self, *words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *request: object) -> None:
            pass

    class Server6(Server):
        address_family = socket.AF_INET6

        def server_bind(self) -> None:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            super().server_bind()

    servers = [kind((host, port), Handler) for port in _PORTS for kind, host in ((Server, "0.0.0.0"), (Server6, "::"))]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
