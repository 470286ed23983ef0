"""The `naskh` command. Reads options, calls, prints; decides nothing itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from config import DEFAULT_CONFIG, Config, ConfigError, duration_seconds, load_config
from db import Database, DatabaseError, error_of, refuse_damaged
from db.lock import LockHeld
from model import COPIES, PageStatus, VerdictWord
from terminal import shapes, tables
from terminal.copies import print_copies
from terminal.lists import print_rows
from terminal.tables import Column, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "json", "jsonl", "csv", "xlsx")
SAMPLE_DATABASE = Path("naskh-sample.db")
TABLE_ROWS = 50
_STATUSES = f"Only pages of this status: {', '.join(get_args(PageStatus))}."
# SQLite's integers end there.
ID = click.IntRange(1, 2**63 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which configuration and database a command works with."""

    config: Config
    database: Path
    has_config: bool


def program_version() -> str:
    """The installed version of Naskh."""
    try:
        return version("naskh")
    except PackageNotFoundError:
        return "0"


class _Since(click.ParamType[datetime]):
    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        now = datetime.now(UTC)
        try:
            return now - min(timedelta(seconds=duration_seconds(value)), now - datetime(1, 1, 2, tzinfo=UTC))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _common(command: F) -> F:
    for option in (
        click.option(
            "--db",
            "db",
            type=click.Path(path_type=Path),
            help="The database file, instead of the configuration's or naskh.db.",
        ),
        click.option(
            "--config", "config", type=click.Path(path_type=Path), help="The configuration file, instead of naskh.toml."
        ),
    ):
        command = option(command)
    return command


def _listing(command: F) -> F:
    for option in (
        click.option(
            "--limit", type=click.IntRange(1), metavar="N", help="At most so many (table: 50, others: no limit)."
        ),
        click.option("--since", type=_Since(), help='Only what is newer, such as "24h" or "7d".'),
        click.option(
            "--format",
            "style",
            type=click.Choice(FORMATS),
            default="table",
            show_default=True,
            metavar="FORM",
            help=f"One of {', '.join(FORMATS)}.",
        ),
    ):
        command = option(command)
    return _common(command)


def _place(config: Path | None, db: Path | None, *, may_be_damaged: bool = False) -> Place:
    path = config or DEFAULT_CONFIG
    has_config = config is not None or path.exists()
    loaded = load_config(path) if has_config else Config()
    base = path.parent if has_config else Path()
    place = Place(config=loaded, database=db or base / loaded.database, has_config=has_config)
    # What an error may be about: see _Commands.
    root = click.get_current_context().find_root()
    if root.obj is None and not may_be_damaged:
        refuse_damaged(place.database)
    root.obj = place.database
    return place


@contextmanager
def _reading(config: Path | None, db: Path | None) -> Iterator[Database]:
    place = _place(config, db)
    if not place.has_config and db is None and not place.database.exists() and SAMPLE_DATABASE.exists():
        raise DatabaseError(f"there is no {place.database}; what the sample newswire left is in --db {SAMPLE_DATABASE}")
    with Database(place.database, read_only=True) as database:
        yield database


def _limit(limit: int | None, style: str) -> int | None:
    return limit if limit is not None else TABLE_ROWS if style == "table" else None


