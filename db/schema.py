"""The migrations of a database: which there are, which a file has, and their application.

sqlite-utils applies them and records which are applied. It is loaded only when there is one to apply, since that takes
as long as everything else that a list needs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

    Migration = Callable[[Tables], None]

# The table in which sqlite-utils records applied migrations.
ACCOUNT = "_sqlite_migrations"


class Schema:
    """Migrations in their order, each named like the function that makes it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._migrations: list[Migration] = []

    def __call__(self) -> Callable[[Migration], Migration]:
        """Decorates the next migration."""

        def add(migration: Migration) -> Migration:
            self._migrations.append(migration)
            return migration

        return add

    @property
    def names(self) -> list[str]:
        """The migrations that this version knows."""
        return [migration.__name__ for migration in self._migrations]

    def applied(self, connection: sqlite3.Connection) -> list[str]:
        """Those that a database records as applied, including those that only a newer version knows."""
        if not connection.execute("select 1 from sqlite_master where name = ?", [ACCOUNT]).fetchone():
            return []
        rows = connection.execute(f"select name from {ACCOUNT} where migration_set = ? order by rowid", [self.name])
        return [row[0] for row in rows]

    def pending(self, connection: sqlite3.Connection) -> list[str]:
        """Those that it has yet to get. Writes nothing."""
        applied = set(self.applied(connection))
        return [name for name in self.names if name not in applied]

    def apply(self, tables: Tables, *, stop_before: str | None = None) -> None:
        """Apply what is pending, up to one that is named."""
        from sqlite_utils.migrations import Migrations

        whole = Migrations(self.name)
        for migration in self._migrations:
            whole()(migration)
        whole.apply(tables, stop_before=stop_before)
