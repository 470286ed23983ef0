"""The daemon in this process, with a clock that is set by hand."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import Site, response, run, visit_what_is_due, workers
from lags import Lag, lag_of_this_loop
from locks import locked_by_another
from recording import Desk, news

from config.loading import parse_config
from config.tables import Config
from daemon.clock import set_back_seconds
from daemon.settings import save_settings
from daemon.watching import Daemon
from db import CannotWrite, Database, DatabaseError
from db.deliveries import Tells
from model import Alert, Message
from pipelines.processes.workers import worker_process_ids
from scheduler import Jobs, run_daemon


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
        with Daemon(config, database.path, workers(), run_id=run_id, clock=clock) as daemon:
            yield daemon


def one_source(site: Site, *, more: str = "") -> Config:
    return parse_config(
        f'[crawl]\ndelay_seconds = 0\nallow_private = ["{site.address}"]\n'
        f'[[source]]\nurl = "{site.url("/")}"\nkind = "front_page"\nevery = "10m"\n{more}'
    )


async def ended(daemon: Daemon, *, visits: int) -> None:
    """Wait until so many visits have ended, with what comes after them: a source is not begun again before."""

    def count() -> int:
        return sum(row["outcome"] != "running" for row in daemon.database.list_visits(since=None, limit=None))

    while count() < visits or daemon.is_visiting:
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
                    await daemon.writer.settle()
                    begun.append(len(daemon.database.list_visits(since=None, limit=None)))
                    while daemon.is_visiting:
                        await asyncio.sleep(0.01)
        return begun

    assert run(scenario()) == [1, 1, 2, 2, 3]


@pytest.mark.slow
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

    assert run(scenario()) == ([10, 20, 30], ["done"] * 3)


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
                    await daemon.writer.settle()
                    clock.now += timedelta(hours=5)
                begun = len(daemon.database.list_visits(since=None, limit=None))
                answer.set()
                await ended(daemon, visits=begun)
                return begun, len(site.fetches_of("/"))

    assert run(scenario()) == (1, 1)


@pytest.mark.slow
def test_a_channel_that_never_answers_does_not_hold_up_the_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> tuple[int, dict[str, int]]:
        async def never(request: object) -> Any:
            await asyncio.sleep(3600)

        async with Site("127.0.9.62", pages={"/": "<html></html>", "/hook": never}) as site:
            monkeypatch.setenv("NASKH_TEST_HOOK", site.url("/hook").replace("http:", "json:") + "?rto=600")
            hook = '[[channel]]\nname = "hook"\nurl_env = "NASKH_TEST_HOOK"\n'
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site, more=hook), clock) as daemon:
                for title in ("first", "second", "third"):
                    await daemon.writer.write(a_waiting_alert, title, channel="hook", now=clock())
                running = asyncio.create_task(Jobs(daemon).run_until_stopped())
                while not site.fetches_of("/hook"):
                    await asyncio.sleep(0.01)
                daemon.stopping.set()
                await running
                return len(site.fetches_of("/hook")), daemon.database.delivery_counts()

    # The one that is on its way when it is to stop is cut short; the others are not tried.
    assert run(scenario()) == (1, {"waiting": 3})


def a_waiting_alert(database: Database, title: str, *, channel: str, now: datetime) -> None:
    """An alert about no match: what a channel gets is all that counts here."""
    with database.transaction():
        alert_id = database.add_alert(Alert(rule="copies", title=title, text="text"), now=now)
        message = Message(id=title, channel=channel, kind="alert", title=title, text="text")
        database.add_delivery(message, tells={alert_id: Tells(copies=1)}, now=now)


def room_for(database: Database, pages: int) -> None:
    """From now on the file can grow by so many pages, as on a disk that is nearly full."""
    [taken] = database.connection.execute("pragma page_count").fetchone()
    database.connection.execute(f"pragma max_page_count = {taken + pages}")


def test_a_full_disk_is_spoken_of_once_and_visits_go_on_when_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    addresses = [f"/2025/03/20/a-story-of-many-words-{n}" for n in range(12)]

    async def scenario() -> tuple[list[str], int, list[str]]:
        async with Site("127.0.9.64") as site:
            site.pages["/"] = "".join(f'<p><a href="{each}">A story of very many words</a></p>' for each in addresses)
            for n, each in enumerate(addresses):
                site.pages[each] = f"<html><body><article><h1>Story {n}</h1><p>{news(n)}</p></article></body></html>"
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site), clock) as daemon:
                await daemon.writer.write(room_for, 4)
                await visit_what_is_due(daemon)
                asked = len(site.hits)
                for _ in range(3):
                    await daemon.tick()
                    await daemon.deliver()
                assert len(site.hits) == asked, "nothing is fetched that cannot be stored"
                await daemon.writer.write(room_for, 100_000)
                daemon.visits.try_writing_now()
                await daemon.tick()
                await ended(daemon, visits=2)
                told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
                visits = daemon.database.list_visits(since=None, limit=None)
                return told, daemon.database.count_articles(), [row["outcome"] for row in visits]

    told, articles, outcomes = run(scenario())
    path = tmp_path / "news.db"
    # What libraries log, the program's own log leaves out: see tests/terminal/test_log.py.
    assert [line for line in told if "news.db" in line] == [
        f"{path}: the disk is full, so nothing more can be stored; make room on it; "
        "visits and alerts wait until it can be written",
        f"{path}: can be written again; going on",
    ]
    assert articles == 12
    # The listing was the same; the pages that it had named were fetched.
    assert outcomes == ["unchanged", "failed"]


def test_one_round_on_a_full_disk_ends_with_the_reason(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Site("127.0.9.65", pages={"/": "<html><body>no links</body></html>"}) as site:
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            with daemon_on(tmp_path, one_source(site), clock) as daemon:
                with contextlib.suppress(CannotWrite):
                    await daemon.writer.write(room_for, 0)
                    await daemon.writer.write(Database.try_writing)
                await daemon.run_once()

    with pytest.raises(CannotWrite, match="the disk is full"):
        run(scenario())


def test_visits_are_written_beside_a_loop_that_waits_for_no_lock(tmp_path: Path) -> None:
    addresses = [f"/2025/03/20/a-story-of-many-words-{n}" for n in range(4)]

    async def scenario() -> tuple[Lag, list[str], int]:
        async with Site("127.0.9.68") as site:
            site.pages["/"] = "".join(f'<p><a href="{each}">A story of very many words</a></p>' for each in addresses)
            for n, each in enumerate(addresses):
                site.pages[each] = f"<html><body><article><h1>Story {n}</h1><p>{news(n)}</p></article></body></html>"
            clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
            path = tmp_path / "news.db"
            with daemon_on(tmp_path, one_source(site), clock) as daemon, locked_by_another(path) as other:
                async with lag_of_this_loop() as lag:
                    await daemon.tick()
                    await asyncio.sleep(1)
                    assert daemon.is_visiting and not site.hits, "before its row is there, nothing is asked for"
                other.execute("rollback")
                while daemon.database.count_articles() < 2:
                    await asyncio.sleep(0.01)
                # In the middle of a visit as well.
                with locked_by_another(path):
                    async with lag_of_this_loop() as again:
                        await asyncio.sleep(1)
                        assert daemon.is_visiting
                await ended(daemon, visits=1)
                lag.longest = max(lag.longest, again.longest)
                [visit] = daemon.database.list_visits(since=None, limit=None)
                return lag, [visit["outcome"]], daemon.database.count_articles()

    lag, outcomes, articles = run(scenario())
    assert (outcomes, articles) == (["done"], 4)
    # A loop that waited for the lock would stand still for the second that it is held.
    assert lag.longest < 0.5


@pytest.mark.parametrize(
    ("by_the_clock", "steady", "behind"),
    [
        (10.0, 10.0, 0.0),  # nothing happened
        (60.0, 60.0, 0.0),  # the loop stood still: a busy machine, a lock of another program
        (4000.0, 10.0, 0.0),  # the machine was asleep, or the clock set forward
        (-3590.0, 10.0, 3600.0),
        (7.0, 10.0, 3.0),
    ],
)
def test_only_a_clock_that_was_set_back_is_called_so(by_the_clock: float, steady: float, behind: float) -> None:
    assert set_back_seconds(timedelta(seconds=by_the_clock), steady_seconds=steady) == behind


@pytest.mark.slow
def test_a_clock_that_jumps_costs_at_most_one_visit_and_doubles_no_alert(tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    # Between steps of ten minutes the clock is set forth and back, and the machine sleeps.
    jumps = {6: hour, 12: -hour, 18: 8 * hour}
    steps = 30

    async def scenario() -> tuple[int, list[Any]]:
        text = news(1)
        async with Site("127.0.9.66") as one, Site("127.0.9.67") as other:
            for site, title in ((one, "first"), (other, "second")):
                path = f"/2025/03/20/a-story-of-many-words-{title}"
                site.pages["/"] = f'<p><a href="{path}">A story of very many words</a></p>'
                site.pages[path] = f"<html><body><article><h1>Story</h1><p>{text}</p></article></body></html>"
            blocks = "".join(
                f'[[source]]\nurl = "{site.url("/")}"\nkind = "front_page"\nevery = "10m"\n' for site in (one, other)
            )
            config = parse_config(
                '[crawl]\ndelay_seconds = 0\nallow_private = ["127.0.9.66", "127.0.9.67"]\n'
                f'{blocks}[[channel]]\nname = "lines"\nkind = "jsonl"\npath = "{tmp_path / "lines"}"\n'
                '[[alert]]\nname = "copies"\nchannels = ["lines"]\n'
            )
            clock = Clock(datetime(2025, 3, 30, 0, 5, tzinfo=UTC))
            with daemon_on(tmp_path, config, clock) as daemon:
                for step in range(steps):
                    await visit_what_is_due(daemon)
                    await daemon.deliver()
                    # The interval has an edge: what is due a moment later is visited a step later.
                    clock.now += jumps.get(step, timedelta()) + timedelta(minutes=11)
                visits = len(daemon.database.list_visits(since=None, limit=None))
                return visits, daemon.database.list_alerts(since=None, limit=None)

    visits, alerts = run(scenario())
    # Two sources; each jump may cost one interval of each.
    assert 2 * (steps - len(jumps)) <= visits <= 2 * (steps + len(jumps))
    assert len(alerts) == 1
    assert len((tmp_path / "lines").read_text("utf-8").splitlines()) == 1


def fill(database: Database) -> None:
    database.connection.execute("create table filler as select zeroblob(70000000) as bytes")


def test_a_stuck_reader_is_named_once_while_the_log_grows(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    read = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('begin'); "
        "c.execute('select count(*) from articles').fetchone(); print(flush=True); input()"
    )

    def warned() -> list[str]:
        return [record.message for record in caplog.records if "cannot be shrunk" in record.message]

    async def scenario() -> None:
        clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
        with daemon_on(tmp_path, Config(), clock) as daemon:
            reader = subprocess.Popen(
                [sys.executable, "-c", read, str(daemon.database.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            assert reader.stdout is not None
            reader.stdout.readline()
            await daemon.writer.write(fill)
            # It holds nobody up: it lets go once these are over.
            for _ in range(3):
                await daemon.look_for_troubles()
            [words] = warned()
            assert "news.db-wal has 7" in words and "end it" in words
            if Path("/proc/locks").exists():
                assert f"process {reader.pid} (python" in words
            reader.communicate(b"\n")
            await daemon.look_for_troubles()
            assert daemon.database.path.with_name("news.db-wal").stat().st_size < 1_000_000
            assert len(warned()) == 1

    run(scenario())


def test_the_daemon_makes_backups_when_they_are_due_and_keeps_so_many(tmp_path: Path) -> None:
    async def scenario() -> list[list[str]]:
        seen = []
        config = parse_config(f'[backup]\nevery = "1d"\nkeep = 2\nfolder = "{tmp_path / "b"}"\n')
        clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
        with daemon_on(tmp_path, config, clock) as daemon:
            for hours in (0, 23, 1, 24):
                clock.now += timedelta(hours=hours)
                await daemon.back_up()
                seen.append(sorted(path.name[5:13] for path in (tmp_path / "b").iterdir()))
        return seen

    assert run(scenario()) == [["20250601"], ["20250601"], ["20250601", "20250602"], ["20250602", "20250603"]]


def test_a_backup_that_fails_is_logged_once_and_reported_until_one_succeeds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        folder = tmp_path / "b"
        folder.write_text("no folder")
        config = parse_config(
            f'[backup]\nevery = "1d"\nfolder = "{folder}"\n[[alert]]\nname = "machine"\nkind = "disk"\n'
        )
        clock = Clock(datetime(2025, 6, 1, 12, tzinfo=UTC))
        with daemon_on(tmp_path, config, clock) as daemon:
            for _ in range(5):
                await daemon.back_up()
                clock.now += timedelta(minutes=16)
            assert [row["title"] for row in alerts(daemon)] == ["The database cannot be backed up"]
            folder.unlink()
            await daemon.back_up()
            await daemon.look_for_troubles()
            assert [row["title"] for row in alerts(daemon)] == ["The database is backed up again"]

    def alerts(daemon: Daemon) -> list[dict[str, Any]]:
        return daemon.database.list_alerts(since=None, limit=None)

    with caplog.at_level(logging.INFO):
        run(scenario())
    assert sum("no backup: " in record.message for record in caplog.records) == 1


def test_a_text_that_changed_on_the_disk_is_found_by_housekeeping_and_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(tmp_path)
    for n in range(9):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n), "title": f"Piece {n}"})
    with desk.database.transaction():
        desk.database.connection.execute("update articles set text = replace(text, 'system', 'sistem') where id = 4")

    async def scenario() -> None:
        with Daemon(Config(), desk.path, workers(), run_id=desk.run_id, clock=lambda: datetime.now(UTC)) as daemon:
            for _ in range(4):
                await daemon.housekeeping()

    run(scenario())
    said = [record.message for record in caplog.records if "damaged" in record.message]
    assert len(said) == 1 and "the text of article 4 is not what was stored" in said[0] and "naskh restore" in said[0]


def test_a_daemon_refuses_a_file_that_the_last_one_left_broken(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(20):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n), "title": f"Piece {n}"})
    connection = desk.database.connection
    root, size = (
        connection.execute(sql).fetchone()[0]
        for sql in ("select rootpage from sqlite_master where name = 'idx_matches_found_at'", "pragma page_size")
    )
    # The run of the desk never ended, as one that was killed.
    desk.database.checkpoint()
    desk.database.close()
    with desk.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))
    with pytest.raises(DatabaseError, match=r"its structure is broken.*naskh restore"):
        run_daemon(Config(), desk.path, version="0", once=True)


def test_a_brief_is_sent_as_soon_as_its_time_is_set_and_past_and_none_without_a_time(tmp_path: Path) -> None:
    toml = "[reader]\ntime_zone = 'Asia/Beirut'\n[brief]\nchannels = ['log']\n"
    began = datetime(2025, 6, 1, 12, tzinfo=UTC)

    async def scenario() -> list[int]:
        clock = Clock(began)
        with daemon_on(tmp_path, parse_config(toml), clock) as daemon:
            # Half past eight in Beirut.
            clock.now = datetime(2025, 6, 4, 5, 30, tzinfo=UTC)
            jobs = asyncio.create_task(Jobs(daemon).run_until_stopped())
            made = []
            for at in (None, "07:00"):
                daemon.config = parse_config(f'{toml}at = "{at}"\n' if at else toml)
                daemon.on_new_settings()
                assert daemon.brief_at == at
                if at:
                    while not _briefs(daemon):
                        await asyncio.sleep(0.02)
                else:
                    await asyncio.sleep(0.2)
                made.append(_briefs(daemon))
            daemon.stopping.set()
            await jobs
        return made

    assert run(scenario()) == [0, 1]


def _briefs(daemon: Daemon) -> int:
    sql = "select count(*) from deliveries where kind = 'brief'"
    return int(daemon.database.connection.execute(sql).fetchone()[0])
