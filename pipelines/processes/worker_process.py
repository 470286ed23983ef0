"""Our end of one worker process: it answers one call after the other. See `forked` for the other end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import sys
import time
from multiprocessing import reduction
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from pipelines.processes.fork_server import ForkServer, reap
from pipelines.processes.fork_servers import ForkServers, Loan
from pipelines.processes.messages import LEND, Birth, pack_birth, status_of
from pipelines.processes.outcomes import End, Outcome

# A process that was killed is reaped by its server at once.
_REAP_SECONDS = 2.0
# A server forks in 20 ms, in a second where the machine is busy; one that has not by then is stuck.
_FORK_SECONDS = 20.0
# So many calls one process answers: what a library loses meanwhile is given back.
_CALLS = 2000
# Signals by which a process ends for what it does itself.
_OWN_SIGNALS = frozenset((signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS))


class WorkerProcess:
    """Used by one thread; only `kill` may be called from another."""

    def __init__(
        self,
        connection: Connection[Any, Any],
        status: socket.socket,
        *,
        process_id: int,
        lineage: int,
        servers: ForkServers,
    ) -> None:
        """`connection` leads to a process that is ready; its exit status, or nothing, comes by `status`."""
        self.calls = 0
        self.process_id = process_id
        self.lineage = lineage
        self._connection = connection
        self._status = status
        self._servers = servers
        servers.worker_ids.add(process_id)

    @staticmethod
    def begin(server: ForkServer, servers: ForkServers, *, memory_mb: int, silent_seconds: float) -> WorkerProcess:
        """Have a process forked and wait until it is ready. Raises OSError or EOFError when none can be had now.

        Reading from it and writing to it fail when nothing moves for `silent_seconds`.
        """
        with contextlib.ExitStack() as kept:
            ours, place = _pair(silent_seconds)
            kept.callback(_close, ours)
            status, their_status = socket.socketpair()
            kept.callback(status.close)
            with place, their_status:
                server.fork_worker(place, their_status)
            ours.send_bytes(_birth(memory_mb))
            if not ours.poll(_FORK_SECONDS):
                server.kill()
                raise TimeoutError("the fork server does not answer")
            process_id = int(ours.recv_bytes())
            kept.pop_all()
        return WorkerProcess(ours, status, process_id=process_id, lineage=server.lineage, servers=servers)

    def lend(self, loan: Loan) -> None:
        """Have it fork a server, between two calls. Raises OSError or EOFError when it is gone."""
        self._connection.send_bytes(LEND)
        reduction.send_handle(self._connection, loan.place.fileno(), self.process_id)
        self._connection.recv_bytes()

    def is_alive(self) -> bool:
        """Whether an idle process can take a call: nobody asked it anything, so what is there to read is its end."""
        return not wait([self._connection], timeout=0)

    def is_old(self) -> bool:
        """Whether another should take its place: it answered many calls, or shares no memory with those that are
        forked now.
        """
        return self.calls >= _CALLS or self._servers.lineage > self.lineage

    def stays(self) -> None:
        """There is no other to be had."""
        self.calls = 0

    def call(self, request: bytes, *, cpu_seconds: float, wall_seconds: float) -> Outcome:
        """Have a request (see `pack_call`) answered. After an outcome without a living process only `end` is left to
        do.
        """
        self.calls += 1
        began = time.monotonic()
        try:
            self._connection.send_bytes(request)
            if not self._connection.poll(wall_seconds):
                return Outcome(end=End.NO_TIME)
            answer = self._connection.recv_bytes()
        except BlockingIOError:
            return Outcome(end=End.NO_TIME)
        except (EOFError, OSError):
            return Outcome(end=self._how_it_ended(cpu_seconds, time.monotonic() - began))
        return Outcome(end=End(answer[0]), packed=memoryview(answer)[1:])

    def kill(self) -> None:
        """End it now, whatever it does. Not after `end`: its id may be another's by then."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process_id, signal.SIGKILL)

    def end(self) -> None:
        """End it, and wait until its fork server says that it has; where that one is gone, it ends a moment later."""
        if self._connection.closed:
            return
        # The status of an ended process can be read; that of a process without its server, too.
        if not wait([self._connection, self._status], timeout=0) or self._exit_code(seconds=0) is None:
            self.kill()
        self._connection.close()
        wait([self._status], timeout=_REAP_SECONDS)
        self._status.close()
        reap(self.process_id)
        self._servers.worker_ids.discard(self.process_id)

    def _how_it_ended(self, cpu_seconds: float, seconds: float) -> End:
        code = self._exit_code(seconds=_REAP_SECONDS)
        if code == -signal.SIGPROF or (code is None and seconds >= cpu_seconds):
            return End.NO_CPU
        if code == -signal.SIGALRM:
            return End.NO_TIME
        if code is None or (code < 0 and -code not in _OWN_SIGNALS):
            return End.KILLED
        return End.CRASHED

    def _exit_code(self, *, seconds: float) -> int | None:
        """None when it is not known: not yet, or never, since the server that would know has ended, too."""
        if not wait([self._status], timeout=seconds):
            return None
        try:
            return status_of(self._status.recv(64))
        except OSError:
            return None


def _pair(silent_seconds: float) -> tuple[Connection[Any, Any], socket.socket]:
    ours, theirs = socket.socketpair()
    silence = struct.pack("ll", int(silent_seconds), int(silent_seconds % 1 * 1e6))
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, silence)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)
    return Connection(ours.detach()), theirs


def _close(connection: Connection[Any, Any]) -> None:
    connection.close()


def _birth(memory_mb: int) -> bytes:
    folder = None
    with contextlib.suppress(FileNotFoundError):
        # A folder that was removed under us is no reason to stand still.
        folder = str(Path.cwd())
    path = [each or os.curdir for each in sys.path]
    return pack_birth(Birth(memory_mb=memory_mb, folder=folder, path=path, script=_script()))


def _script() -> dict[str, str]:
    """Which script or module this process was started with, in multiprocessing's words."""
    main = sys.modules["__main__"]
    if (spec := getattr(main, "__spec__", None)) is not None:
        return {"init_main_from_name": spec.name}
    if (path := getattr(main, "__file__", None)) is not None:
        return {"init_main_from_path": os.path.abspath(path)}  # noqa: PTH100 - as multiprocessing spells it
    return {}
