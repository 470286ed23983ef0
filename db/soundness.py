"""Tell a damaged database from a sound one, and say what SQLite reports in one sentence that says what to do.

SQLite's own check reads the structure of a file and misses half of what goes wrong inside texts: these have hashes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from db.connection import DatabaseError, Locked
from db.store import Store
from db.unreadable_texts import unreadable_texts
from likeness.texts import text_hash

# What the rest of the program may catch without knowing SQLite.
SqliteError = sqlite3.Error

# Files up to here are checked whole before each command, in a quarter of a second; larger ones by `naskh doctor` alone.
SMALL_BYTES = 16 * 1024 * 1024
_MOST_NAMED = 20
# Of SQLite's machine, some milliseconds, after which a stop is heard.
_STEPS = 100_000
_Look = Callable[[sqlite3.Connection], Iterator[str]]
_REPLACED = "\ufffd"
_BUSY = ("locked", "locking", "busy")
_DISK = ("disk i/o error", "is full", "unable to open", "readonly")
_DAMAGED = ("malformed", "not a database", "decode to utf-8", "corrupt", "constraint failed", "datatype mismatch")


class Damaged(DatabaseError):
    """What is stored is not what was stored: `what`, in words."""

    def __init__(self, path: Path, what: str) -> None:
        self.what = what
        super().__init__(
            f"{path}: the database is damaged ({what}); put a backup in its place with `naskh restore`; `naskh doctor` "
            "names all that is damaged"
        )


def verify_texts(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Raise Damaged where a title or text is not what its hash says. `rows` have `id, title, text, text_hash`."""
    for row in rows:
        if not is_text_whole(row):
            raise Damaged(path, f"the text of article {row['id']} is not what was stored")


def is_text_whole(row: Mapping[str, Any]) -> bool:
    """Whether title and text are what their hash says; what has no hash, was pruned, or could not be stored as it was,
    passes.
    """
    title, text = row["title"], row["text"]
    if row["text_hash"] is None or not text or _REPLACED in text or _REPLACED in (title or ""):
        return True
    return bool(text_hash(title, text) == row["text_hash"])


def error_of(error: BaseException, path: Path) -> DatabaseError | None:
    """What an error means for the database at `path`, in a sentence; None of one that has nothing to do with it.

    Damage can cause any error: what is read may have values that nobody ever stored.
    """
    if isinstance(error, DatabaseError):
        return error
    said = str(error)
    if isinstance(error, sqlite3.Error):
        small = said.lower()
        if any(word in small for word in _BUSY):
            return Locked(path)
        if any(word in small for word in _DISK):
            return DatabaseError(f"{path}: the database cannot be read or written ({said}); check disk and rights")
        if any(word in small for word in _DAMAGED):
            return Damaged(path, _words_of(error))
    found = next(_problems(path), None) if path.exists() else None
    return Damaged(path, found) if found else None


def refuse_damaged(path: Path) -> None:
    """Raise Damaged where a small file is; larger ones, and no file, pass."""
    if not path.is_file() or path.stat().st_size > SMALL_BYTES:
        return
    # Bytes that are no text harm only what reads them. Looking for them before each command would take half as long
    # again.
    if found := next(_problems(path, (_broken_structure, _broken_views, _changed_texts, _broken_search)), None):
        raise Damaged(path, found)


def problems_of(path: Path) -> Iterator[str]:
    """What is damaged in a database, each in words: its structure, texts, revisions; of many rows of one table that
    cannot be read, twenty.
    """
    yield from _problems(path)


def changed_texts(store: Store, *, after: int, limit: int) -> tuple[list[str], int]:
    """What is changed among the texts of so many articles above an id, and of their revisions, in words; and the id to
    go on from: 0 after the last.
    """
    rows = store.connection.execute(
        "select id, title, text, text_hash from articles where id > ? order by id limit ?", [after, limit]
    ).fetchall()
    if not rows:
        return [], 0
    first, last = rows[0]["id"], rows[-1]["id"]
    older = store.connection.execute(
        "select article_id as id, title, text, text_hash from revisions where article_id between ? and ?",
        [first, last],
    )
    words = [f"the text of article {row['id']}" for row in rows if not is_text_whole(row)]
    words += [f"an older text of article {row['id']}" for row in older if not is_text_whole(row)]
    return [f"{each} is not what was stored" for each in words], last


def damage_of_copy(path: Path, is_stopped: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """What is damaged in a file that nobody writes to, but for the search index, whose check takes a copy of its own.
    What it says once it `is_stopped` means nothing.
    """
    yield from _problems(path, (_broken_structure, _broken_views, _changed_texts), is_stopped)


def _words_of(error: sqlite3.Error) -> str:
    """What SQLite says, without the text that it could not read."""
    return " ".join(str(error).partition(" with text ")[0].split())


def _problems(
    path: Path, looks: Sequence[_Look] | None = None, is_stopped: Callable[[], bool] | None = None
) -> Iterator[str]:
    # Who waits for a lock is `Connection`, which says so.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)) as connection:
        connection.row_factory = sqlite3.Row
        if is_stopped is not None:
            connection.set_progress_handler(is_stopped, _STEPS)
        for look in looks or (_broken_structure, _broken_views, _changed_texts, unreadable_texts, _broken_search):
            try:
                yield from look(connection)
            except UnicodeDecodeError:
                # Of SQLite's own words about a damaged schema, which quote it.
                yield "the description of its tables is not text"
            except sqlite3.Error as error:
                # What is no database of ours, or cannot be read now, is another matter.
                said = str(error).lower()
                if any(word in said for word in _BUSY):
                    return
                if not any(word in said for word in (*_DISK, "no such table")):
                    yield _words_of(error)


def _broken_structure(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute(f"pragma integrity_check({_MOST_NAMED})"):
        if row[0] != "ok":
            yield " ".join(str(row[0]).split())


def _broken_views(connection: sqlite3.Connection) -> Iterator[str]:
    """SQLite's check does not read the words of views: they are read when somebody asks them."""
    views = connection.execute("select name from sqlite_master where type = 'view'").fetchall()
    for view in views:
        connection.execute(f'select * from "{view[0]}" limit 0')
    yield from ()


def _changed_texts(connection: sqlite3.Connection) -> Iterator[str]:
    for table, words in (("articles", "the text of article {}"), ("revisions", "an older text of article {}")):
        name = "id" if table == "articles" else "article_id"
        rows = connection.execute(f"select {name} as id, title, text, text_hash from {table} order by id")
        for row in rows:
            if not is_text_whole(row):
                yield f"{words.format(row['id'])} is not what was stored"


def _broken_search(connection: sqlite3.Connection) -> Iterator[str]:
    """What FTS5's own check says, and articles that its index does not hold. It wants to write, so it gets a copy."""
    with closing(sqlite3.connect("", isolation_level=None)) as copy:
        connection.backup(copy)
        try:
            copy.execute("insert into articles_fts (articles_fts) values ('integrity-check')")
        except sqlite3.DatabaseError as error:
            if "no such table" not in str(error):
                yield f"the search index: {error}"
