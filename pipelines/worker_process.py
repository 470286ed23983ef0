"""One worker process, seen from both sides: it answers one call after the other, each under its limits.

Contains no business logic. Processes fork from a server that has the heavy libraries loaded already
(multiprocessing's), so that a new one costs milliseconds and shares their memory. Each has a socket of its own and no
lock is shared: whenever one is killed, nothing is left behind that another waits for.

The protocol of multiprocessing's fork server is spoken here, not through its `Process`, which runs the main module
again in every worker (.1 s and memory of its own), and knows no exit status when two threads ask for it.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from multiprocessing import forkserver, reduction, spawn, util
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

# A process that was killed is reaped by the server at once. The server loads its libraries in 2 s, in 46 s where the
# machine is busy; one that has not forked by then is stuck.
_REAP_SECONDS = 2.0
_FORK_SECONDS = 120.0
# From a server that is ready a process comes in 20 ms. An order that nobody took is looked at again after so long.
_PATIENCE_SECONDS = 0.5
_ORDER_SECONDS = 0.1
_FORK = b"fork"
# So many calls one process answers: what a library loses meanwhile is given back.
_CALLS = 2000
# So long a process whose server has ended works on, while a new server gets ready.
_ORPHAN_SECONDS = 30.0
# Signals by which a process ends for what it does itself.
_OWN_SIGNALS = frozenset((signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS))


class End(Enum):
    """How a call ended."""

    VALUE = auto()
    RAISED = auto()
    NO_MEMORY = auto()
    NO_CPU = auto()
    NO_TIME = auto()
    CRASHED = auto()
    """By a signal of its own making, or by an exit."""
    KILLED = auto()
    """From outside, as far as can be told: SIGKILL does not say who sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What a call raised, in words: `traceback` is all of it."""

    words: str
    traceback: str

    @staticmethod
    def of(error: BaseException) -> Raised:
        return Raised(words=f"{type(error).__name__}: {error}", traceback="".join(traceback.format_exception(error)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`packed` is what the function gave, or a Raised, as it came; see `unpacked`."""

    end: End
    packed: memoryview | None = None

    @property
    def process_lives(self) -> bool:
        """Whether the process can take another call. One that ran out of memory is better replaced."""
        return self.end in (End.VALUE, End.RAISED)

    def unpacked(self) -> Any:
        """What was given. Raises what unpickling raises.

        For the thread that uses it: packed, answers that wait take less memory, and the next call need not wait for it.
        """
        return None if self.packed is None else pickle.loads(self.packed)


def begin_server(preload: Sequence[str] = ()) -> None:
    """Start the process that workers fork from, unless it runs. Returns before it has loaded anything.

    It loads the modules `preload` (see `preloads`); where none are named, those that were named last.
    """
    # OpenBLAS reserves address space for every thread it might start, which counts against a worker's limit.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if preload:
        forkserver.set_forkserver_preload([*preload])
    forkserver.ensure_running()


def server_process_id() -> int | None:
    """The process that workers fork from."""
    return getattr(forkserver._forkserver, "_forkserver_pid", None)


class ForkOrder:
    """Asks whichever process is free to fork itself; what the new one gets stays open until the order is `done`."""

    def __init__(self, connection: socket.socket, status: socket.socket) -> None:
        self.connection = connection
        self.status = status
        self.is_done = False

    def done(self) -> None:
        """Called by who took the order, whatever came of it."""
        self.connection.close()
        self.status.close()
        self.is_done = True


