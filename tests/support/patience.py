"""How tests wait: for what must come, however slow the machine is.

A test says how much something may cost in steps, requests or processes. In seconds it costs more on another machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

# Only what hangs takes longer. Pytest's own limit of a test is longer still.
PATIENCE_SECONDS = 300.0


def wait_until(holds: Callable[[], Any], *, why: str = "it did not happen") -> Any:
    """Ask again and again until it holds: what it gave."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := holds()):
        assert time.monotonic() < until, why
        time.sleep(0.02)
    return found
