"""`import`, `rejudge`, `re-extract`: store articles from files, and process stored ones again."""

from __future__ import annotations

import sys
from functools import partial

import click

from commands.given import TEXT
from commands.options import ID, with_place
from commands.place import Place, stored_database


def _begin_reading(paths: tuple[str, ...], **_: object) -> None:
    """Start the process that workers fork from: it loads what reading needs while this one loads the rest."""
    from crawler.getting_ready import preload_of
    from pipelines.processes.fork_servers import fork_servers

    fork_servers().begin(preload_of(paths))


@click.command(name="import")
@click.argument("paths", type=TEXT, metavar="PATH...", nargs=-1, required=True)
@click.option("--alerts", "with_alerts", is_flag=True, help="Apply the alert rules to the imported articles.")
@partial(with_place, beforehand=_begin_reading)
def import_(paths: tuple[str, ...], with_alerts: bool, place: Place) -> None:
    """Store articles from files, folders or stdin (-).

    It reads .txt, .html, .jsonl, .xml (feeds) and .warc, each also as .gz or .xz. Importing a file again adds nothing.
    A line of a .jsonl is an article: url and text (or html), title, outlet, date. A manifest.jsonl says where the pages
    of its folder came from. docs/importing.md has all fields.

    It reads .parquet, too, with naskh[spark] installed. A result of naskh-spark comes into a new database with its
    copies and clusters, already judged.
    """
    from commands.version import program_version
    from terminal.importing import run_import

    sys.exit(run_import(paths, place.config, place.database, with_alerts=with_alerts, version=program_version()))


@click.command()
@click.option("--verbose", is_flag=True, help="List the pairs whose relation changed.")
@with_place
def rejudge(verbose: bool, place: Place) -> None:
    """Compare all stored articles again with the current judge.

    Earlier matches are kept and marked as superseded; verdicts stay. What articles are ordered by is computed anew,
    too: run it after you gave an outlet its time zone. If it is interrupted, run it again: it continues where it
    stopped.
    """
    from commands.version import program_version
    from terminal.rejudging import run_rejudge

    run_rejudge(place.config, stored_database(place), verbose=verbose, version=program_version())


@click.command(name="re-extract")
@click.argument("article_ids", metavar="[ID...]", nargs=-1, type=ID)
@click.option("--verbose", is_flag=True, help="List the articles that changed, and how.")
@with_place
def re_extract(article_ids: tuple[int, ...], verbose: bool, place: Place) -> None:
    """Read stored pages again from their kept bytes.

    Use it after an upgrade. It reads all pages, or only those of the articles with these IDs. When the text or the
    facts of an article change, the earlier ones are kept as a revision marked as Naskh's own, and the article is
    compared again. Verdicts stay. You can interrupt it at any time: run it again to process the rest.
    """
    from commands.version import program_version
    from terminal.reextracting import run_reextract

    path = stored_database(place)
    sys.exit(run_reextract(place.config, path, article_ids, verbose=verbose, version=program_version()))
