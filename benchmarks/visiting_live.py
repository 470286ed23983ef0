"""A real daemon that watches 500 sample sources on loopback: its memory, its work, and how late its visits begin.

The sources are served by another process, each on an address of its own, so that each has a gate of its own. They
publish by the habits of the set that was kept aside, a day in an hour. Sources are visited between every minute and
every four minutes, so that some minutes show what hours would at the usual pace.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path

from aiohttp import web

from benchmarks.docs_table import table
from benchmarks.habits import KEPT_ASIDE, publishers
from benchmarks.processes import spent_by
from db import Database
from db.times import from_text
from terminal.memory import PeakMemory

_PORT = 18080
_FASTER = 24
_SHORTEST, _LONGEST = "1m", "4m"
# Fewer than papers list: each piece of the first lists costs a second at its site, and eight sites are visited at once.
_LISTED = 3
_LOOK_SECONDS = 1.0
_WORDS = (
    "The harbour office reads its letters with a language model, and a clerk signs each answer before it leaves. "
    "Artificial intelligence sorts what came in overnight by street, by date and by how urgent it sounds. "
)


def main() -> None:
    """The process that serves: `python -m benchmarks.visiting_live --serve`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", required=True)
    parser.parse_args()
    asyncio.run(_serve())


@dataclass(slots=True)
class Watched:
    """What was seen of the daemon, second by second. `late` are seconds from when a visit was due to its start."""

    main: list[int] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    first_round_seconds: float | None = None


