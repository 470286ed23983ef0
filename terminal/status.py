"""One screen: is it running, what came in today, what fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from config.loading import ConfigError, config_in, nothing_to_watch
from config.watch import file_hash
from db import Database
from db.backup_schedule import BackupSchedule
from db.condition import LEAST_FREE_BYTES, Condition, warnings_of, why_not_ready
from db.lock import holder_of
from db.times import to_text
from terminal.backfill_words import progress_words
from terminal.crawlers import crawler_lines
from terminal.findings import finding_words
from terminal.lists import print_json
from terminal.readable import counted, one_line, part_in_words, readable_time, readable_url
from terminal.source_words import is_broken, state_word, why_broken

# Of failing sources, and of changes in outlets' texts.
_MOST_LINES = 10


def print_status(
    database: Database,
    *,
    backups: BackupSchedule | None = None,
    now: datetime,
    mistakes: str | None = None,
    free_bytes: int | None = None,
) -> None:
    """Print the state of a database and its daemon to stdout; of its backups where there are or should be any.

    `mistakes` are those of the naskh.toml of the command, `free_bytes` what is left on the disk of the database.
    """
    console = Console(file=sys.stdout, highlight=False)
    holder, run = holder_of(database.path), database.last_run("run")
    if holder is not None:
        since = f" since {readable_time(run['started_at'])}" if run else ""
        console.print(f"[green]Watching[/green] as process {holder}{since}")
    else:
        console.print(f"[yellow]Not watching[/yellow]{_ended(run, database.last_run('restore'))}", soft_wrap=True)
    for line in _settings(database, run, is_running=holder is not None, mistakes=mistakes):
        console.print(line, soft_wrap=True)
    day, lately = now - timedelta(days=1), "in the last 24 h"
    console.print(f"Database   {escape(str(database.path))} ({_size(*database.sizes())})", soft_wrap=True)
    if free_bytes is not None and free_bytes < LEAST_FREE_BYTES:
        console.print(f"Disk       [red]{free_bytes / 1e6:,.0f} MB are free; make room on it[/red]")
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
    lines = (_sources(database), _backfills(database, is_running=holder is not None), crawler_lines(database))
    for line in chain(*lines, _findings(database)):
        console.print(line, soft_wrap=True)


def _sources(database: Database) -> Iterator[Text]:
    """How many sources fail, and what is known of the first ten."""
    sources = [row for row in database.list_sources(since=None, limit=None) if row["enabled"]]
    failing = [row for row in sources if is_broken(row)]
    yield Text(f"Sources    {part_in_words(len(failing), len(sources), 'failing')}")
    for row in failing[:_MOST_LINES]:
        yield Text.assemble("  ", (one_line(row["outlet"]), "red"), f"  {readable_url(row['url'])}: {_why(row)}")
    if len(failing) > _MOST_LINES:
        yield Text("  ... see all: naskh sources")


def _backfills(database: Database, *, is_running: bool) -> Iterator[Text]:
    """How far each archive is that is being fetched."""
    for order in database.open_backfills():
        words = progress_words(database.backfill_progress(order.id))
        words += "" if is_running else "; nobody works it: `naskh run` goes on with it"
        yield Text(f"Backfill   {one_line(order.outlet)}, {order.first} to {order.last}: {words}")


def _findings(database: Database) -> Iterator[Text]:
    """How many outlets' texts changed, and how the first ten did."""
    findings = database.open_findings()
    if findings:
        yield Text(f"Changed    {counted(len({row['outlet_id'] for row in findings}), 'outlet')}")
    for row in findings[:_MOST_LINES]:
        yield Text.assemble("  ", (one_line(row["outlet"]), "red"), f"  {finding_words(row)}")


def _settings(
    database: Database, run: dict[str, Any] | None, *, is_running: bool, mistakes: str | None
) -> Iterator[Text]:
    """The file whose settings are in force, when it was read, and what is different in it now."""
    settings = database.settings_of_run(run["id"]) if run and is_running else None
    if settings is None:
        if mistakes is not None:
            yield Text.assemble("Settings   ", ("have mistakes", "red"), f": {_joined(mistakes)}")
        return
    path = Path(settings["path"])
    read = f"read {readable_time(settings['read_at'])}"
    yield Text(f"Settings   {one_line(str(path))}, {read} ({settings['config_hash'][:8]})")
    if settings["needs_restart"]:
        yield Text.assemble("  ", ("needs a restart", "yellow"), f": {one_line(settings['needs_restart'])}")
    if why := _mistakes_since(path, settings["file_hash"]):
        yield Text.assemble("  ", ("the file has changed since and has mistakes", "red"), f": {_joined(why)}")


def _joined(mistakes: str) -> str:
    return one_line("; ".join(mistakes.splitlines()))


def _mistakes_since(path: Path, known: str) -> str | None:
    """Why a file that changed since it was read cannot be taken up; None where it can, or did not change."""
    try:
        raw = path.read_bytes()
        return None if file_hash(raw) == known else nothing_to_watch(config_in(raw, path), path)
    except ConfigError as error:
        return str(error)
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror})"


def _ended(run: dict[str, Any] | None, restored: dict[str, Any] | None) -> str:
    """How the newest run ended. A restored backup does not say how a run ended that was under way when it was made."""
    finished = run and run["finished_at"]
    is_restored = restored is not None and (run is None or restored["id"] > run["id"])
    said = ""
    if run and (finished or not is_restored):
        said = f"; last stopped {readable_time(finished) if finished else f'by a crash or a kill{_last_alive(run)}'}"
    if restored is not None and is_restored:
        said += f"; restored from a backup {readable_time(restored['started_at'])}"
    return said


def _last_alive(run: dict[str, Any] | None) -> str:
    return f", last alive {readable_time(run['alive_at'])}" if run and run["alive_at"] else ""


def print_condition(condition: Condition) -> None:
    """Print the state of the daemon and its database to stdout, as JSON."""
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
    print_json(shown)


def _size(file: int, log: int) -> str:
    """`2.1 MB`, `2.1 MB and 8.7 MB of write-ahead log`."""
    # A log of less would be said to have 0.0 MB.
    logged = f" and {log / 1e6:.1f} MB of write-ahead log" if log >= 50_000 else ""
    return f"{file / 1e6:.1f} MB{logged}"


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
    words = f"{state_word(row)}: {why_broken(row)}"
    if row["failures"]:
        words += ", once" if row["failures"] == 1 else f", {row['failures']} times in a row"
    elif row["failing_since"]:
        words += f", since {readable_time(row['failing_since'])}"
    return one_line(words)
