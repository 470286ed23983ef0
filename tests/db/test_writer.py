"""The thread that writes: in order, while the loop goes on, with its errors where they are awaited."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import new_database
from lags import Lag, lag_of_this_loop
from locks import locked_by_another

from db import CannotWrite, Database
from db.writer import Writer

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)
# So long another program keeps the database locked: a loop that waits for it is told from one on a busy machine.
_LOCKED_SECONDS = 1.2


@contextlib.asynccontextmanager
async def released_later(path: Path) -> AsyncIterator[None]:
    """Another program holds the write lock from now on, and lets go of it after a while by itself."""
    is_locked = threading.Event()

    def hold() -> None:
        with locked_by_another(path):
            is_locked.set()
            time.sleep(_LOCKED_SECONDS)

    thread = threading.Thread(target=hold)
    thread.start()
    await asyncio.to_thread(is_locked.wait)
    yield
    await asyncio.to_thread(thread.join)


def name(database: Database, outlet: str) -> int:
    return database.outlet_named(outlet, now=NOW)


def names(path: Path) -> list[str]:
    with Database(path, read_only=True) as database:
        return [row["name"] for row in database.connection.execute("select name from outlets order by id")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_database(tmp_path / "x.db").close()
    return tmp_path / "x.db"


def test_the_loop_goes_on_while_another_program_holds_the_write_lock(path: Path) -> None:
    async def scenario() -> tuple[float, Lag]:
        with Writer(path) as writer, Database(path, read_only=True) as reading:
            async with released_later(path), lag_of_this_loop() as lag:
                began = time.monotonic()
                writing = asyncio.create_task(writer.write(name, "Paper"))
                while not writing.done():
                    # What is stored can be read meanwhile.
                    assert len(reading.list_outlets(since=None, limit=None)) <= 1
                    await asyncio.sleep(0.01)
                await writing
                assert len(reading.list_outlets(since=None, limit=None)) == 1
                return time.monotonic() - began, lag

    seconds, lag = asyncio.run(scenario())
    assert seconds > _LOCKED_SECONDS / 2, "it was waited for the lock"
    assert lag.longest < _LOCKED_SECONDS / 2


def test_what_is_asked_for_is_done_in_its_order(path: Path) -> None:
    wanted = [f"Paper {n}" for n in range(50)]

    async def scenario() -> list[int]:
        with Writer(path) as writer:
            return await asyncio.gather(*(writer.write(name, each) for each in wanted))

    assert asyncio.run(scenario()) == list(range(1, 51))
    assert names(path) == wanted


def test_an_error_reaches_whoever_asked_with_its_words_and_the_next_is_done(path: Path) -> None:
    def broken(database: Database) -> None:
        with database.transaction():
            name(database, "Half")
            raise ValueError("the page is broken")

    def no_room(database: Database) -> None:
        [pages] = database.connection.execute("pragma page_count").fetchone()
        database.connection.execute(f"pragma max_page_count = {pages}")
        with database.transaction():
            database.connection.execute("create table filler as select zeroblob(1000000) as bytes")

    async def scenario() -> None:
        with Writer(path) as writer:
            with pytest.raises(ValueError, match="the page is broken"):
                await writer.write(broken)
            assert await writer.write(name, "Paper") == 1
            assert writer.trouble is None
            with pytest.raises(CannotWrite, match="the disk is full"):
                await writer.write(no_room)
            assert isinstance(writer.trouble, CannotWrite)

    asyncio.run(scenario())
    assert names(path) == ["Paper"]


def test_the_end_waits_for_what_was_asked_for_though_nobody_waits_for_it_any_more(path: Path) -> None:
    async def scenario() -> None:
        with Writer(path) as writer:
            async with released_later(path):
                waiting = [asyncio.create_task(writer.write(name, f"Paper {n}")) for n in range(3)]
                await asyncio.sleep(0)
                waiting[1].cancel()
                results = await asyncio.gather(*waiting, return_exceptions=True)
                assert isinstance(results[1], asyncio.CancelledError)
                unawaited = asyncio.create_task(writer.write(name, "Last"))
                await asyncio.sleep(0)
                unawaited.cancel()
            await writer.settle()

    asyncio.run(scenario())
    assert names(path) == ["Paper 0", "Paper 1", "Paper 2", "Last"]


def test_a_lock_that_is_not_let_go_of_ends_the_waiting_when_it_is_to_stop(path: Path) -> None:
    async def scenario(writer: Writer) -> None:
        writer.wait_no_longer_than(seconds=0.05)
        with pytest.raises(CannotWrite, match="another program keeps the database locked"):
            await writer.write(name, "Paper")

    with locked_by_another(path), Writer(path) as writer:
        asyncio.run(scenario(writer))
    assert names(path) == []


def test_its_connection_is_of_no_use_elsewhere_so_that_no_transaction_is_joined_by_mistake(path: Path) -> None:
    with Writer(path) as writer:
        database = writer.write_now(lambda database: database)
        with pytest.raises(sqlite3.ProgrammingError):
            name(database, "Paper")
