"""The processes that workers fork from: one, and its standby.

Loading what reading needs takes 3 s of processor time, so the first server alone does it. The standby is forked from it
and shares its memory; it takes over at once when the server is killed, and forks another standby. When both are killed
at the same time, a new program loads everything; until it has, what serves is a server that a worker forked between two
calls, or one that the program forked when it had loaded the half. Both are replaced by it: it has read no pages.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import socket
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from multiprocessing.connection import wait

from pipelines.processes.fork_server import ForkServer

log = logging.getLogger("naskh")

# A program loads in 2 s, in 46 s where the machine is busy; what is not ready by then is stuck.
_READY_SECONDS = 120.0
# A worker that has not taken a loan by then may be dead, or is at a long page.
_LOAN_SECONDS = 5.0
# By so much lineages grow from one program that loads everything to the next.
_GENERATION = 2
# What ends so soon is begun again after a pause: what killed it may be at it still.
_SHORT_LIFE_SECONDS = 2.0
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 1.0


class Next(Enum):
    """What is to be done, so that there is a server and a standby."""

    NOTHING = auto()
    LOAD = auto()
    FORK = auto()
    BRIDGE = auto()
    """A worker, and what has loaded a half, are to fork servers for the time until the newest is ready."""


def what_next(*, ready: Collection[int], pending: Collection[int], newest: int, has_served: bool) -> Next:
    """`ready` and `pending` hold the lineage of each server, `newest` is the one that was begun last. `has_served`: any
    was ready before.
    """
    best = max(ready, default=None)
    if best is not None and [*ready, *pending].count(best) == 1:
        return Next.FORK
    if newest not in (*ready, *pending):
        return Next.LOAD
    return Next.BRIDGE if has_served and not ready and len(pending) == 1 else Next.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """Asks whichever worker is free first to fork a server that gets `place`. Who takes it calls `done`."""

    server: ForkServer
    place: socket.socket

    @property
    def is_wanted(self) -> bool:
        return self.server.fileno() >= 0

    def done(self) -> None:
        self.place.close()


class Killed:
    """How many processes were killed from outside, as far as can be told."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        with self._lock:
            self.count += 1


