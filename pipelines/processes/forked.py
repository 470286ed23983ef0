"""What runs in the other processes: a fork server, and the workers that fork from it. Begins with `main`.

A server has loaded what reading needs, and forks whatever it is asked for: workers, and another server, its standby.
All share one memory. A worker, too, can fork a server between two calls. Each process has sockets of its own and no
lock is shared: whenever one is killed, nothing is left behind that another waits for. Each ends by itself when the
other end of its socket is gone, as it is when the process that started it all was killed.

What parsers print is no line of our log, nor of our output: who starts a server gives it nowhere to write to.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pickle
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from multiprocessing import reduction, spawn
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NoReturn

from pipelines.processes.memory import keep_little
from pipelines.processes.messages import LEND, WORKER, Birth, Order, pack_status, receive_order
from pipelines.processes.outcomes import End, Raised

# A call that nobody watches any more ends so long after its time is up.
_LATE_SECONDS = 2.0
_LONGEST_WORDS = 4000
# By so much workers give way to the process that takes their results: where there are no more cores than workers, all
# of them would wait for it.
_NICER = 3


def main(place: int, modules: Sequence[str]) -> NoReturn:
    """Be a fork server that loads these modules, with orders coming in by the handle `place`; and be what it forks."""
    try:
        # A service manager that stops us sends SIGTERM to all, Ctrl-C reaches all: workers end when they are let go of,
        # not in the middle of a page.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        keep_little()
        role: _Server | _Worker = _Server(socket.socket(fileno=place), modules)
        # What was forked takes up its own role here: nothing grows from one generation to the next.
        while True:
            role = role.run()
    finally:
        os._exit(1)


def _problems_of_loading(name: str) -> list[str]:
    """Load a module: what went wrong. A worker then fails alone, at what it needs of it."""
    try:
        importlib.import_module(name)
    except Exception as error:
        return [Raised.of(error).traceback[-_LONGEST_WORDS:]]
    return []


class _Server:
    """Forks what it is asked for, and passes on how its workers ended. One that was forked itself has all modules that
    it forks with; another loads them first.
    """

    def __init__(self, place: socket.socket, modules: Sequence[str] = ()) -> None:
        self._place = place
        self._modules = modules
        # By process id: where the exit status of a worker is wanted; None of a server.
        self._children: dict[int, socket.socket | None] = {}
        self._woken, self._waking = socket.socketpair()

    def run(self) -> _Server | _Worker:
        """Serve until nobody is left who could order anything. Returns in what was forked alone."""
        _name_process("naskh-forks")
        self._waking.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waking.fileno(), warn_on_full_buffer=False)
        problems: list[str] = []
        try:
            for name in self._modules:
                problems += _problems_of_loading(name)
                # An order that is here already cannot wait until everything is loaded.
                if (role := self._serve(seconds=0)) is not None:
                    return role
            # What is loaded now stays: without this, the first collection in each process would copy all of its pages.
            gc.freeze()
            ready = {"process_id": os.getpid(), "problems": problems}
            self._place.sendall(json.dumps(ready).encode() + b"\n")
            while True:
                if (role := self._serve(seconds=None)) is not None:
                    return role
        except OSError:
            os._exit(0)

    def _serve(self, *, seconds: float | None) -> _Server | _Worker | None:
        """Wait for an order and fulfil it: the role of the new process, None in the old one."""
        found = wait([self._place, self._woken], timeout=seconds)
        if self._woken in found:
            self._woken.recv(4096)
            self._reap()
        if self._place in found:
            order = receive_order(self._place)
            if order is None:
                os._exit(0)
            if order.sockets:
                return self._forked(order)
        return None

    def _forked(self, order: Order) -> _Server | _Worker | None:
        """Fork: the role of the new process, None in the old one."""
        place, *statuses = order.sockets
        try:
            process_id = os.fork()
        except OSError:
            # No memory or no process left: who ordered sees its sockets close, and tries on.
            for each in order.sockets:
                each.close()
            return None
        if process_id:
            place.close()
            self._children[process_id] = statuses[0] if statuses else None
            return None
        self._let_go()
        for status in statuses:
            status.close()
        return _Worker(place) if order.kind == WORKER else _Server(place)

    def _let_go(self) -> None:
        """In a new process: of what is the old one's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in (self._place, self._woken, self._waking, *self._children.values()):
            if each is not None:
                each.close()

    def _reap(self) -> None:
        while self._children:
            process_id, status = os.waitpid(-1, os.WNOHANG)
            if not process_id:
                return
            wanted = self._children.pop(process_id, None)
            if wanted is not None:
                with contextlib.suppress(OSError), wanted:
                    wanted.send(pack_status(os.waitstatus_to_exitcode(status)))


