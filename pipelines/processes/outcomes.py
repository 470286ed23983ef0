"""How a call in another process ended, as it travels back."""

from __future__ import annotations

import pickle
import traceback
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class End(Enum):
    """How a call ended."""

    VALUE = auto()
    RAISED = auto()
    NO_MEMORY = auto()
    NO_CPU = auto()
    NO_TIME = auto()
    CRASHED = auto()
    """By a signal of its own making, or by an exit."""
    KILLED = auto()
    """From outside, as far as can be told: SIGKILL does not say who sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What a call raised, in words: `traceback` is all of it."""

    words: str
    traceback: str

    @staticmethod
    def of(error: BaseException) -> Raised:
        return Raised(words=f"{type(error).__name__}: {error}", traceback="".join(traceback.format_exception(error)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`packed` is what the function gave, or a Raised, as it came; see `unpacked`."""

    end: End
    packed: memoryview | None = None

    @property
    def process_lives(self) -> bool:
        """Whether the process can take another call. One that ran out of memory is better replaced."""
        return self.end in (End.VALUE, End.RAISED)

    def unpacked(self) -> Any:
        """What was given. Raises what unpickling raises.

        For the thread that uses it: packed, answers that wait take less memory, and the next call need not wait for it.
        """
        return None if self.packed is None else pickle.loads(self.packed)
