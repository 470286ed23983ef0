"""`init`, `run`, `stop`, `status`, `doctor`: set the daemon up, start and stop it, see how it fares."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from commands.options import with_place
from commands.place import SAMPLE_DATABASE, Place, stored_database
from commands.version import program_version
from config import DEFAULT_CONFIG, ConfigError
from db import Database


@click.command()
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


@click.command()
@click.option("--once", is_flag=True, help="One round over all sources, then end.")
@click.option("--background", is_flag=True, help="Detach from the terminal; the log goes to a file.")
@with_place
def run(once: bool, background: bool, place: Place) -> None:
    """Watch: visit, store, compare, alert, until stopped.

    Without a naskh.toml it watches the sample newswire, invented news sites on this machine.
    """
    from terminal.running import run_here, run_in_background

    database = place.database if place.has_config else place.chosen_database or SAMPLE_DATABASE
    if place.has_config and not any(source.enabled for source in place.config.source):
        path = place.config_file or DEFAULT_CONFIG
        raise ConfigError(f"{path}: names no [[source]] that is enabled; there is nothing to watch")
    if background:
        sys.exit(run_in_background(database, place.config_file, once=once))
    run_here(place.config, database, once=once, sample=not place.has_config, version=program_version())


@click.command()
@with_place
def stop(place: Place) -> None:
    """Stop the daemon that watches with this database.

    Waits until it has ended, 25 seconds at most.
    """
    from terminal.running import stop_daemon

    sys.exit(stop_daemon(SAMPLE_DATABASE if place.has_sample_only else place.database))


@click.command()
@with_place
def status(place: Place) -> None:
    """One screen: is it running, what came in today, what fails."""
    from terminal.status import print_status

    with Database(stored_database(place), read_only=True) as database:
        print_status(database, now=datetime.now(UTC))


@click.command()
@with_place
def doctor(place: Place) -> None:
    """Check settings, database, disk, clock, channels and sources.

    Every source is tried once; nothing is stored.
    """
    from terminal.doctor import examine

    sys.exit(examine(place.config, place.database, has_config=place.has_config))
