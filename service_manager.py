"""Tell the service manager that started us (systemd) that we are ready, alive and stopping: sd_notify(3).

The protocol is a datagram on a socket that the environment names. Nothing is sent where there is none. No library: the
ones there are (sdnotify) are as long, and take no other environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

# A watchdog is told so many times in its time: one that comes late is no alarm.
_TIMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceManager:
    """`address` is None where nobody wants to know, `watchdog_seconds` where nobody waits for a sign of life."""

    address: str | None
    watchdog_seconds: float | None

    @classmethod
    def of(cls, environment: Mapping[str, str], *, process_id: int | None = None) -> ServiceManager:
        """As the environment says. A watchdog that is meant for another process (its id differs) is none of ours."""
        address = environment.get("NOTIFY_SOCKET") or None
        if address is not None and not address.startswith(("/", "@")):
            # Sockets of another kind (vsock) are for virtual machines.
            address = None
        wanted = environment.get("WATCHDOG_PID") or str(process_id or os.getpid())
        microseconds = environment.get("WATCHDOG_USEC", "")
        is_ours = wanted == str(process_id or os.getpid()) and microseconds.isdecimal() and int(microseconds) > 0
        return cls(address=address, watchdog_seconds=int(microseconds) / 1e6 if is_ours and address else None)

    def ready(self, status: str = "") -> None:
        """What has to be there is there: what depends on us may start."""
        self._send("READY=1", *([f"STATUS={status}"] if status else []))

    def stopping(self) -> None:
        """We were asked to stop, and do."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """We are not stuck."""
        self._send("WATCHDOG=1")

    async def stay_alive(self) -> None:
        """Give a sign of life again and again, for as long as the loop turns; returns where nobody waits for one."""
        while self.watchdog_seconds is not None:
            self.alive()
            await asyncio.sleep(self.watchdog_seconds / _TIMES)

    def _send(self, *lines: str) -> None:
        if self.address is None:
            return
        # A leading @ stands for the null byte of an abstract name.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender,
        ):
            # A manager that does not read keeps nobody from working.
            sender.setblocking(False)
            sender.sendto("\n".join(lines).encode(), address)
