"""One promise on trial: what is promised, how it is tried, its bound, and the figure that a measurement gave."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
Verdict = Literal["held", "missed", "not run here"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`figure` says what was measured, or why nothing was."""

    verdict: Verdict
    figure: str

    @classmethod
    def of(cls, is_held: bool, figure: str) -> Result:
        return cls(verdict="held" if is_held else "missed", figure=figure)

    @classmethod
    def not_run(cls, why: str) -> Result:
        return cls(verdict="not run here", figure=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`measure` gets an empty folder. `guards` are the tests, as pytest names them, that keep the promise meanwhile."""

    name: str
    promise: str
    how: str
    bound: str
    measure: Callable[[Path], Result]
    guards: tuple[str, ...]


def passing(*tests: str) -> Callable[[Path], Result]:
    """A measurement that consists of tests: it holds where all of them pass, slow ones too."""

    def measure(folder: Path) -> Result:
        return run_tests(tests)

    return measure


def run_tests(tests: Sequence[str], **environment: str) -> Result:
    """Run tests, slow ones too: held where all pass, not run where all skip."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "slow or not slow", *tests]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", done.stdout)}
    passed, skipped = counts.get("passed", 0), counts.get("skipped", 0)
    figure = f"{passed} tests pass" + (f", {skipped} skip" if skipped else "")
    if done.returncode:
        failing = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        return Result(verdict="missed", figure=f"{figure}; failing: {', '.join(failing) or done.stdout[-200:]}")
    if not passed:
        return Result.not_run("all its tests skip")
    return Result(verdict="held", figure=figure)
