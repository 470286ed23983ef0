"""Crawl and ship, or collect, in this terminal, with the log on it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from rich.console import Console

from config.tables import Config
from db import Database
from db.lock import LockHeld, holder_of
from pipelines.shipping.folder import place_at
from pipelines.shipping.shards import Shard
from terminal.log import begin_logging
from terminal.readable import counted

log = logging.getLogger("naskh")


def crawl_here(
    config: Config,
    state: Path,
    *,
    where: str,
    shard: Shard | None,
    every_seconds: float,
    name: str | None,
    once: bool,
    file: Path,
    version: str,
) -> int:
    """Visit the sources of a shard until stopped, and ship what they name: the exit status, 1 where after one round a
    source had failed, or something could not be shipped.
    """
    place = place_at(where)
    _refuse_held(state)
    # Imported here: Scrapy takes a second to load.
    from daemon.shipping import shipping
    from scheduler import run_daemon

    console = Console(stderr=True)
    begin_logging(console)
    role = shipping(place, shard=shard, every_seconds=every_seconds, name=name)
    fields = {"sources": len(role.narrowed(config).source), "of": len(config.source), "ship": where}
    log.info("crawling", extra={"fields": {"state": str(state), "process": os.getpid(), **fields}})
    if not fields["sources"]:
        log.warning(_nothing_to_visit(shard, config))
    run_daemon(config, state, version=version, file=file, once=once, role=role)
    with Database(state, read_only=True) as stored:
        waiting, _ = stored.waiting_since()
        run = stored.last_run("run")
        failed = stored.failed_sources(run["id"]) if run else []
    log.info("stopped", extra={"fields": {"records_waiting": waiting, "sources_failed": len(failed)}})
    return int(once and bool(waiting or failed))


def collect_here(
    config: Config,
    database: Path,
    *,
    where: str,
    visits: bool,
    shard: Shard | None,
    keep_seconds: float,
    once: bool,
    file: Path | None,
    version: str,
) -> int:
    """Record what crawlers ship until stopped, or what lies there now: the exit status, 1 where after one round
    something was not recorded. With `visits` the sources of the shard are visited, too.
    """
    place = place_at(where)
    _refuse_held(database)
    from daemon.collecting import collecting
    from pipelines.shipping.collector import Collected
    from scheduler import run_daemon

    console = Console(stderr=True)
    begin_logging(console)
    total = Collected()

    def add(found: Collected) -> None:
        total.files += found.files
        total.records += found.records
        total.again += found.again
        total.failed += found.failed
        total.waiting += [name for name in found.waiting if name not in total.waiting]

    role = collecting(place, visits=visits, shard=shard, keep_seconds=keep_seconds, on_collected=add)
    log.info("collecting", extra={"fields": {"database": str(database), "process": os.getpid(), "collect": where}})
    if visits and shard is not None and not any(shard.owns(source.url) for source in config.source):
        log.warning(_nothing_to_visit(shard, config))
    run_daemon(config, database, version=version, file=file, once=once, role=role)
    words = f"{counted(total.files, 'file')} collected, {counted(total.records, 'record')}"
    words += f"; {total.again} delivered again" if total.again else ""
    words += f"; {len(total.failed)} failed" if total.failed else ""
    words += f"; {len(total.waiting)} left where they are" if total.waiting else ""
    if console.is_terminal:
        console.print(f"{words}; {database}", highlight=False, soft_wrap=True)
    else:
        log.info("stopped", extra={"fields": {"collected": words, "database": str(database)}})
    return int(once and bool(total.failed or total.waiting))


def _nothing_to_visit(shard: Shard | None, config: Config) -> str:
    """Sites are assigned to shards by their names: where there are few sites, a shard may have none."""
    return (
        f"no source of naskh.toml is in the shard {shard} (of {counted(len(config.source), 'source')}): nothing is "
        "visited here; all sources of one site are in one shard, so have fewer shards than sites"
    )


def _refuse_held(database: Path) -> None:
    """Reported before anything slow is loaded. The daemon takes the lock itself."""
    if (holder := holder_of(database)) is not None:
        raise LockHeld(database, holder)
