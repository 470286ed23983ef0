"""The peak of a program's memory, its workers included."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from terminal.memory import PeakMemory

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells it")

_MEGABYTE = 1 << 20


def test_what_a_child_of_a_process_holds_counts() -> None:
    child = f"import sys; held = b'x' * {60 * _MEGABYTE}; print('held', flush=True); sys.stdin.readline()"
    parent = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {child!r}]))"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        with PeakMemory(lambda: [process.pid], own=False) as memory:
            pass
        process.stdin.close()
        process.wait(timeout=20)

    assert memory.bytes is not None and 60 * _MEGABYTE < memory.bytes < 120 * _MEGABYTE


def test_asking_takes_a_hundredth_of_the_time_at_most() -> None:
    asked: list[float] = []

    def slowly() -> list[int]:
        asked.append(time.thread_time())
        while time.thread_time() - asked[-1] < 0.05:
            pass
        return []

    with PeakMemory(slowly):
        time.sleep(1.5)

    assert len(asked) == 1
