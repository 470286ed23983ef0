"""Tell the service manager that started us (systemd) that we are ready, alive and stopping: sd_notify(3).

The protocol is a datagram to a socket that the environment names. Without one nothing is sent. A library (sdnotify)
would be as long, and reads no environment but that of its own process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

# Signs of life in each period of the watchdog, so that a late one raises no alarm.
_TIMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceManager:
    """`address` is None where no manager started us, `watchdog_seconds` is None where it expects no sign of life."""

    address: str | None
    watchdog_seconds: float | None

    @classmethod
    def of(cls, environment: Mapping[str, str], *, process_id: int | None = None) -> ServiceManager:
        """The manager that the environment names. A watchdog for another process id is ignored."""
        address = environment.get("NOTIFY_SOCKET") or None
        if address is not None and not address.startswith(("/", "@")):
            # Sockets of another kind (vsock) are for virtual machines.
            address = None
        wanted = environment.get("WATCHDOG_PID") or str(process_id or os.getpid())
        microseconds = environment.get("WATCHDOG_USEC", "")
        is_ours = wanted == str(process_id or os.getpid()) and microseconds.isdecimal() and int(microseconds) > 0
        return cls(address=address, watchdog_seconds=int(microseconds) / 1e6 if is_ours and address else None)

    def ready(self, status: str = "") -> None:
        """Report that we are ready: services that depend on us may start. `status` is shown by `systemctl status`."""
        self._send("READY=1", *([f"STATUS={status}"] if status else []))

    def stopping(self) -> None:
        """Report that we are stopping."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """Give a sign of life."""
        self._send("WATCHDOG=1")

    async def stay_alive(self) -> None:
        """Give signs of life for as long as the loop turns. Returns at once where there is no watchdog."""
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
            # A manager that does not read must not hold us up.
            sender.setblocking(False)
            sender.sendto("\n".join(lines).encode(), address)
