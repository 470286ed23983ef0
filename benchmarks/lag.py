"""How long the daemon's loop ever stands still: `python -m benchmarks.lag`.

The sample newswire and a site with a page that no parser is done with are served by another process. The daemon watches
both from an empty database (or from a copy of `--archive`), two of its workers are killed on the way, and a ticker in
its loop says how late it is. Prints the longest delays, each with what the loop was doing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from config.loading import parse_config
from db import Database
from pipelines.processes.workers import worker_process_ids
from sample.newswire import Newswire

_TICK_SECONDS = 0.01
_LATE_SECONDS = 0.03
_BAD_HOST = "127.0.8.99"
_SHOWN = 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=45.0)
    parser.add_argument("--archive", type=Path, help="a database to begin with")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve())
        return
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "lag.db"
        if options.archive:
            shutil.copyfile(options.archive, database)
        sites = subprocess.Popen([sys.executable, "-m", "benchmarks.lag", "--serve"], stdout=subprocess.PIPE, text=True)
        try:
            assert sites.stdout
            toml = "".join(iter(sites.stdout.readline, "\0\n"))
            lag = watch(toml, database, seconds=options.seconds)
        finally:
            sites.kill()
            sites.wait()
        with Database(database, read_only=True) as stored:
            pages = Counter(row["status"] for row in stored.list_pages(since=None, status=None, limit=None))
            visits = len(stored.list_visits(since=None, limit=None))
    print(f"{visits} visits; pages: {', '.join(f'{count} {status}' for status, count in sorted(pages.items()))}")
    print(f"load average {os.getloadavg()[0]:.1f}; {len(lag.late)} delays over {1000 * _LATE_SECONDS:.0f} ms")
    for seconds, cpu, at, doing in sorted(lag.late, reverse=True)[:_SHOWN]:
        print(f"{1000 * seconds:>6.0f} ms, {1000 * cpu:>4.0f} of processor time, {at:>5.1f} s after the start: {doing}")


def watch(
    toml: str,
    database: Path,
    *,
    seconds: float,
    killed: int = 2,
    is_over: Callable[[], bool] = lambda: False,
) -> Lag:
    """Run the daemon in this process for so long, or until `is_over`, which another thread asks. Half the time through,
    so many workers are killed.
    """
    from scheduler import run_daemon

    config = parse_config(toml)
    lag = Lag()
    asyncio.set_event_loop_policy(_Policy(lag))

    def end() -> None:
        began, has_killed = time.monotonic(), False
        while time.monotonic() - began < seconds and not is_over():
            time.sleep(0.2)
            if not has_killed and time.monotonic() - began > seconds / 2:
                has_killed = True
                for pid in worker_process_ids()[:killed]:
                    os.kill(pid, signal.SIGKILL)
        lag.is_over = True
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end, daemon=True).start()
    run_daemon(config, database, version="0")
    return lag


@dataclass(slots=True)
class Lag:
    """`late` holds seconds of delay, those of the processor, seconds since the start, and what the loop did."""

    late: list[tuple[float, float, float, str]] = field(default_factory=list)
    is_over: bool = False
    began: float = field(default_factory=time.monotonic)
    _due: float = 0.0
    _spent: float = 0.0
    _doing: str = ""

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due, self._spent = time.monotonic(), time.thread_time()
        loop.call_soon(self._tick, loop)
        threading.Thread(target=self._look, args=(threading.get_ident(),), daemon=True).start()

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.monotonic()
        if now - self._due > _LATE_SECONDS and not self.is_over:
            self.late.append((now - self._due, time.thread_time() - self._spent, now - self.began, self._doing))
        self._due, self._spent, self._doing = now + _TICK_SECONDS, time.thread_time(), ""
        loop.call_later(_TICK_SECONDS, self._tick, loop)

    def _look(self, thread: int) -> None:
        while True:
            time.sleep(_TICK_SECONDS / 2)
            if not self._doing and time.monotonic() - self._due > _LATE_SECONDS / 2:
                frame = sys._current_frames().get(thread)
                stack = [f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_stack(frame)]
                self._doing = " ".join(each for each in stack[-14:] if not each.startswith(("base_events", "events")))


class _Policy(asyncio.DefaultEventLoopPolicy):
    """Ticks in every loop from its first moment."""

    def __init__(self, lag: Lag) -> None:
        super().__init__()
        self._lag = lag

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        loop = super().new_event_loop()
        self._lag.begin(loop)
        return loop


async def _serve() -> None:
    async with Newswire() as wire:
        wire.publish_all()
        app = web.Application()
        app.router.add_get("/", _front)
        app.router.add_get("/{path:.+}", _bad)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, _BAD_HOST, 0)
        await site.start()
        [address] = runner.addresses
        bad = f'\n[[source]]\nurl = "http://{address[0]}:{address[1]}/"\nkind = "front_page"\nevery = "10m"\n'
        print(
            wire.config_text().replace("[crawl]\n", "[crawl]\ndelay_seconds = 0.05\n") + bad, "\0", sep="\n", flush=True
        )
        await asyncio.Event().wait()


async def _front(request: web.Request) -> web.Response:
    links = "".join(
        f'<p><a href="/2025/03/20/a-story-of-many-words-{n}">A story of very many words {n}</a></p>' for n in "12"
    )
    return web.Response(text=f"<html><body>{links}</body></html>", content_type="text/html")


async def _bad(request: web.Request) -> web.Response:
    attributes = " ".join(f'a{n}="{n}"' for n in range(100_000))
    return web.Response(text=f"<html><body><p {attributes}>words</p></body></html>", content_type="text/html")


if __name__ == "__main__":
    main()
