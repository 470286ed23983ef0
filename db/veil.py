"""Keep texts, and where files lie, from a connection that strangers may ask anything. Contains no business logic."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

# Table and column: what holds a text, or a page that holds one.
_HIDDEN = (
    ("articles", "text"),
    ("revisions", "text"),
    ("pages", "raw"),
    ("pages", "hints"),
    ("alerts", "text"),
    ("deliveries", "text"),
    ("boilerplates", "lines"),
    ("outlet_findings", "examples"),
)
# Where the file lies says more of a machine than its readers need.
_PLACES = ("pragma_database_list", "file")


def hide_places(connection: sqlite3.Connection) -> None:
    """From now on no statement here reads where the database lies."""
    _read_as_null(connection, {_PLACES})


def hide_texts(connection: sqlite3.Connection, *, longest: int) -> None:
    """From now on columns that hold texts read as null here, in whatever statement, and so does every column of bytes.
    Of any other value no more than its first `longest` characters are read: a column that somebody adds one day shows
    no whole text either. Nor is it said where the database lies.

    The tables of full-text search hold every word of a text too, and have to be kept from readers otherwise: SQLite
    itself reads them through here.
    """

    def read(value: bytes) -> str:
        text = value.decode("utf-8", "replace")
        return text if len(text) <= longest else f"{text[:longest]} …"

    connection.text_factory = read
    _read_as_null(connection, {_PLACES, *_HIDDEN, *_columns_of_bytes(connection)})


def _read_as_null(connection: sqlite3.Connection, hidden: Collection[tuple[str, str]]) -> None:
    def decide(action: int, table: str | None, column: str | None, database: str | None, through: str | None) -> int:
        if action == sqlite3.SQLITE_READ and (table, column) in hidden:
            return sqlite3.SQLITE_IGNORE
        return sqlite3.SQLITE_OK

    connection.set_authorizer(decide)


def _columns_of_bytes(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Columns that are neither numbers nor declared as text, except machinery, which SQLite reads through here."""
    rows = connection.execute(
        "select tables.name, columns.name from sqlite_master tables, pragma_table_info(tables.name) columns "
        "where tables.type = 'table' and columns.type in ('BLOB', '') and tables.name not like 'articles_fts%'"
    )
    return {(table, column) for table, column in rows}
