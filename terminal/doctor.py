"""`naskh doctor`: check everything that a person can fix before the daemon runs unattended."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile

from rich.console import Console

from config.tables import Config
from db import Database, SqliteError, error_of
from db.backup_schedule import BackupSchedule
from db.connection import Older
from db.lock import holder_of
from db.soundness import Damaged, problems_of
from db.unreadable_texts import NOT_UTF_8
from pipelines.alerts.own_template import problem_of
from pipelines.alerts.reachable import problem_reaching
from pipelines.alerts.secrets import place_in_words, read_secret
from terminal.findings import finding_words
from terminal.lists import print_json
from terminal.readable import counted, one_line, readable_url

_LEAST_FREE_BYTES = 500 * 1000 * 1000
_MOST_DAMAGE = 20
_MEND = (
    "or write such a value anew with SQL while no daemon runs: `update TABLE set COLUMN = 'its words' where id = ID`; "
    "titles and texts of articles have hashes, so that only a backup mends them"
)
_CLOCK_STARTS = datetime(2025, 1, 1, tzinfo=UTC)

Finding = tuple[bool, str]


def examine(config: Config, path: Path, *, file: Path | None, as_json: bool = False) -> int:
    """Print each check and its result to stdout. Returns the exit status, 1 when something needs a person. `file` is
    what `config` was read from, None of the defaults.
    """
    # Each as soon as it is known: the sources take a while.
    findings = (_settings(config, file), _database(path), _machine(path), _backups(config, path), _sources(config))
    told = chain(*findings)
    return 0 if (_print_json(told) if as_json else _print(told)) else 1


def examine_without_settings(path: Path, mistakes: str, *, as_json: bool = False) -> None:
    """Print what needs a person at the database and the machine, where naskh.toml cannot be used. Its `mistakes`, one a
    line, are printed as JSON alone: people read them elsewhere.
    """
    found = [finding for finding in chain(_database(path), _machine(path)) if not finding[0]]
    if as_json:
        _print_json([*((False, line) for line in mistakes.splitlines()), *found])
    else:
        _print(found)


def _print(findings: Iterable[Finding]) -> bool:
    """Whether nothing needs a person."""
    console = Console(file=sys.stdout, highlight=False)
    good = True
    for fine, words in findings:
        good &= fine
        console.print("[green]ok  [/green]" if fine else "[red]FIX [/red]", end="")
        console.print(words, markup=False, soft_wrap=True)
    return good


def _print_json(findings: Iterable[Finding]) -> bool:
    """Print all as one object. Whether nothing needs a person."""
    checks = [{"ok": fine, "message": words} for fine, words in findings]
    good = all(check["ok"] for check in checks)
    print_json({"ok": good, "checks": checks})
    return good


def _settings(config: Config, file: Path | None) -> Iterator[Finding]:
    yield (
        file is not None,
        "there is no naskh.toml; `naskh init` writes one" if file is None else f"{file} is well formed",
    )
    if file is not None:
        filled = bool(config.crawl.contact)
        yield (
            filled,
            f"contact: {config.crawl.contact}"
            if filled
            else "crawl.contact is empty: write your mail or web address there, so that sites can reach you",
        )
    yield from _templates(config)
    for channel in config.channel:
        if channel.path is not None:
            yield _file_of_channel(channel.name, Path(channel.path))
            continue
        assert channel.address is not None
        where = place_in_words(channel.address)
        if read_secret(channel.address) is None:
            yield (False, f"channel {channel.name}: {where} is empty or missing; put the channel's address there")
        elif problem := asyncio.run(problem_reaching(channel)):
            yield (False, f"channel {channel.name} ({where}): {problem}")
        else:
            what = "can be reached" if channel.kind == "webhook" else f"{where} has an address that Apprise knows"
            yield (True, f"channel {channel.name}: {what}; `naskh alerts test {channel.name}` sends a test message")
        if channel.secret is not None and read_secret(channel.secret) is None:
            where = place_in_words(channel.secret)
            yield (False, f"channel {channel.name}: {where} is empty or missing; put the channel's secret there")


def _file_of_channel(name: str, path: Path) -> Finding:
    is_open = os.access(path, os.W_OK) if path.exists() else _takes_files(path.parent)
    return is_open, f"channel {name}: {path} {'can be' if is_open else 'cannot be'} written"


def _takes_files(folder: Path) -> bool:
    """Whether a file can be made in a folder. Permissions do not say it of root, nor of folders such as /proc."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _templates(config: Config) -> Iterator[Finding]:
    for channel in config.channel:
        if channel.template is None:
            continue
        problem = problem_of(channel.template, channel.language or config.reader.language)
        state = "works" if problem is None else f"cannot be used, the built-in words are: {one_line(problem)}"
        yield (problem is None, f"channel {channel.name}: template {one_line(channel.template)} {state}")


