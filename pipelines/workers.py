"""Worker processes for CPU-heavy and dangerous work: each call can be killed alone. Contains no business logic.

pebble replaces a worker that crashed or ran out of time and keeps the others. Workers fork from a server process
that has the heavy libraries loaded already, so a replacement costs milliseconds and shares their memory.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from multiprocessing import forkserver
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from config import Extraction
from pipelines.parcels import pack_smaller

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

log = logging.getLogger("naskh")

_PRELOAD = ["pipelines.warm", "crawler.feeds", "crawler.sitemaps", "crawler.links"]


class WorkerFailed(Exception):
    """A call in a worker gave no result. The message is one sentence for people."""


class Workers:
    """A pool of processes. `timeout_seconds` and `memory_mb` bound one call; close it with `stop`."""

    def __init__(self, *, count: int, timeout_seconds: float, memory_mb: int) -> None:
        # OpenBLAS reserves address space for every thread it might start, which counts against the limit.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self.count = count
        self.timeout_seconds = timeout_seconds
        self.memory_mb = memory_mb
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        _begin_server()
        self._pool = ProcessPool(
            max_workers=count,
            max_tasks=2000,
            initializer=_begin_worker,
            initargs=(memory_mb,),
            context=context,
        )

    @classmethod
    def of(cls, settings: Extraction) -> Workers:
        """As many as the configuration says, within its bounds."""
        return cls(count=settings.workers, timeout_seconds=settings.timeout_seconds, memory_mb=settings.memory_mb)

    async def run(self, function: Callable[..., R], /, *args: object, timeout_seconds: float | None = None) -> R:
        """Call a module-level function in a worker. Raises WorkerFailed when it gives no result, whatever the cause."""
        seconds = timeout_seconds or self.timeout_seconds
        future = self._submit(function, args, seconds)
        try:
            return await asyncio.wrap_future(future)
        except Exception as error:
            raise self._failed(error, seconds) from None

    def map(
        self, function: Callable[[T], R], items: Iterable[T], *, timeout_seconds: float | None = None, ahead: int = 2
    ) -> Iterator[tuple[T, R | WorkerFailed]]:
        """Call `function` on each item, in order. Failures come as values.

        Beside those that run, `ahead` wait to be run or consumed: as many as keep workers busy while one is.
        """
        seconds = timeout_seconds or self.timeout_seconds
        waiting: deque[tuple[T, Future[R]]] = deque()

        def finish() -> tuple[T, R | WorkerFailed]:
            item, future = waiting.popleft()
            try:
                return item, future.result()
            except Exception as error:
                return item, self._failed(error, seconds)

        for item in items:
            waiting.append((item, self._submit(function, (item,), seconds)))
            if len(waiting) > self.count + ahead:
                yield finish()
        while waiting:
            yield finish()

    def stop(self) -> None:
        """End all workers at once; calls that run are lost."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join(timeout=5)

    def _submit(self, function: Callable[..., R], args: tuple[Any, ...], seconds: float) -> Future[R]:
        future: Future[R] = self._pool.schedule(function, args=list(args), timeout=seconds)
        return future

    def _failed(self, error: Exception, seconds: float) -> WorkerFailed:
        if isinstance(error, TimeoutError):
            return WorkerFailed(f"parsing took longer than {seconds:g} s")
        if isinstance(error, MemoryError):
            return WorkerFailed(f"parsing needed more than {self.memory_mb} MB")
        if isinstance(error, ProcessExpired):
            return WorkerFailed("the parser crashed")
        # One page's mistake of ours must not end an import, nor leave a page wanted for ever: it is told, and logged.
        log.error("parsing failed", exc_info=error)
        return WorkerFailed(f"parsing failed: {type(error).__name__}: {error}"[:300])


def map_in(
    workers: Workers | None, function: Callable[[T], R], items: Iterable[T]
) -> Iterator[tuple[T, R | WorkerFailed]]:
    """`function` on each item, in order: in workers, or here where there are none."""
    return ((item, function(item)) for item in items) if workers is None else workers.map(function, items)


def worker_process_ids() -> list[int]:
    """Process ids of this process's children: workers and the server they fork from (for memory figures)."""
    found = [child.pid for child in multiprocessing.active_children() if child.pid]
    server = getattr(forkserver._forkserver, "_forkserver_pid", None)
    return [*found, server] if server else found


def _begin_server() -> None:
    """Start the process that workers fork from, deaf to our stderr: what parsers print, or a worker that is ended
    while it starts, is no line of our log. What a call raises comes back as its result.
    """
    ours, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        forkserver.ensure_running()
    finally:
        os.dup2(ours, 2)
        os.close(ours)
        os.close(nowhere)


def _begin_worker(memory_mb: int) -> None:
    # Ctrl-C reaches the whole process group; the daemon decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = memory_mb * 1024 * 1024
    if hasattr(resource, "RLIMIT_AS"):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    pack_smaller()
