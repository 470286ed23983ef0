"""`naskh serve` in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from places import ROOT


@contextmanager
def served(database: Path, *options: str) -> Iterator[str]:
    """The address at which the pages of a database are served meanwhile."""
    process = start(database, "--port", "0", "--parent", str(os.getpid()), *options)
    try:
        yield address_of(process)
    finally:
        process.terminate()
        process.communicate()


def start(database: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "serve", "--db", str(database), *options],
        cwd=database.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://\S+", line)
    assert found, line + process.stderr.read()
    return found[0].rstrip("/")
