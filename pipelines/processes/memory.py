"""Give back to the system what a process had for one kind of work, before it goes on to another. Contains no business
logic.
"""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Have the C library give back what it keeps of what was freed. Does nothing where it is not that of GNU."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
