"""How a process handles its memory: what it gives back before it goes on to another kind of work, and how often it
looks for cycles. Contains no business logic.
"""

from __future__ import annotations

import ctypes
import gc

# Objects more than were let go of. By default it is 700, and what waits to be stored is looked through over and over.
_MANY_OBJECTS = 50_000
# Numbers of `mallopt` in the C library of GNU.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENAS = -1, -3, -8
# Of 128 KB, as it is by default where the other is set, arrays of thirty texts are mapped anew each time: 6 % of the
# processor's time, and 2 MB more a process.
_KEPT_BYTES = _MAPPED_BYTES = 1_000_000


def give_back() -> None:
    """Have the C library give back what it keeps of what was freed. Does nothing where it is not that of GNU."""
    if (library := _of_gnu()) is not None:
        library.malloc_trim(0)


def keep_little() -> None:
    """Have the C library keep a megabyte at most of what was freed, in one place for all threads; so does what is
    forked. It grows with the largest block that was freed, otherwise, up to 64 MB. Nothing where it is not that of GNU.
    """
    if (library := _of_gnu()) is not None:
        library.mallopt(_ARENAS, 1)
        library.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
        library.mallopt(_MMAP_THRESHOLD, _MAPPED_BYTES)


def collect_seldom() -> None:
    """Look for cycles of garbage where many objects are new alone, and no more among those that are there now."""
    gc.freeze()
    gc.set_threshold(_MANY_OBJECTS, 20, 20)


def _of_gnu() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
