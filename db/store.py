"""Open the SQLite file, migrate its schema, and frame transactions. Contains no business logic."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from db.carriers import refresh_carriers
from db.connection import CannotWrite as CannotWrite
from db.connection import DatabaseError as DatabaseError
from db.connection import Locked, Older, connect
from db.migrations import SCHEMA
from db.schema import ACCOUNT

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

    from db.index import Index

Row = dict[str, Any]
Values = Sequence[object] | dict[str, object]
_SURROGATES = re.compile("[\ud800-\udfff]")
_CACHE_KB, _READING_CACHE_KB = 12_000, 8_000
# Of the log, where it is folded seldom: 64 MB.
_SELDOM_PAGES = 8_000
# What is written to see whether a full disk has room again.
_ROOM_BYTES = 4_000_000


class Store:
    """One connection to a Naskh database. Every write happens inside `transaction()`.

    `trouble` is why something could not be written, until `try_writing` could.
    """

    def __init__(
        self, path: Path, *, create: bool = True, read_only: bool = False, wait_seconds: float | None = None
    ) -> None:
        """Where another program keeps it locked, wait `wait_seconds` for it, or as long as it takes."""
        self.path = path
        self.trouble: CannotWrite | None = None
        self._at_commit: list[tuple[str, Sequence[object]]] = []
        if (read_only or not create) and not path.exists():
            raise DatabaseError(
                f"{path}: there is no such database; `naskh run` or `naskh import` creates it, --db names another"
            )
        mode = "ro" if read_only else "rwc" if create else "rw"
        if mode == "rwc" and not path.exists():
            # For its owner alone, as it holds what is watched, verdicts and alerts. SQLite gives its log the same
            # rights. What keeps a file from being made is reported below.
            with suppress(OSError):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        try:
            self.connection = connect(path, mode=mode)
        except sqlite3.OperationalError as error:
            raise _not_opened(path, error) from None
        if wait_seconds is not None:
            self.wait_no_longer_than(seconds=wait_seconds)
        self.connection.row_factory = sqlite3.Row
        try:
            self._prepare(read_only=read_only, create=create)
        except sqlite3.DatabaseError as error:
            self.close()
            raise _not_opened(path, error) from None
        except DatabaseError:
            self.close()
            raise

    def _prepare(self, *, read_only: bool, create: bool) -> None:
        run = self.connection.execute
        run("pragma foreign_keys = on")
        # Of a new file only. Two sketches fill a page of 4096 bytes badly, four one of 8192: 5 % less index on disk,
        # 15 % less time to write it.
        run("pragma page_size = 8192")
        # After the size of a page: before it, SQLite would make 64 MB of these 32. Each worker that judges reads, too.
        run(f"pragma cache_size = -{_READING_CACHE_KB if read_only else _CACHE_KB}")
        # Before anything is written: what is not ours stays as it is, byte for byte.
        self._refuse_foreign()
        pending = SCHEMA.pending(self.connection)
        if pending and (read_only or not create) and not SCHEMA.applied(self.connection):
            raise DatabaseError(f"{self.path}: is an empty database; `naskh run` or `naskh import` fills it")
        if read_only:
            if pending:
                raise Older(f"{self.path}: was written by an older Naskh; `naskh run` or `naskh import` upgrades it")
            return
        # Before anything is written: a Ctrl-C while Python loads it ends the process as if nobody had caught it.
        tables = _tables(self.connection) if pending else None
        run("pragma journal_mode = wal")
        run("pragma synchronous = full")
        if tables is None or not SCHEMA.pending(self.connection):
            return
        if SCHEMA.applied(self.connection):
            self._upgrade(tables)
            return
        # Making empty tables takes 100 kB on the way, for which a full /tmp has no room.
        run("pragma temp_store = memory")
        with self.transaction():
            SCHEMA.apply(tables)
        run("pragma temp_store = default")

    def _upgrade(self, tables: Tables) -> None:
        copy = self._copy_before_upgrade()
        try:
            with self.transaction():
                SCHEMA.apply(tables)
        except BaseException as error:
            # The file is as it was. A daemon that is started again and again would leave a copy each time.
            copy.unlink()
            if not isinstance(error, sqlite3.DatabaseError):
                raise
            raise DatabaseError(
                f"{self.path}: cannot be upgraded ({error}) and stays as it was; please report this, and go on with "
                "the version of Naskh that wrote it"
            ) from error

    def _copy_before_upgrade(self) -> Path:
        """Copy the file in one step: a copy that a kill cut short would be taken for a whole one."""
        part = self.path.with_name(f".{self.path.name}.before.part")
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)
        self.backup(part)
        return part.replace(self.path.with_name(f"{self.path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))

    @cached_property
    def index(self) -> Index:
        """The candidate index, loaded where texts are compared or stored: lists need no numpy."""
        from db.index import Index

        return Index(self.connection)

    def _refuse_foreign(self) -> None:
        rows = self.connection.execute("select name from sqlite_master where type = 'table'")
        names, applied = {row["name"] for row in rows}, set(SCHEMA.applied(self.connection))
        if names - {ACCOUNT} and not applied:
            raise DatabaseError(f"{self.path}: contains tables that are not Naskh's; name another file with --db")
        if applied - set(SCHEMA.names):
            raise DatabaseError(f"{self.path}: was written by a newer Naskh; upgrade this one")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One unit of work: all of it or nothing. A nested call joins the outer one."""
        if self.connection.in_transaction:
            yield
            return
        # Before the lock is held: it loads numpy when it is first asked for.
        index = self.index
        try:
            self.connection.execute("begin immediate")
            index.look_again()
            yield
            refresh_carriers(self.connection)
            for sql, same in groupby(self._at_commit, key=itemgetter(0)):
                self.connection.executemany(sql, [values for _, values in same])
            index.write()
            self.connection.execute("commit")
        except BaseException as error:
            if isinstance(error, CannotWrite):
                self.trouble = error
            index.forget()
            if self.connection.in_transaction:
                self.connection.execute("rollback")
            raise
        finally:
            self._at_commit.clear()

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """What is read inside is the database as it was at one moment, whatever others write meanwhile."""
        self.connection.execute("begin")
        try:
            # Only the first statement that reads chooses the moment.
            self._value("select count(*) from sqlite_master")
            yield
        finally:
            if self.connection.in_transaction:
                self.connection.execute("rollback")

    def _before_commit(self, sql: str, values: Sequence[object]) -> None:
        """Run a statement at the end of the transaction that is open.

        A full-text table writes its buffer out whenever another statement makes a savepoint, which most do: an
        update of one row cost 1 ms. Put off to the end, what one transaction adds is written once.
        """
        assert self.connection.in_transaction
        self._at_commit.append((sql, values))

    def wait_no_longer_than(self, *, seconds: float) -> None:
        """From now on what waits for a lock gives up after so many seconds, and raises DatabaseError."""
        self.connection.waits_until = time.monotonic() + seconds

    def try_writing(self) -> None:
        """Write some megabytes and drop them. Raises DatabaseError where they cannot be written."""
        # What the log holds twice makes room.
        self.checkpoint()
        with self.transaction():
            self.connection.execute("drop table if exists room")
            self.connection.execute("create table room as select zeroblob(?) as filler", [_ROOM_BYTES])
        with self.transaction():
            self.connection.execute("drop table room")
        self.trouble = None

    def backup(self, target: Path) -> None:
        """Copy the live database to `target` with SQLite's backup API, which sees every transaction. Its owner alone
        can read it. What checks and packs the copy is `db.backup`.
        """
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
        copy = sqlite3.connect(target)
        try:
            self.connection.backup(copy)
        finally:
            copy.close()

    def is_sound(self) -> bool:
        """Whether SQLite's quick check finds nothing wrong."""
        return bool(self._value("pragma quick_check(1)") == "ok")

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file and shrink it; does nothing while a reader holds it, or where the disk
        is full: what is in the log is stored. Does not wait for readers: one may be stuck.
        """
        with suppress(CannotWrite):
            self.connection.execute("pragma wal_checkpoint(truncate)")

    def commit_without_folding(self) -> None:
        """From now on no commit folds the log into the file, which takes up to a second. `checkpoint_beside` does it
        instead, on another connection.
        """
        self.connection.execute("pragma wal_autocheckpoint = 0")

    def fold_seldom(self) -> None:
        """From now on a commit folds the log into the file only where it has grown to 64 MB: a page that many commits
        change is copied once. For a process that writes alone, as reading gets slower meanwhile.
        """
        self.connection.execute(f"pragma wal_autocheckpoint = {_SELDOM_PAGES}")

    def let_go_of_memory(self) -> None:
        """Free the memory that holds parts of the file, where this connection is not used for a while."""
        self.connection.execute("pragma shrink_memory")

    @property
    def rows_written(self) -> int:
        """How many rows this connection wrote so far."""
        return self.connection.total_changes

    def checkpoint_beside(self) -> None:
        """The long part of `checkpoint`, which keeps nobody waiting: fold into the file what no reader needs."""
        with suppress(CannotWrite):
            self.connection.execute("pragma wal_checkpoint(passive)")

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _rows(self, sql: str, values: Values = ()) -> list[Row]:
        return [dict(row) for row in self._execute(sql, values)]

    def _row(self, sql: str, values: Values = ()) -> Row | None:
        row = self._execute(sql, values).fetchone()
        return dict(row) if row else None

    def _value(self, sql: str, values: Values = ()) -> Any:
        row = self._execute(sql, values).fetchone()
        return row[0] if row else None

    def _insert(self, table: str, row: Row) -> int:
        cursor = self._execute(_insertion(table, tuple(row)), [*row.values()])
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _insert_many(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows with the same columns in the same order, whose words are our own or cleaned already."""
        self.connection.executemany(_insertion(table, tuple(rows[0])), [tuple(row.values()) for row in rows])

    def _update(self, table: str, row_id: int, row: Row) -> None:
        sets = ", ".join(f'"{name}" = ?' for name in row)
        self._execute(f"update {table} set {sets} where id = ?", [*row.values(), row_id])

    def _execute(self, sql: str, values: Values) -> sqlite3.Cursor:
        try:
            return self.connection.execute(sql, values)
        except UnicodeEncodeError:
            return self.connection.execute(sql, _cleaned(values))


