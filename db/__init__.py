"""The SQLite file: schema, all SQL, methods named by intent. Knows nothing of crawling or judging."""

from db.connection import CannotWrite, DatabaseError
from db.database import Database
from db.soundness import SqliteError, error_of, refuse_damaged

__all__ = ["CannotWrite", "Database", "DatabaseError", "SqliteError", "error_of", "refuse_damaged"]
