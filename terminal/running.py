"""Run the daemon in this terminal, with the log on it."""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from rich.console import Console, Group
from rich.status import Status
from rich.text import Text

from config.loading import parse_config
from config.tables import DEFAULT_DATABASE, Config
from db import Database
from db.lock import LockHeld, holder_of
from terminal.log import begin_logging
from terminal.readable import counted, one_line

log = logging.getLogger("naskh")


def run_here(
    config: Config,
    database: Path,
    *,
    once: bool,
    sample: bool,
    version: str,
    file: Path | None = None,
    only: Collection[int] | None = None,
) -> None:
    """Watch until stopped, with the log on this terminal; say at the end where the results are. `file` is the
    naskh.toml that is read again when it changes; `only` are the ids of the sources that one round visits, where it is
    not all of them.
    """
    if (holder := holder_of(database)) is not None:
        # Reported before anything slow is loaded. The daemon takes the lock itself.
        raise LockHeld(database, holder)
    # Imported here: Scrapy takes a second to load, and other commands do without it.
    from scheduler import run_daemon

    console = Console(stderr=True)
    begin_logging(console, sample=sample)
    newswire = None
    if sample:
        from sample.newswire import Newswire

        newswire = Newswire()
        config = parse_config(newswire.config_text(database=str(database)), name="sample")
    _say_what_begins(console, config, database, sample=sample)
    try:
        with _what_is_going_on(console) as show:
            run_daemon(
                config,
                database,
                version=version,
                file=file,
                once=once,
                only=only,
                alongside=newswire,
                on_progress=show,
            )
    finally:
        for handler in logging.getLogger().handlers:
            handler.flush()
    _say_what_came_in(console, database, ended="Done." if once else "Stopped.")


def status_of_round(database: Path) -> int:
    """The exit status of one round: 1 when a source could not be visited. Says which, to stderr."""
    with Database(database, read_only=True) as stored:
        run = stored.last_run("run")
        failed = stored.failed_sources(run["id"]) if run else []
    if not failed:
        return 0
    named = ", ".join(dict.fromkeys(one_line(row["outlet"]) for row in failed))
    print(f"naskh: {counted(len(failed), 'source')} failed: {named}; `naskh visits` says why", file=sys.stderr)
    return 1


def visiting_words(outlets: Sequence[str]) -> str:
    """What is visited now: `visiting City (2 sources), Valley`, from the outlet of each source."""
    named = [f"{name} ({n} sources)" if n > 1 else name for name, n in Counter(outlets).items()]
    if not named:
        return "waiting for the next visit"
    return f"visiting {', '.join(named[:4])}{f' and {len(named) - 4} more' if len(named) > 4 else ''}"


class _Progress:
    def __init__(self, status: Status) -> None:
        self.status = status

    def __call__(self, outlets: list[str]) -> None:
        # One line, whatever the names: a Group keeps the text from being joined to the spinner, and wrapped with it.
        self.status.update(Group(Text(visiting_words(outlets), no_wrap=True, overflow="ellipsis")))


@contextlib.contextmanager
def _what_is_going_on(console: Console) -> Iterator[_Progress]:
    with console.status("starting", spinner="dots") if console.is_terminal else _quiet(console) as status:
        yield _Progress(status)


@contextlib.contextmanager
def _quiet(console: Console) -> Iterator[Status]:
    yield Status("", console=console)


def _say_what_begins(console: Console, config: Config, database: Path, *, sample: bool) -> None:
    known = _stored_articles(database) if sample else 0
    if console.is_terminal:
        _greet(console, config, database, sample=sample)
        if known:
            console.print(f"{_known_already(database, known)}\n", style="yellow", markup=False, highlight=False)
        return
    log.info("watching", extra={"fields": {"database": str(database), "process": os.getpid(), "sample": sample}})
    if known:
        log.warning(_known_already(database, known).replace("\n", " "))


def _greet(console: Console, config: Config, database: Path, *, sample: bool) -> None:
    if sample:
        console.print(
            "[bold]There is no naskh.toml here, so this is the sample newswire[/bold]: small news sites on this "
            "machine, written for the purpose. Articles appear, are reprinted, cut and revised while you watch. Three "
            "sites misbehave on purpose: أنباء الواحة (dead links, a feed that breaks off), صدى السهول (slow), "
            "Delta Courier (asks for pauses). "
            f"[dim]`{_command()} init` writes a naskh.toml with real sources. Ctrl-C stops.[/dim]\n",
            highlight=False,
        )
    elif not config.crawl.contact:
        console.print(
            "[yellow]crawl.contact is empty: write your mail or web address there, so that sites can reach "
            "you.[/yellow]"
        )
    console.print(Text(f"Database: {database}", style="dim"), soft_wrap=True)


def _stored_articles(database: Path) -> int:
    if not database.exists():
        return 0
    with Database(database) as stored:
        return stored.count_articles()


def _known_already(database: Path, articles: int) -> str:
    """What to expect of a second run of the sample newswire, which publishes the same pieces again."""
    fresh = database.with_name(f"{database.stem}-2{database.suffix}")
    return (
        f"{database} holds {counted(articles, 'article')} of an earlier run, so most of what appears is known already "
        f"and raises no alert. See what was found:\n{_command()} copies --db {shlex.quote(str(database))}\n"
        f"To see everything anew, use a new file:\n{_command()} run --db {shlex.quote(str(fresh))}"
    )


def _command() -> str:
    """How this program is called from here: by name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("naskh") or called.name != "naskh":
        return "naskh"
    return shlex.quote(os.path.relpath(called))


def _say_what_came_in(console: Console, database: Path, *, ended: str) -> None:
    with Database(database, read_only=True) as stored:
        articles, copies = stored.count_articles(), stored.count_copies()
    if console.is_terminal:
        _say_where(console, database, articles=articles, copies=copies, ended=ended)
        return
    fields = {"database": str(database), "articles": articles, "copies": copies}
    log.info("stopped", extra={"fields": fields})


def _say_where(console: Console, database: Path, *, articles: int, copies: int, ended: str) -> None:
    query, command = "select * from copies", _command()
    name = "" if database == DEFAULT_DATABASE else f" --db {shlex.quote(str(database))}"
    console.print(
        Text.assemble(
            f"\n{ended} ",
            (f"{counted(articles, 'article')} and {counted(copies, 'copy', 'copies')}", "bold"),
            f" are in {database.absolute()}\n",
        ),
        Text(
            f"Look into it:  {command} copies{name}\n"
            f"               {command} articles{name}\n"
            f"               {command} search{name} الذكاء\n"
            f"               sqlite3 {shlex.quote(str(database))} '{query}'\n"
            "               (or sqlite-utils, or Datasette: it is a plain SQLite file)"
        ),
        sep="",
        soft_wrap=True,
    )
