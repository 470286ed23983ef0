"""Write many rows in short transactions, so that a daemon on the same database can write between them.

SQLite lets one process write at a time, and keeps no queue: the process that asks at the right moment gets the lock. So
a command beside a daemon commits after a few milliseconds, and then leaves the lock alone for longer than a waiting
daemon pauses between two attempts (`db.connection`). Without a daemon all is written in one transaction. Contains no
business logic.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from db.lock import holder_of
from db.store import Store

# How long one transaction is to hold the lock, commit included. On a busy machine it becomes three times as long, and
# each page that a daemon stores waits for it.
_HELD_SECONDS = 0.01
_REST_SECONDS = 0.005

Item = TypeVar("Item")


class Turns:
    """Writes of one command to one database. `rest` is how it waits between two transactions."""

    def __init__(
        self,
        database: Store,
        *,
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self.database = database
        self.clock = clock
        self.rest = rest
        # What writing out and committing took last: a part of the time that the lock is held.
        self._commit_seconds = 0.0

    def write(self, items: Sequence[Item], some: Callable[[Sequence[Item]], object], *, at_once: int = 1) -> None:
        """Have `some` write all items in their order, inside transactions: all in one call and one transaction, or
        beside a daemon so many at once, and at least these in each transaction.
        """
        at = 0
        while at < len(items):
            with self.database.transaction():
                # Asked while the lock is held: a daemon that starts now waits before it has a loop.
                if not self.are_needed():
                    some(items[at:])
                    return
                began = written = self.clock()
                while at < len(items):
                    some(items[at : at + at_once])
                    at += at_once
                    written = self.clock()
                    if written - began + self._commit_seconds >= _HELD_SECONDS:
                        break
            self._commit_seconds = self.clock() - written
            self.rest(_REST_SECONDS)

    def pause(self) -> None:
        """Leave the lock alone for a moment, after a transaction of one's own."""
        if self.are_needed():
            self.rest(_REST_SECONDS)

    def are_needed(self) -> bool:
        """Whether a daemon runs on this database, in another process."""
        return holder_of(self.database.path) not in (None, os.getpid())
