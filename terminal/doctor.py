"""`naskh doctor`: check what a person can set right before leaving the daemon alone."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from config import Config
from db import Database, DatabaseError, SqliteError, error_of
from db.lock import holder_of
from db.soundness import problems_of
from pipelines.alerts.deliver import channel_address
from terminal.findings import finding_words
from terminal.readable import one_line

_LEAST_FREE_BYTES = 500 * 1000 * 1000
_MOST_DAMAGE = 20
_CLOCK_STARTS = datetime(2025, 1, 1, tzinfo=UTC)

Finding = tuple[bool, str]


def examine(config: Config, path: Path, *, has_config: bool) -> int:
    """Print what is right and what is not to stdout: the exit status, 1 when something needs a person."""
    console = Console(file=sys.stdout, highlight=False)
    good = True
    for fine, words in (
        *_settings(config, has_config=has_config),
        *_database(path),
        *_machine(path),
        *_sources(config),
    ):
        good &= fine
        console.print("[green]ok  [/green]" if fine else "[red]FIX [/red]", end="")
        console.print(words, markup=False, soft_wrap=True)
    return 0 if good else 1


def _settings(config: Config, *, has_config: bool) -> Iterator[Finding]:
    yield (
        has_config,
        "naskh.toml is well formed" if has_config else "there is no naskh.toml; `naskh init` writes one",
    )
    if has_config:
        filled = bool(config.crawl.contact)
        yield (
            filled,
            f"contact: {config.crawl.contact}" if filled else "crawl.contact is empty: fill in an address",
        )
    for channel in config.channel:
        there = channel_address(channel) is not None
        where = channel.url_env or channel.url_file
        yield (
            there,
            f"channel {channel.name}: {where} {'holds an address' if there else 'holds no address'}",
        )


def _database(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield (True, f"{path} does not exist yet; the first run makes it")
        return
    try:
        with Database(path, read_only=True) as database:
            damage = list(problems_of(database))
            yield (not damage, f"{path}: {database.count_articles()} articles, {'DAMAGED' if damage else 'sound'}")
            yield from ((False, f"damaged: {one_line(each)}") for each in damage[:_MOST_DAMAGE])
            if damage:
                yield (False, f"put a backup in the place of {path}, or import its texts into a new database")
            for row in database.open_findings():
                yield (False, f"{one_line(row['outlet'])}: {finding_words(row)}")
    except (DatabaseError, SqliteError) as error:
        yield (False, str(error_of(error, path) or error))
    holder = holder_of(path)
    yield (True, f"process {holder} is watching" if holder else "no daemon is watching")


def _machine(path: Path) -> Iterator[Finding]:
    folder = path.absolute().parent
    free = shutil.disk_usage(folder).free if folder.exists() else 0
    yield (free > _LEAST_FREE_BYTES, f"disk: {free / 1e9:.1f} GB free in {folder}")
    now = datetime.now(UTC)
    yield (now > _CLOCK_STARTS, f"clock: {now:%Y-%m-%d %H:%M} UTC")


def _sources(config: Config) -> Iterator[Finding]:
    sources = [source for source in config.source if source.enabled]
    if sources:
        from terminal.source_check import check_sources

        yield from asyncio.run(check_sources(config))
