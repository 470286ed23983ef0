"""Our end of one fork server: a process that has everything loaded and forks others. See `forked` for the other end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing import util

from pipelines.processes.messages import SERVER, WORKER, send_order

_PROGRAM = (
    "import json, sys; place, sys.path[:], modules = map(json.loads, sys.argv[1:]); "
    "from pipelines.processes.forked import main; main(place, modules)"
)
_SEND_SECONDS = 1.0


class ForkServer:
    """Used by several threads. `lineage` grows with the programs that loaded everything themselves: what forked from
    one of them, and from what it forked, shares its memory.
    """

    def __init__(
        self,
        control: socket.socket,
        *,
        lineage: int,
        ready_seconds: float,
        program: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self.lineage = lineage
        self.began_at = time.monotonic()
        self.ready_by = self.began_at + ready_seconds
        self.process_id: int | None = None
        """Known as soon as it is ready."""
        control.settimeout(_SEND_SECONDS)
        self._control = control
        self._program = program
        self._heard = b""
        self._problems: list[str] = []
        self._lock = threading.Lock()

    @staticmethod
    def loaded(modules: Sequence[str], *, lineage: int, ready_seconds: float) -> ForkServer:
        """A new program that loads these modules: it is ready after seconds. Raises OSError."""
        control, place = socket.socketpair()
        flags = util._args_from_interpreter_flags()  # type: ignore[attr-defined]
        # OpenBLAS reserves address space for every thread it might start, which counts against the limit.
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
        path = [each or os.curdir for each in sys.path]
        with place:
            told = [json.dumps(each) for each in (place.fileno(), path, modules)]
            try:
                program = subprocess.Popen(
                    [sys.executable, *flags, "-c", _PROGRAM, *told],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[place.fileno()],
                    env=environment,
                )
            except BaseException:
                control.close()
                raise
        return ForkServer(control, lineage=lineage, ready_seconds=ready_seconds, program=program)

    @staticmethod
    def to_be_forked(*, lineage: int, ready_seconds: float) -> tuple[ForkServer, socket.socket]:
        """A server that another process is to fork, and the place that it is to get."""
        control, place = socket.socketpair()
        return ForkServer(control, lineage=lineage, ready_seconds=ready_seconds), place

    @property
    def is_ready(self) -> bool:
        return self.process_id is not None

    def fileno(self) -> int:
        return self._control.fileno()

    def fork_server(self, *, lineage: int, ready_seconds: float) -> ForkServer:
        """Have it fork its like; while it loads, as soon as it has loaded a part. Raises OSError when it is gone."""
        server, place = ForkServer.to_be_forked(lineage=lineage, ready_seconds=ready_seconds)
        try:
            with place:
                self._order(SERVER, place)
        except OSError:
            server.end()
            raise
        return server

    def fork_worker(self, place: socket.socket, status: socket.socket) -> None:
        """Have it fork a worker that gets `place`; its exit status comes by `status`. Raises OSError."""
        self._order(WORKER, place, status)

    def hear(self) -> bool:
        """Take what it has said, which is there to be read: whether it lives."""
        try:
            said = self._control.recv(1 << 16)
        except OSError:
            return False
        self._heard += said
        while b"\n" in self._heard:
            line, _, self._heard = self._heard.partition(b"\n")
            ready = json.loads(line)
            self.process_id, self._problems = ready["process_id"], ready["problems"]
        return bool(said)

    def take_problems(self) -> list[str]:
        """What went wrong when it loaded, each time told once."""
        problems, self._problems = self._problems, []
        return problems

    def kill(self) -> None:
        """End it now. Not after `end`: its id may be another's by then."""
        process_id = self._program.pid if self._program else self.process_id
        with self._lock, contextlib.suppress(ProcessLookupError):
            if process_id is not None and self._control.fileno() >= 0:
                os.kill(process_id, signal.SIGKILL)

    def end(self) -> None:
        """Let go of it. One that lives ends by itself: without our end it has nothing left to do."""
        with self._lock:
            self._control.close()
        if self._program is not None:
            self._program.kill()
            self._program.wait()
        elif self.process_id is not None:
            reap(self.process_id)

    def _order(self, kind: bytes, *sockets: socket.socket) -> None:
        with self._lock:
            send_order(self._control, kind, *sockets)


def reap(process_id: int) -> None:
    """Take note of the end of a process whose parent has ended before: where we are the first process of a container,
    it has become our child.
    """
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process_id, 0)
