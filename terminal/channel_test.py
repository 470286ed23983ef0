"""`naskh alerts test`: send a test message to channels, and say what became of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console

from config import Config
from pipelines.alerts.deliver import send_test


def run_channel_test(config: Config, channels: Sequence[str]) -> int:
    """Send a test message to each channel: the exit status, 1 when one did not take it."""
    console = Console(file=sys.stdout, highlight=False)

    async def send_all() -> list[str | None]:
        return await asyncio.gather(*(send_test(name, config, now=datetime.now(UTC)) for name in channels))

    problems = asyncio.run(send_all())
    for name, problem in zip(channels, problems, strict=True):
        console.print("[green]ok  [/green]" if problem is None else "[red]FIX [/red]", end="")
        words = f"channel {name}: {problem or 'took the test message; look whether it arrived'}"
        console.print(words, markup=False, soft_wrap=True)
    return 1 if any(problems) else 0
