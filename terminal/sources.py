"""`naskh visit` and `naskh sources pause|resume|remove`: find the sources that are meant, act, say what was done."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from config.loading import ConfigError
from config.tables import Config
from db import Database
from db.lock import holder_of
from db.store import Row
from terminal.like_sources import did_you_mean
from terminal.readable import one_line, readable_url

_DAEMON_SECONDS = 5


def run_visit(name: str, config: Config, path: Path, *, has_config: bool, version: str) -> int:
    """Have a source visited now, by the daemon where one runs: the exit status."""
    holder = holder_of(path)
    found = _sources(name, config, path, has_config=has_config)
    if not found:
        return 1
    if left_out := next((row for row in found if not row["enabled"]), None):
        return _fail(f"{_called(left_out)} is switched off in naskh.toml, or taken out of it; put it there first")
    if paused := next((row for row in found if row["paused_at"]), None):
        return _fail(f"{_called(paused)} is paused; `naskh sources resume {paused['id']}` ends that")
    if holder is None:
        from terminal.running import run_here

        ids = frozenset(row["id"] for row in found)
        run_here(config, path, once=True, sample=not has_config, version=version, only=ids)
        with Database(path, read_only=True) as database:
            rows = database.list_sources(since=None, limit=None)
        return 1 if any(row["failures"] for row in rows if row["id"] in ids) else 0
    with Database(path, create=False) as database:
        for row in found:
            if row["is_visited"]:
                _say(f"{_called(row)} is being visited right now by the daemon (process {holder}).")
                continue
            database.visit_soon(row["id"])
            _say(
                f"{_called(row)} is visited by the daemon (process {holder}) within {_DAEMON_SECONDS} s, or as soon as "
                "another visit ends; `naskh visits` shows what it brings."
            )
    return 0


def run_pause(name: str, config: Config, path: Path, *, has_config: bool, paused: bool) -> int:
    """Pause or resume sources: the exit status, 1 when none is called so."""
    found = _sources(name, config, path, has_config=has_config)
    with Database(path, create=False) as database:
        for row in found:
            if paused and row["paused_at"]:
                _say(f"{_called(row)} is paused already.")
            elif paused:
                database.pause_source(row["id"], now=datetime.now(UTC))
                _say(f"{_called(row)} is paused; `naskh sources resume {row['id']}` ends that.")
            elif row["paused_at"]:
                database.resume_source(row["id"])
                _say(f"{_called(row)} is visited again{'' if row['enabled'] else ' once naskh.toml has it'}.")
            else:
                _say(f"{_called(row)} is not paused.")
    return 0 if found else 1


def run_remove(name: str, config: Config, path: Path, *, file: Path | None) -> int:
    """Take sources out of naskh.toml and visit them no more: the exit status."""
    # Imported here: it loads what writes TOML.
    from config.writing import rewrite

    if file is None:
        return _fail("there is no naskh.toml; the sample newswire's sources can be paused, not removed")
    found = _sources(name, config, path, has_config=True)
    with Database(path, create=False) as database:
        for row in found:
            if any(source.url == row["url"] for source in config.source):
                try:
                    rewrite(file, partial(_without, url=row["url"], file=file))
                except ConfigError as error:
                    return _fail(str(error))
                except OSError as error:
                    return _fail(f"{file} cannot be written ({error.strerror}); check disk and permissions")
            database.disable_source(row["id"])
            _say(f"{_called(row)} is taken out of {file} and visited no more; what it brought stays.")
    return 0 if found else 1


def _sources(name: str, config: Config, path: Path, *, has_config: bool) -> list[Row]:
    """The sources that are called so. Where the configuration has one that was never watched, it is taken up first."""
    with Database(path, create=has_config) as database:
        found = database.sources_named(name)
        if not found and any(name == source.outlet or name in source.url for source in config.source):
            from daemon.settings import save_settings

            save_settings(database, config, now=datetime.now(UTC))
            found = database.sources_named(name)
        like = "" if found else did_you_mean(name, database)
    enabled = [row for row in found if row["enabled"]]
    if not found:
        _fail(f"there is no source {one_line(name)}; {like}`naskh sources` lists them with id, outlet and address")
    return enabled or found


def _without(text: str, *, url: str, file: Path) -> str:
    from crawler.source_block import without_source

    left = without_source(text, url)
    if left is None:
        raise ConfigError(f"{file}: take the [[source]] with url {url} out by hand")
    return left


def _called(row: Row) -> str:
    return f"{one_line(row['outlet'])}: {readable_url(row['url'])}"


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _fail(words: str) -> int:
    _say(f"naskh: {words}")
    return 1
