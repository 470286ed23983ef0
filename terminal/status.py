"""One screen: is it running, what came in today, what fails."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from db import Database
from db.backup_schedule import BackupSchedule
from db.condition import Condition, warnings_of, why_not_ready
from db.lock import holder_of
from db.times import to_text
from terminal.findings import finding_words
from terminal.readable import counted, one_line, part_in_words, readable_time, readable_url


def print_status(database: Database, *, backups: BackupSchedule | None = None, now: datetime) -> None:
    """Print the state of a database and its daemon to stdout; of its backups where there are or should be any."""
    console = Console(file=sys.stdout, highlight=False)
    holder, run = holder_of(database.path), database.last_run("run")
    if holder is not None:
        since = f" since {readable_time(run['started_at'])}" if run else ""
        console.print(f"[green]Watching[/green] as process {holder}{since}")
    else:
        finished = run and run["finished_at"]
        last = f"; last stopped {readable_time(finished) if finished else 'by a crash or a kill'}" if run else ""
        console.print(f"[yellow]Not watching[/yellow]{last}")
    day, lately = now - timedelta(days=1), "in the last 24 h"
    console.print(f"Database   {database.path} ({database.path.stat().st_size / 1e6:.1f} MB)", soft_wrap=True)
    if backups is not None and (words := _backup_words(backups, now=now)):
        console.print(f"Backup     {words}", soft_wrap=True)
    console.print(
        f"Articles   {part_in_words(database.count_articles(since=day), database.count_articles(), lately)}\n"
        f"Copies     {part_in_words(database.count_copies(since=day), database.count_copies(), lately)}"
    )
    pages = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in database.page_counts().items())
    console.print(f"Pages      {pages or 'none'}")
    alerts = part_in_words(database.count_alerts(since=day), database.count_alerts(), lately)
    console.print(f"Alerts     {alerts}\nMessages   {_messages(database, now=now)}", soft_wrap=True)
    sources = [row for row in database.list_sources(since=None, limit=None) if row["enabled"]]
    failing = [row for row in sources if row["failures"]]
    console.print(f"Sources    {part_in_words(len(failing), len(sources), 'failing')}")
    for row in failing[:10]:
        console.print(
            Text.assemble("  ", (one_line(row["outlet"]), "red"), f"  {readable_url(row['url'])}: {_why(row)}"),
            soft_wrap=True,
        )
    if len(failing) > 10:
        console.print("  ... see all: naskh sources")
    findings = database.open_findings()
    if findings:
        console.print(f"Changed    {counted(len({row['outlet_id'] for row in findings}), 'outlet')}")
    for row in findings[:10]:
        console.print(
            Text.assemble("  ", (one_line(row["outlet"]), "red"), f"  {finding_words(row)}"),
            soft_wrap=True,
        )


def print_condition(condition: Condition) -> None:
    """Print how it goes as JSON to stdout."""
    reasons = why_not_ready(condition)
    counts = {name: value for name, value in asdict(condition).items() if name not in ("at", "process", "version")}
    said = {
        "at": condition.at,
        "ready": not reasons,
        "reasons": reasons,
        "warnings": warnings_of(condition),
        "process": condition.process,
        "version": condition.version,
        **counts,
    }
    shown = {name: to_text(value) if isinstance(value, datetime) else value for name, value in said.items()}
    sys.stdout.buffer.write(f"{json.dumps(shown, ensure_ascii=False, indent=2)}\n".encode())


def _backup_words(backups: BackupSchedule, *, now: datetime) -> str:
    newest = backups.newest()
    if newest is None:
        return "" if backups.every is None else "none yet"
    late = " [red](late: the log says why)[/red]" if backups.is_late(since=None, now=now) else ""
    return f"{readable_time(to_text(newest.made_at))} ({escape(str(newest.path))}){late}"


def _messages(database: Database, *, now: datetime) -> str:
    """`10 sent, 2 waiting, 1 failed (naskh alerts failed), 3 alerts held back, 1 mute`."""
    said = []
    for name, number in database.delivery_counts().items():
        said.append(f"{number:,} {name}{' (naskh alerts failed)' if name == 'failed' else ''}")
    if queued := database.count_queued():
        said.append(f"{counted(queued, 'alert')} held back (naskh alerts waiting)")
    if mutes := len(database.mutes(now=now)):
        said.append(f"{counted(mutes, 'mute')} (naskh alerts mutes)")
    return ", ".join(said) or "none"


def _why(row: dict[str, Any]) -> str:
    times = "once" if row["failures"] == 1 else f"{row['failures']} times in a row"
    return f"{one_line(row['last_message'] or 'no reason given')} ({times})"
