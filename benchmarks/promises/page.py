"""docs/promises.md: one row for each trial, with its last figure. Rows of trials that did not run stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.docs_table import DOCS, table, write
from benchmarks.promises.trial import Result, Trial

PAGE = DOCS / "promises.md"
_HEADS = ("Promise", "How it is tried", "Bound", "Figure", "Result", "Guarded by")
_NAME = re.compile(r"^\| `([a-z-]+)`")


def write_page(trials: Sequence[Trial], results: Mapping[str, Result], page: Path = PAGE) -> None:
    """Put the figures of these results into the page."""
    known = rows_of(page)
    rows = []
    for trial in trials:
        result = results.get(trial.name)
        if result is not None:
            figure, verdict = _in_a_cell(result.figure), result.verdict
        elif trial.name in known:
            figure, verdict = known[trial.name][3:5]
        else:
            figure, verdict = "", "not run yet"
        guards = "<br>".join(f"`{guard}`" for guard in trial.guards)
        rows.append([f"`{trial.name}`: {trial.promise}", trial.how, trial.bound, figure, verdict, guards])
    # The words stand flush left: these are sentences.
    made = table(_HEADS, rows).replace("---:", "---")
    write(page, "promises", "make promises", [made])


def rows_of(page: Path = PAGE) -> dict[str, list[str]]:
    """The cells of each row of the page, by the name of its trial."""
    rows = {}
    for line in page.read_text("utf-8").splitlines():
        if named := _NAME.match(line):
            rows[named[1]] = [cell.strip() for cell in line.strip("|").split(" | ")]
    return rows


def _in_a_cell(words: str) -> str:
    return " ".join(words.replace("|", "/").split())
