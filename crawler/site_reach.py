"""Look whether a site that a person names can be reached: one look-up, one connection. Nothing is asked of it."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.guard import Address, Guard, fold_host, literal_address

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`is_private`: the site is in a network of one's own. `problem`: why it cannot be reached now, in words."""

    is_private: bool = False
    problem: str | None = None


def reach(url: str, *, timeout_seconds: float) -> Reach:
    """Try a site. Private addresses are not connected to."""
    guard, parts = Guard(), urlsplit(url)
    host = fold_host(parts.hostname or "")
    if guard.refusal(url) is not None:
        return Reach(is_private=True)
    found = _look_up(host, timeout_seconds=timeout_seconds)
    if not found:
        return Reach(problem=f"the host {host} cannot be found; either its name is wrong or this machine is offline")
    public = [address for address in found if guard.allows_address(address)]
    if not public:
        return Reach(is_private=True)
    port = parts.port or _PORTS[parts.scheme]
    for address in public[:2]:
        try:
            socket.create_connection((str(address), port), timeout=timeout_seconds).close()
        except OSError:
            continue
        return Reach()
    return Reach(problem=f"{host} does not answer on port {port}")


def _look_up(host: str, *, timeout_seconds: float) -> list[Address]:
    """The addresses of a host; none where the look-up fails, or takes too long."""
    if (address := literal_address(host)) is not None:
        return [address]
    found: list[Address] = []

    def work() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(each for row in rows if (each := literal_address(str(row[4][0]))) is not None)

    # A thread that does not keep the process alive: the look-up itself has no time limit.
    thread = threading.Thread(target=work, name=f"lookup {host}", daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    return list(found)
