"""`naskh export` in a terminal: which table is being written, then what the folder holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from config.tables import Config
from db import Database
from pipelines.exporting.dataset import Scope, write_dataset
from pipelines.exporting.files import Style
from terminal.readable import counted


def run_export(config: Config, path: Path, folder: Path, scope: Scope, style: Style, *, version: str) -> None:
    """Export and say to stderr what was written. Raises DatabaseError."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    made_by: dict[str, Any] = {"version": version, "config_hash": config.fingerprint()}
    with Database(path, read_only=True) as database, console.status("choosing") as status:
        database.refuse_crawler()
        done = write_dataset(
            database,
            folder,
            scope,
            style,
            made_by=made_by,
            now=datetime.now(UTC),
            on_table=lambda name: status.update(f"writing {name}"),
        )
    others = f" and {counted(done.counterparts, 'counterpart')}" if done.counterparts else ""
    console.print(f"{counted(done.chosen, 'article')}{others} in {folder} ({done.bytes / 1e6:,.1f} MB):", markup=False)
    for name, rows in done.rows.items():
        console.print(f"  {rows:>9,} {name}", markup=False)
