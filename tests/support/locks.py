"""Another program that keeps a database locked, or is its daemon."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from patience import PATIENCE_SECONDS
from places import ROOT

_HOLD_LOCK = (
    "import sys; from pathlib import Path; from db.lock import DaemonLock\n"
    "with DaemonLock(Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
)


@contextlib.contextmanager
def locked_by_another(path: Path) -> Iterator[sqlite3.Connection]:
    """Meanwhile nobody else can write to the database."""
    with contextlib.closing(
        sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("begin immediate")
        yield other
        if other.in_transaction:
            other.execute("rollback")


@contextlib.contextmanager
def daemon_beside(path: Path) -> Iterator[None]:
    """Another process that holds the daemon's lock of this database."""
    command = [sys.executable, "-c", _HOLD_LOCK, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as daemon:
        assert daemon.stdin and daemon.stdout
        daemon.stdout.readline()
        try:
            yield
        finally:
            daemon.stdin.close()
