"""The SQLite file: schema, all SQL, methods named by intent. Knows nothing of crawling or judging."""

from db.database import Database
from db.soundness import SqliteError, error_of, refuse_damaged
from db.store import DatabaseError

__all__ = ["Database", "DatabaseError", "SqliteError", "error_of", "refuse_damaged"]
