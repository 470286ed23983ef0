"""Worker processes for CPU-heavy and dangerous work: each call can be killed alone. Contains no business logic.

A thread for each process hands it one call after the other and waits for the answer; it replaces the process whenever
that is gone, and asks again where it was killed from outside. Processes fork from a server that has everything loaded.

multiprocessing's fork server was used before: when it was killed, none could be forked until the next had loaded
everything, 2 to 9 s, and its socket is a file that a cleaner of temporary folders removes. pebble's processes share one
channel and its locks, and one *idle* process killed from outside breaks the pool for good. A pebble pool for each
process would break alone, but each has three threads that poll, starts processes in the caller's, and counts time by
the clock only. loky and `concurrent.futures` give up all calls when one process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any, Self, TypeVar, cast

from config.tables import Extraction
from pipelines.preloading.names import FEW_PAGES, MANY_PAGES
from pipelines.processes.calls import Call, WorkerFailed, given
from pipelines.processes.fork_servers import fork_servers
from pipelines.processes.keeper import Keeper
from pipelines.processes.outcomes import Outcome

__all__ = ["WorkerFailed", "Workers", "map_in", "worker_process_ids"]

R = TypeVar("R")
T = TypeVar("T")

# By the clock a call may take that much longer than by the processor: ordinary pages on a busy machine must not be
# lost, and a parser that sleeps must end.
_WALL_FACTOR, _WALL_SECONDS = 6.0, 60.0
_STOP_SECONDS = 5.0


class Workers:
    """A set of processes. One call may take `timeout_seconds` of the processor, `wall_seconds` by the clock (60, or
    six times as many) and `memory_mb`. They start at once, beside what goes on; `with` or `stop` ends them. `preload`
    is what they share, see `preloading.names`.
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
        self._calls: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._servers = fork_servers()
        self._servers.begin(preload)
        self._servers.add_lender(self._wake)
        self._keepers = [
            Keeper(
                self._calls,
                self._servers,
                self._stopping,
                memory_mb=memory_mb,
                silent_seconds=_WALL_SECONDS,
            )
            for _ in range(count)
        ]
        for keeper in self._keepers:
            keeper.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

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
        return cast(R, given(outcome))

    def begin(self, function: Callable[[T], R], item: T) -> Callable[[], R]:
        """Have a worker call `function` on an item. What is returned waits for the result, and raises as `run` does."""
        future = self._submit(function, (item,), None)
        return lambda: cast(R, _result_of(future))

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
                return item, _result_of(future)
            except WorkerFailed as failure:
                return item, failure

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
        self._servers.remove_lender(self._wake)
        for keeper in self._keepers:
            self._wake()
            keeper.cut_off()
        until = time.monotonic() + _STOP_SECONDS
        for keeper in self._keepers:
            keeper.join(timeout=max(0.0, until - time.monotonic()))
        with contextlib.suppress(queue.Empty):
            while True:
                left = self._calls.get_nowait()
                if left is not None:
                    left.future.cancel()

    def _wake(self) -> None:
        self._calls.put(None)

    def _submit(self, function: Callable[..., Any], args: tuple[Any, ...], seconds: float | None) -> Future[Outcome]:
        if self._stopping.is_set():
            raise RuntimeError("these workers were stopped")
        cpu = seconds or self.timeout_seconds
        wall = self.wall_seconds or max(_WALL_SECONDS, _WALL_FACTOR * cpu)
        call = Call(function, args, cpu_seconds=cpu, wall_seconds=wall, memory_mb=self.memory_mb)
        self._calls.put(call)
        return call.future


def _result_of(future: Future[Outcome]) -> Any:
    try:
        return given(future.result())
    except CancelledError:
        raise WorkerFailed("the workers were stopped") from None


def map_in(
    workers: Workers | None, function: Callable[[T], R], items: Iterable[T]
) -> Iterator[tuple[T, R | WorkerFailed]]:
    """`function` on each item, in order: in workers, or here where there are none."""
    return ((item, function(item)) for item in items) if workers is None else workers.map(function, items)


def worker_process_ids() -> list[int]:
    """Process ids of all workers of this program, and of the servers they fork from (for memory figures)."""
    servers = fork_servers()
    return [*servers.worker_ids, *servers.process_ids]
