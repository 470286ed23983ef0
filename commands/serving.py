"""`serve`: the web pages."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from commands.options import Number, with_place
from commands.place import Place, stored_database

DEFAULT_PORT = 8001
_MADE_SECONDS, _PAUSE_SECONDS = 60.0, 0.2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=Number(0, 65535), help="0: any free one.")
@click.option("--no-text", is_flag=True, help="Show excerpts only, never a whole text.")
@click.option("--open", "opens", is_flag=True, help="Open the pages in your browser.")
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
@with_place
def serve(host: str, port: int, no_text: bool, opens: bool, parent: int | None, place: Place) -> None:
    """Serve the web pages on this machine, read-only.

    Texts and who carries them, copies side by side, and the database. It may run beside the daemon. Addresses that
    other machines reach take a password: set serve.password in naskh.toml.
    """
    from db import Database
    from pipelines.alerts.secrets import place_in_words, read_secret
    from terminal.log_file import StderrHandler
    from web.serving import CannotServe
    from web.serving import serve as serve_pages
    from web.site import Site

    logging.getLogger().handlers[:] = [StderrHandler()]
    database = stored_database(place)
    if parent is not None:
        # First the daemon beside it makes the file, or upgrades it.
        wait_until(lambda: is_readable(database), seconds=_MADE_SECONDS)
    # Says at once what is wrong with the file, if anything is.
    Database(database, read_only=True).close()
    kept_at = place.config.serve.password
    password = read_secret(kept_at) if kept_at else None
    if kept_at and password is None:
        raise click.ClickException(f"serve.password: there is no password in {place_in_words(kept_at)}")
    site = Site(database=database, config=place.config, host=host, no_text=no_text, password=password)

    def ready(address: str) -> None:
        click.echo(f"Serving {database} at {address} (Ctrl-C stops)", err=True)
        if opens:
            click.launch(address)

    try:
        serve_pages(site, port, parent=parent, when_ready=ready)
    except CannotServe as error:
        click.echo(f"naskh: {error}", err=True)
        sys.exit(1)
    sys.exit(0)


def is_readable(database: Path) -> bool:
    """Whether a database is there and of this version."""
    from db import Database, DatabaseError

    try:
        Database(database, read_only=True).close()
    except DatabaseError:
        return False
    return True


def wait_until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Wait for a condition, so many seconds at most."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
