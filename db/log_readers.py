"""Who keeps the write-ahead log of a database from shrinking: the processes that read it now.

SQLite lets a reader hold a shared lock on one of five bytes of the -shm file (https://sqlite.org/walformat.html, 2.3);
Linux lists the locks of all processes. Elsewhere nobody can be named.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_READ_LOCKS = range(123, 128)
_LOCK = re.compile(r"^\d+: POSIX\s+ADVISORY\s+READ\s+(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) (\d+) (\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReader:
    process: int
    name: str

    def __str__(self) -> str:
        return f"process {self.process} ({self.name})" if self.name else f"process {self.process}"


def log_bytes(path: Path) -> int:
    """The size of the log of a database, 0 where there is none."""
    with suppress(OSError):
        return path.with_name(f"{path.name}-wal").stat().st_size
    return 0


def log_readers(path: Path) -> list[LogReader]:
    """The processes that are in the middle of reading a database, this one left out."""
    try:
        inode = path.with_name(f"{path.name}-shm").stat().st_ino
        locks = Path("/proc/locks").read_text("ascii", "replace")
        own = int(Path("/proc/self").readlink().name)
    except (OSError, ValueError):
        return []
    found = set()
    for line in locks.splitlines():
        if (match := _LOCK.match(line)) and int(match[2]) == inode:
            first, last = int(match[3]), int(match[4])
            if any(first <= byte <= last for byte in _READ_LOCKS):
                found.add(int(match[1]))
    return [LogReader(process=pid, name=_name(pid)) for pid in sorted(found - {own, 0})]


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
    return ""
