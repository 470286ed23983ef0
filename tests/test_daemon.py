"""The daemon as its user has it: a process that is started, killed, started again and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from crawling import Site, response, run, workers
from places import ROOT
from recording import NOW, extracted, news, words

from config import Config, parse_config
from db import Database
from model import Alert, Page
from pipelines.record import Recorder
from pipelines.workers import worker_process_ids
from sample.expectations import Expectations
from sample.newswire import Newswire
from scheduler import Daemon, save_settings

STOP_SECONDS = 25


def wait_until(holds: Callable[[], Any], *, seconds: float = 40.0, why: str = "it did not happen") -> Any:
    """Ask again and again until it holds: what it gave."""
    until = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < until, why
        time.sleep(0.05)
    return found


@dataclass(slots=True)
class Wire:
    """A newswire that is served by a thread of its own."""

    newswire: Newswire
    loop: asyncio.AbstractEventLoop

    def asked_for(self, part: str) -> int:
        return sum(part in f"{site} {path}" for site, path, _ in list(self.newswire.requests))


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    # Its clock stands still: what is published and revised is said here; `speed` hastens the slow site.
    now = datetime.now(UTC)
    newswire = Newswire(now=lambda: now, port=0, first_host="127.0.9.1", speed=6.0)
    asyncio.run_coroutine_threadsafe(newswire.start(), loop).result(10)
    newswire.publish_all()
    limited = next(site for site in newswire.sites if site.name == "delta")
    for _ in range(2):
        # It turns the first two requests away; the crawler's tests wait for that, these do not.
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(limited.url, timeout=5)
    yield Wire(newswire, loop)
    asyncio.run_coroutine_threadsafe(newswire.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
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
        text = text.replace("[crawl]\n", f"[crawl]\ndelay_seconds = {delay_seconds}\n").replace('"10s"', '"4s"')
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

    def run(self, *arguments: str, seconds: float = 30.0) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database as another program reads it; none as long as there is no such table."""
        if not self.database.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            try:
                return connection.execute(statement, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def count(self, statement: str, *values: object) -> int:
        found = self.rows(statement, *values)
        return int(found[0][0]) if found else 0

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()


@pytest.fixture
def naskh(tmp_path: Path) -> Iterator[Naskh]:
    made = Naskh(tmp_path)
    yield made
    made.end()


def stop(process: subprocess.Popen[bytes], number: int) -> float:
    """Send a signal and wait for the end: the seconds it took."""
    began = time.monotonic()
    process.send_signal(number)
    process.wait(STOP_SECONDS + 20)
    return time.monotonic() - began


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    waiting = [pid]
    while waiting:
        with contextlib.suppress(OSError):
            # Each thread has children of its own.
            for each in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
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


@dataclass(slots=True)
class Story:
    """What happened in the one long run that the tests below look at."""

    naskh: Naskh
    expected: Expectations
    left_by_killed: list[int]
    sound_after_kill: str
    running_after_kill: int
    second: tuple[int, str, float]
    stopped_in: float
    status: int


@pytest.fixture(scope="module")
def story(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    naskh = Naskh(tmp_path_factory.mktemp("daemon"))
    naskh.configure(wire.newswire.config_text(database=str(naskh.database)))
    try:
        yield _live_through(naskh, wire)
    finally:
        naskh.end()


def _live_through(naskh: Naskh, wire: Wire) -> Story:
    expected = wire.newswire.expectations()
    first = naskh.start("run")
    wait_until(
        lambda: (
            naskh.count("select count(*) from articles") >= 8
            and naskh.count("select count(*) from pages where status = 'wanted'") >= 1
        ),
        why="the first daemon stored nothing while pages were still wanted",
    )
    helpers = children_of(first.pid)
    assert helpers
    first.kill()
    first.wait(5)
    running = naskh.count("select count(*) from visits where outcome = 'running'")
    sound = naskh.rows("pragma integrity_check")[0][0]
    with contextlib.suppress(AssertionError):
        wait_until(lambda: not any(alive(pid) for pid in helpers), seconds=10)
    left = [pid for pid in helpers if alive(pid)]

    # What is left of a killed process writes to the log too: Python's own warnings.
    naskh.log.rename(naskh.folder / "log-of-the-killed")
    second = naskh.start("run")
    wait_until(lambda: (naskh.database.with_name("news.db.lock")).read_text().strip() == str(second.pid))
    began = time.monotonic()
    refused_status, refused_words = naskh.run("run")
    refused = (refused_status, refused_words, time.monotonic() - began)

    wanted = {unquote(url) for url in (*expected.articles, *expected.stories, *expected.refused, *expected.failing)}

    def all_known() -> bool:
        known = {unquote(url) for (url,) in naskh.rows("select url from pages where status <> 'wanted'")}
        return wanted <= known

    wait_until(all_known, seconds=60, why="not every address that a source names came to an end")
    wire.newswire.revise_all()
    wait_until(
        lambda: naskh.count("select count(*) from revisions") >= len(expected.revised),
        why="the revised piece was not read again",
    )
    slow = wire.asked_for("sada ")
    wait_until(lambda: wire.asked_for("sada ") > slow, why="the slow site was not asked again")
    seconds = stop(second, signal.SIGTERM)
    return Story(naskh, expected, left, sound, running, refused, seconds, second.returncode)


def stored(story: Story) -> dict[tuple[str, int], int]:
    """Articles by the page that carries them and their place on it."""
    statement = "select articles.id, pages.url, position from articles join pages on pages.id = page_id"
    return {(unquote(url), position): article for article, url, position in story.naskh.rows(statement)}


def test_a_daemon_killed_in_mid_crawl_leaves_a_whole_database(story: Story) -> None:
    assert story.sound_after_kill == "ok"
    assert story.running_after_kill >= 1


def test_the_workers_of_a_killed_daemon_end_too(story: Story) -> None:
    assert story.left_by_killed == []


def test_the_visits_that_a_kill_cut_off_are_closed_by_the_next_start(story: Story) -> None:
    assert story.naskh.count("select count(*) from visits where outcome = 'running'") == 0
    cut_off = "select count(*) from visits where message = 'the process ended before the visit did'"
    assert story.naskh.count(cut_off) == story.running_after_kill


def test_sigterm_ends_the_daemon_in_time_with_a_slow_site_in_flight(story: Story) -> None:
    assert story.stopped_in <= STOP_SECONDS
    assert story.status == 0
    assert story.naskh.rows("select outcome from runs order by id") == [(None,), ("stopped",)]
    assert story.naskh.rows("pragma integrity_check") == [("ok",)]
    assert story.naskh.rows("pragma foreign_key_check") == []


def test_a_second_daemon_says_who_holds_the_database_and_ends(story: Story) -> None:
    status, words, _ = story.second
    assert status == 1
    assert f"process {story.naskh.started[1].pid} is watching" in words
    assert "Traceback" not in words


def test_every_named_page_has_a_row_and_every_article_is_stored(story: Story) -> None:
    expected, pages = story.expected, {unquote(url) for (url,) in story.naskh.rows("select url from pages")}
    named = (*expected.articles, *expected.stories, *expected.refused, *expected.failing)
    assert {unquote(url) for url in named} <= pages
    on_topic = {unquote(url) for url in expected.articles} - {unquote(url) for url in expected.off_topic}
    assert on_topic <= {url for url, _ in stored(story)}
    assert story.naskh.count("select count(*) from pages where status = 'wanted'") == 0


def test_pages_of_several_stories_gave_several_articles(story: Story) -> None:
    for url, number in story.expected.stories.items():
        positions = {n for found, n in stored(story) if found == unquote(url)}
        # A story in which the topic is not found is left out, and leaves its place free.
        assert len(positions) >= 2 and positions <= set(range(number)), (url, positions)


def test_nothing_is_stored_twice(story: Story) -> None:
    for columns, table in (
        ("page_id, position", "articles"),
        ("url, position", "articles"),
        ("key", "pages"),
        ("rule, match_id", "alerts"),
        ("alert_id, channel", "deliveries"),
        ("url", "sources"),
        ("name", "outlets"),
    ):
        twice = story.naskh.rows(f"select {columns} from {table} group by {columns} having count(*) > 1")  # noqa: S608
        assert twice == [], (table, twice)
    matched_twice = """
        select min(later_id, earlier_id), max(later_id, earlier_id) from matches where superseded_at is null
        group by 1, 2 having count(*) > 1
    """
    assert story.naskh.rows(matched_twice) == []


def test_the_copies_are_found_and_only_they(story: Story) -> None:
    articles = stored(story)
    cluster = dict(story.naskh.rows("select id, cluster_id from articles"))
    for pair in story.expected.pairs:
        later = articles.get((unquote(pair.later.url), pair.later.position))
        earlier = articles.get((unquote(pair.earlier.url), pair.earlier.position))
        if later is None or earlier is None:
            several = {pair.later.url, pair.earlier.url} & set(story.expected.stories)
            assert pair.relation != "copy" or several, pair
            continue
        together = cluster[later] is not None and cluster[later] == cluster[earlier]
        assert together == (pair.relation == "copy"), pair


def test_what_is_off_topic_is_noted_and_not_stored(story: Story) -> None:
    off_topic = {unquote(url) for url in story.expected.off_topic}
    assert off_topic
    assert not off_topic & {url for url, _ in stored(story)}
    noted = {unquote(url) for (url,) in story.naskh.rows("select url from pages where status = 'off_topic'")}
    assert off_topic <= noted


def test_a_revised_piece_keeps_its_older_text(story: Story) -> None:
    revised = {
        unquote(url)
        for (url,) in story.naskh.rows("select url from articles join revisions on revisions.article_id = articles.id")
    }
    assert revised == {unquote(url) for url in story.expected.revised}
    assert story.naskh.count("select count(*) from revisions") == len(revised)


def test_refused_and_failing_pages_say_why(story: Story) -> None:
    found = {
        unquote(url): (status, reason)
        for url, status, reason in story.naskh.rows("select url, status, reason from pages")
    }
    for url in story.expected.refused:
        status, reason = found[unquote(url)]
        assert status == "refused" and "robots.txt" in reason, (url, status, reason)
    for url in story.expected.failing:
        status, reason = found[unquote(url)]
        assert status == "failed" and reason, (url, status, reason)


def test_no_source_was_visited_twice_at_once(story: Story) -> None:
    overlapping = """
        select a.id, b.id from visits a join visits b
        on a.source_id = b.source_id and a.run_id = b.run_id and a.id < b.id and b.started_at < a.finished_at
    """
    assert story.naskh.rows(overlapping) == []


def test_the_log_of_a_process_without_a_terminal_is_json_lines_only(story: Story) -> None:
    lines = story.naskh.log.read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("{")] == []
    events = {line["event"] for line in story.naskh.events()}
    assert {"watching", "visit finished", "alert", "stopping", "stopped"} <= events


def slow_outlet(wire: Wire, naskh: Naskh, *, every: str = "15m") -> str:
    """A naskh.toml that has the slow site only."""
    text = wire.newswire.config_text(database=str(naskh.database))
    site = next(site for site in wire.newswire.sites if site.name == "sada")
    head = text.partition("[[outlet]]")[0]
    blocks = [block for block in text.split("\n\n") if block.startswith("[[source]]") and f'"{site.url}/' in block]
    lines = "\n\n".join(blocks).replace(f'outlet = "{site.outlet}"\n', "")
    return head + "\n".join(f'every = "{every}"' if line.startswith("every") else line for line in lines.splitlines())


def test_control_c_ends_the_daemon_while_a_page_is_on_its_way(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    asked = wire.asked_for("sada ")
    process = naskh.start("run")
    wait_until(lambda: wire.asked_for("sada ") > asked, why="the slow site was not asked")
    seconds = stop(process, signal.SIGINT)
    assert seconds <= STOP_SECONDS and process.returncode == 0
    assert naskh.rows("select outcome from runs") == [("stopped",)]
    assert naskh.count("select count(*) from visits where outcome = 'running'") == 0


def test_one_round_visits_every_source_once_and_ends(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    status, words = naskh.run("run", "--once", seconds=60)
    assert status == 0, words
    sources = naskh.count("select count(*) from sources")
    assert sources >= 1
    assert naskh.count("select count(*) from visits where outcome in ('done', 'unchanged')") == sources
    assert naskh.count("select count(*) from articles") >= 1
    assert naskh.rows("select outcome from runs") == [("done",)]


def test_what_an_import_left_uncompared_is_compared_when_the_daemon_starts(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    with Database(naskh.database) as database:
        left = Recorder(database, Config(), run_id=None, with_alerts=False, judge_later=True)
        for n in (1, 2):
            page = Page(url=f"https://paper{n}.example/1", kind="record", import_key=f"record:{n}")
            left.record(extracted(page, Config(), {"text": words(7)}), now=NOW)
    status, told = naskh.run("run", "--once", seconds=60)
    assert status == 0, told
    assert naskh.rows("select later_id, earlier_id from matches where relation = 'identical'") == [(2, 1)]
    assert naskh.count("select count(*) from unjudged") == 0


def test_one_round_can_be_stopped_in_its_last_visit(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh), delay_seconds=20)
    asked = wire.asked_for("sada ")
    process = naskh.start("run", "--once")
    wait_until(lambda: wire.asked_for("sada ") > asked, why="the slow site was not asked")
    assert stop(process, signal.SIGTERM) <= 10
    assert process.returncode == 0
    assert naskh.rows("select outcome from runs") == [("stopped",)]


def test_a_daemon_in_the_background_is_stopped_by_command(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    status, words = naskh.run("run", "--background")
    assert status == 0, words
    holder = int((naskh.folder / "news.db.lock").read_text())
    try:
        assert f"process {holder}" in words
        assert naskh.run("status")[1].startswith(f"Watching as process {holder}")
        again, words = naskh.run("run", "--background")
        assert again == 1 and f"process {holder}" in words
    finally:
        status, words = naskh.run("stop")
    assert status == 0 and str(holder) in words
    assert not alive(holder)
    assert naskh.run("stop")[0] == 1
    assert [line for line in (naskh.folder / "news.log").read_text().splitlines() if not line.startswith("{")] == []


@dataclass(slots=True)
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@contextlib.contextmanager
def daemon_on(folder: Path, config: Config, clock: Clock) -> Iterator[Daemon]:
    """A daemon in this process, with a clock that is set by hand."""
    with Database(folder / "news.db") as database:
        save_settings(database, config, now=clock())
        run_id = database.start_run("run", version="0", config_hash="", now=clock())
        yield Daemon(config, database, workers(), run_id=run_id, clock=clock)


def one_source(site: Site, *, more: str = "") -> Config:
    return parse_config(
        f'[crawl]\ndelay_seconds = 0\nallow_private = ["{site.address}"]\n'
        f'[[source]]\nurl = "{site.url("/")}"\nkind = "front_page"\nevery = "10m"\n{more}'
    )


async def ended(daemon: Daemon, *, visits: int) -> None:
    """Wait until so many visits have ended."""
    while sum(row["outcome"] != "running" for row in daemon.database.list_visits(since=None, limit=None)) < visits:
        await asyncio.sleep(0.01)


def test_a_clock_set_back_does_not_stop_the_visits(tmp_path: Path) -> None:
    async def scenario() -> list[int]:
        begun = []
        async with Site("127.0.9.60", pages={"/": "<html><body>no links</body></html>"}) as site:
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site), clock) as daemon:
                for minutes in (0, 1, -30 * 24 * 60, 1, 60):
                    clock.now += timedelta(minutes=minutes)
                    await daemon.tick()
                    await asyncio.sleep(0)
                    begun.append(len(daemon.database.list_visits(since=None, limit=None)))
                    await ended(daemon, visits=begun[-1])
        return begun

    assert run(scenario()) == [1, 1, 2, 2, 3]


def test_a_source_that_is_being_visited_is_not_visited_again(tmp_path: Path) -> None:
    async def scenario() -> tuple[int, int]:
        answer = asyncio.Event()

        async def late(request: object) -> Any:
            await answer.wait()
            return response("<html><body>late</body></html>")(request)  # type: ignore[arg-type]

        async with Site("127.0.9.61", pages={"/": late}) as site:
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site), clock) as daemon:
                for _ in range(3):
                    await daemon.tick()
                    await asyncio.sleep(0)
                    clock.now += timedelta(hours=5)
                begun = len(daemon.database.list_visits(since=None, limit=None))
                answer.set()
                await ended(daemon, visits=begun)
                return begun, len(site.fetches_of("/"))

    assert run(scenario()) == (1, 1)


