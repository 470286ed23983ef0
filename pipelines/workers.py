"""Worker processes for CPU-heavy and dangerous work: each call can be killed alone. Contains no business logic.

A thread for each process hands it one call after the other and waits for the answer; it replaces the process whenever
that is gone, and asks again where it was killed from outside. pebble was used before: its processes share one channel
and its locks, and one *idle* process killed from outside breaks the pool for good. A pebble pool for each process would
break alone, but each has three threads that poll, starts processes in the caller's, and counts time by the clock only.
loky and `concurrent.futures` give up all calls when one process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any, TypeVar, cast

from config import Extraction
from pipelines.preloads import FEW_PAGES, MANY_PAGES
from pipelines.worker_process import (
    End,
    ForkOrder,
    Outcome,
    Raised,
    WorkerProcess,
    begin_server,
    pack,
    server_process_id,
)

R = TypeVar("R")
T = TypeVar("T")

log = logging.getLogger("naskh")

# By the clock a call may take that much longer than by the processor: ordinary pages on a busy machine must not be
# lost, and a parser that sleeps must end.
_WALL_FACTOR, _WALL_SECONDS = 6.0, 60.0
# What crashes its process twice is at fault itself. SIGKILL does not say who sent it, the page, the kernel or a
# neighbour: a page may meet it by chance, and more often while other processes meet it, too.
_TRIES = {End.CRASHED: 2, End.KILLED: 4}
_TRIES_AMONG_KILLED = 10
_LOOK_SECONDS = 1.0
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 1.0
_START_SECONDS = 60.0
_STOP_SECONDS = 5.0


class WorkerFailed(Exception):
    """A call in a worker gave no result. The message is one sentence for people.

    `at_limit` is true when it ran out of time or memory: it may be worth another try when the machine is calmer.
    """

    def __init__(self, words: str, *, at_limit: bool = False) -> None:
        super().__init__(words)
        self.at_limit = at_limit


class Workers:
    """A set of processes. One call may take `timeout_seconds` of the processor, `wall_seconds` by the clock (60, or
    six times as many) and `memory_mb`. They start at once, beside what goes on; close it with `stop`. `preload` is what
    they share, see `preloads`.
    """

    def __init__(
        self,
        *,
        count: int,
        timeout_seconds: float,
        memory_mb: int,
        wall_seconds: float | None = None,
        preload: Sequence[str] = MANY_PAGES,
    ) -> None:
        self.count = count
        self.timeout_seconds = timeout_seconds
        self.wall_seconds = wall_seconds
        self.memory_mb = memory_mb
        self._calls: queue.SimpleQueue[_Call | ForkOrder | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        # Here, not by a keeper: it is then a child of the thread that others look for.
        begin_server(preload)
        orders: queue.SimpleQueue[ForkOrder] = queue.SimpleQueue()
        killed = _Killed()
        self._keepers = [
            _Keeper(self._calls, orders, killed, self._stopping, memory_mb=memory_mb) for _ in range(count)
        ]
        for keeper in self._keepers:
            keeper.start()

    @classmethod
    def of(cls, settings: Extraction, *, preload: Sequence[str] = MANY_PAGES) -> Workers:
        """As many as the configuration says, within its bounds."""
        return cls(
            count=settings.workers,
            timeout_seconds=settings.timeout_seconds,
            memory_mb=settings.memory_mb,
            preload=preload,
        )

    @classmethod
    def for_few_pages(cls, settings: Extraction) -> Workers:
        """One process, with the same limits: a second would have nothing to do."""
        return cls(count=1, timeout_seconds=settings.timeout_seconds, memory_mb=settings.memory_mb, preload=FEW_PAGES)

    async def ready(self, *, seconds: float = 60.0) -> bool:
        """Wait until all processes wait for calls; whether they do. Calls need not wait for it."""
        until = time.monotonic() + seconds
        while not all(keeper.is_ready for keeper in self._keepers):
            if time.monotonic() > until or self._stopping.is_set():
                return False
            await asyncio.sleep(0.02)
        return True

    async def run(self, function: Callable[..., R], /, *args: object, timeout_seconds: float | None = None) -> R:
        """Call a module-level function in a worker. Raises WorkerFailed when it gives no result, whatever the cause."""
        outcome = await asyncio.wrap_future(self._submit(function, args, timeout_seconds))
        return cast(R, _given(outcome))

    def map(
        self, function: Callable[[T], R], items: Iterable[T], *, timeout_seconds: float | None = None, ahead: int = 2
    ) -> Iterator[tuple[T, R | WorkerFailed]]:
        """Call `function` on each item, in order. Failures come as values.

        Beside those that run, `ahead` wait to be run or consumed: as many as keep workers busy while one is.
        """
        waiting: deque[tuple[T, Future[Outcome]]] = deque()

        def finish() -> tuple[T, R | WorkerFailed]:
            item, future = waiting.popleft()
            try:
                return item, _given(future.result())
            except WorkerFailed as failure:
                return item, failure
            except CancelledError:
                return item, WorkerFailed("the workers were stopped")

        try:
            for item in items:
                waiting.append((item, self._submit(function, (item,), timeout_seconds)))
                if len(waiting) > self.count + ahead:
                    yield finish()
            while waiting:
                yield finish()
        finally:
            for _, future in waiting:
                future.cancel()

    def stop(self) -> None:
        """End all workers at once; calls that run or wait are cancelled."""
        self._stopping.set()
        for keeper in self._keepers:
            self._calls.put(None)
            keeper.cut_off()
        until = time.monotonic() + _STOP_SECONDS
        for keeper in self._keepers:
            keeper.join(timeout=max(0.0, until - time.monotonic()))
        with contextlib.suppress(queue.Empty):
            while True:
                left = self._calls.get_nowait()
                if isinstance(left, _Call):
                    left.future.cancel()
                elif left is not None:
                    left.done()

    def _submit(self, function: Callable[..., Any], args: tuple[Any, ...], seconds: float | None) -> Future[Outcome]:
        if self._stopping.is_set():
            raise RuntimeError("these workers were stopped")
        cpu = seconds or self.timeout_seconds
        wall = self.wall_seconds or max(_WALL_SECONDS, _WALL_FACTOR * cpu)
        call = _Call(function, args, cpu_seconds=cpu, wall_seconds=wall, memory_mb=self.memory_mb)
        self._calls.put(call)
        return call.future


def map_in(
    workers: Workers | None, function: Callable[[T], R], items: Iterable[T]
) -> Iterator[tuple[T, R | WorkerFailed]]:
    """`function` on each item, in order: in workers, or here where there are none."""
    return ((item, function(item)) for item in items) if workers is None else workers.map(function, items)


def worker_process_ids() -> list[int]:
    """Process ids of workers (on Linux) and the server they fork from (for memory figures)."""
    server = server_process_id()
    if server is None:
        return []
    try:
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    except OSError:
        children = []
    return [*map(int, children), server]


class _Call:
    """One call on its way. Its future stays pending until it is answered, so that it can be cancelled at any time."""

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
        return pack(self._function, self._args, cpu_seconds=self._cpu_seconds)

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


class _Killed:
    """How many processes were killed from outside, as far as can be told."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        with self._lock:
            self.count += 1


