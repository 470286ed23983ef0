"""`support`: what somebody else needs to help."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.given import FILE, PATH

if TYPE_CHECKING:
    from terminal.support import Subject


@click.command()
@click.argument("path", required=False, type=PATH)
@click.option(
    "--log",
    type=FILE,
    help="The log file.  [default: that of `naskh run --background`]",
)
@click.option("--config", type=PATH, help="The configuration file.  [default: naskh.toml]")
@click.option(
    "--db",
    type=PATH,
    help="The database file.  [default: the one in the configuration, else naskh.db]",
)
def support(path: Path | None, log: Path | None, config: Path | None, db: Path | None) -> None:
    """Pack what a bug report needs into a .tar.gz, without secrets.

    Versions, settings, the state of the database and its sources, the last visits, the end of the log. No texts and no
    pages. Passwords, tokens, channel addresses, queries in addresses and mail addresses are replaced by ***. It works
    with a broken naskh.toml or database too. PATH is the file to write; its name is printed. Look it through before you
    send it.
    """
    from commands.version import program_version
    from terminal.support import pack

    now = datetime.now(UTC)
    target = path or Path(f"naskh-support-{now:%Y%m%dT%H%M%SZ}.tar.gz")
    subject = _subject(config, db, log)
    try:
        pack(subject, target, version=program_version(), environment=dict(os.environ), now=now)
    except FileExistsError:
        click.echo(f"naskh: {target} already exists and was not changed; name another file", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"naskh: {target} cannot be written ({error.strerror}); name another file", err=True)
        sys.exit(1)
    click.echo(target)
    click.echo("Look it through before you send it: tar -xzf unpacks it.", err=True)


def _subject(config: Path | None, database: Path | None, log: Path | None) -> Subject:
    from commands.place import DEFAULT_CONFIG, find_place
    from config.loading import ConfigError
    from config.tables import Config
    from terminal.support import Subject

    mistakes: tuple[str, ...] = ()
    unread = ""
    try:
        place = find_place(config, database)
        settings, has_config, path = place.config, place.has_config, place.stored
    except ConfigError as error:
        # `naskh.toml: channel[1].url: expected ..., got ...`: only where it is.
        mistakes = tuple(":".join(line.split(":")[:2]) for line in str(error).splitlines())
        settings, has_config = Config(), True
        with suppress(OSError):
            unread = (config or DEFAULT_CONFIG).read_text("utf-8", errors="replace")
        path = database or (config or DEFAULT_CONFIG).parent / settings.database
    written = path.with_suffix(".log")
    found = log or (written if written.exists() else None)
    return Subject(config=settings, has_config=has_config, mistakes=mistakes, unread=unread, database=path, log=found)
