"""What passes between this process, the fork servers and the workers. Both sides speak by this module alone.

An *order* asks a fork server for a new process: one byte, and with it the sockets that the new process gets. A *birth*
is what a worker reads first, a *request* is a call; answers are an `End` as a byte and what was pickled.
"""

from __future__ import annotations

import pickle
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# The kinds of order, each with so many sockets: a worker's place and where its exit status is wanted; a server's place.
WORKER, SERVER = b"w", b"s"
_SOCKETS = {WORKER: 2, SERVER: 1}
# Asks a worker, between two calls, to fork a server; its place follows.
LEND = b"lend"
_STATUS = struct.Struct("i")


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """The state of ours that a worker takes over. `script` says by which script or module we were started, in
    multiprocessing's words; `folder` is None where it was removed under us.
    """

    memory_mb: int
    folder: str | None
    path: list[str]
    script: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    kind: bytes
    sockets: list[socket.socket]


def send_order(server: socket.socket, kind: bytes, *sockets: socket.socket) -> None:
    """Raises OSError when the server is gone."""
    socket.send_fds(server, [kind], [each.fileno() for each in sockets])


def receive_order(place: socket.socket) -> Order | None:
    """The next order; None when nobody is left who could give one. An order whose sockets got lost, since this process
    has too many open, has none: who gave it sees them close.
    """
    kind, handles, _, _ = socket.recv_fds(place, 1, max(_SOCKETS.values()))
    if not kind:
        return None
    sockets = [socket.socket(fileno=handle) for handle in handles]
    if len(sockets) != _SOCKETS.get(kind):
        for each in sockets:
            each.close()
        sockets = []
    return Order(kind=kind, sockets=sockets)


def pack_birth(birth: Birth) -> bytes:
    return pickle.dumps(birth, pickle.HIGHEST_PROTOCOL)


def pack_status(code: int) -> bytes:
    return _STATUS.pack(code)


def status_of(packed: bytes) -> int | None:
    """The exit code; None when the server ended before it could be known."""
    return int(_STATUS.unpack(packed)[0]) if len(packed) == _STATUS.size else None


def pack_call(function: Callable[..., Any], args: tuple[Any, ...], *, cpu_seconds: float, wall_seconds: float) -> bytes:
    """A call as it travels. Raises what pickle raises."""
    call = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
    return pickle.dumps((cpu_seconds, wall_seconds, call), pickle.HIGHEST_PROTOCOL)
