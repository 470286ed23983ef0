"""What the tests of the daemon stand on: a newswire that is served, and processes that watch it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import Folder
from patience import PATIENCE_SECONDS
from places import ROOT

from sample.newswire import Newswire


@dataclass(slots=True)
class Wire:
    """A newswire that is served by a thread of its own."""

    newswire: Newswire
    loop: asyncio.AbstractEventLoop

    def asked_for(self, part: str) -> int:
        return sum(part in f"{site} {path}" for site, path, _ in list(self.newswire.requests))


@contextlib.contextmanager
def served_newswire() -> Iterator[Wire]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    # Its clock stands still: what is published and revised is said here; `speed` hastens the slow site.
    now = datetime.now(UTC)
    newswire = Newswire(now=lambda: now, port=0, first_host="127.0.9.1", speed=6.0)
    asyncio.run_coroutine_threadsafe(newswire.start(), loop).result(PATIENCE_SECONDS)
    newswire.publish_all()
    limited = next(site for site in newswire.sites if site.name == "delta")
    for _ in range(2):
        # It turns the first two requests away; the crawler's tests wait for that, these do not.
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(limited.url, timeout=PATIENCE_SECONDS)
    yield Wire(newswire, loop)
    asyncio.run_coroutine_threadsafe(newswire.stop(), loop).result(PATIENCE_SECONDS)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@dataclass(slots=True)
class Naskh:
    """A folder with a naskh.toml, and the processes that were started in it."""

    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "news.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def configure(self, text: str, *, delay_seconds: float = 0.1) -> None:
        """Written to naskh.toml, hastened: every source is visited every three seconds, not every ten to fifteen."""
        text = text.replace("[crawl]\n", f"[crawl]\ndelay_seconds = {delay_seconds}\n")
        text = re.sub(r'^every = "1\ds"$', 'every = "3s"', text, flags=re.MULTILINE)
        (self.folder / "naskh.toml").write_text(text, "utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli", *arguments],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def run(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode()

    def ask(self, *arguments: str) -> tuple[int, str]:
        """What a command that only reads answers, in this process: no second is spent on starting Python."""
        with contextlib.chdir(self.folder):
            answer = Folder(self.folder).naskh(*arguments)
        return answer.exit_code, answer.stdout + answer.stderr

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database as another program reads it; none as long as there is no such table."""
        if not self.database.exists():
            return []
        with contextlib.closing(
            sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=PATIENCE_SECONDS)
        ) as connection:
            try:
                return connection.execute(statement, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def count(self, statement: str, *values: object) -> int:
        found = self.rows(statement, *values)
        return int(found[0][0]) if found else 0

    def events(self) -> list[dict[str, Any]]:
        # The last line may be half written.
        whole = self.log.read_bytes().rpartition(b"\n")[0].decode()
        return [json.loads(line) for line in whole.split("\n") if line.startswith("{")]

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()


def stop(process: subprocess.Popen[bytes], number: int) -> int:
    """Send a signal and wait for the end: the exit status. How soon it comes, `make promises` measures."""
    process.send_signal(number)
    return process.wait(PATIENCE_SECONDS)


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    waiting = [pid]
    while waiting:
        with contextlib.suppress(OSError):
            parent = waiting.pop()
            # Each thread has children of its own.
            for each in Path(f"/proc/{parent}/task").glob("*/children"):
                children = [int(child) for child in each.read_text().split()]
                found += children
                waiting += children
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def slow_outlet(wire: Wire, naskh: Naskh, *, every: str = "15m") -> str:
    """A naskh.toml that has the slow site only."""
    text = wire.newswire.config_text(database=str(naskh.database))
    site = next(site for site in wire.newswire.sites if site.name == "sada")
    head = text.partition("[[outlet]]")[0]
    blocks = [block for block in text.split("\n\n") if block.startswith("[[source]]") and f'"{site.url}/' in block]
    lines = "\n\n".join(blocks).replace(f'outlet = "{site.outlet}"\n', "")
    return head + "\n".join(f'every = "{every}"' if line.startswith("every") else line for line in lines.splitlines())