def _tables(connection: sqlite3.Connection) -> Tables:
    """The database as sqlite-utils sees it, which takes as long to load as all else that a list needs."""
    from sqlite_utils import Database

    return Database(connection, execute_plugins=False, recursive_triggers=False)


def _not_opened(path: Path, error: sqlite3.DatabaseError) -> DatabaseError:
    if not isinstance(error, sqlite3.OperationalError):
        way = "put a backup in its place with `naskh restore`, or name another with --db"
        return DatabaseError(f"{path}: is not a usable SQLite database ({error}); {way}")
    if "locked" in str(error):
        return Locked(path)
    if os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK):
        why = "its folder cannot be written, and SQLite writes beside it even to read it"
        return DatabaseError(f"{path}: {why}; copy it to a folder of yours, or read a file that `naskh backup` made")
    return DatabaseError(f"{path}: the database cannot be opened ({error}); check path and rights")


@lru_cache(maxsize=64)
def _insertion(table: str, names: tuple[str, ...]) -> str:
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f"insert into {table} ({columns}) values ({marks})"


def _cleaned(values: Values) -> Values:
    """Replace lone surrogates, which SQLite cannot store, by U+FFFD."""
    if isinstance(values, dict):
        return {name: _clean(value) for name, value in values.items()}
    return [_clean(value) for value in values]


def clean(text: str) -> str:
    """A text that SQLite can store: with U+FFFD for lone surrogates."""
    return _SURROGATES.sub("\ufffd", text)


def _clean(value: object) -> object:
    return clean(value) if isinstance(value, str) else value
