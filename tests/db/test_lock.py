"""One daemon a database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from db import DatabaseError
from db.lock import DaemonLock, LockHeld, holder_of, lock_path

HOLD = """
import sys
from pathlib import Path
from db.lock import DaemonLock
with DaemonLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(database: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_daemon_says_which_process_holds_the_database(tmp_path: Path) -> None:
    process = hold(tmp_path / "x.db")
    try:
        assert holder_of(tmp_path / "x.db") == process.pid
        with (
            pytest.raises(LockHeld, match=f"process {process.pid} is already watching") as held,
            DaemonLock(tmp_path / "x.db"),
        ):
            pass
        assert held.value.process_id == process.pid
    finally:
        process.communicate("")


def test_a_killed_holder_holds_no_more(tmp_path: Path) -> None:
    process = hold(tmp_path / "x.db")
    process.kill()
    process.communicate()
    assert holder_of(tmp_path / "x.db") is None
    with DaemonLock(tmp_path / "x.db"):
        assert holder_of(tmp_path / "x.db") == os.getpid()


def test_a_lock_that_was_given_back_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with DaemonLock(tmp_path / "x.db"):
            pass
        assert holder_of(tmp_path / "x.db") is None
        assert lock_path(tmp_path / "x.db").read_bytes() == b"", "it names nobody any more"


def test_two_names_of_one_database_share_its_lock(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    (tmp_path / "y.db").symlink_to("x.db")
    with DaemonLock(tmp_path / "x.db"), pytest.raises(LockHeld), DaemonLock(tmp_path / "y.db"):
        pass


def test_nobody_holds_a_database_that_was_never_watched(tmp_path: Path) -> None:
    assert holder_of(tmp_path / "x.db") is None
    assert not lock_path(tmp_path / "x.db").exists()


def test_where_no_lock_can_be_made_one_sentence_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(DatabaseError, match="check the path and its permissions"),
        DaemonLock(tmp_path / "nowhere" / "x.db"),
    ):
        pass