def test_pages_are_stored_though_all_workers_were_killed_idle_and_busy(tmp_path: Path) -> None:
    def front(*numbers: int) -> str:
        paths = (f"/2025/03/20/a-story-of-many-words-{n}" for n in numbers)
        return "".join(f'<p><a href="{path}">A story of very many words, the next one</a></p>' for path in paths)

    def kill_all() -> None:
        for pid in worker_process_ids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def scenario() -> tuple[list[int], list[str]]:
        stored = []
        async with Site("127.0.9.63") as site:
            for n in range(30):
                article = f"<html><body><article><h1>Story {n}</h1><p>{news(n)}</p></article></body></html>"
                site.pages[f"/2025/03/20/a-story-of-many-words-{n}"] = article
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site), clock) as daemon:
                for visit in range(3):
                    site.pages["/"] = front(*range(10 * visit, 10 * visit + 10))
                    await daemon.tick()
                    if visit == 1:
                        while daemon.database.count_articles() < 13:
                            await asyncio.sleep(0.01)
                        kill_all()
                    await ended(daemon, visits=visit + 1)
                    stored.append(daemon.database.count_articles())
                    kill_all()
                    clock.now += timedelta(hours=1)
                visits = daemon.database.list_visits(since=None, limit=None)
                return stored, [row["outcome"] for row in visits]

    assert run(scenario(), seconds=110) == ([10, 20, 30], ["done"] * 3)


