"""`add`: find the sources of a site, and watch the best."""

from __future__ import annotations

import sys
from typing import get_args

import click

from commands.options import with_place
from commands.place import DEFAULT_CONFIG, Place
from model import SourceKind


@click.command()
@click.argument("address", metavar="URL|FILE.opml")
@click.option(
    "--kind",
    type=click.Choice(get_args(SourceKind)),
    help="Add the best of this kind, instead of the best of all.",
)
@click.option("--outlet", metavar="NAME", help="The outlet's name, instead of the one that the site gives.")
@click.option("--group", "groups", multiple=True, metavar="NAME", help="A group for a new outlet. May be repeated.")
@click.option("--dry-run", is_flag=True, help="Show what is found and write nothing.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table for people, json for programs.",
)
@with_place
def add(
    address: str,
    kind: SourceKind | None,
    outlet: str | None,
    groups: tuple[str, ...],
    dry_run: bool,
    style: str,
    place: Place,
) -> None:
    """Find the feed or sitemap of a site and add it to naskh.toml.

    URL is any address of the site: its front page, an article, a feed or a sitemap. Its feeds, sitemaps and front page
    are tried politely, one request at a time, and listed: items, age of the newest, share on the topic, median words of
    text in the feed, and why one is not the best. The outlet's name, country and time zone are those that the site
    declares.

    FILE.opml is a list of feeds that a feed reader exported: all that work are added.

    naskh.toml keeps its remarks and layout; the file as it was is left as naskh.toml.bak. The exit status is 1 when
    nothing was found, or a feed of the list gave nothing.
    """
    from terminal.adding import Wish, run_add

    file = place.config_file or DEFAULT_CONFIG
    wish = Wish(kind=kind, outlet=outlet, groups=groups, writes=not dry_run, style=style)
    sys.exit(run_add(address, place.config, file, wish))
