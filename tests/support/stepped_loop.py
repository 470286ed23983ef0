"""A loop on which nobody waits: its clock goes to the next moment at which something is due, and stands still else."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _NoWaiting(selectors.DefaultSelector):
    """Where the loop would wait for a moment, the clock goes there."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout > 0:
            self.skipped += timeout
            timeout = 0
        return super().select(timeout)


class _SteppedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._no_waiting = _NoWaiting()
        super().__init__(self._no_waiting)
        self._began = super().time()

    def time(self) -> float:
        return self._began + self._no_waiting.skipped


def run_stepped(test: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for times alone: no thread, no socket. What takes an hour is over at once."""
    with asyncio.Runner(loop_factory=_SteppedLoop) as runner:
        return runner.run(test)
