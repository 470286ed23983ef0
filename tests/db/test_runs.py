"""The row of a run: when it began and ended, and how."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import new_database

from db import Database
from db.store import Row

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)


def last_import(database: Database) -> Row:
    row = database.last_run("import")
    assert row is not None
    return row


def test_a_run_is_done_when_its_work_is_over(tmp_path: Path) -> None:
    moments = iter([NOW, NOW + timedelta(minutes=2)])
    with new_database(tmp_path / "naskh.db") as database:
        with database.recorded_run("import", version="1.2", config_hash="abc", clock=lambda: next(moments)) as run:
            unfinished = last_import(database)
        finished = last_import(database)
    assert (unfinished["id"], unfinished["finished_at"], unfinished["outcome"]) == (run.id, None, None)
    assert (finished["version"], finished["config_hash"]) == ("1.2", "abc")
    assert (finished["started_at"], finished["finished_at"]) == ("2025-03-21T12:00:00Z", "2025-03-21T12:02:00Z")
    assert finished["outcome"] == "done"


def test_a_run_that_was_stopped_says_so(tmp_path: Path) -> None:
    with new_database(tmp_path / "naskh.db") as database:
        with database.recorded_run("import", version="1", config_hash="", clock=lambda: NOW) as run:
            run.outcome = "stopped"
        assert last_import(database)["outcome"] == "stopped"


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt])
def test_a_run_that_an_exception_ends_has_failed(tmp_path: Path, end: type[BaseException]) -> None:
    with new_database(tmp_path / "naskh.db") as database:
        with pytest.raises(end), database.recorded_run("import", version="1", config_hash="", clock=lambda: NOW):
            raise end
        assert last_import(database)["outcome"] == "failed"
