"""`export`: write what is stored as a data set."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from commands.choosing import Choice
from commands.given import PATH
from commands.options import SINCE, with_choice, with_place
from commands.place import Place, stored_database

if TYPE_CHECKING:
    from pipelines.exporting.files import Style


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option(
    "--format",
    "style",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    default="jsonl",
    show_default=True,
    help="jsonl and csv are packed with gzip, parquet needs naskh[spark].",
)
@click.option("--since", type=SINCE, metavar="WHEN", help='Only what was first seen since then: "7d", "2026-11-20".')
@click.option("--until", type=SINCE, metavar="WHEN", help="Only what was first seen before then.")
@click.option("--without-texts", is_flag=True, help="Leave out what is others': texts, and words quoted from them.")
@partial(with_choice, verb="articles of")
@with_place
def export(
    folder: Path,
    style: str,
    since: datetime | None,
    until: datetime | None,
    without_texts: bool,
    choice: Choice,
    place: Place,
) -> None:
    """Write what is stored into a new folder, as a data set.

    A table each of articles, revisions, outlets, clusters, carriers, matches, credits and verdicts. datapackage.json
    describes every field, with versions and the hash of the settings (Data Package, the standard of datapackage.org).
    SHA256SUMS has a sum for each file. `naskh import DIR/articles.jsonl.gz` reads the articles again. Articles that are
    matched with a chosen one are in it, too, and marked. It is one state of the database, also beside a daemon. Nothing
    is overwritten. docs/exporting.md says more.
    """
    from commands.version import program_version
    from db import Database
    from pipelines.exporting.dataset import Scope
    from terminal.exporting import run_export

    if since and until and since >= until:
        raise click.UsageError("--since is not before --until: nothing was first seen between them")
    path = stored_database(place)
    with Database(path, read_only=True) as database:
        whose = choice.ids(database)
    words = {
        "since": since and since.isoformat(),
        "until": until and until.isoformat(),
        "outlets": list(choice.outlets),
        "groups": list(choice.groups),
    }
    scope = Scope(since=since, until=until, whose=whose, with_texts=not without_texts, words=words)
    run_export(place.config, path, folder, scope, cast("Style", style), version=program_version())