class WorkerProcess:
    """Our end of one process. Used by one thread; only `kill` may be called from another."""

    def __init__(
        self, connection: Connection[Any, Any], *, process_id: int, status: int, is_alone: bool = False
    ) -> None:
        """`connection` is a socket to a process that is ready; its exit status, or nothing, comes over `status`."""
        self.calls = 0
        self.process_id = process_id
        self._connection = connection
        self._status = status
        self._alone_since = time.monotonic() if is_alone else None

    @staticmethod
    def begin(
        *, memory_mb: int, silent_seconds: float, ask_others: Callable[[ForkOrder], None] | None
    ) -> WorkerProcess:
        """Have a process forked and wait until it is ready. Raises OSError or EOFError when none can be had now.

        Where the server is not ready in time, because it was killed and loads anew, another process is asked to fork
        itself: `ask_others` passes the order on; without it none can be had then. Reading from the new process and
        writing to it fail when nothing moves for `silent_seconds`.
        """
        with contextlib.ExitStack() as kept:
            ours, theirs = _pair(silent_seconds)
            kept.callback(_close, ours)
            with theirs:
                # The server passes on the exit status here, after it has reaped the process.
                status, to_child = _asked_of_server(theirs.fileno())
            kept.callback(os.close, status)
            with os.fdopen(to_child, "wb") as stream:
                if not wait([status], timeout=_PATIENCE_SECONDS):
                    if ask_others is None:
                        raise TimeoutError("their server is not ready")
                    other = _forked_by_another(status, ask_others, silent_seconds)
                    if other is not None:
                        return other
                process_id = forkserver.read_signed(status)
                stream.write(_birth(memory_mb))
            ours.recv_bytes()
            kept.pop_all()
            return WorkerProcess(ours, process_id=process_id, status=status)

    def fork(self, order: ForkOrder) -> None:
        """Have it fork itself, between two calls. Raises OSError or EOFError when it cannot."""
        self._connection.send_bytes(_FORK)
        for handle in (order.connection, order.status):
            reduction.send_handle(self._connection, handle.fileno(), self.process_id)
        self._connection.recv_bytes()

    def is_alive(self) -> bool:
        """Whether an idle process can take a call: nobody asked it anything, so what is there to read is its end."""
        return not wait([self._connection], timeout=0)

    def is_old(self) -> bool:
        """Whether another should take its place: it answered many calls, or its server has ended for a while, and it
        shares no memory with the children of the next.
        """
        if self._alone_since is None and wait([self._status], timeout=0):
            begin_server()
            self._alone_since = time.monotonic()
        alone = self._alone_since is not None and time.monotonic() - self._alone_since > _ORPHAN_SECONDS
        return alone or self.calls >= _CALLS

    def stays(self) -> None:
        """There is no other yet."""
        self.calls = 0
        if self._alone_since is not None:
            begin_server()
            self._alone_since = time.monotonic()

    def call(self, request: bytes, *, cpu_seconds: float, wall_seconds: float) -> Outcome:
        """Have a request (see `pack`) answered. After an outcome without a living process only `end` is left to do."""
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
        """End it, and wait until it has."""
        if self._connection.closed:
            return
        # The status of an ended process can be read; that of a process without its server, too.
        if not wait([self._connection, self._status], timeout=0) or self._exit_code(seconds=0) is None:
            self.kill()
        self._connection.close()
        wait([self._status], timeout=_REAP_SECONDS)
        os.close(self._status)

    def _how_it_ended(self, cpu_seconds: float, seconds: float) -> End:
        code = self._exit_code(seconds=_REAP_SECONDS)
        if code == -signal.SIGPROF or (code is None and seconds >= cpu_seconds):
            return End.NO_CPU
        if code is None or (code < 0 and -code not in _OWN_SIGNALS):
            return End.KILLED
        return End.CRASHED

    def _exit_code(self, *, seconds: float) -> int | None:
        """None when it is not known: not yet, or never, since the server that would know has ended, too."""
        if not wait([self._status], timeout=seconds):
            return None
        try:
            return int(forkserver.read_signed(self._status))
        except (EOFError, OSError):
            return None


def pack(function: Callable[..., Any], args: tuple[Any, ...], *, cpu_seconds: float) -> bytes:
    """A call as it travels. Raises what pickle raises."""
    return pickle.dumps((cpu_seconds, pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)), 5)


def _pair(silent_seconds: float) -> tuple[Connection[Any, Any], socket.socket]:
    ours, theirs = socket.socketpair()
    silence = struct.pack("ll", int(silent_seconds), int(silent_seconds % 1 * 1e6))
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, silence)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)
    return Connection(ours.detach()), theirs


def _close(connection: Connection[Any, Any]) -> None:
    connection.close()


def _forked_by_another(
    server_status: int, ask_others: Callable[[ForkOrder], None], silent_seconds: float
) -> WorkerProcess | None:
    """A process that another one has forked; None as soon as the server is ready after all."""
    until = time.monotonic() + _FORK_SECONDS
    while time.monotonic() < until:
        ours, theirs = _pair(silent_seconds)
        status, their_status = socket.socketpair()
        order = ForkOrder(theirs, their_status)
        ask_others(order)
        with contextlib.ExitStack() as kept:
            kept.callback(_close, ours)
            kept.callback(status.close)
            while not (found := wait([server_status, ours], timeout=_ORDER_SECONDS)) and not order.is_done:
                if time.monotonic() > until:
                    break
            if server_status in found:
                return None
            if ours in found:
                with contextlib.suppress(OSError, EOFError, ValueError):
                    process_id = int(ours.recv_bytes())
                    kept.pop_all()
                    return WorkerProcess(ours, process_id=process_id, status=status.detach(), is_alone=True)
    _end_server()
    return None


