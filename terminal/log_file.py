"""Stderr as a log: where it goes to a file that was moved away or removed, the file of its name is opened anew.

logrotate moves a log, and expects the program to notice or to be told by SIGHUP, which is logged and so noticed, too.
The standard library's `WatchedFileHandler` does this for a file that it opened itself. Here a shell opened it, or the
process that began this one, and tracebacks are written there, too: so it is the descriptor that is replaced.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import stat
import sys
from pathlib import Path
from typing import TextIO

_MOST_OF_A_PATH = 1024
# What has the name now may be a pipe, which is no log and must not be waited for, or a link that leads elsewhere.
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to stderr. Before each record it looks whether the file there still has its name."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._path = _path_of(2)

    def emit(self, record: logging.LogRecord) -> None:
        if self._path is not None:
            # Where there can be no such file now, the old one is as good as any.
            with contextlib.suppress(OSError):
                _follow(self._path)
        super().emit(record)


def _follow(path: Path) -> None:
    """Have stderr, and stdout where it goes to the same file, go to the file that has this name. Raises OSError."""
    ours = os.fstat(2)
    with contextlib.suppress(FileNotFoundError):
        if os.path.samestat(path.stat(), ours):
            return
    opened = os.open(path, _FLAGS, stat.S_IMODE(ours.st_mode))
    try:
        if stat.S_ISREG(os.fstat(opened).st_mode):
            if os.path.samestat(os.fstat(1), ours):
                os.dup2(opened, 1)
            os.dup2(opened, 2)
    finally:
        os.close(opened)


def _path_of(descriptor: int) -> Path | None:
    """The path of the file that a descriptor writes to; None where it is no file of that name, but a terminal or so."""
    try:
        if sys.platform == "darwin":
            found = fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(_MOST_OF_A_PATH)).rstrip(b"\0")
        else:
            found = os.fsencode(Path(f"/proc/self/fd/{descriptor}").readlink())
        path = Path(os.fsdecode(found))
        same = os.path.samestat(path.stat(), os.fstat(descriptor))
    except (OSError, ValueError):
        return None
    return path if same and path.is_file() else None
