"""Read a backup: unpack it within what it says to hold and the disk has room for, and see whether it can be used."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

from db.backup import BLOCK, SPARE_BYTES, BackupFailed, refuse_without, sync
from db.connection import connect
from db.migrations import SCHEMA
from db.soundness import damage_of_copy

_HEADER_BYTES = 100


def unpack(backup: Path, target: Path) -> None:
    """Write the database that a backup holds, packed or not, into an empty file. Raises BackupFailed.

    Nothing is written beyond the size that the database states, and nothing at all where there is no room for that: a
    file of some megabytes may unpack to terabytes.
    """
    try:
        with backup.open("rb") as head:
            is_packed = head.read(2) == b"\x1f\x8b"
        with gzip.open(backup) if is_packed else backup.open("rb") as source, target.open("r+b") as out:
            header = source.read(_HEADER_BYTES)
            size = database_size(header)
            if size is None:
                raise BackupFailed(f"{backup}: holds no usable database; try another backup")
            refuse_without(size + SPARE_BYTES, target.parent, f"to put {backup.name} back; make room")
            out.write(header)
            while block := source.read(BLOCK):
                out.write(block)
                if out.tell() > size:
                    raise BackupFailed(
                        f"{backup}: is damaged (more than the {size / 1e6:,.0f} MB that it says to hold); try "
                        "another backup"
                    )
            sync(out)
    except (EOFError, gzip.BadGzipFile) as error:
        raise BackupFailed(f"{backup}: is damaged or not whole ({error}); try another backup") from None
    except OSError as error:
        raise BackupFailed(f"{backup}: cannot be read, or unpacked ({error.strerror or error})") from None
    except Exception as error:
        # zlib has an error of its own for bits that turned.
        if type(error).__module__ != "zlib":
            raise
        raise BackupFailed(f"{backup}: is damaged ({error}); try another backup") from None


def database_size(header: bytes) -> int | None:
    """How many bytes a database has, by its own first hundred; None where they are no database's.

    https://sqlite.org/fileformat2.html, section 1.3.
    """
    if len(header) < _HEADER_BYTES or not header.startswith(b"SQLite format 3\0"):
        return None
    page = int.from_bytes(header[16:18], "big")
    return (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")


def refuse_unusable(path: Path, backup: Path) -> None:
    """Raise BackupFailed where what a backup held is no sound database of ours, or one of a newer Naskh."""
    try:
        with closing(connect(path, mode="ro")) as connection:
            applied = set(SCHEMA.applied(connection))
    except sqlite3.Error as error:
        raise BackupFailed(f"{backup}: holds no usable database ({error}); try another backup") from None
    if not applied:
        raise BackupFailed(f"{backup}: holds no database of Naskh; name a file that `naskh backup` made")
    if applied - set(SCHEMA.names):
        raise BackupFailed(f"{backup}: was written by a newer Naskh; upgrade this one")
    if found := next(damage_of_copy(path), None):
        raise BackupFailed(f"{backup}: the database in it is damaged ({found}); try another backup")
