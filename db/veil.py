"""Keep whole texts from a connection that strangers may ask anything. Contains no business logic."""

from __future__ import annotations

import sqlite3

# Table and column: what holds a text, or a page that holds one.
_HIDDEN = frozenset[tuple[str | None, str | None]](
    [
        *(("articles", column) for column in ("text",)),
        *(("revisions", column) for column in ("text",)),
        *(("pages", column) for column in ("raw", "hints")),
        *(("alerts", column) for column in ("text",)),
        *(("deliveries", column) for column in ("text",)),
        *(("boilerplates", column) for column in ("lines",)),
        *(("outlet_findings", column) for column in ("examples",)),
    ]
)


def hide_texts(connection: sqlite3.Connection) -> None:
    """From now on columns that hold texts read as null here, in whatever statement. The tables of full-text search hold
    every word of a text too, and have to be kept from readers otherwise: SQLite itself reads them through here.
    """

    def decide(action: int, table: str | None, column: str | None, database: str | None, through: str | None) -> int:
        if action == sqlite3.SQLITE_READ and (table, column) in _HIDDEN:
            return sqlite3.SQLITE_IGNORE
        return sqlite3.SQLITE_OK

    connection.set_authorizer(decide)
