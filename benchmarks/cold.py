"""How long a command takes from a standing start: `make bench-cold`.

Each is run in a process of its own, seven times, with its files in the system's cache. Prints medians: seconds by the
clock, which others on the machine lengthen, and seconds of the processor for all processes that it started, which they
do not. The page is one of the sample newswire, in Arabic and in English; `--page FILE` takes another.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sample import desk
from sample.edition import Edition, read_archive

_RUNS = 7
# prctl(2): what descendants leave behind becomes a child of this process, and its time can be read.
_SET_CHILD_SUBREAPER = 36
_PAGES = ("ar", "en")
_STORED = ("--db", "stored.db")


class Command(NamedTuple):
    """A command with the most that it may take by the clock on an idle machine, in seconds."""

    arguments: tuple[str, ...]
    goal: float
    is_on_new_database: bool = False

    @property
    def name(self) -> str:
        return " ".join(Path(part).name for part in self.arguments if part not in _STORED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=_RUNS, metavar="N", help="how often each is run (default: 7)")
    parser.add_argument("--page", type=Path, metavar="FILE", help="the page to import and check")
    options = parser.parse_args()
    is_whole = _keep_descendants()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = [options.page.resolve()] if options.page else _sample_pages(folder)
        print(f"seconds, median of {options.runs}:   goal  clock   best  processor")
        for command in _commands(pages):
            _run(("import", str(pages[0]), *_STORED), folder)
            costs = [_cost(command, folder) for _ in range(options.runs)]
            clock, cpu = median(cost[0] for cost in costs), median(cost[1] for cost in costs)
            best = min(cost[0] for cost in costs)
            print(f"{command.name:<24} {command.goal:6.2f} {clock:6.2f} {best:6.2f} {cpu:10.2f}", flush=True)
    if not is_whole:
        print("Only Linux tells the time of all processes: here it is that of the first one.")


def _commands(pages: Sequence[Path]) -> list[Command]:
    return [
        *(Command(("import", str(page)), 1.5, is_on_new_database=True) for page in pages),
        *(Command(("check", str(page), *_STORED), 1.5) for page in pages),
        Command(("status", *_STORED), 0.4),
        *(Command((name, *_STORED), 0.4) for name in ("articles", "pages", "copies")),
        Command(("--help",), 0.2),
    ]


def _cost(command: Command, folder: Path) -> tuple[float, float]:
    """Seconds by the clock until it ended, and of the processor until all that it started had."""
    if command.is_on_new_database:
        for path in folder.glob("naskh.db*"):
            path.unlink()
    before, began = os.times(), time.monotonic()
    _run(command.arguments, folder)
    clock = time.monotonic() - began
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return clock, cpu


def _run(arguments: Sequence[str], folder: Path) -> None:
    command = [sys.executable, "-P", "-m", "cli", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")


def _keep_descendants() -> bool:
    return sys.platform == "linux" and ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def _sample_pages(folder: Path) -> list[Path]:
    """The first piece in each language, as its site answers."""
    archive = read_archive()
    bases = {name: f"http://{name}.example" for name in archive.presses}
    edition = Edition(
        archive=archive,
        bases=bases,
        started=datetime(2026, 1, 15, 12, tzinfo=UTC),
        elapsed_seconds=0,
        all_published=True,
    )
    paths = []
    for language in _PAGES:
        press, piece = next(
            (press, piece)
            for press in archive.presses.values()
            for piece in edition.pieces_of(press)
            if piece.language == language
        )
        paths.append(folder / f"{language}.html")
        paths[-1].write_bytes(desk.answer(edition, press, edition.address(piece)).body)
    return paths


if __name__ == "__main__":
    main()
