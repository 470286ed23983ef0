"""What came of a message that a channel did not take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why, in one sentence without the channel's address. `is_final`: it wants nothing more, so nothing is tried again.
    `wait` is how long it asked to be left alone.
    """

    reason: str
    is_final: bool = False
    wait: timedelta | None = None
