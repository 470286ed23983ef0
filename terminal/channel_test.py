"""`naskh alerts test`: send a test message to channels, and say what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from config.tables import Config
from db import Database
from pipelines.alerts.deliver import send_test


def run_channel_test(config: Config, path: Path, channels: Sequence[str]) -> int:
    """Send a test message to each channel: the exit status, 1 when one did not take it. `path` is the database, which
    need not be there.
    """
    console = Console(file=sys.stdout, highlight=False)

    async def send_all(database: Database | None) -> list[str | None]:
        now = datetime.now(UTC)
        return await asyncio.gather(*(send_test(name, database, config, now=now) for name in channels))

    with Database(path, read_only=True) if path.exists() else contextlib.nullcontext() as database:
        problems = asyncio.run(send_all(database))
    for name, problem in zip(channels, problems, strict=True):
        console.print("[green]ok  [/green]" if problem is None else "[red]FIX [/red]", end="")
        words = f"channel {name}: {problem or 'took the test message; look whether it arrived'}"
        console.print(words, markup=False, soft_wrap=True)
    return 1 if any(problems) else 0