class _Keeper(threading.Thread):
    """Keeps one process: there, ready, and at work on the next call."""

    def __init__(
        self,
        calls: queue.SimpleQueue[_Call | ForkOrder | None],
        orders: queue.SimpleQueue[ForkOrder],
        killed: _Killed,
        stopping: threading.Event,
        *,
        memory_mb: int,
    ) -> None:
        super().__init__(name="keeper of a worker", daemon=True)
        self._calls = calls
        self._orders = orders
        self._killed = killed
        self._stopping = stopping
        self._memory_mb = memory_mb
        self._process: WorkerProcess | None = None
        self._call: _Call | None = None

    @property
    def is_ready(self) -> bool:
        return self._process is not None

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                # Also when nothing is to be done: the next page should not wait for a process that has died meanwhile.
                with contextlib.suppress(_NoProcess):
                    self._ready()
                self._fork_for_others()
                try:
                    task = self._calls.get(timeout=_LOOK_SECONDS)
                except queue.Empty:
                    continue
                if isinstance(task, _Call):
                    self._call = task
                    if self._stopping.is_set():
                        task.future.cancel()
                    else:
                        self._answer_whatever_happens(task)
                    self._call = None
        finally:
            self._end_process()

    def cut_off(self) -> None:
        """Called from another thread when all is to end."""
        if (call := self._call) is not None:
            call.future.cancel()

    def _answer_whatever_happens(self, call: _Call) -> None:
        try:
            self._answer(call)
        except Exception as error:  # of our own: it costs one call, and not the keeper
            self._end_process()
            call.fail_by_mistake(Raised.of(error))

    def _answer(self, call: _Call) -> None:
        try:
            request = call.packed()
        except Exception as error:
            call.fail_by_mistake(Raised.of(error))
            return
        tries, killed_before = 0, self._killed.count
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
                self._killed.add()
            if not outcome.process_lives:
                self._end_process()
            most = _TRIES.get(outcome.end, 1)
            if outcome.end is End.KILLED and self._killed.count - killed_before > tries:
                most = _TRIES_AMONG_KILLED
            if outcome.end is End.VALUE:
                call.succeed(outcome)
            elif tries >= most:
                call.fail(outcome, tries=tries)
            elif not self._stopping.is_set():
                continue
            return

    def _order(self, order: ForkOrder) -> None:
        """Goes before all calls; among them it wakes a keeper that waits for one."""
        self._orders.put(order)
        self._calls.put(order)

    def _fork_for_others(self) -> None:
        """Have the own process fork the one of another keeper, whose server is not ready."""
        while self._process is not None:
            try:
                order = self._orders.get_nowait()
            except queue.Empty:
                return
            try:
                self._process.fork(order)
            except (OSError, EOFError):
                self._end_process()
            finally:
                order.done()

    def _ready(self) -> WorkerProcess:
        """A process that waits for a call: the one there is, or a new one. Raises _NoProcess."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                if self._process.is_alive():
                    if self._process.is_old():
                        self._renew(self._process)
                    return self._process
            self._killed.add()
            self._end_process()
        until, pause = time.monotonic() + _START_SECONDS, _PAUSE_SECONDS
        while True:
            try:
                self._process = WorkerProcess.begin(
                    memory_mb=self._memory_mb, silent_seconds=_WALL_SECONDS, ask_others=self._order
                )
                return self._process
            except (OSError, EOFError) as error:
                # The server was killed, or the machine has no memory or no process left; that may pass.
                if self._stopping.wait(pause) or time.monotonic() > until:
                    raise _NoProcess(f"no worker process could be started ({error or 'its server ended'})") from None
                if pause < _LONGEST_PAUSE_SECONDS <= 2 * pause:
                    log.warning("no worker process can be started; trying on", extra={"fields": {"error": repr(error)}})
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _renew(self, old: WorkerProcess) -> None:
        try:
            self._process = WorkerProcess.begin(
                memory_mb=self._memory_mb, silent_seconds=_WALL_SECONDS, ask_others=None
            )
        except (OSError, EOFError):
            old.stays()
        else:
            old.end()

    def _end_process(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            process.end()


def _given(outcome: Outcome) -> Any:
    try:
        return outcome.unpacked()
    except Exception as error:
        raise _mistake(Raised.of(error)) from None


def _mistake(raised: Raised) -> WorkerFailed:
    """One page's mistake of ours must not end an import, nor leave a page wanted for ever: it is told, and logged."""
    log.error("parsing failed", exc_info=_Unexpected(_escaped(raised.traceback)))
    return WorkerFailed(_escaped(f"parsing failed: {raised.words}")[:300])


class _NoProcess(Exception):
    """No process can be had. The message is one sentence for people."""


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
