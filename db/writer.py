"""The one thread in which a daemon writes: its loop never waits for the disk, or for a lock that another program holds.

The thread has a connection of its own and works in the order of the requests. Callers await the outcome, so that a slow
disk slows them down and nothing piles up. Contains no business logic.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from db.connection import CannotWrite
from db.database import Database

Given = ParamSpec("Given")
Outcome = TypeVar("Outcome")


class Writer:
    """Writes to one existing database. Work gets the connection of the thread, which no other thread can use."""

    def __init__(self, path: Path) -> None:
        """Raises DatabaseError where the database cannot be opened."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="naskh-writer")
        try:
            self._database = self._thread.submit(Database, path, create=False).result()
        except BaseException:
            self._thread.shutdown()
            raise

    @property
    def trouble(self) -> CannotWrite | None:
        """Why something could not be written, until `Database.try_writing` could."""
        return self._database.trouble

    async def write(
        self, work: Callable[Concatenate[Database, Given], Outcome], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Outcome:
        """Have `work` done, a method of Database or a function whose first argument is one. The outcome is given once
        it is committed. What it raises is raised here.

        Work that was asked for is done even where its caller is cancelled.
        """
        loop, call = asyncio.get_running_loop(), partial(work, self._database, *args, **kwargs)
        return await asyncio.shield(loop.run_in_executor(self._thread, call))

    async def settle(self) -> None:
        """Wait until everything that was asked for so far is done."""
        await self.write(_nothing)

    def write_now(
        self, work: Callable[Concatenate[Database, Given], Outcome], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Outcome:
        """The same, blocking: for callers outside the loop."""
        return self._thread.submit(work, self._database, *args, **kwargs).result()

    def wait_no_longer_than(self, *, seconds: float) -> None:
        """From now on, work that waits for a lock gives up after `seconds` and raises DatabaseError."""
        self._database.wait_no_longer_than(seconds=seconds)

    def close(self) -> None:
        """Wait until everything that was asked for is done, and end the thread."""
        self._thread.submit(self._database.close)
        self._thread.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _nothing(database: Database) -> None:
    pass
