"""Bound what one question may take, on a connection that strangers may ask anything. Contains no business logic.

Datasette bounds the time of a question and its rows. One row may be as large as SQLite allows, a gigabyte, of which
Python then makes several: such a question took 6 GB.
"""

from __future__ import annotations

import sqlite3
import weakref

# No value that we store is larger: a page has 5 MiB at most.
MOST_OF_A_VALUE = 8_000_000
MOST_OF_AN_ANSWER = 32_000_000


def bound_answers(connection: sqlite3.Connection) -> None:
    """From now on a value or an answer that is too large is an error of the question. Rows are `sqlite3.Row`."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_OF_A_VALUE)
    connection.row_factory = _Metered()


class _Metered:
    """Makes the rows of a connection, and counts what those of one statement hold."""

    def __init__(self) -> None:
        # Weakly: a cursor that is kept may keep its statement, and with it the log of the database.
        self._cursor: weakref.ref[sqlite3.Cursor] | None = None
        self._size = 0

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[object, ...]) -> sqlite3.Row:
        if self._cursor is None or self._cursor() is not cursor:
            self._cursor, self._size = weakref.ref(cursor), 0
        self._size += sum(len(value) for value in values if isinstance(value, str | bytes))
        if self._size > MOST_OF_AN_ANSWER:
            raise sqlite3.OperationalError(
                f"the answer is larger than {MOST_OF_AN_ANSWER // 1_000_000} MB; ask for less"
            )
        return sqlite3.Row(cursor, values)
