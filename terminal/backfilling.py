"""`naskh backfill` in a terminal: order it, work it or have the daemon work it, show how far it is, sum it up."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from config.tables import Config
from daemon.settings import save_settings
from db import Database
from db.lock import LockHeld, holder_of
from pipelines.text.domains import host_of, registrable
from terminal.backfill_words import is_whole, progress_words, summary
from terminal.like_sources import did_you_mean
from terminal.log import begin_logging
from terminal.readable import one_line, readable_url

_LOOK_SECONDS = 0.5
_NAMED = 3
_OPEN = ("waiting", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for."""

    outlet: str
    first: date
    last: date | None
    is_dry: bool
    with_undated: bool
    with_alerts: bool
    waits: bool


def run_backfill(order: Order, config: Config, path: Path, *, version: str) -> int:
    """Order a backfill and follow it to its end: the exit status."""
    now = datetime.now(UTC)
    with Database(path) as database:
        database.refuse_crawler()
        outlet = _outlet(order.outlet, config, database, now=now)
        if outlet is None:
            return 1
        backfill_id, goes_on = database.order_backfill(
            outlet[0],
            first=order.first,
            last=order.last,
            with_alerts=order.with_alerts,
            with_undated=order.with_undated,
            is_dry=order.is_dry,
            now=now,
        )
    if goes_on:
        _say(f"Going on with the backfill of {one_line(outlet[1])} where it stopped.")
    holder = holder_of(path)
    if not order.waits:
        if holder is None:
            return _fail("no daemon is running on this database; start `naskh run`, or leave --no-wait out")
        _say(f"The daemon (process {holder}) walks the archive; `naskh status` shows how far it is.")
        return 0
    console = Console(stderr=True)
    # One that holds the lock and is no daemon, such as `naskh run --once`, leaves it to this command.
    if holder is None or _follow(path, backfill_id, console, threading.Event(), holder=holder):
        try:
            _work_here(config, path, backfill_id, console, version=version)
        except LockHeld as held:
            _follow(path, backfill_id, console, threading.Event(), holder=held.process_id)
    with Database(path, read_only=True) as database:
        progress = database.backfill_progress(backfill_id)
        failed = database.failed_listings(backfill_id, limit=_NAMED)
    _say(summary(progress))
    for row in failed:
        _say(f"  not read whole: {readable_url(row['url'])}: {one_line(row['reason'] or 'no reason given')}")
    return 0 if is_whole(progress) else 1


def stop_backfills(name: str, config: Config, path: Path) -> int:
    """End the open backfills of an outlet: the exit status."""
    now = datetime.now(UTC)
    with Database(path) as database:
        outlet = _outlet(name, config, database, now=now)
        if outlet is None:
            return 1
        found = database.open_backfills(outlet[0])
        for each in found:
            database.end_backfill(each.id, state="stopped", message="stopped on request", now=now)
    if not found:
        _say(f"No backfill of {one_line(outlet[1])} is under way.")
    for each in found:
        _say(
            f"Stopped the backfill of {one_line(each.outlet)}, {each.first} to {each.last}; what it stored stays. The "
            "same command goes on with it."
        )
    return 0


def _work_here(config: Config, path: Path, backfill_id: int, console: Console, *, version: str) -> None:
    """Walk the archive in this process. Raises LockHeld."""
    # Imported here: Scrapy takes a second to load.
    from scheduler import run_daemon

    begin_logging(console)
    logging.getLogger("naskh").setLevel(logging.WARNING)
    over = threading.Event()
    follower = threading.Thread(
        target=_follow, args=(path, backfill_id, console, over), kwargs={"holder": None}, daemon=True
    )
    follower.start()
    try:
        run_daemon(config, path, version=version, past_only=True)
    finally:
        over.set()
        follower.join(5)


def _follow(path: Path, backfill_id: int, console: Console, over: threading.Event, *, holder: int | None) -> bool:
    """Show how far it is until it is over; whether it is still to be worked, and nobody does: `holder` is gone."""
    with Database(path, read_only=True) as database, _bar(console) as bar, contextlib.suppress(KeyboardInterrupt):
        task = bar.add_task("starting", total=None)
        while not over.is_set():
            began = time.monotonic()
            progress = database.backfill_progress(backfill_id)
            left = progress["statuses"].get("wanted", 0)
            total = progress["pages"] if progress["seconds_a_page"] is not None and not progress["is_dry"] else None
            bar.update(task, description=progress_words(progress), total=total, completed=progress["pages"] - left)
            if holder is not None and progress["state"] not in _OPEN:
                return False
            if holder is not None and holder_of(path) is None:
                return True
            # To count a large archive takes a while.
            over.wait(max(_LOOK_SECONDS, 10 * (time.monotonic() - began)))
        return False
    _say(f"Process {holder} goes on with it; `naskh status` shows how far it is, --stop ends it.")
    return False


@contextlib.contextmanager
def _bar(console: Console) -> Iterator[Progress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield bar


def _outlet(name: str, config: Config, database: Database, *, now: datetime) -> tuple[int, str] | None:
    """The id and name of the outlet that is called so, by its name, a domain, or one of its sources."""
    # What naskh.toml has and no daemon has seen yet is taken up; beside a daemon that is what it does itself.
    if config.source and holder_of(database.path) is None:
        save_settings(database, config, now=now)
    found = database.sources_named(name)
    if not found and (host := host_of(name if "://" in name else f"https://{name}/")) is not None:
        outlet_id = database.outlet_of_domain([host, registrable(host)])
        found = database.sources_named(database.outlet(outlet_id)["name"]) if outlet_id is not None else []
    enabled = [row for row in found if row["enabled"] and not row["paused_at"]]
    if not enabled:
        why = "is not visited" if found else "is not known by name, domain or source"
        like = "" if found else did_you_mean(name, database)
        _fail(f"{one_line(name)} {why}; {like}`naskh sources` lists sources and outlets, `naskh add` adds one")
        return None
    outlet_id = database.known_outlet(enabled[0]["outlet"])
    assert outlet_id is not None
    return outlet_id, enabled[0]["outlet"]


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _fail(words: str) -> int:
    _say(f"naskh: {words}")
    return 1
