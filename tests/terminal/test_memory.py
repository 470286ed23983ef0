"""The peak of a program's memory, its workers included."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import wait_until

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
            wait_until(lambda: memory.bytes is not None)
        process.stdin.close()
        process.wait()

    assert memory.bytes is not None and 60 * _MEGABYTE < memory.bytes < 120 * _MEGABYTE


def test_asking_takes_a_hundredth_of_the_time_at_most() -> None:
    asked: list[float] = []

    def slowly() -> list[int]:
        began = time.thread_time()
        while time.thread_time() - began < 0.01:
            pass
        asked.append(time.monotonic())
        return []

    with PeakMemory(slowly):
        wait_until(lambda: len(asked) > 1)

    assert asked[1] - asked[0] >= 1
