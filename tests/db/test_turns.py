"""Whoever writes much beside a daemon commits often, and leaves the lock alone in between."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import new_database
from locks import daemon_beside
from patience import PATIENCE_SECONDS

from db import Database
from db.connection import _PAUSE_SECONDS
from db.turns import Turns

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)


class Work:
    """Stores outlets by name; each takes so many seconds by a clock of its own."""

    def __init__(self, database: Database, *, seconds: float) -> None:
        self.database = database
        self.seconds = seconds
        self.now = 0.0
        self.rests = 0
        self.parts: list[list[str]] = []

    def clock(self) -> float:
        return self.now

    def rest(self, seconds: float) -> None:
        assert seconds > 0 and not self.database.connection.in_transaction
        self.rests += 1

    def store(self, names: Sequence[str]) -> None:
        assert self.database.connection.in_transaction
        for name in names:
            self.database.outlet_named(name, now=NOW)
            self.now += self.seconds
        self.parts.append([*names])

    def turns(self) -> Turns:
        return Turns(self.database, clock=self.clock, rest=self.rest)

    def stored(self) -> list[str]:
        return [row["name"] for row in self.database.list_outlets(since=None, limit=None)]


def test_without_a_daemon_all_is_written_at_once(tmp_path: Path) -> None:
    work = Work(new_database(tmp_path / "x.db"), seconds=0.01)
    names = [f"Outlet {n:03}" for n in range(100)]
    work.turns().write(names, work.store)
    assert (work.parts, work.rests) == ([names], 0)
    assert sorted(work.stored()) == names


@pytest.mark.parametrize(
    ("seconds", "at_once", "commits"), [(0.001, 1, 10), (0.006, 1, 50), (0.2, 1, 100), (0.001, 4, 9), (0.2, 4, 25)]
)
def test_beside_a_daemon_a_transaction_ends_after_some_milliseconds(
    tmp_path: Path, seconds: float, at_once: int, commits: int
) -> None:
    work = Work(new_database(tmp_path / "x.db"), seconds=seconds)
    names = [f"Outlet {n:03}" for n in range(100)]
    with daemon_beside(tmp_path / "x.db"):
        work.turns().write(names, work.store, at_once=at_once)
    assert work.rests == commits
    assert [name for part in work.parts for name in part] == names == sorted(work.stored())
    assert {len(part) for part in work.parts} == {at_once}


def test_what_breaks_leaves_what_was_committed_before(tmp_path: Path) -> None:
    work = Work(new_database(tmp_path / "x.db"), seconds=0.03)

    def store(names: Sequence[str]) -> None:
        work.store(names)
        if "Outlet 2" in names:
            raise ValueError("it breaks")

    with daemon_beside(tmp_path / "x.db"), pytest.raises(ValueError, match="it breaks"):
        work.turns().write([f"Outlet {n}" for n in range(5)], store)
    assert sorted(work.stored()) == ["Outlet 0", "Outlet 1"]


def test_who_waits_for_the_lock_has_it_after_one_transaction(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    database = new_database(path)
    is_held, has_it = threading.Event(), threading.Event()

    def ask() -> None:
        with Database(path) as other:
            is_held.wait()
            other.outlet_named("Asked", now=NOW)
            has_it.set()

    def store(names: Sequence[str]) -> None:
        for name in names:
            database.outlet_named(name, now=NOW)
        is_held.set()

    def rest(seconds: float) -> None:
        # As long as whoever waits needs to wake, which is longer on a busy machine.
        assert seconds > _PAUSE_SECONDS
        assert has_it.wait(PATIENCE_SECONDS), "the lock is held while it rests"

    asking = threading.Thread(target=ask)
    with daemon_beside(path):
        asking.start()
        Turns(database, rest=rest).write(["Outlet"], store)
    asking.join()
