"""Look for texts that were damaged on the disk, some at a time, so that each is found while a backup still has it."""

from __future__ import annotations

import asyncio
import logging
import random
from pathlib import Path

from db import Database
from db.soundness import Damaged, changed_texts

log = logging.getLogger("naskh")

# Articles whose texts are checked at each housekeeping: 12,000 a day, in a few milliseconds each time.
_CHECKED_AT_ONCE = 500


class TextChecks:
    def __init__(self, path: Path, *, articles: int) -> None:
        self.path = path
        # The article whose text was checked last. Begins at a random one, so that a daemon that is started often still
        # checks all of them.
        self._checked_until = random.randrange(max(1, articles))
        self._told: set[str] = set()

    async def check_some(self) -> None:
        """Check the next ones: each that changed is reported once."""
        found, self._checked_until = await asyncio.to_thread(_changed_texts, self.path, self._checked_until)
        for words in set(found) - self._told:
            log.error(f"{Damaged(self.path, words)}")
        self._told.update(found)


def _changed_texts(path: Path, after: int) -> tuple[list[str], int]:
    with Database(path, read_only=True) as database:
        return changed_texts(database, after=after, limit=_CHECKED_AT_ONCE)
