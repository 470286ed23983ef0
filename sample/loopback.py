"""Finding addresses on loopback: one a site where the machine allows it, else one port a site."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address

_ATTEMPTS = 20


def bind(count: int, *, first_host: str, port: int) -> list[socket.socket]:
    """`count` listening sockets: `first_host` and the addresses after it, all at `port`.

    When the port is taken, all get another that is free on every address. Where the addresses cannot be
    bound (macOS has only 127.0.0.1), each gets a port of its own on 127.0.0.1. Raises OSError when
    neither is possible.
    """
    first = IPv4Address(first_host)
    hosts = [str(first + n) for n in range(count)]
    try:
        for attempt in range(_ATTEMPTS):
            sockets = _listen([(host, port if attempt == 0 else 0) for host in hosts], same_port=True)
            if sockets:
                return sockets
    except OSError as error:
        if error.errno not in (errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM):
            raise
    for attempt in range(_ATTEMPTS):
        sockets = _listen([("127.0.0.1", port + n if attempt == 0 else 0) for n in range(count)], same_port=False)
        if sockets:
            return sockets
    raise OSError(errno.EADDRINUSE, "no free ports on loopback for the sample newswire")


def _listen(addresses: Sequence[tuple[str, int]], *, same_port: bool) -> list[socket.socket]:
    """Sockets for all of the addresses, or none when one is taken. `same_port`: the first one's port for all."""
    sockets: list[socket.socket] = []
    try:
        for host, port in addresses:
            wanted = sockets[0].getsockname()[1] if same_port and sockets else port
            sockets.append(socket.create_server((host, wanted), backlog=64))
    except OSError as error:
        for opened in sockets:
            opened.close()
        if error.errno == errno.EADDRINUSE:
            return []
        raise
    return sockets