class _Commands(click.Group):
    """Turns expected errors into one sentence and the right exit status; `duplicates` is another name of `copies`."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return super().get_command(ctx, "copies" if name == "duplicates" else name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        # In the order of a first day with it, which is that of this file.
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(str(error), err=True)
            ctx.exit(2)
        except (DatabaseError, LockHeld) as error:
            click.echo(f"naskh: {error}", err=True)
            ctx.exit(1)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # The reader of our output (head, less) has seen enough.
            sys.stderr.close()
            ctx.exit(0)
        except Exception as error:
            told = error_of(error, ctx.obj) if ctx.obj is not None else None
            if told is None:
                raise
            click.echo(f"naskh: {told}", err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(program_version(), prog_name="naskh")
def main() -> None:
    """Watch news sources, keep the clean text of every new story in one SQLite file, and tell who published a
    text first, who carries it too, and how much of it."""


@main.command()
@click.option("--my-site", help="The address of your own site: an outlet in the group `mine`.")
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=DEFAULT_CONFIG,
    show_default=True,
    help="The file to write.",
)
def init(my_site: str | None, config: Path) -> None:
    """Write a commented naskh.toml with real AI-news sources.

    A file that is there already is never overwritten.
    """
    from crawler.init_file import initial_config

    try:
        text = initial_config(my_site=my_site)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--my-site") from None
    try:
        with config.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        click.echo(f"naskh: {config} is there already and stays as it is; --config names another file", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"naskh: {config} cannot be written ({error.strerror})", err=True)
        sys.exit(1)
    click.echo(f"Wrote {config}. Fill in crawl.contact, then: naskh doctor, naskh run", err=True)


@main.command()
@click.option("--once", is_flag=True, help="One round over all sources, then end.")
@click.option("--background", is_flag=True, help="Detach from the terminal; the log goes to a file.")
@_common
def run(once: bool, background: bool, config: Path | None, db: Path | None) -> None:
    """Watch: visit, store, compare, alert, until stopped.

    Without a naskh.toml it watches the sample newswire, invented news sites on this machine.
    """
    from terminal.running import run_here, run_in_background

    place = _place(config, db)
    if not place.has_config:
        place = Place(config=place.config, database=db or SAMPLE_DATABASE, has_config=False)
    elif not any(source.enabled for source in place.config.source):
        raise ConfigError(f"{config or DEFAULT_CONFIG}: names no [[source]] that is enabled; there is nothing to watch")
    if background:
        sys.exit(run_in_background(place.database, config, once=once))
    run_here(place.config, place.database, once=once, sample=not place.has_config, version=program_version())


@main.command()
@_common
def stop(config: Path | None, db: Path | None) -> None:
    """Stop the daemon that watches with this database.

    Waits until it has ended, 25 seconds at most.
    """
    from terminal.running import stop_daemon

    place = _place(config, db, may_be_damaged=True)
    database = place.database
    if not place.has_config and db is None and not database.exists() and SAMPLE_DATABASE.exists():
        database = SAMPLE_DATABASE
    sys.exit(stop_daemon(database))


@main.command(name="import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--alerts", "with_alerts", is_flag=True, help="Let the alert rules see what is imported.")
@_common
def import_(paths: tuple[str, ...], with_alerts: bool, config: Path | None, db: Path | None) -> None:
    """Store articles from files, folders, or stdin (-).

    Read are .txt, .html, .jsonl, .xml (feeds) and .warc, each also as .gz or .xz. Running it again adds nothing.
    """
    from terminal.importing import run_import

    place = _place(config, db)
    sys.exit(run_import(paths, place.config, place.database, with_alerts=with_alerts, version=program_version()))


@main.command()
@_listing
def outlets(style: str, since: datetime | None, limit: int | None, config: Path | None, db: Path | None) -> None:
    """List who publishes, with how many articles are stored of each."""
    with _reading(config, db) as database:
        rows = database.list_outlets(since=since, limit=_limit(limit, style))
    _print(rows, tables.OUTLETS, style, limit, empty="No outlets yet.")


@main.command()
@_listing
def sources(style: str, since: datetime | None, limit: int | None, config: Path | None, db: Path | None) -> None:
    """List what is visited, and how it fares."""
    with _reading(config, db) as database:
        rows = database.list_sources(since=since, limit=_limit(limit, style))
    _print(rows, tables.SOURCES, style, limit, line=tables.source_line, empty="No sources yet.")


@main.command()
@_listing
def visits(style: str, since: datetime | None, limit: int | None, config: Path | None, db: Path | None) -> None:
    """List the polls of sources, newest first."""
    with _reading(config, db) as database:
        rows = database.list_visits(since=since, limit=_limit(limit, style))
    _print(rows, tables.VISITS, style, limit, line=tables.visit_line, empty="No visits yet.")


@main.command()
@click.option("--status", type=click.Choice(get_args(PageStatus)), metavar="STATUS", help=_STATUSES)
@_listing
def pages(
    status: str | None,
    style: str,
    since: datetime | None,
    limit: int | None,
    config: Path | None,
    db: Path | None,
) -> None:
    """List every address that was named, what became of it and why."""
    with _reading(config, db) as database:
        rows = database.list_pages(since=since, status=status, limit=_limit(limit, style))
    _print(rows, tables.PAGES, style, limit, line=tables.page_line, empty="No such pages.")


@main.command()
@_listing
def articles(style: str, since: datetime | None, limit: int | None, config: Path | None, db: Path | None) -> None:
    """List the stored articles, newest first."""
    with _reading(config, db) as database:
        rows = database.list_articles(since=since, limit=_limit(limit, style))
    _print([shapes.article(row) for row in rows], tables.ARTICLES, style, limit, empty="No articles yet.")


@main.command()
@click.option(
    "--relation",
    type=click.Choice(["copies", "partial", "all"]),
    default="copies",
    show_default=True,
    metavar="RELATION",
    help="copies, partial (they share a passage), or all.",
)
@click.option("--unsettled", is_flag=True, help="Only those without a verdict, a person's or a licence's.")
@_listing
def copies(
    relation: str,
    unsettled: bool,
    style: str,
    since: datetime | None,
    limit: int | None,
    config: Path | None,
    db: Path | None,
) -> None:
    """List who carries whose text, newest first. `duplicates` is another name of this."""
    relations = {"copies": COPIES, "partial": ("partial",), "all": (*COPIES, "partial")}[relation]
    from pipelines.copies.verdicts import with_verdicts

    licences, shown = _place(config, db).config.licence, _limit(limit, style)
    with _reading(config, db) as database:
        # A licence is known here only: what it covers is left out after the fact.
        rows = database.list_matches(
            relations=relations,
            since=since,
            limit=None if unsettled and licences else shown,
            unsettled=unsettled,
        )
    rows = [row for row in with_verdicts(rows, licences) if not (unsettled and row["verdict"])][:shown]
    if style != "table":
        print_rows([shapes.match(row) for row in rows], ["id", "relation"], style)
    elif rows:
        print_copies(rows)
        first = rows[0]["later_id"], rows[0]["earlier_id"]
        _hint("82 % of 7: so much of article 7 stands in the other. Compare two: naskh diff {} {}".format(*first))
    _say_what_is_missing(rows, style, limit, empty="No copies found.")


@main.command()
@click.argument("match_id", metavar="MATCH", type=ID)
@click.argument("word", metavar="not-a-copy|licensed|settled", type=click.Choice(get_args(VerdictWord)))
@click.option("--note", help="A few words on why, shown with it.")
@_common
def verdict(match_id: int, word: VerdictWord, note: str | None, config: Path | None, db: Path | None) -> None:
    """Say what a match is: the last word counts.

    It stays with the two articles when they are judged again, and their match raises no alert any more. MATCH is the
    number that `naskh copies` begins with. What is not a copy stays listed, but makes no cluster.
    """
    from terminal.verdict import run_verdict

    sys.exit(run_verdict(_place(config, db).database, match_id, word, note))


@main.command()
@_listing
def clusters(style: str, since: datetime | None, limit: int | None, config: Path | None, db: Path | None) -> None:
    """List the texts that several articles carry, newest first."""
    with _reading(config, db) as database:
        rows = database.list_clusters(since=since, limit=_limit(limit, style))
    _print(rows, tables.CLUSTERS, style, limit, line=tables.cluster_line, empty="No clusters yet.")


@main.command()
@_listing
def alerts(style: str, since: datetime | None, limit: int | None, config: Path | None, db: Path | None) -> None:
    """List what the alert rules found worth telling.

    Each with the channels that took it, or did not yet.
    """
    with _reading(config, db) as database:
        rows = database.list_alerts(since=since, limit=_limit(limit, style))
    _print(rows, tables.ALERTS, style, limit, empty="No alerts yet.")


@main.command()
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@_listing
def search(
    words: tuple[str, ...],
    style: str,
    since: datetime | None,
    limit: int | None,
    config: Path | None,
    db: Path | None,
) -> None:
    """Find articles by their words, however Arabic is spelled.

    Words "in quotes" are a phrase.
    """
    from pipelines.text.search_words import search_expression

    expression = search_expression(" ".join(words))
    if expression is None:
        raise click.BadParameter("there is no word to look for", param_hint="WORDS")
    with _reading(config, db) as database:
        rows = database.search_articles(expression, since=since, limit=_limit(limit, style))
    _print([shapes.article(row) for row in rows], tables.ARTICLES, style, limit, empty="Nothing found.")


@main.command()
@click.argument("article_id", metavar="ID", type=ID)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For reading, or for programs.",
)
@click.option("--why", is_flag=True, help="Instead: where each fact of it was read, and what was passed over.")
@_common
def show(article_id: int, style: str, why: bool, config: Path | None, db: Path | None) -> None:
    """Show an article, what is known of it, and who else carries it."""
    from terminal.show import print_article

    with _reading(config, db) as database:
        licences = _place(config, db).config.licence
        found = print_article(database, article_id, licences, as_json=style == "json", why=why)
    if not found:
        click.echo(f"naskh: there is no article {article_id}; `naskh articles` lists them", err=True)
        sys.exit(1)


@main.command()
@click.argument("first", metavar="ID", type=ID)
@click.argument("second", metavar="ID", type=ID)
@_common
def diff(first: int, second: int, config: Path | None, db: Path | None) -> None:
    """Show two articles with the words that they share marked."""
    from terminal.show import print_diff

    with _reading(config, db) as database:
        missing = print_diff(database, first, second)
    if missing is not None:
        click.echo(f"naskh: there is no article {missing}; `naskh articles` lists them", err=True)
        sys.exit(1)


@main.command()
@click.argument("target", metavar="URL|FILE|-")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For reading, or for programs.",
)
@_common
def check(target: str, style: str, config: Path | None, db: Path | None) -> None:
    """Say who carries this text, with figures and reasons.

    Nothing is stored. An address is fetched as the crawler would; a file is read as by `import`; - is stdin. Status 1
    when there was no text to read.
    """
    from terminal.check import run_check

    place = _place(config, db)
    with _reading(config, db):
        pass  # What is wrong with the database is told before anything is fetched.
    sys.exit(run_check(target, place.config, place.database, as_json=style == "json"))


@main.command()
@_common
def status(config: Path | None, db: Path | None) -> None:
    """One screen: is it running, what came in today, what fails."""
    from terminal.status import print_status

    with _reading(config, db) as database:
        print_status(database, now=datetime.now(UTC))


@main.command()
@click.option("--verbose", is_flag=True, help="List the pairs whose relation changed.")
@_common
def rejudge(verbose: bool, config: Path | None, db: Path | None) -> None:
    """Judge everything stored again with today's judge.

    Former judgements are set aside, not lost, and verdicts stay. Ended early, it goes on where it stopped when it is
    called again.
    """
    from terminal.rejudging import run_rejudge

    place = _place(config, db)
    run_rejudge(place.config, place.database, verbose=verbose, version=program_version())


@main.command(name="re-extract")
@click.argument("article_ids", metavar="[ID...]", nargs=-1, type=ID)
@click.option("--verbose", is_flag=True, help="List the articles that changed, and how.")
@_common
def re_extract(article_ids: tuple[int, ...], verbose: bool, config: Path | None, db: Path | None) -> None:
    """Read stored pages again from their kept bytes, as after an upgrade.

    All of them, or those that carry the articles ID. An article whose text or facts come out differently keeps the
    former ones as a revision that is marked as ours, and is compared again; verdicts stay. It may be ended at any
    moment: run again, it changes only what is left.
    """
    from terminal.reextracting import run_reextract

    place = _place(config, db)
    sys.exit(run_reextract(place.config, place.database, article_ids, verbose=verbose, version=program_version()))


@main.command()
@_common
def doctor(config: Path | None, db: Path | None) -> None:
    """Check settings, database, disk, clock, channels and sources.

    Every source is tried once; nothing is stored.
    """
    from terminal.doctor import examine

    place = _place(config, db, may_be_damaged=True)
    sys.exit(examine(place.config, place.database, has_config=place.has_config))


def _print(
    rows: Sequence[dict[str, Any]],
    columns: Sequence[Column],
    style: str,
    limit: int | None,
    *,
    empty: str,
    line: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> None:
    if style != "table":
        print_rows(rows, [column.name for column in columns], style)
    elif rows:
        print_table([line(row) for row in rows], columns)
    _say_what_is_missing(rows, style, limit, empty=empty)


def _say_what_is_missing(rows: Sequence[object], style: str, limit: int | None, *, empty: str) -> None:
    if style == "table" and not rows:
        click.echo(empty, err=True)
    elif style == "table" and limit is None and len(rows) == TABLE_ROWS:
        _hint(f"These are the newest {TABLE_ROWS}; --limit N shows others, --format json all.")


def _hint(words: str) -> None:
    """Advice for a person; a program that reads our output is spared it."""
    if sys.stdout.isatty():
        click.secho(words, err=True, dim=True)


if __name__ == "__main__":
    main()
