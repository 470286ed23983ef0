"""The options that commands share. A command receives what they mean (a Place, a Selection), not the options."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from commands.choosing import MINE, Choice
from commands.given import PATH
from commands.place import Place, find_place
from commands.since import moment_since

Command = Callable[..., Any]
FORMATS = ("table", "json", "jsonl", "csv", "xlsx")
TABLE_ROWS = 50


class Number(click.IntRange):
    """A whole number, and called so: "'abc' is not a valid number"."""

    name = "number"


# The largest integer in SQLite.
ID = Number(1, 2**63 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which rows of a list to print, and in what format."""

    style: str
    since: datetime | None
    limit: int | None

    @property
    def is_table(self) -> bool:
        return self.style == "table"

    @property
    def most_rows(self) -> int | None:
        return TABLE_ROWS if self.limit is None and self.is_table else self.limit


def _for_this_output(context: click.Context, parameter: click.Parameter, style: str) -> str:
    if style == "xlsx" and sys.stdout.isatty():
        raise click.BadParameter(
            f"an Excel file cannot be shown on a terminal; write it to a file: "
            f"naskh {context.info_name} --format xlsx > {context.info_name}.xlsx"
        )
    return style


class _Since(click.ParamType[datetime]):
    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return moment_since(value, now=datetime.now(UTC))
        except ValueError as error:
            self.fail(str(error), param, ctx)


SINCE = _Since()
text_or_json = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for programs.",
)


def with_place(
    command: Command,
    *,
    may_be_damaged: bool = False,
    may_be_wrong: bool = False,
    beforehand: Callable[..., None] | None = None,
    database_help: str = "The database file.  [default: the one in the configuration, else naskh.db]",
) -> Command:
    """Add --config and --db. The command receives `place`. It is not called where its database is damaged, unless it
    looks at damage itself, nor where naskh.toml has mistakes, unless it can do without. `beforehand` receives the other
    options before anything else, and begins what takes longest.
    """

    @wraps(command)
    def placed(*, config: Path | None, db: Path | None, **more: Any) -> Any:
        if beforehand is not None:
            beforehand(**more)
        place = find_place(config, db, may_be_wrong=may_be_wrong)
        # What an unexpected error may be about: see cli.py.
        click.get_current_context().find_root().obj = place.stored
        if not may_be_damaged:
            _refuse_damaged(place)
        return command(place=place, **more)

    return _with_options(
        placed,
        click.option("--config", "config", type=PATH, help="The configuration file.  [default: naskh.toml]"),
        click.option(
            "--db",
            "db",
            type=PATH,
            help=database_help,
        ),
    )


def _refuse_damaged(place: Place) -> None:
    """Raises Damaged where the database of a place is. Mistakes of its naskh.toml are named before."""
    from db.soundness import Damaged, refuse_damaged

    try:
        refuse_damaged(place.stored)
    except Damaged:
        if place.mistakes:
            click.echo(place.mistakes, err=True)
        raise


def with_selection(command: Command, *, formats: tuple[str, ...] = FORMATS) -> Command:
    """Add the options of a list, --config and --db. The command receives `selection` and `place`."""

    @wraps(command)
    def selected(*, style: str, since: datetime | None, limit: int | None, **more: Any) -> Any:
        return command(selection=Selection(style=style, since=since, limit=limit), **more)

    return with_place(
        _with_options(
            selected,
            click.option(
                "--format",
                "style",
                type=click.Choice(formats),
                default="table",
                show_default=True,
                metavar="FORMAT",
                callback=_for_this_output,
                help=f"How to print the list: {', '.join(formats)}.",
            ),
            click.option(
                "--since",
                type=SINCE,
                help='Only what is newer than this: "24h", "7d", "today", "this week", "monday", "2026-11-20".',
            ),
            click.option(
                "--limit",
                type=Number(1),
                metavar="N",
                help="At most this many (default: 50 in a table, else no limit).",
            ),
        )
    )


def with_choice(command: Command, *, verb: str) -> Command:
    """Add --outlet, --group and --mine. The command receives `choice`; `verb` says what of these outlets is kept."""

    @wraps(command)
    def chosen(*, outlet: tuple[str, ...], group: tuple[str, ...], mine: bool, **more: Any) -> Any:
        return command(choice=Choice(outlets=outlet, groups=(*group, *([MINE] if mine else []))), **more)

    return _with_options(
        chosen,
        click.option("--outlet", multiple=True, metavar="NAME", help=f"Only {verb} this outlet. May be repeated."),
        click.option("--group", multiple=True, metavar="NAME", help=f"Only {verb} the outlets of this group."),
        click.option("--mine", is_flag=True, help=f'Only {verb} your own outlets: those in the group "mine".'),
    )


def _with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