def test_a_channel_that_never_answers_does_not_hold_up_the_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> tuple[float, dict[str, int]]:
        async def never(request: object) -> Any:
            await asyncio.sleep(60)

        async with Site("127.0.9.62", pages={"/": "<html></html>", "/hook": never}) as site:
            monkeypatch.setenv("NASKH_TEST_HOOK", site.url("/hook").replace("http:", "json:") + "?rto=6")
            hook = '[[channel]]\nname = "hook"\nurl_env = "NASKH_TEST_HOOK"\n'
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site, more=hook), clock) as daemon:
                for title in ("first", "second", "third"):
                    a_waiting_alert(daemon.database, title, channel="hook", now=clock())
                running = asyncio.create_task(daemon.run_until_stopped())
                while not site.fetches_of("/hook"):
                    await asyncio.sleep(0.01)
                began = time.monotonic()
                daemon.stopping.set()
                await running
                return time.monotonic() - began, daemon.database.delivery_counts()

    seconds, deliveries = run(scenario())
    assert seconds < 10
    assert deliveries == {"waiting": 3}


def a_waiting_alert(database: Database, title: str, *, channel: str, now: datetime) -> None:
    """An alert on a match of two articles that were never there: what a channel gets is all that counts here."""
    database.connection.execute("pragma foreign_keys = off")
    with database.transaction():
        alert = Alert(rule="copies", match_id=1, title=title, text="text", channels=(channel,))
        database.add_alert(alert, now=now)
