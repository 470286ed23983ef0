"""The one thread in which a daemon writes: its loop never waits for the disk, or for a lock that another program holds.

The thread has a connection of its own and does what it is asked in that order. Whoever asks awaits the outcome, so that
a slow disk slows down whoever brings more, and nothing piles up. Contains no business logic.
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
    """Writes to one database, which is there. Work gets the thread's connection, of no use in any other thread."""

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
        """What `work`, a method of Database or a function that takes one first, returns once it is done, committed
        where it writes; what it raises is raised here.

        Work that was asked for is done even where whoever waits for it is cancelled.
        """
        loop, call = asyncio.get_running_loop(), partial(work, self._database, *args, **kwargs)
        return await asyncio.shield(loop.run_in_executor(self._thread, call))

    async def settle(self) -> None:
        """Wait until all is done that was asked for so far."""
        await self.write(_nothing)

    def write_now(
        self, work: Callable[Concatenate[Database, Given], Outcome], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Outcome:
        """The same where there is no loop that would stand still meanwhile."""
        return self._thread.submit(work, self._database, *args, **kwargs).result()

    def wait_no_longer_than(self, *, seconds: float) -> None:
        """From now on what waits for a lock gives up after so many seconds, and raises DatabaseError."""
        self._database.wait_no_longer_than(seconds=seconds)

    def close(self) -> None:
        """Wait until all is done that was asked for, and end the thread."""
        self._thread.submit(self._database.close)
        self._thread.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _nothing(database: Database) -> None:
    pass
