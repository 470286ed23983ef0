"""A naskh.toml that changes while a daemon runs with it: a real process, real sites."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from crawling import Answer, Site, rss
from daemons import Naskh
from patience import PATIENCE_SECONDS, wait_until
from places import ROOT
from recording import news
from served_sites import served

SECOND = "127.0.9.73"


def stories(site: Site, name: str) -> dict[str, Answer]:
    page = f"<html><body><article><h1>{name}</h1><p>{news(len(name))}</p></article></body></html>"
    return {"/feed": rss(site.url(f"/{name}")), f"/{name}": page}


@pytest.fixture
def city() -> Iterator[Site]:
    with served(lambda site: stories(site, "a-story-of-the-city"), "127.0.9.72") as site:
        yield site


@pytest.fixture
def valley() -> Iterator[Site]:
    with served(lambda site: stories(site, "a-story-of-the-valley"), SECOND) as site:
        yield site


def written(naskh: Naskh, *sites: Site, every: str = "1s", more: str = "") -> str:
    sources = "".join(f'[[source]]\nurl = "{site.url("/feed")}"\nevery = "{every}"\n' for site in sites)
    text = (
        f'database = "news.db"\ntopic = "all"\n[crawl]\ndelay_seconds = 0\nallow_private = ["127.0.9.0/24"]\n'
        f"{sources}{more}"
    )
    (naskh.folder / "naskh.toml").write_text(text, "utf-8")
    return text


def told(naskh: Naskh, event: str) -> list[dict[str, Any]]:
    return [line for line in naskh.events() if line["event"].startswith(event)]


def visited(site: Site, *, again: int = 1) -> None:
    before = len(site.fetches_of("/feed"))
    wait_until(lambda: len(site.fetches_of("/feed")) >= before + again, why=f"{site.address} was not visited")


@pytest.mark.slow
def test_an_edited_file_is_taken_up_and_a_broken_one_is_reported_once(naskh: Naskh, city: Site, valley: Site) -> None:
    first = written(naskh, city)
    daemon = naskh.start("run")
    visited(city)
    assert valley.hits == []

    # One more.
    written(naskh, city, valley)
    visited(valley)
    [line] = told(naskh, "settings taken up")
    assert line["changes"] == f"1 source added: {valley.url('/feed')}"
    assert f"Settings   {naskh.folder / 'naskh.toml'}, read " in naskh.run("status")[1]

    # Broken: the old ones run on, and it is said once.
    (naskh.folder / "naskh.toml").write_text(first + '[[source]\nurl = "', "utf-8")
    wait_until(lambda: told(naskh, "settings not taken up"))
    visited(city, again=2)
    visited(valley, again=2)
    [line] = told(naskh, "settings not taken up")
    assert "is not valid TOML" in line["mistakes"]
    status, words = naskh.run("status")
    assert status == 0
    assert "the file has changed since and has mistakes: " in words and "is not valid TOML" in words

    # Mended, with a rule, and without the second source: it is visited no more, what it brought stays.
    written(naskh, city, more='[[alert]]\nname = "all"\n[extraction]\nworkers = 1\n')
    wait_until(lambda: len(told(naskh, "settings taken up")) == 2)
    changes = told(naskh, "settings taken up")[-1]["changes"]
    assert f"1 source removed: {valley.url('/feed')}" in changes and "1 rule added: all" in changes
    assert told(naskh, "some settings need a restart")[0]["changes"] == "extraction.workers: 2 -> 1"
    assert "needs a restart: extraction.workers: 2 -> 1" in naskh.run("status")[1]
    wait_until(lambda: naskh.count("select count(*) from visits where outcome = 'running'") == 0)
    hits = len(valley.hits)
    visited(city, again=4)
    assert len(valley.hits) == hits
    assert naskh.count("select count(*) from sources") == 2
    assert naskh.count("select count(*) from articles where url like ?", f"%{SECOND}%") == 1

    # An emptied file has no mistake in its TOML; it is no wish to watch nothing.
    (naskh.folder / "naskh.toml").write_text("", "utf-8")
    wait_until(lambda: len(told(naskh, "settings not taken up")) == 2)
    assert "nothing to watch" in told(naskh, "settings not taken up")[-1]["mistakes"]
    visited(city)

    rows = naskh.rows("select config_hash, path, changes is null from run_settings order by id")
    assert len({row[0] for row in rows}) == 3 and [row[2] for row in rows] == [1, 0, 0]
    assert {row[1] for row in rows} == {str(naskh.folder / "naskh.toml")}
    assert rows[0][0] == naskh.rows("select config_hash from runs")[0][0]
    assert daemon.poll() is None
    assert "Traceback" not in naskh.log.read_text("utf-8")
    # The name of the database is in none of it: it can be stopped all the same.
    assert naskh.run("stop", "--db", str(naskh.database))[0] == 0


@pytest.mark.slow
def test_a_hangup_has_the_file_read_at_once_and_does_not_end_the_daemon(naskh: Naskh, city: Site, valley: Site) -> None:
    written(naskh, city)
    daemon = naskh.start("run")
    visited(city)
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: told(naskh, "settings taken up"))
    assert told(naskh, "settings taken up")[0]["changes"] == "no setting changed"
    written(naskh, city, valley)
    daemon.send_signal(signal.SIGHUP)
    visited(valley)
    assert len(told(naskh, "settings taken up")) == 2
    assert daemon.poll() is None


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2])
def test_a_signal_of_the_users_has_the_daemon_write_where_it_is_and_go_on(
    naskh: Naskh, city: Site, number: signal.Signals
) -> None:
    written(naskh, city)
    daemon = naskh.start("run")
    visited(city)
    daemon.send_signal(number)
    wait_until(lambda: daemon.poll() is not None or "most recent call first" in naskh.log.read_text("utf-8"))
    visited(city)
    assert daemon.poll() is None


@pytest.mark.slow
def test_a_daemon_whose_terminal_is_closed_ends_in_order(naskh: Naskh, city: Site) -> None:
    written(naskh, city)
    ours, theirs = pty.openpty()

    def take_the_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "run"],
        cwd=naskh.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=take_the_terminal,
    )
    naskh.started.append(process)
    os.close(theirs)
    drained = threading.Thread(target=drain, args=(ours,), daemon=True)
    drained.start()
    visited(city, again=2)
    # With the terminal there it is read again; without one it is the end.
    process.send_signal(signal.SIGHUP)
    visited(city, again=2)
    assert process.poll() is None
    os.close(ours)
    process.wait()
    assert naskh.rows("select outcome from runs") == [("stopped",)]


def drain(terminal: int) -> None:
    with contextlib.suppress(OSError):
        while os.read(terminal, 65536):
            pass


@pytest.mark.slow
def test_a_changed_rule_is_in_force_for_the_next_copy(naskh: Naskh, city: Site, valley: Site) -> None:
    copied = valley.pages["/a-story-of-the-valley"]
    written(naskh, city, valley, more='[[alert]]\nname = "none"\nmin_words = 100000\n')
    naskh.start("run")
    wait_until(lambda: naskh.count("select count(*) from articles") == 2)
    written(naskh, city, valley, more='[[alert]]\nname = "every"\n')
    wait_until(lambda: told(naskh, "settings taken up"))
    city.pages |= {"/a-copy-of-it": copied, "/feed": rss(city.url("/a-copy-of-it"))}
    wait_until(lambda: naskh.count("select count(*) from alerts") == 1)
    assert naskh.rows("select rule from alerts") == [("every",)]


@pytest.mark.slow
def test_a_brief_that_is_switched_on_needs_no_restart(naskh: Naskh, city: Site) -> None:
    written(naskh, city)
    naskh.start("run")
    wait_until(lambda: naskh.count("select count(*) from articles") == 1)
    # It was due an hour ago: one that was missed is sent within 12 hours, by who watched at the time.
    with contextlib.closing(sqlite3.connect(naskh.database, timeout=PATIENCE_SECONDS)) as connection, connection:
        connection.execute("update runs set started_at = '2026-01-01T00:00:00Z'")
    written(naskh, city, more=f'[brief]\nat = "{an_hour_ago()}"\n')
    wait_until(lambda: told(naskh, "settings taken up"))
    wait_until(lambda: naskh.count("select count(*) from deliveries where kind = 'brief'") == 1)


def an_hour_ago() -> str:
    return f"{datetime.now(UTC) - timedelta(hours=1):%H:%M}"