def live(*, minutes: float) -> list[str]:
    """Watch for so long: the table as Markdown, with a sentence above."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        serving = subprocess.Popen(
            [sys.executable, "-P", "-m", "benchmarks.visiting_live", "--serve"], stdout=subprocess.PIPE, text=True
        )
        try:
            assert serving.stdout
            urls = [serving.stdout.readline().strip() for _ in range(int(serving.stdout.readline()))]
            (folder / "naskh.toml").write_text(_toml(urls, folder / "news.db"), encoding="utf-8")
            return _watch(folder, sources=len(urls), seconds=minutes * 60)
        finally:
            serving.kill()
            serving.wait()


def _watch(folder: Path, *, sources: int, seconds: float) -> list[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-P", "-m", "cli", "run"]
    watched, database = Watched(), folder / "news.db"
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        began, ended = time.monotonic(), threading.Event()
        looking = threading.Thread(target=_look, args=(daemon.pid, database, watched, began, ended))
        with PeakMemory(lambda: [daemon.pid], own=False) as memory:
            looking.start()
            time.sleep(seconds)
            spent = dict(spent_by(daemon.pid))
            ended.set()
            looking.join()
        elapsed = time.monotonic() - began
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(40)
    with Database(database, read_only=True) as stored:
        visits = stored.list_visits(since=None, limit=None)
        articles, pages = stored.count_articles(), sum(stored.page_counts().values())
    failures = Counter(row["message"] for row in visits if row["outcome"] in ("failed", "refused"))
    for reason, number in failures.most_common():
        print(f"{number} visits failed: {reason}", file=sys.stderr)
    own = spent.get(daemon.pid, 0.0)
    half = watched.main[len(watched.main) // 2 :]
    rows = [
        ("visits, of them failed", f"{len(visits):,}, {failures.total()}"),
        ("pages fetched or wanted, articles stored", f"{pages:,}, {articles:,}"),
        ("main process, peak of its PSS", f"{max(watched.main) / 1e6:.0f} MB"),
        ("main process, median of the second half", f"{sorted(half)[len(half) // 2] / 1e6:.0f} MB"),
        ("all processes, peak of the sum of their PSS", f"{(memory.bytes or 0) / 1e6:.0f} MB"),
        ("main process, share of a core", f"{100 * own / elapsed:.1f} %"),
        ("workers, share of a core", f"{100 * (sum(spent.values()) - own) / elapsed:.1f} %"),
        ("all sources visited once after", _first_round(watched.first_round_seconds)),
        ("visits begin late by: median, p95, at most", _late(watched.late)),
    ]
    load = os.getloadavg()[0]
    return [
        f"A daemon with {sources} sources on loopback for {elapsed / 60:.0f} minutes, each visited between every "
        f"{_SHORTEST} and every {_LONGEST} (usually 5 min and 1 h), load average of the machine {load:.1f}:",
        table(("what", "figure"), rows),
    ]


def _look(pid: int, path: Path, watched: Watched, began: float, ended: threading.Event) -> None:
    """Each second: the memory of the main process, and for each visit that began, when it had been due."""
    due: dict[int, datetime] = {}
    last_visit = 0
    while not ended.wait(_LOOK_SECONDS):
        if (pss := _pss(pid)) is not None:
            watched.main.append(pss)
        try:
            with Database(path, read_only=True) as database:
                visits = database.list_visits(since=None, limit=200)
                rows = database.list_sources(since=None, limit=None)
        except Exception:  # not there yet
            continue
        for row in reversed(visits):
            if row["id"] > last_visit and row["source_id"] in due:
                late = (from_text(row["started_at"]) - due[row["source_id"]]).total_seconds()
                watched.late.append(max(0.0, late))
        last_visit = max((row["id"] for row in visits), default=0)
        due = {row["id"]: from_text(row["next_visit_at"]) for row in rows if row["next_visit_at"]}
        if watched.first_round_seconds is None and rows and all(row["last_success_at"] for row in rows):
            watched.first_round_seconds = time.monotonic() - began


def _pss(pid: int) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), None)


def _first_round(seconds: float | None) -> str:
    return "not within this time" if seconds is None else f"{seconds:.0f} s"


def _late(seconds: Sequence[float]) -> str:
    ranked = sorted(seconds) or [0.0]
    return f"{ranked[len(ranked) // 2]:.0f}, {ranked[int(0.95 * (len(ranked) - 1))]:.0f}, {ranked[-1]:.0f} s"


def _toml(urls: Sequence[str], database: Path) -> str:
    listed = "".join(f'[[source]]\nurl = "{url}"\n' for url in urls)
    return (
        f'database = "{database}"\ntopic = "all"\n[crawl]\nallow_private = ["127.7.0.0/16"]\ndelay_seconds = 1.0\n'
        f'min_every = "{_SHORTEST}"\nmax_every = "{_LONGEST}"\n{listed}'
    )


async def _serve() -> None:
    """Feeds that grow, and their pages. One port, an address for each source."""
    sources = publishers(KEPT_ASIDE, seed=2)
    began = time.monotonic()

    async def feed(request: web.Request) -> web.Response:
        number = int(request.host.split(".")[2]) * 250 + int(request.host.split(".")[3].partition(":")[0]) - 1
        publisher = sources[number]
        published = bisect_right(publisher.moments, (time.monotonic() - began) * _FASTER)
        items = "".join(
            f"<item><title>Piece {n} of paper {number}</title><link>/{n}</link></item>"
            for n in reversed(range(max(0, published - min(publisher.listed, _LISTED)), published))
        )
        body = f"<rss version='2.0'><channel><title>Paper {number}</title>{items}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml")

    async def page(request: web.Request) -> web.Response:
        own = f"{request.host} {request.path} " * 12
        words = f"<p>{_WORDS}</p><p>{escape(own)}</p><p>{_WORDS[::-1][:200]}</p>"
        body = f"<html><body><article><h1>Piece {escape(request.path)}</h1>{words}</article></body></html>"
        return web.Response(text=body, content_type="text/html")

    app = web.Application()
    app.router.add_get("/feed", feed)
    app.router.add_get("/{number:[0-9]+}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    # All addresses of 127.0.0.0/8 are this machine's.
    addresses = [f"127.7.{number // 250}.{number % 250 + 1}" for number in range(len(sources))]
    for address in addresses:
        await web.TCPSite(runner, address, _PORT).start()
    print(len(addresses), *(f"http://{address}:{_PORT}/feed" for address in addresses), sep="\n", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
