"""`naskh re-extract` in a terminal: progress, then what changed, what could not be read and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from config.tables import Config
from db import Database
from pipelines.copies.outlet_boilerplate import learn_boilerplate_now
from pipelines.processes.workers import Workers
from pipelines.reextract import Correction, ReextractReport, reextract
from terminal.readable import counted, one_line

_FAILURES_SHOWN = 10
# One process reads this many in a second.
_FEW_ARTICLES = 64


def run_reextract(config: Config, path: Path, article_ids: Sequence[int], *, verbose: bool, version: str) -> int:
    """Read pages again and report to stderr: the exit status, 1 when something could not be read. With `verbose` what
    changed is listed on stdout.
    """
    console = Console(stderr=True)
    clock = partial(datetime.now, UTC)
    now = clock()
    with Database(path, create=False) as database:
        database.refuse_crawler()
        missing = [each for each in article_ids if database.article_row(each) is None]
        if missing:
            console.print(
                f"naskh: there is no article {missing[0]}; `naskh articles` lists them", markup=False, soft_wrap=True
            )
            return 1
        are_few = 0 < len(article_ids) <= _FEW_ARTICLES
        made_workers = Workers.for_few_pages if are_few else Workers.of
        with (
            database.recorded_run("re-extract", version=version, config_hash=config.fingerprint(), clock=clock) as run,
            made_workers(config.extraction) as workers,
            Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
        ):
            task = progress.add_task("reading again", total=None)
            if not article_ids:
                learn_boilerplate_now(database, workers, now=clock())
            report = reextract(
                database,
                config,
                workers,
                article_ids=article_ids or None,
                run_id=run.id,
                now=now,
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
    if verbose:
        out = Console(file=sys.stdout, highlight=False)
        for correction in report.corrections:
            out.print("\n".join(_told(correction)), markup=False, soft_wrap=True)
    for line in _summary(report):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return 1 if report.failures else 0


def _summary(report: ReextractReport) -> list[str]:
    changed = report.changed_texts + report.changed_facts
    lines = [
        f"{counted(report.articles, 'article')} of {counted(report.pages, 'page')} read again: "
        f"{changed:,} changed ({report.changed_texts:,} in title or text, {report.changed_facts:,} in other facts "
        f"only), {report.new:,} new."
    ]
    if report.lost:
        lines.append(f"{counted(report.lost, 'stored article')} not found in the page this time; kept unchanged.")
    if report.bare:
        lines.append(
            f"{counted(report.bare, 'page')} cannot be read again because the raw bytes were deleted; keep.raw_days in "
            "naskh.toml sets how long they are kept."
        )
    if report.records:
        lines.append(f"{counted(report.records, 'article')} from records (.jsonl, feeds) have no page to read again.")
    lines += [f"not read: {address}: {reason}" for address, reason in report.failures[:_FAILURES_SHOWN]]
    if len(report.failures) > _FAILURES_SHOWN:
        lines.append(f"... and {len(report.failures) - _FAILURES_SHOWN} more not read")
    return [one_line(line) for line in lines]


def _told(correction: Correction) -> list[str]:
    """`7  Title`, then a line for each field, before and after."""
    head = f"{correction.article_id}  {correction.title or '(no title)'}{' (new)' if correction.is_new else ''}"
    return [
        one_line(head),
        *(one_line(f"  {name}: {before or '-'} -> {after or '-'}") for name, before, after in correction.fields),
    ]
