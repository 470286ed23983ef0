"""`crawl` and `collect`: several machines crawl, one records."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from commands.given import TEXT
from commands.options import with_place
from commands.place import DEFAULT_CONFIG, Place

STATE_DATABASE = Path("naskh-crawl.db")


class _Duration(click.ParamType[float]):
    """Seconds, of "90s", "15m", "6h", "7d" or 0."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from config.types import duration_seconds

        if isinstance(value, float):
            return value
        try:
            return 0.0 if value == "0" else float(duration_seconds(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _ShardOption(click.ParamType[Any]):
    name = "n/m"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from pipelines.shipping.shards import shard_in

        if not isinstance(value, str):
            return value
        try:
            return shard_in(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


SHARD = _ShardOption()
KEEP = click.option(
    "--keep",
    type=_Duration(),
    default="7d",
    show_default=True,
    help="How long recorded files are kept in DIR/done; 0 removes them at once.",
)


@click.command()
@click.option(
    "--ship",
    "where",
    type=TEXT,
    metavar="DIR",
    required=True,
    help="Where the collector takes the files from: a folder, or s3://...",
)
@click.option("--shard", type=SHARD, metavar="N/M", help='Only the sources of this shard: "2/4" is the second of four.')
@click.option(
    "--every",
    type=_Duration(),
    default="60s",
    show_default=True,
    help="How long what was read waits at most for others to fill its file.",
)
@click.option("--name", metavar="NAME", help="What the names of its files begin with.  [default: this machine's name]")
@click.option("--once", is_flag=True, help="Visit every source once, ship, then exit: with 1 when something failed.")
@partial(
    with_place,
    database_help=f"The file of what this crawler knows.  [default: {STATE_DATABASE} beside the configuration]",
)
def crawl(where: str, shard: Any, every: float, name: str | None, once: bool, place: Place) -> None:
    """Visit sources and ship what they name to a collector.

    It runs until stopped, judges nothing and sends no alerts: `naskh collect` does, on one machine. What it knows of
    sources and pages is kept in a file of its own, --db. Give every crawler the same
    naskh.toml and another --shard.
    """
    from commands.version import program_version
    from config.loading import ConfigError, nothing_to_watch
    from terminal.shipping import crawl_here

    file = place.config_file or DEFAULT_CONFIG
    if not place.has_config:
        raise ConfigError(f"{file}: is not there; `naskh init` writes one, --config names another")
    if why := nothing_to_watch(place.config, file):
        raise ConfigError(why)
    state = place.chosen_database or file.parent / STATE_DATABASE
    status = crawl_here(
        place.config,
        state,
        where=where,
        shard=shard,
        every_seconds=every,
        name=name,
        once=once,
        file=file,
        version=program_version(),
    )
    sys.exit(status)


@click.command()
@click.argument("where", type=TEXT, metavar="DIR")
@KEEP
@click.option(
    "--once", is_flag=True, help="Record what lies there now, then exit: with 1 when something was not recorded."
)
@with_place
def collect(where: str, keep: float, once: bool, place: Place) -> None:
    """Record what crawlers shipped; compare and alert.

    It runs until stopped, and visits nothing itself; `naskh run --collect DIR` does both. Recorded files go to
    DIR/done, those that cannot be read to DIR/failed, with the reason in the log and in `naskh status`. A file that is
    delivered twice, late or in another order adds nothing and changes nothing.
    """
    from commands.version import program_version
    from terminal.shipping import collect_here

    status = collect_here(
        place.config,
        place.database,
        where=where,
        visits=False,
        shard=None,
        keep_seconds=keep,
        once=once,
        file=place.settings_file,
        version=program_version(),
    )
    sys.exit(status)
