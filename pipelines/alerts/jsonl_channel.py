"""Append messages to a file, one line of JSON each. A kill or a power cut leaves no half line and no message twice."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection
from pathlib import Path

# How every line of ours begins.
_BEGINNING = b'{"id": '
_BLOCK = 64 * 1024


def append_line(path: Path, line: bytes) -> None:
    """Append one line, on disk when this returns; nothing where it stands at the end already. Raises OSError."""
    is_new = not path.exists()
    # Alerts say whom a newsroom watches: nobody else may read them.
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        # Another command may write, too.
        fcntl.flock(file, fcntl.LOCK_EX)
        end = _mend(file)
        if _id_of(_last_line(file, end)) != _id_of(line):
            _write(file, line + b"\n", end)
    finally:
        os.close(file)
    if is_new:
        _sync_folder(path.parent)


def empty_lines(path: Path, ids: Collection[str]) -> int:
    """Put `{"id": "...", "forgotten": true}` in the place of the messages with these ids, each filled up with spaces to
    its length, so that whoever reads on from a place finds it: how many lines that were. Raises OSError.
    """
    emptied = 0
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        start = 0
        while line := file.readline():
            message_id = _id_of(line) if line.startswith(_BEGINNING) else None
            left = json.dumps({"id": message_id, "forgotten": True}).encode()
            if message_id in ids and len(left) < len(line) and line.rstrip() != left:
                file.seek(start)
                file.write(left.ljust(len(line.rstrip(b"\n"))))
                file.seek(start + len(line))
                emptied += 1
            start += len(line)
        file.flush()
        os.fsync(file.fileno())
    return emptied


def _mend(file: int) -> int:
    """End the last line where a kill or a full disk broke it off, and give the length of the file.

    Half a line is taken back: it was not acknowledged, and comes again. What is not ours stays.
    """
    end = os.fstat(file).st_size
    if end == 0 or os.pread(file, 1, end - 1) == b"\n":
        return end
    torn = _last_line(file, end)
    is_ours = torn.startswith(_BEGINNING) or _BEGINNING.startswith(torn)
    if is_ours and _id_of(torn) is None:
        end -= len(torn)
        os.ftruncate(file, end)
        return end
    os.write(file, b"\n")
    return end + 1


def _last_line(file: int, end: int) -> bytes:
    """The last line of a file of this length, without its end."""
    found, start = b"", end
    while start > 0 and b"\n" not in found[:-1]:
        size = min(_BLOCK, start)
        start -= size
        found = os.pread(file, size, start) + found
    return found.removesuffix(b"\n").rpartition(b"\n")[2]


def _id_of(line: bytes) -> str | None:
    """The id of a message; None where the line is not a whole one."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return str(value["id"]) if isinstance(value, dict) and "id" in value else None


def _write(file: int, data: bytes, end: int) -> None:
    """All of it or nothing, also on a disk that is full."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise


def _sync_folder(folder: Path) -> None:
    """Keep a new name in a folder through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
