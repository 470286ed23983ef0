"""Start the daemon detached from the terminal, or stop the one that runs."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from db.lock import holder_of

_STOP_SECONDS = 30.0
_START_SECONDS = 10.0


def run_in_background(database: Path, config: Path | None, *, once: bool, serve: bool, port: int | None) -> int:
    """Start `naskh run` detached from the terminal; the exit status."""
    if (holder := holder_of(database)) is not None:
        print(
            f"naskh: {database}: process {holder} is already watching with this database; `naskh stop` stops it",
            file=sys.stderr,
        )
        return 1
    written = database.with_suffix(".log")
    command = [sys.executable, "-P", "-m", "cli", "run", "--db", str(database.absolute())]
    command += ["--config", str(config.absolute())] if config else []
    command += ["--once"] if once else []
    command += ["--serve"] if serve else []
    command += ["--port", str(port)] if port is not None else []
    try:
        # For this user alone, as the database is: it has what alerts say.
        out = os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    except OSError as error:
        print(
            f"naskh: {written}: cannot be written ({error.strerror}); check the path and its permissions",
            file=sys.stderr,
        )
        return 1
    with out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            if once and process.returncode == 0:
                break
            print(f"naskh: the daemon ended right after its start; see the end of {written}", file=sys.stderr)
            return 1
        if holder_of(database) == process.pid:
            break
        time.sleep(0.05)
    place = shlex.quote(str(database))
    print(f"Watching as process {process.pid}; log: {written}; `naskh stop --db {place}` stops it.", file=sys.stderr)
    return 0


def stop_daemon(database: Path) -> int:
    """Ask the daemon of this database to stop and wait until it has: the exit status."""
    holder = holder_of(database)
    if holder is None:
        print(f"naskh: no daemon is running on {database}", file=sys.stderr)
        return 1
    try:
        os.kill(holder, signal.SIGTERM)
    except PermissionError:
        print(f"naskh: process {holder} belongs to another user; stop it as that user", file=sys.stderr)
        return 1
    except ProcessLookupError:
        return 0
    until = time.monotonic() + _STOP_SECONDS
    while time.monotonic() < until:
        # The lock goes first: a moment later the process is gone too.
        if holder_of(database) != holder and not _is_alive(holder):
            print(f"Stopped process {holder}.", file=sys.stderr)
            return 0
        time.sleep(0.1)
    print(f"naskh: process {holder} is still running after {_STOP_SECONDS:.0f} s; try again", file=sys.stderr)
    return 1


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
        # A process that has ended keeps its id until its parent notices.
        return "\nState:\tZ" not in Path(f"/proc/{process_id}/status").read_text()
    except ProcessLookupError:
        return False
    except OSError:
        return True
