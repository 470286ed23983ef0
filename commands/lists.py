"""The lists of what is stored. They differ only in what they ask the database and how they lay out a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

import click

from commands.options import Selection, with_selection
from commands.place import Place, stored_database
from commands.printing import print_list
from db import Database
from model import PageStatus
from pipelines import shapes
from terminal import tables
from terminal.tables import Column

Row = Mapping[str, Any]


def _list(
    name: str,
    help: str,
    *,
    rows: Callable[..., Sequence[Row]],
    columns: Sequence[Column],
    empty: str,
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    line: Callable[[Row], dict[str, Any]] = dict,
    option: click.Parameter | None = None,
) -> click.Command:
    """A command that prints a list. `rows` asks the database and receives the value of `option` by its name. `shape`
    turns a row into what every format prints, `line` turns that into a line of the table."""

    @click.command(name, help=help)
    @with_selection
    def command(selection: Selection, place: Place, **more: Any) -> None:
        with Database(stored_database(place), read_only=True) as database:
            found = rows(database, since=selection.since, limit=selection.most_rows, **more)
        print_list([shape(dict(row)) for row in found], columns, selection, empty=empty, line=line)

    if option is not None:
        command.params.insert(0, option)
    return command


def _expression(context: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> str:
    from pipelines.text.search_words import search_expression

    expression = search_expression(" ".join(words))
    if expression is None:
        raise click.BadParameter("there is no word to search for", param_hint="WORDS")
    return expression


outlets = _list(
    "outlets",
    "List the outlets, with the number of stored articles of each.",
    rows=Database.list_outlets,
    columns=tables.OUTLETS,
    empty="No outlets yet.",
)
sources = _list(
    "sources",
    "List the sources that are visited, with their state.",
    rows=Database.list_sources,
    columns=tables.SOURCES,
    line=tables.source_line,
    empty="No sources yet.",
)
visits = _list(
    "visits",
    "List the visits to sources, newest first.",
    rows=Database.list_visits,
    columns=tables.VISITS,
    line=tables.visit_line,
    empty="No visits yet.",
)
pages = _list(
    "pages",
    "List every known page with its status and the reason.\n\n"
    "A page that is named under several addresses is fetched under one; the others have the status alias.",
    rows=Database.list_pages,
    columns=tables.PAGES,
    line=tables.page_line,
    empty="No pages found.",
    option=click.Option(
        ["--status"],
        type=click.Choice(get_args(PageStatus)),
        metavar="STATUS",
        help=f"Only pages with this status: {', '.join(get_args(PageStatus))}.",
    ),
)
articles = _list(
    "articles",
    "List the stored articles, newest first.",
    rows=Database.list_articles,
    columns=tables.ARTICLES,
    shape=shapes.article,
    empty="No articles yet.",
)
clusters = _list(
    "clusters",
    "List the texts that several articles carry, newest first.",
    rows=Database.list_clusters,
    columns=tables.CLUSTERS,
    line=tables.cluster_line,
    empty="No clusters yet.",
)
alerts = _list(
    "alerts",
    "List the alerts, newest first.\n\nEach with the channels that received it or have yet to receive it.",
    rows=Database.list_alerts,
    columns=tables.ALERTS,
    empty="No alerts yet.",
    option=click.Option(["--rule"], metavar="NAME", help="Only alerts of this rule."),
)
waiting_news = _list(
    "waiting",
    "List what waits to be told or sent, and why, the next first.",
    rows=Database.waiting_news,
    columns=tables.WAITING,
    line=tables.news_line,
    empty="Nothing waits.",
)
failed_messages = _list(
    "failed",
    "List the messages that were given up, and why.\n\nThe newest first. `naskh alerts retry` tries them again.",
    rows=Database.failed_messages,
    columns=tables.FAILED,
    line=tables.news_line,
    empty="No message was given up.",
)
mutes = _list(
    "mutes",
    "List what is muted, with its end and its note.",
    rows=lambda database, *, since, limit: database.mutes(now=datetime.now(UTC), since=since, limit=limit),
    columns=tables.MUTES,
    line=tables.mute_line,
    empty="Nothing is muted.",
)
search = _list(
    "search",
    "Find articles by their words, in any spelling of Arabic.\n\n"
    "For a phrase, put double quotes inside single ones: naskh search '\"language model\"'.",
    rows=Database.search_articles,
    columns=tables.ARTICLES,
    shape=shapes.article,
    empty="Nothing found.",
    option=click.Argument(["expression"], metavar="WORDS...", nargs=-1, required=True, callback=_expression),
)
