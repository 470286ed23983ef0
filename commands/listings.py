"""The query of each list, and the layout of its rows. Loaded when a list is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from commands.choosing import Choice, outlets_or_groups
from commands.options import Selection
from commands.printing import print_list
from db import Database
from pipelines import shapes
from pipelines.outlets.suggested import Mention, suggestions
from terminal import layouts
from terminal.fields import FIELDS
from terminal.tables import Column

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`rows` asks the database and receives the values of the list's own options. `shape` turns a row into what
    programs read, `line` into a line of the table.
    """

    rows: Callable[..., Iterable[Row]]
    columns: Sequence[Column]
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict
    line: Callable[[Row], dict[str, Any]] = dict
    legend: str = ""


_FIRSTS = """\
first     texts that it published before all others
later     texts that another outlet published before it
unknown   texts of which the times do not tell who was first
copied    articles of others that carry its texts
credited  those of them that name it
minutes   from its text to the first copy, the median
first, later and unknown together are the texts that it shares with others"""


_STATES = """\
whole        all that was named that day was read
partly       something was missed or still waits, or no visit succeeded for hours
refused      the site lets this program read nothing of it
silent       the visits succeeded, and nothing new was named
unreadable   no visit succeeded
not visited  the outlet was not visited, as where its sources are paused
down         Naskh did not run
named, stored ... count pages; "down" is how long Naskh did not run that day"""
_COVERED = timedelta(days=7)


def _clusters(database: Database, *, missing: tuple[str, ...], **more: Any) -> Sequence[Row]:
    return database.list_clusters(missing=outlets_or_groups(missing, database), **more)


def _mutes(database: Database, **more: Any) -> Sequence[Row]:
    return database.mutes(now=datetime.now(UTC), **more)


def _suggested(database: Database, *, since: datetime | None, limit: int | None) -> Sequence[Row]:
    mentions = [
        Mention(**{key: row[key] for key in ("kind", "url", "article_id", "title", "own_url")})
        for row in database.addresses_named(since=since)
    ]
    return [shapes.suggestion(each) for each in suggestions(mentions, database.watched_hosts())[:limit]]


def _visits(database: Database, *, source: str | None, **more: Any) -> Sequence[Row]:
    return database.list_visits(sources=None if source is None else _ids_of_sources(source, database), **more)


def _ids_of_sources(name: str, database: Database) -> list[int]:
    found = [row["id"] for row in database.sources_named(name)]
    if not found:
        raise click.BadParameter(
            f"there is no source {name}; `naskh sources` lists them with id, outlet and address", param_hint="--source"
        )
    return found


def _coverage(database: Database, *, since: datetime | None, **more: Any) -> Sequence[Row]:
    return database.coverage(since=since or datetime.now(UTC) - _COVERED, **more)


LISTINGS = {
    "outlets": Listing(rows=Database.list_outlets, columns=layouts.OUTLETS),
    "coverage": Listing(rows=_coverage, columns=layouts.COVERAGE, line=layouts.coverage_line, legend=_STATES),
    "sources": Listing(rows=Database.list_sources, columns=layouts.SOURCES, line=layouts.source_line),
    "suggested": Listing(rows=_suggested, columns=layouts.SUGGESTED),
    "left-out": Listing(rows=Database.list_left_out, columns=layouts.LEFT_OUT, line=layouts.left_out_line),
    "visits": Listing(rows=_visits, columns=layouts.VISITS, line=layouts.visit_line),
    "pages": Listing(rows=Database.list_pages, columns=layouts.PAGES, line=layouts.page_line),
    "articles": Listing(
        rows=Database.each_article, columns=layouts.ARTICLES, shape=shapes.article, line=layouts.article_line
    ),
    "clusters": Listing(rows=_clusters, columns=layouts.CLUSTERS, shape=shapes.cluster, line=layouts.cluster_line),
    "firsts": Listing(rows=Database.list_firsts, columns=layouts.FIRSTS, shape=shapes.first, legend=_FIRSTS),
    "alerts": Listing(rows=Database.list_alerts, columns=layouts.ALERTS),
    "waiting": Listing(rows=Database.waiting_news, columns=layouts.WAITING, line=layouts.news_line),
    "failed": Listing(rows=Database.failed_messages, columns=layouts.FAILED, line=layouts.news_line),
    "mutes": Listing(rows=_mutes, columns=layouts.MUTES, line=layouts.mute_line),
    "search": Listing(
        rows=Database.search_articles, columns=layouts.ARTICLES, shape=shapes.article, line=layouts.article_line
    ),
}


def print_listing(
    name: str,
    path: Path,
    selection: Selection,
    options: Mapping[str, Any],
    *,
    choice: Choice | None,
    empty: str,
) -> None:
    """Print what a database has, of the chosen outlets where there is a choice, or say that it is `empty`."""
    listing = LISTINGS[name]
    with Database(path, read_only=True) as database:
        whose = {} if choice is None else {"whose": choice.ids(database)}
        print_list(
            listing.rows(database, since=selection.since, limit=selection.most_rows, **options, **whose),
            listing.columns,
            FIELDS[name],
            selection,
            empty=empty,
            shape=lambda row: listing.shape(dict(row)),
            line=listing.line,
            legend=listing.legend,
        )