class _Worker:
    """Answers one call after the other. Of the script that was started only its own functions would need it: it is run
    again when one is called.
    """

    def __init__(self, place: socket.socket) -> None:
        self._connection: Connection[Any, Any] = Connection(place.detach())
        self._script: dict[str, str] = {}
        self._unlimited = resource.getrlimit(resource.RLIMIT_AS)

    def run(self) -> _Server:
        """Answer until the other end is gone, and with it who wants an answer. Returns in what was forked alone."""
        _name_process("naskh-worker")
        connection = self._connection
        try:
            self._take_over(pickle.loads(connection.recv_bytes()))
            connection.send_bytes(b"%d" % os.getpid())
            while True:
                request = connection.recv_bytes()
                if request == LEND:
                    if (server := self._forked()) is not None:
                        return server
                    continue
                end, packed = self._answer(request)
                connection.send_bytes(bytes((end.value,)) + packed)
        except (EOFError, OSError):
            os._exit(0)

    def _take_over(self, birth: Birth) -> None:
        sys.path[:] = birth.path
        if birth.folder is not None:
            with contextlib.suppress(OSError):
                os.chdir(birth.folder)
        self._script = birth.script
        os.nice(_NICER)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        limit, most = birth.memory_mb * 1024 * 1024, self._unlimited[1]
        # What may be set at most stays: a server that this process forks is to have no limit.
        resource.setrlimit(resource.RLIMIT_AS, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
        # Here: a server needs it not.
        from pipelines.processes.parcels import pack_smaller

        pack_smaller()

    def _answer(self, request: bytes) -> tuple[End, bytes]:
        try:
            cpu_seconds, wall_seconds, call = pickle.loads(request)
            # The kernel ends the process by SIGPROF when it is up, even inside a library that holds the interpreter;
            # by SIGALRM what sleeps although nobody is left who would end it.
            signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
            signal.setitimer(signal.ITIMER_REAL, wall_seconds + _LATE_SECONDS)
            function, args = self._unpacked(call)
            return End.VALUE, pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            return End.NO_MEMORY, pickle.dumps(None)
        except BaseException as error:
            return End.RAISED, pickle.dumps(Raised.of(error))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _unpacked(self, call: bytes) -> Any:
        try:
            return pickle.loads(call)
        except AttributeError:
            if not self._script:
                raise
            spawn.prepare(self._script)
            self._script = {}
            return pickle.loads(call)

    def _forked(self) -> _Server | None:
        """Fork a server: the role of the new process, None in the old one."""
        place = reduction.recv_handle(self._connection)
        try:
            middle = os.fork()
        except OSError:
            middle = None
        if middle == 0:
            # The child of a process that has ended: the system reaps it.
            if os.fork():
                os._exit(0)
            self._connection.close()
            resource.setrlimit(resource.RLIMIT_AS, self._unlimited)
            return _Server(socket.socket(fileno=place))
        os.close(place)
        if middle is not None:
            os.waitpid(middle, 0)
        self._connection.send_bytes(LEND)
        return None


def _name_process(name: str) -> None:
    """By which people know it in their lists of processes; on Linux."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)
