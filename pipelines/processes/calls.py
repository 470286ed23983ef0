"""One call on its way: it is packed, answered by a process, and its answer or failure given to whoever waits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from pipelines.processes.messages import pack_call
from pipelines.processes.outcomes import End, Outcome, Raised
from pipelines.processes.worker_process import WorkerProcess

log = logging.getLogger("naskh")


class WorkerFailed(Exception):
    """A call in a worker gave no result. The message is one sentence for people.

    `at_limit` is true when it ran out of time or memory: it may be worth another try when the machine is calmer.
    """

    def __init__(self, words: str, *, at_limit: bool = False) -> None:
        super().__init__(words)
        self.at_limit = at_limit


class Call:
    """Its future stays pending until it is answered, so that it can be cancelled at any time."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        *,
        cpu_seconds: float,
        wall_seconds: float,
        memory_mb: int,
    ) -> None:
        self.future: Future[Outcome] = Future()
        self._reins = _Reins()
        # Not a method of ours: what was answered would stay until the next collection, as part of a cycle.
        self.future.add_done_callback(self._reins.let_go)
        self._function = function
        self._args = args
        self._cpu_seconds = cpu_seconds
        self._wall_seconds = wall_seconds
        self._memory_mb = memory_mb

    def packed(self) -> bytes:
        return pack_call(self._function, self._args, cpu_seconds=self._cpu_seconds, wall_seconds=self._wall_seconds)

    def in_process(self, process: WorkerProcess, request: bytes) -> Outcome | None:
        """What came of it in this process; None when nobody waits for it."""
        if not self._reins.take(process, self.future):
            return None
        try:
            return process.call(request, cpu_seconds=self._cpu_seconds, wall_seconds=self._wall_seconds)
        finally:
            self._reins.drop()

    def succeed(self, outcome: Outcome) -> None:
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(outcome)

    def fail(self, outcome: Outcome, *, tries: int) -> None:
        if outcome.end is End.RAISED:
            self.fail_by_mistake(outcome.unpacked())
            return
        words = {
            End.NO_CPU: f"parsing took longer than {self._cpu_seconds:g} s of processor time",
            End.NO_TIME: f"parsing took longer than {self._wall_seconds:g} s",
            End.NO_MEMORY: f"parsing needed more than {self._memory_mb} MB",
            End.CRASHED: "the parser crashed",
            End.KILLED: f"the parser was killed {tries} times",
        }[outcome.end]
        at_limit = outcome.end in (End.NO_CPU, End.NO_TIME, End.NO_MEMORY)
        self.fail_with(WorkerFailed(words, at_limit=at_limit))

    def fail_by_mistake(self, raised: Raised) -> None:
        if not self.future.cancelled():
            self.fail_with(_mistake(raised))

    def fail_with(self, failure: WorkerFailed) -> None:
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(failure)


def given(outcome: Outcome) -> Any:
    """What a call gave. Raises WorkerFailed when it cannot be read."""
    try:
        return outcome.unpacked()
    except Exception as error:
        raise _mistake(Raised.of(error)) from None


class _Reins:
    """The process that is at work on a call, to be ended when nobody waits for it any more."""

    def __init__(self) -> None:
        self._process: WorkerProcess | None = None
        self._lock = threading.Lock()

    def take(self, process: WorkerProcess, future: Future[Outcome]) -> bool:
        with self._lock:
            is_wanted = not future.done()
            if is_wanted:
                self._process = process
            return is_wanted

    def drop(self) -> None:
        with self._lock:
            self._process = None

    def let_go(self, future: Future[Outcome]) -> None:
        """Called in the thread that cancels: the call gives its process back."""
        with self._lock:
            if future.cancelled() and self._process is not None:
                self._process.kill()


def _mistake(raised: Raised) -> WorkerFailed:
    """One page's mistake of ours must not end an import, nor leave a page wanted for ever: it is told, and logged."""
    log.error("parsing failed", exc_info=_Unexpected(_escaped(raised.traceback)))
    return WorkerFailed(_escaped(f"parsing failed: {raised.words}")[:300])


class _Unexpected(Exception):
    """What a call raised in another process: its traceback, as text."""

    def __str__(self) -> str:
        return f"in a worker\n{self.args[0]}"


def _escaped(text: str) -> str:
    """A page's characters can stand in the words of an error, and must not steer who reads the log."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else letter.encode("unicode_escape").decode()
        for letter in text
    )
