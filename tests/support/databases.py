"""A new database for a test: a copy of one that was made before, which takes a tenth of the time."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import cache
from pathlib import Path

import sqlite_utils

from db import Database
from db.migrations import SCHEMA


def new_database(path: Path) -> Database:
    """A database that holds nothing yet. How one is made from nothing, tests/db tests."""
    path.write_bytes(_empty())
    return Database(path)


def new_tables() -> sqlite3.Connection:
    """Its tables alone, in main memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _empty_tables().backup(connection)
    return connection


@cache
def _empty_tables() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    SCHEMA.apply(sqlite_utils.Database(connection))
    return connection


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        Database(path).close()
        return path.read_bytes()
