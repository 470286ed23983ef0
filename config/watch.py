"""Notice that a naskh.toml has changed. Knows when to read the file again, and nothing of what it says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

# An editor empties a file before it writes it, and the first half of a naskh.toml can be valid: a change counts once
# the file has stayed the same for this long.
QUIET_SECONDS = 1.0
# Two changes so close together may leave the same time of change and the same size.
_BLURRED_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file holds: `raw` is None where it cannot be read, and `trouble` says why."""

    raw: bytes | None
    trouble: str | None = None

    @property
    def hash(self) -> str:
        """Tells one content from another."""
        return file_hash(self.raw) if self.raw is not None else f"unreadable: {self.trouble}"


class WatchedFile:
    """A file that is looked at again and again. `known` is the hash of what is known of it already."""

    def __init__(self, path: Path, *, known: str | None) -> None:
        self.path = path
        self.known = known
        self._mark: tuple[int, int, int] | None = None
        self._other: tuple[str, float] | None = None

    def look(self, *, seconds: float, now_seconds: float) -> Content | None:
        """What the file holds, where that is not what is known and has stayed the same for a while; else None.
        `seconds` is a monotonic clock, `now_seconds` the time since the epoch, as in the file's time of change.
        """
        mark = self._marked()
        if mark is not None and mark == self._mark and self._other is None:
            return None
        content = self.read()
        is_blurred = mark is None or now_seconds - mark[0] / 1e9 < _BLURRED_SECONDS
        self._mark = None if is_blurred else mark
        if content.hash == self.known:
            self._other = None
            return None
        if self._other is None or self._other[0] != content.hash:
            self._other = (content.hash, seconds)
            return None
        return content if seconds - self._other[1] >= QUIET_SECONDS else None

    def know(self, content: Content) -> None:
        """From now on, this is what is known."""
        self.known, self._other = content.hash, None

    def read(self) -> Content:
        """What the file holds now."""
        try:
            return Content(raw=self.path.read_bytes())
        except OSError as error:
            return Content(raw=None, trouble=f"{self.path}: cannot be read ({error.strerror})")

    def _marked(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino


def file_hash(raw: bytes) -> str:
    """A hash of the bytes of a naskh.toml."""
    return hashlib.sha256(raw).hexdigest()
