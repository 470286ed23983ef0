"""The daemon as its user has it: processes that are started, stopped, and end by themselves."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import pytest
from command_line import Folder, one_sentence
from daemons import Naskh, Wire, alive, slow_outlet, stop
from databases import new_database
from locks import locked_by_another
from patience import wait_until
from recording import NOW, extracted, words

from config.tables import Config
from db import Database
from model import Page
from pipelines.recording.pages import Recorder


@pytest.mark.slow
def test_control_c_ends_the_daemon_while_a_page_is_on_its_way(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    asked = wire.asked_for("sada ")
    process = naskh.start("run")
    wait_until(lambda: wire.asked_for("sada ") > asked, why="the slow site was not asked")
    assert stop(process, signal.SIGINT) == 0
    assert naskh.rows("select outcome from runs") == [("stopped",)]
    assert naskh.count("select count(*) from visits where outcome = 'running'") == 0


@pytest.mark.slow
def test_one_round_can_be_stopped_in_its_last_visit(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh), delay_seconds=4)
    asked = wire.asked_for("sada ")
    process = naskh.start("run", "--once")
    wait_until(lambda: wire.asked_for("sada ") > asked, why="the slow site was not asked")
    assert stop(process, signal.SIGTERM) == 0
    assert naskh.rows("select outcome from runs") == [("stopped",)]


@pytest.mark.slow
def test_a_daemon_in_the_background_is_stopped_by_command(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    status, words = naskh.run("run", "--background")
    assert status == 0, words
    # On a slow machine the command does not wait until the daemon has loaded everything.
    lock = naskh.folder / "news.db.lock"
    holder = int(wait_until(lambda: lock.exists() and lock.read_text()))
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
    assert stat.S_IMODE((naskh.folder / "news.log").stat().st_mode) == 0o600
    assert [line for line in (naskh.folder / "news.log").read_text().splitlines() if not line.startswith("{")] == []


@pytest.mark.slow
def test_a_log_that_was_moved_is_begun_anew(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    log, old = naskh.folder / "news.log", naskh.folder / "news.log.1"
    assert naskh.run("run", "--background")[0] == 0
    # On a slow machine the command does not wait until the daemon has loaded everything.
    lock = naskh.folder / "news.db.lock"
    holder = int(wait_until(lambda: lock.exists() and lock.read_text()))
    try:
        wait_until(lambda: "visit finished" in log.read_text())
        log.rename(old)
        os.kill(holder, signal.SIGHUP)
        wait_until(log.exists, why="no new log was begun")
        wait_until(lambda: "settings taken up" in log.read_text(), why="the signal was not logged in the new one")
        moved = old.read_text()
        os.kill(holder, signal.SIGUSR1)
        wait_until(lambda: "most recent call first" in log.read_text(), why="a traceback went elsewhere")
        assert old.read_text() == moved
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        # No signal is needed: the next line notices it.
        log.unlink()
        with (naskh.folder / "naskh.toml").open("a") as file:
            file.write("# Looked at.\n")
        wait_until(lambda: log.exists() and "settings taken up" in log.read_text(), why="it was not noticed")
    finally:
        assert naskh.run("stop")[0] == 0


@pytest.mark.slow
def test_a_daemon_waits_for_a_lock_of_another_program_and_can_be_stopped_meanwhile(wire: Wire, naskh: Naskh) -> None:
    naskh.configure(slow_outlet(wire, naskh))
    new_database(naskh.database).close()
    with locked_by_another(naskh.database) as other:
        process = naskh.start("run")
        waits = "another program keeps the database locked; waiting until it is free"
        wait_until(lambda: waits in naskh.log.read_text("utf-8"), why="nothing was said about the lock")
        other.execute("rollback")
        wait_until(lambda: naskh.count("select count(*) from visits"), why="it did not go on")
        other.execute("begin immediate")
        wait_until(lambda: naskh.log.read_text("utf-8").count(waits) == 2, why="nothing was said about the second lock")
        assert naskh.run("status")[0] == 0
        assert stop(process, signal.SIGTERM) == 1
    log = naskh.log.read_text("utf-8")
    assert "Traceback" not in log and "clock" not in log
    assert log.splitlines()[-1] == (
        f"naskh: {naskh.database}: another program keeps the database locked; end it, or wait, and try again"
    )


def test_a_second_run_of_the_sample_says_that_it_is_known(naskh: Naskh) -> None:
    with Database(naskh.database) as database:
        recorder = Recorder(database, Config(), run_id=None, with_alerts=False)
        page = Page(url="https://paper1.example/1", kind="record", import_key="record:1")
        recorder.record(extracted(page, Config(), {"text": words(7)}), now=NOW)
    process = naskh.start("run", "--db", str(naskh.database))
    wait_until(lambda: "holds 1 article of an earlier run" in naskh.log.read_text("utf-8"), why="it did not say so")
    assert f"run --db {naskh.folder / 'news-2.db'}" in naskh.log.read_text("utf-8")
    stop(process, signal.SIGTERM)


def test_stop_ends_who_holds_the_lock_and_waits_for_its_end(empty: Folder) -> None:
    database = empty.path / "naskh.db"
    one_sentence(empty.naskh("stop"), status=1, about="no daemon is running")
    holder = (
        "import pathlib, signal, sys, time; from db.lock import DaemonLock\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
        f"with DaemonLock(pathlib.Path({str(database)!r})): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        said = empty.naskh("stop")
        assert process.wait() == 0
    assert said.exit_code == 0 and f"Stopped process {process.pid}." in said.stderr
    one_sentence(empty.naskh("stop"), status=1, about="no daemon is running")
