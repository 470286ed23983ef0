"""`naskh rejudge` as seen from a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from config import Config
from db import Database
from db.lock import DaemonLock
from pipelines.rejudge import rejudge


def run_rejudge(config: Config, path: Path, *, version: str) -> None:
    """Judge everything again, alone on the database. Raises LockHeld while a daemon runs."""
    console = Console(stderr=True)
    now = datetime.now(UTC)
    with Database(path, create=False) as database, DaemonLock(path):
        run_id = database.start_run("rejudge", version=version, config_hash=config.fingerprint(), now=now)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("judging", total=None)
            report = rejudge(
                database,
                config,
                run_id=run_id,
                now=now,
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        database.finish_run(run_id, outcome="done", now=datetime.now(UTC))
    console.print(
        f"{report.articles} articles judged: {report.copies} copies now, {report.copies_before} before; "
        f"{report.found} matches are new, {report.gone} are gone (kept, superseded).",
        highlight=False,
    )
