"""`import`, `rejudge`, `re-extract`: store articles from files, and process stored ones again."""

from __future__ import annotations

import sys

import click

from commands.options import ID, with_place
from commands.place import Place, stored_database
from commands.version import program_version


@click.command(name="import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--alerts", "with_alerts", is_flag=True, help="Apply the alert rules to the imported articles.")
@with_place
def import_(paths: tuple[str, ...], with_alerts: bool, place: Place) -> None:
    """Store articles from files, folders or stdin (-).

    It reads .txt, .html, .jsonl, .xml (feeds) and .warc, each also as .gz or .xz. Importing a file again adds nothing.
    """
    from terminal.importing import run_import

    sys.exit(run_import(paths, place.config, place.database, with_alerts=with_alerts, version=program_version()))


@click.command()
@click.option("--verbose", is_flag=True, help="List the pairs whose relation changed.")
@with_place
def rejudge(verbose: bool, place: Place) -> None:
    """Compare all stored articles again with the current judge.

    Earlier matches are kept and marked as superseded; verdicts stay. If it is interrupted, run it again: it continues
    where it stopped.
    """
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
    from terminal.reextracting import run_reextract

    path = stored_database(place)
    sys.exit(run_reextract(place.config, path, article_ids, verbose=verbose, version=program_version()))
