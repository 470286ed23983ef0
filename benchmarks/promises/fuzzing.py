"""Ten minutes of inputs that atheris makes up, for all that reads bytes of strangers: see `benchmarks.fuzz`."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.promises.trial import ROOT, Result

_SECONDS = 600
_LINE = re.compile(r"^(\w+): (\d+|\?) inputs, (held|CRASHED)$", re.MULTILINE)


def measure(folder: Path) -> Result:
    if importlib.util.find_spec("atheris") is None:
        return Result.not_run("atheris is not installed; `make fuzz` installs it")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", "--seconds", str(_SECONDS), "--crashes", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        check=False,
    )
    found = _LINE.findall(done.stdout)
    inputs = sum(int(number) for _, number, _ in found if number != "?")
    crashed = [name for name, _, how in found if how == "CRASHED"]
    least = min((int(number) for _, number, _ in found if number != "?"), default=0)
    figure = f"{inputs:,} inputs for {len(found)} targets, {least:,} at least for each: {len(crashed)} crashed"
    return Result.of(bool(found) and not crashed and done.returncode == 0, f"{figure} {', '.join(crashed)}".rstrip())
