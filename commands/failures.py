"""Which errors are expected, and how they end a command. Loaded when one has occurred."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from config.loading import ConfigError
from db import DatabaseError, error_of
from db.lock import LockHeld
from pipelines.shipping.folder import CannotShip

# They store bit by bit, and leave alone what is stored.
_GO_ON = ("import", "rejudge", "re-extract")


class Ending(NamedTuple):
    """The sentence for stderr, and the exit status."""

    words: str
    status: int


def ending_of(error: Exception, database: Path | None) -> Ending | None:
    """How an expected error ends a command; None where it is a mistake of ours. `database` is the file in use."""
    if isinstance(error, ConfigError):
        return Ending(str(error), 2)
    if isinstance(error, DatabaseError | LockHeld | CannotShip):
        return Ending(f"naskh: {error}", 1)
    # SQLite may fail anywhere in a damaged or locked file.
    told = error_of(error, database) if database is not None else None
    return Ending(f"naskh: {told}", 1) if told is not None else None


def interrupted(command: str | None) -> str:
    """What remains of a command after Ctrl-C, as a sentence for stderr."""
    if command in _GO_ON:
        return f"naskh: interrupted; what was stored stays, and `naskh {command}` goes on from there when run again"
    if command == "forget":
        return "naskh: interrupted; if texts were being removed, `naskh forget` without a name removes the rest"
    return "naskh: interrupted"
