"""Try every promise and write docs/promises.md: `make promises`, or `python -m benchmarks.promises --only NAME`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

from benchmarks.promises.page import write_page
from benchmarks.promises.trial import Result, Trial
from benchmarks.promises.trials import TRIALS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [trial.name for trial in TRIALS]
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"one of: {', '.join(names)}")
    parser.add_argument("--dry", action="store_true", help="leave docs/promises.md as it is")
    options = parser.parse_args()
    results: dict[str, Result] = {}
    for trial in TRIALS:
        if options.only and trial.name not in options.only:
            continue
        began = time.monotonic()
        results[trial.name] = result = _try(trial)
        print(f"{trial.name}: {result.verdict}: {result.figure} ({time.monotonic() - began:.0f} s)", flush=True)
        if not options.dry:
            # After each: a run of an hour that is broken off leaves what it has measured.
            write_page(TRIALS, results)
    missed = [name for name, result in results.items() if result.verdict == "missed"]
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


def _try(trial: Trial) -> Result:
    with tempfile.TemporaryDirectory(prefix=f"naskh-{trial.name}-", ignore_cleanup_errors=True) as name:
        try:
            return trial.measure(Path(name))
        except Exception as error:
            # One trial that breaks must not take the others with it.
            traceback.print_exc()
            return Result(verdict="missed", figure=f"the trial broke: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
