"""The web pages beside the daemon: a process of their own, which ends with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_END_SECONDS = 5.0


@contextlib.contextmanager
def pages_beside(database: Path, config: Path | None, *, port: int | None) -> Iterator[None]:
    """Run `naskh serve` for a database meanwhile. It says where the pages are, or why there are none; the daemon goes
    on in any case. It waits for a database that is yet to be made, and ends with this process, however that ends.
    """
    command = [
        sys.executable,
        "-P",
        "-m",
        "cli",
        "serve",
        "--db",
        str(database.absolute()),
        "--parent",
        str(os.getpid()),
    ]
    command += ["--config", str(config.absolute())] if config else []
    command += ["--port", str(port)] if port is not None else []
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
