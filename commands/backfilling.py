"""`backfill`: walk the archive of an outlet."""

from __future__ import annotations

import calendar
import re
import sys
from datetime import UTC, date, datetime
from typing import Any

import click

from commands.options import with_place
from commands.place import SAMPLE_DATABASE, Place

_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")


class _Day(click.ParamType[date]):
    """A day; of a month or a year its first or its last one."""

    name = "date"

    def __init__(self, *, takes_last: bool) -> None:
        self.takes_last = takes_last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        found = _WRITTEN.fullmatch(str(value).strip())
        try:
            if not found:
                raise ValueError
            year, month = int(found[1]), int(found[2] or (12 if self.takes_last else 1))
            day = int(found[3] or (calendar.monthrange(year, month)[1] if self.takes_last else 1))
            return date(year, month, day)
        except (ValueError, calendar.IllegalMonthError):
            self.fail(f'expected a day such as "2026-11-20", a month or a year, got "{value}"', param, ctx)


@click.command()
@click.argument("outlet")
@click.option(
    "--from", "first", type=_Day(takes_last=False), metavar="DATE", help="The first day: 2024-03-15, 2024-03 or 2024."
)
@click.option("--to", "last", type=_Day(takes_last=True), metavar="DATE", help="The last day.  [default: today]")
@click.option("--dry-run", is_flag=True, help="Read sitemaps and feeds only: how many pages, and how long it takes.")
@click.option("--undated", is_flag=True, help="Fetch pages too of which nothing says when they were published.")
@click.option("--alerts", is_flag=True, help="Raise alerts for what is found. Default: none.")
@click.option("--no-wait", is_flag=True, help="Leave it to the running daemon, and do not wait for its end.")
@click.option("--stop", is_flag=True, help="End the backfills of OUTLET that are not done.")
@with_place
def backfill(
    outlet: str,
    first: date | None,
    last: date | None,
    dry_run: bool,
    undated: bool,
    alerts: bool,
    no_wait: bool,
    stop: bool,
    place: Place,
) -> None:
    """Fetch the archive of an outlet, politely.

    OUTLET is its name, one of its domains, or one of its sources (address or id in `naskh sources`).

    Its sitemaps and older feed pages are read for the pages of these days; then those that are not stored are fetched,
    as a visit fetches what is new: one request at a time, robots.txt obeyed. A running daemon does it; else this
    command does. Where it was stopped or killed, the same command goes on. No page that is stored is fetched again.

    The exit status is 1 when something could not be read or fetched, or when it did not come to its end.
    """
    from commands.version import program_version
    from terminal.backfilling import Order, run_backfill, stop_backfills

    database = place.database if place.has_config else place.chosen_database or SAMPLE_DATABASE
    if stop:
        sys.exit(stop_backfills(outlet, place.config, database))
    today = datetime.now(UTC).date()
    if first is None:
        raise click.UsageError("--from is needed: the first day that is to be fetched, such as --from 2026-01-01")
    if first > (last or today):
        end = f"the last day, {last}" if last else f"today, {today}"
        raise click.BadParameter(f"the first day, {first}, is after {end}", param_hint="--from")
    if not place.has_config and not database.exists():
        raise click.UsageError("there is no naskh.toml; `naskh init` writes one")
    order = Order(
        outlet=outlet,
        first=first,
        last=last,
        is_dry=dry_run,
        with_undated=undated,
        with_alerts=alerts,
        waits=not no_wait,
    )
    sys.exit(run_backfill(order, place.config, database, version=program_version()))
