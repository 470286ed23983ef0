"""The lists of what is stored. They differ only in what they ask the database and how they lay out a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import click

from commands.choosing import Choice, outlets_or_groups
from commands.options import Selection, with_choice, with_selection
from commands.place import Place, stored_database
from commands.printing import print_list
from db import Database
from model import PageStatus
from terminal import shapes, tables
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
    of: str | None = None,
) -> click.Command:
    """A command that prints a list. `rows` asks the database and receives the value of `option` by its name. `shape`
    turns a row into what programs read, `line` into a line of the table. `of`, such as "articles of", adds the options
    that choose outlets."""

    def command(selection: Selection, place: Place, choice: Choice | None = None, **more: Any) -> None:
        with Database(stored_database(place), read_only=True) as database:
            if choice is not None:
                more["whose"] = choice.ids(database)
            found = rows(database, since=selection.since, limit=selection.most_rows, **more)
        print_list(found, columns, selection, empty=empty, shape=lambda row: shape(dict(row)), line=line)

    options = with_selection(command)
    command = click.command(name, help=help)(with_choice(options, verb=of) if of else options)
    if option is not None:
        command.params.insert(0, option)
    return command


def _expression(context: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> str:
    from pipelines.text.search_words import search_expression

    expression = search_expression(" ".join(words))
    if expression is None:
        raise click.BadParameter("there is no word to search for", param_hint="WORDS")
    return expression


def _clusters(database: Database, *, missing: tuple[str, ...], **more: Any) -> Sequence[Row]:
    return database.list_clusters(missing=outlets_or_groups(missing, database), **more)


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
    line=tables.article_line,
    empty="No articles found.",
    of="articles of",
)
clusters = _list(
    "clusters",
    "List the texts that several articles carry, newest first.\n\n"
    "What did everyone run but us? naskh clusters --missing mine --since 'this week'",
    rows=_clusters,
    columns=tables.CLUSTERS,
    shape=shapes.cluster,
    line=tables.cluster_line,
    empty="No clusters found.",
    of="texts carried by",
    option=click.Option(
        ["--missing"],
        multiple=True,
        metavar="NAME",
        help="Only texts that several outlets carry and this outlet or group does not, the widest spread first.",
    ),
)
firsts = _list(
    "firsts",
    "List who publishes first: of the texts that several outlets carry.\n\n"
    "FIRST: texts that it published before all others. LATER: texts that another had before. UNKNOWN: the times do not "
    "decide. COPIES: articles of others that carry its first ones. CREDITED: those that name it. MINUTES: until the "
    "first of these, the median.",
    rows=Database.list_firsts,
    columns=tables.FIRSTS,
    shape=shapes.first,
    empty="No text is carried by several outlets yet.",
    of="the figures of",
)
alerts = _list(
    "alerts",
    "List the alerts, newest first.\n\nEach with the channels that received it or have yet to receive it.",
    rows=Database.list_alerts,
    columns=tables.ALERTS,
    empty="No alerts found.",
    of="alerts about",
)
search = _list(
    "search",
    "Find articles by their words, in any spelling of Arabic.\n\n"
    "For a phrase, put double quotes inside single ones: naskh search '\"language model\"'.",
    rows=Database.search_articles,
    columns=tables.ARTICLES,
    shape=shapes.article,
    line=tables.article_line,
    empty="Nothing found.",
    option=click.Argument(["expression"], metavar="WORDS...", nargs=-1, required=True, callback=_expression),
)
