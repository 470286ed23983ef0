"""`naskh brief`: what happened, on one screen."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import click

from commands.options import text_or_json, with_place
from commands.place import Place, stored_database
from commands.since import moment_since


@click.command()
@click.option(
    "--since",
    default="24h",
    show_default=True,
    metavar="WHEN",
    help='From when on: "24h", "7d", "today", "yesterday", "monday", "2026-11-20", "2026-11-20T07:00".',
)
@click.option("--until", metavar="WHEN", help="Until when, in the same forms.  [default: now]")
@click.option(
    "--language", type=click.Choice(["en", "ar"]), help="English or Arabic.  [default: the reader's in naskh.toml]"
)
@click.option("--length", type=click.Choice(["long", "short"]), default="long", show_default=True, help="How much.")
@text_or_json
@with_place
def brief(since: str, until: str | None, language: str | None, length: str, style: str, place: Place) -> None:
    """Show what happened on one screen; stores and sends nothing.

    The texts that most outlets carry, who carries yours, what many ran and you did not, who was first, agencies, and
    the sources that could not be seen. Days are those of the reader's time zone. [brief] in naskh.toml has it sent
    each morning.
    """
    from db import Database
    from terminal.brief import print_brief

    now, zone = datetime.now(UTC), ZoneInfo(place.config.reader.time_zone)
    start = _moment(since, "--since", zone, now=now)
    end = _moment(until, "--until", zone, now=now) if until is not None else now
    if start >= end:
        raise click.BadParameter("the time must begin before it ends", param_hint="--since")
    with Database(stored_database(place), read_only=True) as database:
        print_brief(
            database,
            place.config,
            start,
            end,
            language="ar" if (language or place.config.reader.language) == "ar" else "en",
            length="short" if length == "short" else "long",
            as_json=style == "json",
        )


def _moment(words: str, option: str, zone: tzinfo, *, now: datetime) -> datetime:
    try:
        return moment_since(words, now=now, zone=zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
