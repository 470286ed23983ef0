"""Measure the memory of a program and its workers: the peak of the sum of their proportional set sizes."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

_EVERY_SECONDS = 0.5
# For each measurement the system counts all memory pages of a process, which takes 2 to 4 ms a process. Every half
# second, that would be a thirtieth of what an import on two cores takes. The pause is this many times as long as the
# measurement took.
_PAUSES = 100
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class PeakMemory:
    """Samples while entered, twice a second or as often as takes a hundredth of a core: the given processes with their
    children, and this one unless `own` is False.

    `bytes` is the peak, or None where the system does not say (only Linux does).
    """

    def __init__(self, process_ids: Callable[[], Iterable[int]], *, own: bool = True) -> None:
        self._process_ids = process_ids
        self._own = {os.getpid()} if own else set()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.bytes: int | None = None

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=2)

    def _watch(self) -> None:
        while True:
            began = time.thread_time()
            found = [pss for pid in self._own | _with_children(self._process_ids()) if (pss := _pss(pid))]
            if found:
                self.bytes = max(self.bytes or 0, sum(found))
            if self._done.wait(max(_EVERY_SECONDS, _PAUSES * (time.thread_time() - began))):
                return


def _with_children(process_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    waiting = list(process_ids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            try:
                # Each thread has children of its own.
                for children in Path(f"/proc/{pid}/task").glob("*/children"):
                    waiting += [int(child) for child in children.read_text().split()]
            except (OSError, ValueError):
                continue
    return found


def _pss(pid: int) -> int | None:
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
