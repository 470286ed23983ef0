"""What a process gives back of the memory that it let go of."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest
from places import ROOT

# A large block that is freed makes the C library keep twice as much of what is freed later.
SCRIPT = """
import ctypes, sys
from pathlib import Path
from pipelines.processes.memory import keep_little

def used_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

if sys.argv[1] == "little":
    keep_little()
for _ in range(2):
    del (large := [bytes(30_000_000)])[0]
before = used_mb()
small = [bytes(1000) for _ in range(40_000)]
del small
print(used_mb() - before)
"""


def kept_mb(how: str) -> float:
    done = subprocess.run([sys.executable, "-c", SCRIPT, how], capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the C library of GNU is told what to keep")
def test_what_was_freed_is_given_back_though_a_large_block_was_freed_before() -> None:
    assert kept_mb("little") < 10 < kept_mb("as it is")
