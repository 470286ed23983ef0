"""Another program that keeps a database locked."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked_by_another(path: Path) -> Iterator[sqlite3.Connection]:
    """Meanwhile nobody else can write to the database."""
    with contextlib.closing(sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        yield other
        if other.in_transaction:
            other.execute("rollback")
