"""A gate that remembers, over a restart, the pauses that sites ask for. Between the gate and the database."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from crawler.gate import Gate, Kept
from db import CannotWrite, Database
from db.times import from_text
from db.writer import Writer


def kept_gate(writer: Writer, *, clock: Callable[[], datetime], obey_robots: bool) -> Gate:
    """The gate of a process, which keeps what sites asked for in the process before, and for the one after. A
    Crawl-delay is not kept where robots.txt is not obeyed. Make it before the loop starts, which it would hold up.
    """
    now = clock()
    kept = {
        row["site"]: Kept(
            delay_seconds=row["delay_seconds"] if obey_robots else 0.0,
            pause_seconds=(from_text(row["paused_until"]) - now).total_seconds() if row["paused_until"] else 0.0,
        )
        for row in writer.write_now(Database.site_pauses, now=now)
    }

    # A database that cannot be written is reported by the daemon, once.
    async def keep_pause(site: str, seconds: float) -> None:
        with contextlib.suppress(CannotWrite):
            await writer.write(Database.keep_site_pause, site, clock() + timedelta(seconds=seconds))

    async def keep_delay(site: str, seconds: float) -> None:
        with contextlib.suppress(CannotWrite):
            await writer.write(Database.keep_site_delay, site, seconds)

    return Gate(kept=kept, on_delay=keep_delay, on_pause=keep_pause)
