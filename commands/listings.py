"""What each list asks the database, and how it lays out a row. Loaded when a list is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.options import Selection
from commands.printing import print_list
from db import Database
from terminal import shapes, tables
from terminal.tables import Column

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`rows` asks the database and receives the values of the list's own options. `shape` turns a row into what every
    format prints, `line` turns that into a line of the table."""

    rows: Callable[..., Sequence[Row]]
    columns: Sequence[Column]
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict
    line: Callable[[Row], dict[str, Any]] = dict


LISTINGS = {
    "outlets": Listing(rows=Database.list_outlets, columns=tables.OUTLETS),
    "sources": Listing(rows=Database.list_sources, columns=tables.SOURCES, line=tables.source_line),
    "visits": Listing(rows=Database.list_visits, columns=tables.VISITS, line=tables.visit_line),
    "pages": Listing(rows=Database.list_pages, columns=tables.PAGES, line=tables.page_line),
    "articles": Listing(rows=Database.list_articles, columns=tables.ARTICLES, shape=shapes.article),
    "clusters": Listing(rows=Database.list_clusters, columns=tables.CLUSTERS, line=tables.cluster_line),
    "alerts": Listing(rows=Database.list_alerts, columns=tables.ALERTS),
    "search": Listing(rows=Database.search_articles, columns=tables.ARTICLES, shape=shapes.article),
}


def print_listing(name: str, path: Path, selection: Selection, options: Mapping[str, Any], *, empty: str) -> None:
    """Print what a database has, or say that it is `empty`."""
    listing = LISTINGS[name]
    with Database(path, read_only=True) as database:
        found = listing.rows(database, since=selection.since, limit=selection.most_rows, **options)
    rows = [listing.shape(dict(row)) for row in found]
    print_list(rows, listing.columns, selection, empty=empty, line=listing.line)
