"""A thread for each worker process: it hands it one call after the other, and replaces it whenever it is gone."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time

from pipelines.processes.calls import Call, WorkerFailed
from pipelines.processes.fork_servers import ForkServers
from pipelines.processes.outcomes import End, Raised
from pipelines.processes.worker_process import WorkerProcess

log = logging.getLogger("naskh")

# What crashes its process twice is at fault itself. SIGKILL does not say who sent it, the page, the kernel or a
# neighbour: a page may meet it by chance, and more often while other processes meet it, too.
_TRIES = {End.CRASHED: 2, End.KILLED: 6}
_TRIES_AMONG_KILLED = 30
_LOOK_SECONDS = 1.0
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 1.0
_START_SECONDS = 180.0


class Keeper(threading.Thread):
    """Keeps one process: there, ready, and at work on the next call. A None among the calls wakes it."""

    def __init__(
        self,
        calls: queue.SimpleQueue[Call | None],
        servers: ForkServers,
        stopping: threading.Event,
        *,
        memory_mb: int,
        silent_seconds: float,
    ) -> None:
        super().__init__(name="keeper of a worker", daemon=True)
        self._calls = calls
        self._servers = servers
        self._stopping = stopping
        self._memory_mb = memory_mb
        self._silent_seconds = silent_seconds
        self._process: WorkerProcess | None = None
        self._call: Call | None = None

    @property
    def is_ready(self) -> bool:
        return self._process is not None

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                # Also when nothing is to be done: the next page should not wait for a process that has died meanwhile.
                with contextlib.suppress(_NoProcess):
                    self._ready()
                self._lend()
                try:
                    call = self._calls.get(timeout=_LOOK_SECONDS)
                except queue.Empty:
                    continue
                if call is not None:
                    self._call = call
                    if self._stopping.is_set():
                        call.future.cancel()
                    else:
                        self._answer_whatever_happens(call)
                    self._call = None
        finally:
            self._end_process()

    def cut_off(self) -> None:
        """Called from another thread when all is to end."""
        if (call := self._call) is not None:
            call.future.cancel()

    def _answer_whatever_happens(self, call: Call) -> None:
        try:
            self._answer(call)
        except Exception as error:  # of our own: it costs one call, and not the keeper
            self._end_process()
            call.fail_by_mistake(Raised.of(error))

    def _answer(self, call: Call) -> None:
        try:
            request = call.packed()
        except Exception as error:
            call.fail_by_mistake(Raised.of(error))
            return
        tries, killed_before = 0, self._servers.killed.count
        while True:
            try:
                outcome = call.in_process(self._ready(), request)
            except _NoProcess as problem:
                call.fail_with(WorkerFailed(str(problem)))
                return
            if outcome is None:
                return
            tries += 1
            if outcome.end is End.KILLED:
                self._servers.killed.add()
            if not outcome.process_lives:
                self._end_process()
            most = _TRIES.get(outcome.end, 1)
            if outcome.end is End.KILLED and self._servers.killed.count - killed_before > tries:
                most = _TRIES_AMONG_KILLED
            if outcome.end is End.VALUE:
                call.succeed(outcome)
            elif tries >= most:
                call.fail(outcome, tries=tries)
            elif not self._stopping.is_set():
                continue
            return

    def _lend(self) -> None:
        """Have the own process fork a server where none is ready."""
        while self._process is not None and (loan := self._servers.next_loan()) is not None:
            try:
                if loan.is_wanted:
                    loan.server.lineage = min(loan.server.lineage, self._process.lineage)
                    self._process.lend(loan)
            except (OSError, EOFError):
                self._end_process()
            finally:
                loan.done()

    def _ready(self) -> WorkerProcess:
        """A process that waits for a call: the one there is, or a new one. Raises _NoProcess."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                if self._process.is_alive():
                    if self._process.is_old():
                        self._renew(self._process)
                    return self._process
            self._servers.killed.add()
            self._end_process()
        until, pause = time.monotonic() + _START_SECONDS, _PAUSE_SECONDS
        problem = "no fork server is ready"
        while not self._stopping.is_set() and time.monotonic() < until:
            try:
                self._process = self._begun(wait_seconds=_LOOK_SECONDS)
                if self._process is not None:
                    return self._process
            except (OSError, EOFError) as error:
                # The server was killed, or the machine has no memory or no process left; that may pass.
                problem = str(error) or "its fork server ended"
                if pause < _LONGEST_PAUSE_SECONDS <= 2 * pause:
                    log.warning("no worker process can be started; trying on", extra={"fields": {"error": repr(error)}})
                self._stopping.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        raise _NoProcess(f"no worker process could be started ({problem})")

    def _renew(self, old: WorkerProcess) -> None:
        try:
            self._process = self._begun(wait_seconds=0) or old
        except (OSError, EOFError):
            self._process = old
        if self._process is old:
            old.stays()
        else:
            old.end()

    def _begun(self, *, wait_seconds: float) -> WorkerProcess | None:
        """A new process; None where no server is ready. Raises OSError or EOFError."""
        server = self._servers.ready(seconds=wait_seconds)
        if server is None:
            return None
        return WorkerProcess.begin(
            server, self._servers, memory_mb=self._memory_mb, silent_seconds=self._silent_seconds
        )

    def _end_process(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            process.end()


class _NoProcess(Exception):
    """No process can be had. The message is one sentence for people."""
