"""Print a list in the requested format, and say on stderr what a table leaves out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from commands.options import TABLE_ROWS, Selection

if TYPE_CHECKING:
    from terminal.tables import Column

Row = Mapping[str, Any]


def print_list(
    rows: Iterable[Row],
    columns: Sequence[Column],
    fields: Sequence[str],
    selection: Selection,
    *,
    empty: str,
    shape: Callable[[Row], dict[str, Any]],
    line: Callable[[Row], dict[str, Any]],
    legend: str,
) -> None:
    """Print rows. `columns` are those of a table, `fields` those of a file. `shape` turns a row into what programs
    read, `line` into a line of a table; `empty` is the message when there are no rows, `legend` what the heads of a
    table mean. What programs read is written row by row.
    """
    if selection.style == "opml":
        from terminal.lists import print_opml

        print_opml(rows)
    elif not selection.is_table:
        from terminal.lists import print_rows

        print_rows(map(shape, rows), fields, selection.style)
    else:
        rows = [*rows]
        if rows:
            from terminal.tables import print_table

            print_table([line(row) for row in rows], columns)
            if legend:
                click.echo(f"\n{legend}", err=True)
        say_what_is_missing(rows, selection, empty=empty)


def say_what_is_missing(rows: Sequence[object], selection: Selection, *, empty: str) -> None:
    if selection.is_table and not rows:
        click.echo(empty, err=True)
    elif selection.is_table and selection.limit is None and len(rows) == TABLE_ROWS:
        hint(f"Only the first {TABLE_ROWS} are shown. --limit N shows more, --format json shows all.")


def hint(words: str) -> None:
    """Advice for a person. It is left out where a program reads the output."""
    if sys.stdout.isatty():
        click.secho(words, err=True, dim=True)
