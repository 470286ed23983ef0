"""`import`, `rejudge`, `re-extract`: store what lies in files, and work over again what is stored."""

from __future__ import annotations

import sys

import click

from commands.options import ID, with_place
from commands.place import Place, stored_database
from commands.version import program_version


@click.command(name="import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--alerts", "with_alerts", is_flag=True, help="Let the alert rules see what is imported.")
@with_place
def import_(paths: tuple[str, ...], with_alerts: bool, place: Place) -> None:
    """Store articles from files, folders, or stdin (-).

    Read are .txt, .html, .jsonl, .xml (feeds) and .warc, each also as .gz or .xz. Running it again adds nothing.
    """
    from terminal.importing import run_import

    sys.exit(run_import(paths, place.config, place.database, with_alerts=with_alerts, version=program_version()))


@click.command()
@click.option("--verbose", is_flag=True, help="List the pairs whose relation changed.")
@with_place
def rejudge(verbose: bool, place: Place) -> None:
    """Judge everything stored again with today's judge.

    Former judgements are set aside, not lost, and verdicts stay. Ended early, it goes on where it stopped when it is
    called again.
    """
    from terminal.rejudging import run_rejudge

    run_rejudge(place.config, stored_database(place), verbose=verbose, version=program_version())


@click.command(name="re-extract")
@click.argument("article_ids", metavar="[ID...]", nargs=-1, type=ID)
@click.option("--verbose", is_flag=True, help="List the articles that changed, and how.")
@with_place
def re_extract(article_ids: tuple[int, ...], verbose: bool, place: Place) -> None:
    """Read stored pages again from their kept bytes, as after an upgrade.

    All of them, or those that carry the articles ID. An article whose text or facts come out differently keeps the
    former ones as a revision that is marked as ours, and is compared again; verdicts stay. It may be ended at any
    moment: run again, it changes only what is left.
    """
    from terminal.reextracting import run_reextract

    path = stored_database(place)
    sys.exit(run_reextract(place.config, path, article_ids, verbose=verbose, version=program_version()))
