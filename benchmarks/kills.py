"""Does what is stored outlive whatever is killed? `python -m benchmarks.kills --times 200`.

Sites on loopback name new articles without end; the real daemon watches them, and processes are killed with SIGKILL at
random: workers, busy and idle, the server they fork from or its standby, now and then both, and the daemon itself,
which is started again. What a reader saw before a kill of the daemon must be there at the end, unchanged and once.
Prints how many kills there were, how many pages were named and lost, the longest time in which none was stored, and the
memory of each process. Needs Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from db import Database
from db.soundness import problems_of

_HOSTS = tuple(f"127.0.8.{number}" for number in range(101, 105))
_LINKS = 25
_SETTLE_SECONDS = 600.0
_STOP_SECONDS = 300.0
# After that it is killed again whether it works or not.
_LOADING_SECONDS = 60.0
_PARAGRAPHS = 6
# How often each kind of process is chosen, and by which name the system knows it.
_SHARES = {"worker": 0.7, "daemon": 0.14, "fork server": 0.15, "fork servers at once": 0.01}
_NAMES = {"worker": "naskh-worker", "fork server": "naskh-forks", "fork servers at once": "naskh-forks"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="how many processes are killed")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        _report(kill(Path(name), times=options.times, pause=options.pause, seed=options.seed))


@dataclass(slots=True)
class Run:
    """What was done and seen. `longest` is the longest time in which no article was stored, in seconds; `gone` are
    articles that a reader saw and that are not there any more, or not with that text; `twice` those stored twice.
    """

    kills: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    longest_at: float = 0.0
    seconds: float = 0.0
    memory: list[str] = field(default_factory=list)
    seen: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    pages: int = 0
    lost: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    gone: int = 0
    twice: int = 0
    damage: list[str] = field(default_factory=list)
    status: int | None = None
    noise: list[str] = field(default_factory=list)


def kill(folder: Path, *, times: int, pause: float, seed: int) -> Run:
    """Watch sites from a database in the folder, and kill so many processes, `pause` seconds apart on average."""
    sites = Sites()
    with sites.served():
        (folder / "naskh.toml").write_text(sites.config_text(), "utf-8")
        watching = _Watching(folder)
        try:
            run = _run(watching, folder / "news.db", sites, times=times, pause=pause, chance=random.Random(seed))
        finally:
            watching.daemon.send_signal(signal.SIGTERM)
            try:
                watching.daemon.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                watching.daemon.kill()
                watching.daemon.wait()
    run.status = watching.daemon.returncode
    run.noise = [line for line in (folder / "log").read_text("utf-8").splitlines() if not line.startswith("{")]
    _look_at_what_is_left(run, folder / "news.db")
    return run


class _Watching:
    """The daemon, started again when it was killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.daemon = self._start()

    def kill(self) -> None:
        self.daemon.kill()
        self.daemon.wait()
        self.daemon = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "cli", "run"],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _run(watching: _Watching, database: Path, sites: Sites, *, times: int, pause: float, chance: random.Random) -> Run:
    run = Run()
    while not _stored(database):
        assert watching.daemon.poll() is None, "the daemon ended by itself"
        time.sleep(0.1)
    began = seen_at = time.monotonic()
    next_kill, ended, is_loading = began, 0, False
    while run.kills.total() < times or time.monotonic() - seen_at < 2 or _is_wanted(database):
        time.sleep(0.05)
        now = time.monotonic()
        if (count := _stored(database)) != ended:
            ended, seen_at, is_loading = count, now, False
        elif now - seen_at > run.longest:
            run.longest, run.longest_at = now - seen_at, now - began
        # A daemon that is started again loads for seconds what it reads with; killed before it works, it never would.
        if is_loading and now - seen_at < _LOADING_SECONDS:
            continue
        if now >= next_kill and run.kills.total() < times:
            next_kill = now + pause * chance.uniform(0.2, 1.8)
            [wanted] = chance.choices([*_SHARES], [*_SHARES.values()])
            if wanted == "daemon" or (run.kills.total() >= times // 2 and not run.kills["daemon"]):
                # What a reader sees is acknowledged: it may be shown, or sent, to anybody.
                run.seen |= _articles(database)
                watching.kill()
                run.kills["daemon"] += 1
                # Now and then it is killed while it loads, too.
                is_loading = chance.random() < 0.8
                continue
            victims = [pid for pid, name in _below(watching.daemon.pid) if name == _NAMES[wanted]]
            for pid in victims if wanted == "fork servers at once" else victims and [chance.choice(victims)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    run.kills[wanted] += 1
        if run.kills.total() >= times and not sites.is_over:
            sites.is_over = True
            run.seconds = now - began
        if sites.is_over and now - began > run.seconds + _SETTLE_SECONDS:
            break
    for pid, name in sorted(_below(watching.daemon.pid)):
        with contextlib.suppress(OSError):
            run.memory.append(f"{name} {_memory(pid)}")
    time.sleep(3)
    return run


def _look_at_what_is_left(run: Run, path: Path) -> None:
    with Database(path, read_only=True) as stored:
        pages = stored.list_pages(since=None, status=None, limit=None)
    run.damage = list(problems_of(path))
    run.pages = len(pages)
    run.lost = Counter(
        (page["status"], page["reason"]) for page in pages if page["status"] not in ("stored", "off_topic")
    )
    left = _articles(path)
    run.gone = sum(left.get(article) != known for article, known in run.seen.items())
    run.twice = len(left) - len({url for url, _ in left.values()})


def _report(run: Run) -> None:
    print(f"kills: {run.kills.total()} ({', '.join(f'{n} {what}' for what, n in run.kills.items())})")
    print(f"pages: {run.pages} named, {run.lost.total()} lost, in {run.seconds:.0f} s; load {os.getloadavg()[0]:.1f}")
    for (status, reason), number in run.lost.most_common():
        print(f"  {number} {status}: {reason}")
    print(
        f"articles: {len(run.seen)} seen before a kill of the daemon, {run.gone} of them gone, {run.twice} stored twice"
    )
    print(f"database: {'; '.join(run.damage) or 'sound'}")
    print(f"memory: {'; '.join(run.memory)}")
    print(f"longest time without work: {run.longest:.1f} s, {run.longest_at:.0f} s after the start")
    print(f"exit status of the daemon: {run.status}; lines of its log that are no JSON: {run.noise or 'none'}")


def _articles(database: Path) -> dict[int, tuple[str, bytes]]:
    """Each article's address and the hash of its text, as another program reads them."""
    with Database(database, read_only=True) as stored:
        rows = stored.connection.execute("select id, url || ' ' || position as url, text_hash from articles")
        return {row["id"]: (row["url"], row["text_hash"]) for row in rows}


def _stored(database: Path) -> int:
    if not database.exists():
        return 0
    with contextlib.suppress(Exception), Database(database, read_only=True) as stored:
        return stored.count_articles()
    return 0


def _is_wanted(database: Path) -> bool:
    """Whether any page that was named has yet to be read."""
    with Database(database, read_only=True) as stored:
        return bool(stored.page_counts().get("wanted"))


def _below(daemon: int) -> Iterator[tuple[int, str]]:
    """Processes that the daemon started, or that those did, each with its name: all of its session."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(session) == daemon and int(folder.name) != daemon and state != "Z":
                yield int(folder.name), (folder / "comm").read_text().strip()


def _memory(pid: int) -> str:
    """Its share of what is in memory, and what it shares with nobody."""
    lines = [line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()[1:]]
    [share] = [int(amount) for name, amount, _ in lines if name == "Pss:"]
    own = sum(int(amount) for name, amount, _ in lines if name.startswith("Private_"))
    return f"{share // 1024} MB, {own / 1024:.1f} its own"


class Sites:
    """Sites whose front pages name `links` new articles at each look, until `is_over`."""

    def __init__(self, *, links: int = _LINKS) -> None:
        self.is_over = False
        self._links = links
        self._named = 0
        self._loop = asyncio.new_event_loop()
        self._ports: dict[str, int] = {}

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(_STOP_SECONDS)
        yield
        self._loop.call_soon_threadsafe(self._loop.stop)
        thread.join()

    def config_text(self) -> str:
        sources = "".join(
            f'[[source]]\nurl = "http://{host}:{port}/"\nkind = "front_page"\nevery = "3s"\n'
            for host, port in self._ports.items()
        )
        return f'database = "news.db"\n[crawl]\ndelay_seconds = 0\nallow_private = ["127.0.8.0/24"]\n{sources}'

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_get("/robots.txt", self._missing)
        app.router.add_get("/{path:.+}", self._article)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        for host in _HOSTS:
            await web.TCPSite(runner, host, 0).start()
        self._ports = {host: port for host, port in runner.addresses}

    async def _front(self, request: web.Request) -> web.Response:
        first, self._named = self._named, self._named + (0 if self.is_over else self._links)
        links = "".join(
            f'<p><a href="/2025/03/20/what-machines-learn-in-town-{n}">What machines learn in town number {n}</a></p>'
            for n in range(first, self._named)
        )
        return web.Response(text=f"<html><body>{links}</body></html>", content_type="text/html")

    async def _missing(self, request: web.Request) -> web.Response:
        return web.Response(status=404)

    async def _article(self, request: web.Request) -> web.Response:
        chance = random.Random(request.path)
        words = ["".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(300)]
        text = "".join(
            f"<p>The town bought an artificial intelligence system, {' '.join(chance.sample(words, 60))}.</p>"
            for _ in range(_PARAGRAPHS)
        )
        page = f"<html><head><title>Town {request.path}</title></head><body><article>{text}</article></body></html>"
        return web.Response(text=page, content_type="text/html")


if __name__ == "__main__":
    main()