class ForkServers(threading.Thread):
    """Keeps a server and a standby for as long as this program runs. Their ends come by their sockets, at once."""

    def __init__(self) -> None:
        super().__init__(name="keeper of the fork servers", daemon=True)
        self._modules: tuple[str, ...] = ()
        self.worker_ids: set[int] = set()
        self.killed = Killed()
        self._servers: list[ForkServer] = []
        self._newest = 0
        self._loans: queue.SimpleQueue[Loan] = queue.SimpleQueue()
        self._lenders: list[Callable[[], None]] = []
        self._changed = threading.Condition()
        self._pause = 0.0
        self._paused_until = 0.0
        self._has_begun = False
        self._has_served = False

    def begin(self, modules: Sequence[str]) -> None:
        """Have a server load these modules. Where one runs already, the next to load does."""
        self._modules = tuple(modules)
        with self._changed:
            if not self._has_begun:
                self._has_begun = True
                self.start()

    def run(self) -> None:
        while True:
            try:
                self._tend()
            except OSError as error:
                # The machine has no memory, process or handle left; that may pass.
                log.warning("no fork server can be started; trying on", extra={"fields": {"error": repr(error)}})
                self._take_a_pause()

    def ready(self, *, seconds: float) -> ForkServer | None:
        """A server that forks workers; None when there is none in so many seconds."""
        with self._changed:
            self._changed.wait_for(self._first_ready, timeout=seconds)
            return self._first_ready()

    @property
    def lineage(self) -> int:
        """Of the server that workers fork from now; 0 when none is ready."""
        server = self._first_ready()
        return server.lineage if server else 0

    @property
    def process_ids(self) -> list[int]:
        """Of the servers that are ready, the one that workers fork from first."""
        return [server.process_id for server in self._servers if server.process_id is not None]

    def add_lender(self, wake: Callable[[], None]) -> None:
        """`wake` is called when a loan waits to be taken by somebody's workers."""
        with self._changed:
            self._lenders.append(wake)

    def remove_lender(self, wake: Callable[[], None]) -> None:
        with self._changed, contextlib.suppress(ValueError):
            self._lenders.remove(wake)

    def next_loan(self) -> Loan | None:
        try:
            return self._loans.get_nowait()
        except queue.Empty:
            return None

    def _first_ready(self) -> ForkServer | None:
        # Its whole list is replaced at each change, so that any thread may read it. Of equals the eldest is the first.
        return max((each for each in self._servers if each.is_ready), key=lambda each: each.lineage, default=None)

    def _tend(self) -> None:
        now = time.monotonic()
        while now >= self._paused_until and self._act():
            pass
        limits = [server.ready_by for server in self._servers if not server.is_ready]
        if self._paused_until > now:
            limits.append(self._paused_until)
        handles = {server.fileno(): server for server in self._servers}
        found = wait(handles, timeout=max(0.0, min(limits) - now) if limits else None)
        self._hear([server for handle, server in handles.items() if handle in found])

    def _act(self) -> bool:
        """Whether anything was to be done."""
        ready = [server.lineage for server in self._servers if server.is_ready]
        pending = [server.lineage for server in self._servers if not server.is_ready]
        step = what_next(ready=ready, pending=pending, newest=self._newest, has_served=self._has_served)
        if step is Next.LOAD:
            self._newest += _GENERATION
            self._drop({server for server in self._servers if not server.is_ready})
            self._add(ForkServer.loaded(self._modules, lineage=self._newest, ready_seconds=_READY_SECONDS))
        elif step is Next.FORK:
            server = self._first_ready()
            assert server is not None
            self._add(server.fork_server(lineage=server.lineage, ready_seconds=_READY_SECONDS))
        elif step is Next.BRIDGE:
            self._bridge()
        return step is not Next.NOTHING

    def _bridge(self) -> None:
        [newest] = self._servers
        # Workers have all that those of the generation before had, and what has loaded a half has less.
        before = self._newest - _GENERATION
        self._add(newest.fork_server(lineage=before - 1, ready_seconds=_READY_SECONDS))
        server, place = ForkServer.to_be_forked(lineage=before, ready_seconds=_LOAN_SECONDS)
        self._add(server)
        self._loans.put(Loan(server=server, place=place))
        with self._changed:
            for wake in self._lenders:
                wake()

    def _add(self, server: ForkServer) -> None:
        with self._changed:
            self._servers = [*self._servers, server]

    def _drop(self, servers: Collection[ForkServer]) -> None:
        with self._changed:
            self._servers = [each for each in self._servers if each not in servers]
            self._changed.notify_all()
        for server in servers:
            server.end()

    def _hear(self, found: Collection[ForkServer]) -> None:
        """Take what servers have said, and let go of those that have ended, are stuck, or have a better one."""
        now = time.monotonic()
        ended = {server for server in found if not server.hear()}
        for server in found:
            for problem in server.take_problems():
                log.error("workers cannot load all that they need", extra={"fields": {"error": problem}})
        stuck = {each for each in self._servers if not each.is_ready and now > each.ready_by}
        ready = {each.lineage for each in self._servers if each.is_ready and each not in ended}
        outdated = {each for each in self._servers if each.lineage < self._newest and self._newest in ready}
        self._has_served |= bool(ready)
        for server in (stuck | outdated) - ended:
            server.kill()
        self._drop(ended | stuck | outdated)
        for _ in ended:
            self.killed.add()
        if any(now - server.began_at < _SHORT_LIFE_SECONDS for server in ended):
            self._take_a_pause()
        elif ended:
            self._pause = 0.0

    def _take_a_pause(self) -> None:
        self._pause = min(max(_PAUSE_SECONDS, 2 * self._pause), _LONGEST_PAUSE_SECONDS)
        self._paused_until = time.monotonic() + self._pause


@cache
def fork_servers() -> ForkServers:
    """Those of this program."""
    return ForkServers()
