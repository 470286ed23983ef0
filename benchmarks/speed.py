"""How fast an archive is read, judged and stored: `python -m benchmarks.speed [ARTICLES]`.

Side by side in one run, on the same texts: `naskh import` (read, normalise, sketch, judge, store with index and
search) and datasketch's usual recipe in memory (word 3-grams, 128 permutations, LSH at .5; nothing is stored and
no pair is judged). Other work on the machine slows both: compare the two lines, not two runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.labelled import DATA, load_records
from db import Database
from terminal.memory import PeakMemory


def main() -> None:
    """Print one line a contender: articles a second, peak memory (sum of PSS), pairs found."""
    if not DATA.is_dir():
        sys.exit(f"skipped: {DATA} is not there")
    records = load_records()[: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    print(f"{len(records)} articles of copies-ar\n{'':24}{'articles/s':>12}{'peak MB':>10}{'pairs':>9}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        database = Path(folder) / "naskh.db"
        _line(
            "naskh import",
            len(records),
            *_measured([sys.executable, "-P", "-m", "cli", "import", str(source), "--db", str(database)]),
            _copies(database),
        )
        found = Path(folder) / "pairs"
        _line(
            "datasketch LSH, memory",
            len(records),
            *_measured([sys.executable, "-m", "benchmarks.datasketch_lsh", str(source), str(found)]),
            int(found.read_text()),
        )


def _measured(command: list[str]) -> tuple[float, int | None]:
    """Seconds and peak bytes of a command and all its processes."""
    started = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    with PeakMemory(lambda: [process.pid], own=False) as memory:
        _, words = process.communicate()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{words}")
    return time.monotonic() - started, memory.bytes


def _copies(path: Path) -> int:
    with Database(path, read_only=True) as database:
        return database.count_copies()


def _line(name: str, articles: int, seconds: float, peak: int | None, pairs: int) -> None:
    memory = f"{peak / 1e6:.0f}" if peak else "-"
    print(f"{name:24}{articles / seconds:>12,.0f}{memory:>10}{pairs:>9,}", flush=True)


if __name__ == "__main__":
    main()
