"""A folder with a naskh.toml in which commands run as processes, and what is stored there."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.promises.trial import ROOT


def wait_until(holds: Callable[[], Any], *, seconds: float, why: str) -> Any:
    """Ask again and again until it holds: what it gave. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > until:
            raise TimeoutError(f"not within {seconds:.0f} s: {why}")
        time.sleep(0.05)
    return found


@dataclass(slots=True)
class Place:
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "news.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "cli", *arguments],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, *arguments: str, **environment: str) -> int:
        """Run a command to its end: its status."""
        return self.start(*arguments, **environment).wait()

    def value(self, statement: str, *values: object) -> Any:
        """The first value of a question, as another program asks it; 0 as long as there is no such table."""
        if not self.database.exists():
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as connection:
            try:
                row = connection.execute(statement, values).fetchone()
            except sqlite3.OperationalError as error:
                # A question that is wrong would pass for a count of nothing.
                if "no such column" in str(error):
                    raise
                return 0
        return row[0] if row else None

    def is_sound(self) -> bool:
        """By SQLite's own checks, and by the rows that belong together."""
        halves = "select count(*) from pages where status = 'stored' and id not in (select page_id from articles)"
        return (
            self.value("pragma integrity_check") == "ok"
            and self.value("select count(*) from pragma_foreign_key_check") == 0
            and self.value(halves) == 0
        )

    def said(self, words: str) -> int:
        """How many lines of the log have these words."""
        return sum(words in line for line in self.log.read_text("utf-8", "replace").splitlines())

    def write_records(self, name: str, count: int, *, seed: int = 0) -> Path:
        """A file of made-up articles for `naskh import`; every tenth is a copy of the one before."""
        path = self.folder / name
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                chance = random.Random(f"{seed} {number - (number % 10 == 9)}")
                words = " ".join("".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(150))
                record = {"url": f"https://wire{number % 7}.example/{seed}/{number}", "text": f"Chatbots. {words}"}
                file.write(json.dumps(record) + "\n")
        return path
