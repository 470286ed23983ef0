"""How fast texts are read, compared and stored, and whether it stays so: `python -m benchmarks.speed`.

First Naskh beside datasketch and rensa, on the same texts, one after the other; then one article against an archive
that grows to `--largest`. Prints Markdown tables and writes them into docs/speed.md. Other work on the
machine shows in the seconds, less in those of the processor. Takes some 15 minutes and 5 GB in the temporary folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.contenders import Imported, Result, race
from benchmarks.docs_table import DOCS, share, table, write
from benchmarks.growth import ASKED, SIZES, Point, index_bytes, measure
from benchmarks.labelled import DATA, load_records
from benchmarks.processes import Cost
from benchmarks.variations import originals_of

COMMAND = "python -m benchmarks.speed"


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        sys.exit(f"skipped: {DATA} is not there")
    records = load_records()[: options.articles]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        results, imported, archive = race(records, Path(name))
        _say(f"{len(records)} articles imported and compared")
        stored_bytes = index_bytes(archive)
        originals = originals_of(archive)
    points = []
    for point in measure(originals, largest=options.largest):
        points.append(point)
        _say(f"{point.articles:,} articles: built in {point.built:.0f} s")
    parts = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} and SQLite "
        f"{sqlite3.sqlite_version} on {os.cpu_count()} cores that are shared with other work: load average {load:.1f} "
        f"before, {os.getloadavg()[0]:.1f} after.",
        f"### {len(records):,} articles, side by side",
        race_table(results, len(records)),
        f"Of the import ({stored_bytes:,.0f} bytes an article in its index):",
        import_table(imported, len(records)),
        "### One article, as the archive grows",
        cost_table(points),
        growth_table(points),
    ]
    print("\n\n".join(parts))
    if not options.no_write:
        write(DOCS / "speed.md", "bench-speed", COMMAND, parts)


def race_table(results: Sequence[Result], articles: int) -> str:
    rows = []
    for result in results:
        cost, found = result.cost, result.figures
        spent = ["", "", "", ""]
        if cost:
            spent = [f"{articles / cost.seconds:,.0f}", f"{cost.seconds:.1f}", f"{cost.cpu:.1f}", _megabytes(cost.peak)]
        said = [share(found.precision), share(found.recall), share(found.f1)] if found else ["-"] * 3
        rows.append([result.name, *spent, f"{result.pairs:,}", *said])
    return table(["", "articles/s", "s", "CPU s", "peak MB", "pairs", "P", "R", "F1"], rows)


def import_table(imported: Imported, articles: int) -> str:
    whole, stored = imported.whole, imported.stored or imported.whole
    parts = {
        "until all are stored": stored,
        "after that: compared": Cost(
            seconds=whole.seconds - stored.seconds,
            own_cpu=whole.own_cpu - stored.own_cpu,
            others_cpu=whole.others_cpu - stored.others_cpu,
        ),
        "all of it": whole,
    }
    rows = [
        [
            name,
            f"{cost.seconds:.1f}",
            f"{articles / cost.seconds:,.0f}" if cost.seconds else "-",
            f"{cost.own_cpu:.1f}",
            f"{cost.others_cpu:.1f}",
            f"{1000 * cost.cpu / articles:.2f}",
        ]
        for name, cost in parts.items()
    ]
    return table(["", "s", "articles/s", "CPU s, main process", "CPU s, workers", "CPU ms an article"], rows)


def cost_table(points: Sequence[Point]) -> str:
    heads = [
        "articles",
        "p50",
        "p99",
        "CPU p50",
        "CPU p99",
        "look-up and judging p50",
        "open",
        "first look",
    ]
    rows = []
    for point in points:
        wall, cpu, look = (np.array([getattr(one, name) for one in point.asked]) for name in ("wall", "cpu", "look"))
        numbers = [*np.quantile(wall, (0.5, 0.99)), *np.quantile(cpu, (0.5, 0.99)), np.median(look)]
        rows.append(
            [f"{point.articles:,}", *(f"{1000 * float(each):.1f}" for each in (*numbers, point.opening, point.first))]
        )
    return f"Milliseconds, of {ASKED:,} articles at each size:\n\n" + table(heads, rows)


def growth_table(points: Sequence[Point]) -> str:
    heads = [
        "articles",
        "candidates mean",
        "p50",
        "p99",
        "copies mean",
        "partial mean",
        "found again",
        "index B an article",
        "added/s",
        "snapshot s",
    ]
    rows = []
    for point in points:
        candidates = np.array([one.candidates for one in point.asked])
        rows.append(
            [
                f"{point.articles:,}",
                f"{candidates.mean():.1f}",
                *(f"{number:.0f}" for number in np.quantile(candidates, (0.5, 0.99))),
                f"{np.mean([one.copies for one in point.asked]):.2f}",
                f"{np.mean([one.partials for one in point.asked]):.2f}",
                share(np.mean([one.found_again for one in point.asked if one.found_again is not None])),
                f"{point.index:,.0f}",
                f"{point.added:,.0f}",
                f"{point.snapshot:.1f}",
            ]
        )
    return table(heads, rows)


def _megabytes(size: int | None) -> str:
    return f"{size / 1e6:.0f}" if size else "-"


def _say(words: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {words}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--largest", type=int, default=SIZES[-1], metavar="N", help="the largest archive asked")
    parser.add_argument("--articles", type=int, metavar="N", help="import the first so many articles only")
    parser.add_argument("--no-write", action="store_true", help="print the tables only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
