"""Rows with a text that is not UTF-8. SQLite keeps whatever it is given as a text; who reads it fails."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

# How the words about each such row go on.
NOT_UTF_8 = "no valid UTF-8"
# Of one table.
_MOST_NAMED = 20


def unreadable_texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Such rows of every table, with the columns: in words, a few of each table. Reads all texts once, which takes as
    long as to hash those of articles.
    """
    for [table] in connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
        columns = connection.execute("select name, type, pk from pragma_table_info(?)", [table]).fetchall()
        key = [name for name, _, place in columns if place]
        texts = [name for name, kind, _ in columns if kind == "TEXT"]
        if key and texts and not _can_be_read(connection, table, texts):
            yield from islice(_rows(connection, table, key, texts), _MOST_NAMED)


def _can_be_read(connection: sqlite3.Connection, table: str, texts: Sequence[str]) -> bool:
    named = ", ".join(f'"{name}"' for name in texts)
    cursor = connection.execute(f'select {named} from "{table}"')
    cursor.row_factory = None
    try:
        # Without a step in Python for each row.
        deque(cursor, maxlen=0)
    except sqlite3.OperationalError as error:
        if "decode to utf-8" in str(error).lower():
            return False
        raise
    return True


def _rows(connection: sqlite3.Connection, table: str, key: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    keys = (f'cast("{name}" as blob)' for name in key)
    # Bytes that were stored as bytes are no text.
    as_bytes = (f'case typeof("{name}") when \'text\' then cast("{name}" as blob) end' for name in texts)
    for row in connection.execute(f'select {", ".join((*keys, *as_bytes))} from "{table}"'):
        broken = [name for name, text in zip(texts, row[len(key) :], strict=True) if text and not _is_utf_8(text)]
        if broken:
            place = ", ".join(
                f"{name} {value.decode('utf-8', 'replace')}" for name, value in zip(key, row, strict=False)
            )
            yield f"table {table}, {place}: {NOT_UTF_8} in {', '.join(broken)}"


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
