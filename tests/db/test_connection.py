"""What a connection does while it cannot write: a lock of another program, a full disk."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import new_database
from locks import locked_by_another

from db import CannotWrite, Database, DatabaseError

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)


@pytest.mark.slow
def test_a_lock_is_waited_for_and_spoken_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = new_database(tmp_path / "x.db")
    with locked_by_another(tmp_path / "x.db") as other:

        def unlock_once_it_is_said() -> None:
            until = time.monotonic() + 20
            while "waiting" not in caplog.text and time.monotonic() < until:
                time.sleep(0.02)
            other.execute("rollback")

        thread = threading.Thread(target=unlock_once_it_is_said)
        thread.start()
        with database.transaction():
            database.outlet_named("Valley Post", now=NOW)
        thread.join()
    path = tmp_path / "x.db"
    assert [record.getMessage().partition(" after ")[0] for record in caplog.records] == [
        f"{path}: another program keeps the database locked; waiting until it is free",
        f"{path}: free again",
    ]
    assert [row["name"] for row in database.list_outlets(since=None, limit=None)] == ["Valley Post"]


def test_a_lock_keeps_no_reader_waiting(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    new_database(tmp_path / "x.db")
    with locked_by_another(tmp_path / "x.db"), Database(tmp_path / "x.db", read_only=True) as database:
        assert database.list_outlets(since=None, limit=None) == []
        database.checkpoint()
    assert caplog.text == ""


def test_who_is_not_to_wait_long_gives_up_with_a_sentence(tmp_path: Path) -> None:
    database = new_database(tmp_path / "x.db")
    database.wait_no_longer_than(seconds=0.1)
    with (
        locked_by_another(tmp_path / "x.db"),
        pytest.raises(DatabaseError, match="another program keeps the database locked; end it, or wait"),
        database.transaction(),
    ):
        database.outlet_named("Valley Post", now=NOW)
    with database.transaction():
        database.outlet_named("Later", now=NOW)
    assert [row["name"] for row in database.list_outlets(since=None, limit=None)] == ["Later"]


def test_a_full_disk_is_a_sentence_and_can_be_written_once_it_has_room(tmp_path: Path) -> None:
    database = new_database(tmp_path / "x.db")
    [pages] = database.connection.execute("pragma page_count").fetchone()
    database.connection.execute(f"pragma max_page_count = {pages}")
    for _ in range(2):
        with pytest.raises(CannotWrite, match="the disk is full, so nothing more can be stored; make room"):
            database.try_writing()
        assert "the disk is full" in str(database.trouble)
    database.connection.execute("pragma max_page_count = 100000")
    database.try_writing()
    assert database.trouble is None
    assert database.connection.execute("select count(*) from sqlite_master where name = 'room'").fetchone()[0] == 0