def _database(path: Path) -> Iterator[Finding]:
    folder = path.absolute().parent
    if not folder.is_dir():
        yield (False, f"{path}: there is no folder {folder}; create it, or name another file")
        return
    # The log of what is being written and the lock stand beside the file.
    is_open = _takes_files(folder) and (os.access(path, os.W_OK) or not path.exists())
    if not is_open:
        yield (False, f"{path} cannot be written: this user needs the right to write the file and the folder {folder}")
    if not path.exists():
        if is_open:
            yield (True, f"{path} does not exist yet; the first run creates it")
        return
    # As sqlite3 leaves one that was asked for a database that is not there.
    if path.is_file() and not path.stat().st_size:
        yield (True, f"{path} is empty; the first run fills it")
        return
    damage: list[str] = []
    try:
        with Database(path, read_only=True) as database:
            damage = list(problems_of(path))
            if damage:
                yield from _damaged(path, damage)
            else:
                yield (True, f"{path}: {database.count_articles()} articles, sound")
            yield from _stored(database)
    except Exception as error:  # what is damaged may break whatever reads it
        told = error_of(error, path)
        if told is None and not isinstance(error, SqliteError):
            raise
        if told is not None and not isinstance(told, Damaged):
            # After an upgrade of Naskh, before the first run: nothing is to be mended.
            yield (isinstance(told, Older), str(told))
        elif not damage:
            what = str(error) if told is None else told.what
            yield from _damaged(path, list(problems_of(path)) or [what])
    holder = holder_of(path)
    yield (True, f"the daemon is running as process {holder}" if holder else "no daemon is running")


def _damaged(path: Path, damage: list[str]) -> Iterator[Finding]:
    yield (False, f"{path}: DAMAGED")
    yield from ((False, f"damaged: {one_line(each)}") for each in damage[:_MOST_DAMAGE])
    yield (False, f"`naskh restore` puts a backup in the place of {path}; or import its texts into a new one")
    if all(NOT_UTF_8 in each for each in damage):
        yield (False, _MEND)


def _stored(database: Database) -> Iterator[Finding]:
    unfinished = database.unfinished_forgetting()
    if unfinished.left:
        what = counted(unfinished.left, "text")
        yield (False, f"{what} to be forgotten still there; `naskh forget` without a name removes what it began with")
    elif unfinished.rest:
        yield (True, "unused parts of the file may hold what was forgotten; `naskh stop` and `naskh forget` mend that")
    for row in database.open_findings():
        yield (False, f"{one_line(row['outlet'])}: {finding_words(row)}")
    for row in database.list_sources(since=None, limit=None):
        if row["enabled"] and row["paused_at"]:
            yield (True, f"paused: {readable_url(row['url'])}; `naskh sources resume {row['id']}` ends that")


def _machine(path: Path) -> Iterator[Finding]:
    folder = path.absolute().parent
    if not folder.is_dir():
        # That it is missing was said.
        folder = next(each for each in folder.parents if each.is_dir())
    free = shutil.disk_usage(folder).free
    enough = free > _LEAST_FREE_BYTES
    need = "" if enough else f"; free at least {_LEAST_FREE_BYTES / 1e9:.1f} GB"
    yield (enough, f"disk: {free / 1e9:.1f} GB free in {folder}{need}")
    now = datetime.now(UTC)
    is_set = now > _CLOCK_STARTS
    yield (is_set, f"clock: {now:%Y-%m-%d %H:%M} UTC{'' if is_set else '; set the clock of this machine'}")


def _backups(config: Config, path: Path) -> Iterator[Finding]:
    backups = BackupSchedule.of(config.backup, path)
    if backups.every is None:
        return
    # The folder is made with the first backup.
    there = next(each for each in (backups.folder.absolute(), *backups.folder.absolute().parents) if each.exists())
    is_open = _takes_files(there)
    newest = backups.newest()
    last = f"the last of {newest.made_at:%Y-%m-%d %H:%M} UTC" if newest else "none yet"
    yield (is_open, f"backups: {backups.folder} {f'can be written, {last}' if is_open else 'cannot be written'}")


def _sources(config: Config) -> Iterator[Finding]:
    sources = [source for source in config.source if source.enabled]
    if sources:
        from terminal.source_check import check_sources

        with _trying(len(sources)):
            found = asyncio.run(check_sources(config))
        yield from found


def _trying(sources: int) -> AbstractContextManager[object]:
    """Say that it goes on, on a terminal."""
    console = Console(stderr=True)
    return console.status(f"trying {counted(sources, 'source')}") if console.is_terminal else nullcontext()
