"""`alerts test`, `visit`, `sources pause|resume|remove`: act on one channel or one source."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands import alerts as alert_commands
from commands import lists
from commands.groups import list_with
from commands.options import with_place
from commands.place import DEFAULT_CONFIG, SAMPLE_DATABASE, Place, stored_database

_SOURCE = "SOURCE is its outlet's name (all sources of that outlet), its address, or its id in `naskh sources`."


@click.command(name="test")
@click.argument("channel", required=False)
@with_place
def test_channels(channel: str | None, place: Place) -> None:
    """Send a test message to CHANNEL, or to every channel.

    The message says that it is a test. The exit status is 1 when a channel did not take it.
    """
    from terminal.channel_test import run_channel_test

    known, file = [each.name for each in place.config.channel], place.settings_file or DEFAULT_CONFIG
    if channel is not None and channel not in known:
        names = f"it has {', '.join(known)}" if known else "it has none"
        raise click.BadParameter(f"{file} has no [[channel]] of this name; {names}", param_hint="CHANNEL")
    if not known:
        where = f"{file} has no [[channel]]" if place.has_config else "There is no naskh.toml, and so no channel"
        click.echo(f"{where}: alerts go to the log alone, which needs no test.", err=True)
        return
    sys.exit(run_channel_test(place.config, place.stored, known if channel is None else [channel]))


@click.command(
    help=f"Visit a source now, out of its turn.\n\n{_SOURCE}\n\n"
    "While a daemon runs on this database, it is asked to do so, and does within seconds. Else this command visits the "
    "source itself, stores and compares as `naskh run --once` does, and ends."
)
@click.argument("source")
@with_place
def visit(source: str, place: Place) -> None:
    from commands.version import program_version
    from terminal.sources import run_visit

    sys.exit(run_visit(source, place.config, _watched(place), has_config=place.has_config, version=program_version()))


@click.command(help=f"Pause a source until it is resumed, whatever naskh.toml says.\n\n{_SOURCE}")
@click.argument("source")
@with_place
def pause(source: str, place: Place) -> None:
    from terminal.sources import run_pause

    sys.exit(run_pause(source, place.config, stored_database(place), has_config=place.has_config, paused=True))


@click.command(help=f"Visit a paused source again, beginning now.\n\n{_SOURCE}")
@click.argument("source")
@with_place
def resume(source: str, place: Place) -> None:
    from terminal.sources import run_pause

    sys.exit(run_pause(source, place.config, stored_database(place), has_config=place.has_config, paused=False))


@click.command(
    help=f"Take a source out of naskh.toml, and visit it no more.\n\n{_SOURCE}\n\nWhat it brought stays stored."
)
@click.argument("source")
@with_place
def remove(source: str, place: Place) -> None:
    from terminal.sources import run_remove

    sys.exit(run_remove(source, place.config, stored_database(place), file=place.settings_file))


def _watched(place: Place) -> Path:
    """The database that `naskh run` would use."""
    return place.database if place.has_config else place.chosen_database or SAMPLE_DATABASE


alerts = list_with(
    lists.alerts,
    alert_commands.show,
    alert_commands.ack,
    alert_commands.waiting,
    alert_commands.failed,
    alert_commands.retry,
    alert_commands.try_,
    alert_commands.mute,
    alert_commands.unmute,
    alert_commands.mutes,
    test_channels,
    more_help="Its commands show one alert, list what waits or failed, try rules and channels, and keep things quiet.",
)
sources = list_with(
    lists.sources,
    pause,
    resume,
    remove,
    lists.left_out,
    more_help="Its commands pause, resume and remove a source, and list the links that are not followed. "
    "`naskh visit` visits one.",
)