def _asked_of_server(handle: int) -> tuple[int, int]:
    """Ask for a process that has this handle, and begin the server where none runs: where to read its id and exit
    status, and where to write what it is to do.
    """
    try:
        begin_server()
        return forkserver.connect_to_new_process([handle])
    except (FileNotFoundError, ConnectionRefusedError):
        # It is just ending, or somebody cleaned the temporary folder, where its socket lies: another one is needed.
        _end_server()
        Path(util.get_temp_dir()).mkdir(mode=0o700, exist_ok=True)
        raise


def _birth(memory_mb: int) -> bytes:
    """What a new process reads first: the state of ours that it takes over, and what it then does."""
    state: dict[str, Any] = {"name": "naskh worker", "sys_path": [path or os.curdir for path in sys.path]}
    with contextlib.suppress(FileNotFoundError):
        # A folder that was removed under us is no reason to stand still.
        state["dir"] = str(Path.cwd())
    stream = io.BytesIO()
    pickle.dump(state, stream)
    pickle.dump(_Worker(memory_mb=memory_mb, script=_script()), stream)
    return stream.getvalue()


def _script() -> dict[str, str]:
    """Which script or module this process was started with, in multiprocessing's words."""
    main = sys.modules["__main__"]
    if (spec := getattr(main, "__spec__", None)) is not None:
        return {"init_main_from_name": spec.name}
    if (path := getattr(main, "__file__", None)) is not None:
        return {"init_main_from_path": os.path.abspath(path)}  # noqa: PTH100 - as multiprocessing spells it
    return {}


def _end_server() -> None:
    if (process_id := server_process_id()) is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGKILL)


@dataclass(slots=True)
class _Worker:
    """What runs in the process. Of the script that was started only its own functions would need it: it is run again
    when one is called.
    """

    memory_mb: int
    script: dict[str, str]
    status: int | None = None

    def _bootstrap(self, parent_sentinel: int) -> int:
        """Called by multiprocessing, in the forked process: its exit status."""
        [place] = forkserver.get_inherited_fds()  # type: ignore[misc]
        # Ctrl-C reaches the whole process group; the daemon decides when workers end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        limit = self.memory_mb * 1024 * 1024
        if hasattr(resource, "RLIMIT_AS"):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        # Here: the process that forks workers needs it not.
        from pipelines.parcels import pack_smaller

        pack_smaller()
        connection: Connection[Any, Any] = Connection(place)
        try:
            connection.send_bytes(b"ready")
            while True:
                request = connection.recv_bytes()
                if request == _FORK:
                    connection = self._forked(connection)
                    continue
                end, packed = self._answer(request)
                connection.send_bytes(bytes((end.value,)) + packed)
        except (EOFError, OSError):
            # The other end is gone, and with it who would want an answer.
            return 0

    def _answer(self, request: bytes) -> tuple[End, bytes]:
        try:
            cpu_seconds, call = pickle.loads(request)
            # The kernel ends the process by SIGPROF when it is up, even inside a library that holds the interpreter.
            signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
            function, args = self._unpacked(call)
            return End.VALUE, pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            return End.NO_MEMORY, pickle.dumps(None)
        except BaseException as error:
            return End.RAISED, pickle.dumps(Raised.of(error))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _unpacked(self, call: bytes) -> Any:
        try:
            return pickle.loads(call)
        except AttributeError:
            if not self.script:
                raise
            spawn.prepare(self.script)
            self.script = {}
            return pickle.loads(call)

    def _forked(self, connection: Connection[Any, Any]) -> Connection[Any, Any]:
        """Fork this process. Gives the old one its own connection back, and the new one the one that was sent."""
        place, status = (reduction.recv_handle(connection) for _ in range(2))
        middle = os.fork()
        if not middle:
            if os.fork():
                os._exit(0)
            # The child of a process that has ended: the system reaps it, and its status closes with it.
            connection.close()
            if self.status is not None:
                os.close(self.status)
            self.status = status
            given: Connection[Any, Any] = Connection(place)
            given.send_bytes(b"%d" % os.getpid())
            return given
        os.waitpid(middle, 0)
        os.close(place)
        os.close(status)
        connection.send_bytes(b"forked")
        return connection
