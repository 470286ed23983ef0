"""What a program costs that runs as processes of its own: time, work of its first process and of the others, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from terminal.memory import PeakMemory

_EVERY_SECONDS = 0.25
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds by the clock, and of the processor for the first process and for all that it started; peak bytes."""

    seconds: float
    own_cpu: float
    others_cpu: float
    peak: int | None = None

    @property
    def cpu(self) -> float:
        return self.own_cpu + self.others_cpu


def cost_of(*arguments: str, until: Callable[[], bool] | None = None) -> tuple[Cost, Cost | None]:
    """Run `python -m ARGUMENTS`: what it cost as a whole, and what it had cost when `until` came true.

    Ends this program with its words where it fails. Times of processes are read four times a second.
    """
    command = [sys.executable, "-P", "-m", *arguments]
    kept = os.environ.get("PYTHONPATH")
    paths = [str(Path(__file__).parents[1]), *(kept.split(os.pathsep) if kept else ())]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    ended = threading.Event()
    watch = _Watch(process.pid, started, until)
    watching = threading.Thread(target=watch.run, args=(ended,), daemon=True)
    with PeakMemory(lambda: [process.pid], own=False) as memory:
        watching.start()
        _, words = process.communicate()
    seconds = time.monotonic() - started
    ended.set()
    watching.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{words[-2000:]}")
    return watch.cost(seconds, peak=memory.bytes), watch.halfway


class _Watch:
    """Keeps the last that was known of each process's time."""

    def __init__(self, pid: int, started: float, until: Callable[[], bool] | None) -> None:
        self.halfway: Cost | None = None
        self._first = pid
        self._started = started
        self._until = until
        self._spent: dict[int, float] = {}

    def run(self, ended: threading.Event) -> None:
        while not ended.wait(_EVERY_SECONDS):
            self._spent |= dict(spent_by(self._first))
            if self.halfway is None and self._until is not None and self._until():
                self.halfway = self.cost(time.monotonic() - self._started)

    def cost(self, seconds: float, *, peak: int | None = None) -> Cost:
        own = self._spent.get(self._first, 0.0)
        return Cost(seconds=seconds, own_cpu=own, others_cpu=sum(self._spent.values()) - own, peak=peak)


def spent_by(first: int) -> Iterator[tuple[int, float]]:
    """Seconds of the processor of a process and of each that it started, and these; of Linux only."""
    waiting = [first]
    while waiting:
        pid = waiting.pop()
        try:
            # Fields 14 and 15 of the line, counted after the name, which may hold anything.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
        except OSError:
            continue
        yield pid, (int(fields[11]) + int(fields[12])) / _TICK
