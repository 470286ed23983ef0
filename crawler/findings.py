"""What reading a path gives besides pages: what could not be read, and what was passed over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A file, or one line (or record, from 1) of it, that could not be read. `reason` completes its name.

    `is_missing`: nothing is there under a path that was given.
    """

    path: str
    reason: str
    line: int | None = None
    is_missing: bool = False

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that is not imported, and why. Counted, not an error."""

    path: str
    reason: str
