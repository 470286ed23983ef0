"""`init`, `run`, `stop`, `status`, `doctor`: set up the daemon, start and stop it, check its state."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from commands.given import PATH, TEXT
from commands.options import Number, text_or_json, with_place
from commands.place import DEFAULT_CONFIG, SAMPLE_DATABASE, Place, stored_database
from commands.shipping import KEEP, SHARD

# How long `init` tries to look a site up, and to connect to it.
_REACH_SECONDS = 4.0


@click.command()
@click.option(
    "--my-site",
    metavar="URL",
    help="The address of your own site. It becomes an outlet in the group `mine`, watched by what is found on it.",
)
@click.option(
    "--config",
    "config",
    type=PATH,
    default=DEFAULT_CONFIG,
    show_default=True,
    help="The file to write.",
)
def init(my_site: str | None, config: Path) -> None:
    """Write a commented naskh.toml with real AI-news sources.

    With --my-site, the feeds and sitemaps of that site are looked for, and there is a rule for whoever carries its
    pieces. It never overwrites an existing file.
    """
    from crawler.init_file import initial_config, site_address
    from crawler.site_reach import reach

    try:
        text = initial_config(my_site=my_site)
        url = site_address(my_site)[0] if my_site else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--my-site") from None
    reached = reach(url, timeout_seconds=_REACH_SECONDS) if url else None
    if reached and reached.is_private:
        raise click.BadParameter(
            f"{url} is in a private network, which is not visited; write such a site into naskh.toml by hand, and its "
            "host into crawl.allow_private",
            param_hint="--my-site",
        )
    if my_site and reached and not reached.problem and not config.exists():
        from terminal.adding import find_my_site

        text = initial_config(my_site=my_site, found=find_my_site(my_site))
    try:
        with config.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        click.echo(f"naskh: {config} already exists and was not changed; name another file with --config", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"naskh: {config} cannot be written ({error.strerror}); name another file with --config", err=True)
        sys.exit(1)
    if reached and reached.problem:
        click.echo(f"naskh: {url} could not be tried: {reached.problem}. It is written as given.", err=True)
    click.echo(f"Wrote {config}. Fill in crawl.contact, then run `naskh doctor` and `naskh run`.", err=True)


@click.command()
@click.option("--once", is_flag=True, help="Visit every source once, then exit: with 1 when one failed.")
@click.option("--background", is_flag=True, help="Detach from the terminal and write the log to a file.")
@click.option("--serve", is_flag=True, help="Serve the web pages beside it, as `naskh serve` does.")
@click.option("--port", type=Number(0, 65535), help="The port of the web pages. Default: 8001.")
@click.option(
    "--collect", type=TEXT, metavar="DIR", help="Record what crawlers shipped to DIR, too, as `naskh collect` does."
)
@click.option("--shard", type=SHARD, metavar="N/M", help="With --collect: visit the sources of this shard only.")
@KEEP
@with_place
def run(
    once: bool,
    background: bool,
    serve: bool,
    port: int | None,
    collect: str | None,
    shard: Any,
    keep: float,
    place: Place,
) -> None:
    """Watch the sources until stopped: visit, store, compare, alert.

    Without a naskh.toml it watches the sample newswire: invented news sites on this machine.
    """
    from commands.version import program_version
    from config.loading import ConfigError, nothing_to_watch
    from terminal.background import run_in_background
    from terminal.pages_beside import pages_beside
    from terminal.running import run_here, status_of_round

    if port is not None and not serve:
        raise click.UsageError("--port is the port of the web pages; it goes with --serve")
    if collect is None and shard is not None:
        raise click.UsageError("--shard leaves sources to crawlers; it goes with --collect, or with `naskh crawl`")
    if collect is not None and (background or not place.has_config):
        raise click.UsageError("--collect needs a naskh.toml, and does not go with --background")
    database = place.database if place.has_config else place.chosen_database or SAMPLE_DATABASE
    file = place.settings_file
    if file is not None and (why := nothing_to_watch(place.config, file)):
        raise ConfigError(why)
    if background:
        sys.exit(run_in_background(database, place.config_file, once=once, serve=serve, port=port))
    status = 0
    with pages_beside(database, place.config_file, port=port) if serve else nullcontext():
        if collect is not None:
            from terminal.shipping import collect_here

            status = collect_here(
                place.config,
                database,
                where=collect,
                visits=True,
                shard=shard,
                keep_seconds=keep,
                once=once,
                file=file,
                version=program_version(),
            )
        else:
            run_here(place.config, database, file=file, once=once, sample=file is None, version=program_version())
    if once:
        sys.exit(status_of_round(database) or status)


@click.command()
@partial(with_place, may_be_damaged=True, may_be_wrong=True)
def stop(place: Place) -> None:
    """Stop the daemon that uses this database.

    It waits for the daemon to end, at most 30 seconds.
    """
    from config.loading import ConfigError
    from db.lock import holder_of
    from terminal.background import stop_daemon

    if place.mistakes and holder_of(place.database) is None:
        raise ConfigError(place.mistakes)
    sys.exit(stop_daemon(SAMPLE_DATABASE if place.has_sample_only else place.database))


@click.command()
@text_or_json
@partial(with_place, may_be_wrong=True)
def status(style: str, place: Place) -> None:
    """Show on one screen if it runs, what came in today, what fails.

    It names the settings in force, and what of a changed naskh.toml is not. The JSON says too if it is ready: whether
    news comes in, and why not.
    """
    from config.loading import ConfigError
    from db import Database
    from db.backup_schedule import BackupSchedule
    from terminal.status import print_condition, print_status

    if place.mistakes and not place.database.exists():
        raise ConfigError(place.mistakes)
    path = stored_database(place)
    backups = BackupSchedule.of(place.config.backup, path)
    with Database(path, read_only=True) as database:
        if style == "json":
            print_condition(database.condition(backups, now=datetime.now(UTC)))
        else:
            print_status(
                database,
                backups=backups,
                now=datetime.now(UTC),
                mistakes=place.mistakes,
                free_bytes=database.free_bytes(),
            )


@click.command()
@text_or_json
@partial(with_place, may_be_damaged=True, may_be_wrong=True)
def doctor(style: str, place: Place) -> None:
    """Check settings, database, disk, clock, channels and sources.

    It tries every source once, and the first page that it names, and stores nothing. Channels are reached, but sent
    nothing. Where naskh.toml has mistakes, they are named, and what is wrong with database,
    disk and clock.
    """
    from config.loading import ConfigError
    from terminal.doctor import examine, examine_without_settings

    as_json = style == "json"
    if place.mistakes:
        examine_without_settings(place.database, place.mistakes, as_json=as_json)
        raise ConfigError(place.mistakes)
    sys.exit(examine(place.config, place.database, file=place.settings_file, as_json=as_json))
