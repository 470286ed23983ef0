"""`naskh rejudge` in a terminal: progress, then how many pairs changed."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from config.tables import Config
from db import Database
from db.judging import Change
from db.lock import DaemonLock
from pipelines.copies.rejudge import rejudge
from pipelines.preloading.names import STORED_TEXTS
from pipelines.processes.workers import Workers
from terminal.readable import counted

# Starting workers takes seconds: with fewer articles, one process is done as soon.
_MANY_ARTICLES = 10_000


def run_rejudge(config: Config, path: Path, *, verbose: bool, version: str) -> None:
    """Judge everything again, alone on the database; with `verbose` list what changed. Raises LockHeld while a daemon
    runs.
    """
    console = Console(stderr=True)
    clock = partial(datetime.now, UTC)
    now = clock()
    with Database(path, create=False) as database, DaemonLock(path):
        database.refuse_crawler()
        are_many = database.count_articles() >= _MANY_ARTICLES
        with (
            database.recorded_run("rejudge", version=version, config_hash=config.fingerprint(), clock=clock) as run,
            Workers.of(config.extraction, preload=STORED_TEXTS) if are_many else nullcontext() as workers,
            Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
        ):
            task = progress.add_task("judging", total=None)
            report = rejudge(
                database,
                config,
                run_id=run.id,
                now=now,
                workers=workers,
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        if verbose:
            out = Console(file=sys.stdout, highlight=False)
            for change in report.changes:
                out.print(_told(database, change), markup=False, soft_wrap=True)
    resumed = f" ({report.resumed} of them by the run that was interrupted)" if report.resumed else ""
    console.print(
        f"{counted(report.articles, 'article')} judged{resumed}: {counted(report.copies, 'copy', 'copies')} now, "
        f"{report.copies_before:,} before. Pairs: {report.found:,} new, {report.changed:,} with another relation, "
        f"{report.gone:,} no longer related (kept, marked as superseded).",
        highlight=False,
        soft_wrap=True,
    )


def _told(database: Database, change: Change) -> str:
    """`near_duplicate -> partial`, then both articles with their ids, one line each."""
    said = [f"{change.before or 'none'} -> {change.now or 'none'}"]
    for article_id in (change.one_id, change.other_id):
        row = database.article_row(article_id)
        if row is not None:
            said.append(f"  {article_id}  {row['outlet'] or '-'}: {row['title'] or '-'}")
    return "\n".join(said)
