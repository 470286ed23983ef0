"""A name server that answers what it is given, also otherwise the second time it is asked."""

from __future__ import annotations

import contextlib
import ipaddress
import socketserver
import struct
import threading
from collections import Counter


class NameServer:
    """Answers A and AAAA. A name with `rebind` in it has its first address once, and the second ever after."""

    def __init__(self, names: dict[str, list[str]], *, address: str) -> None:
        self.names = names
        self.address = address
        self.asked: Counter[tuple[str, int]] = Counter()

    @contextlib.contextmanager
    def served(self):  # type: ignore[no-untyped-def]
        stub = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                question, sender = self.request
                sender.sendto(stub.answer(question), self.client_address)

        class Server(socketserver.ThreadingUDPServer):
            daemon_threads = True

        # At its own address: an answer from another one would not be taken.
        server = Server((self.address, 53), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()

    def answer(self, question: bytes) -> bytes:
        labels, place = [], 12
        while size := question[place]:
            labels.append(question[place + 1 : place + 1 + size].decode("ascii", "replace"))
            place += size + 1
        name, [kind, _] = ".".join(labels).lower(), struct.unpack("!HH", question[place + 1 : place + 5])
        found = self.names.get(name)
        if found and "rebind" in name:
            found = [found[min(self.asked[name, kind], 1)]]
            self.asked[name, kind] += 1
        version = {1: 4, 28: 6}.get(kind)
        records = [
            ipaddress.ip_address(each).packed for each in found or () if ipaddress.ip_address(each).version == version
        ]
        flags = 0x8180 if found else 0x8183
        head = question[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0)
        rows = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(each)) + each for each in records)
        return head + question[12 : place + 5] + rows
