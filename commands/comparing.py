"""`copies`, `verdict`, `show`, `diff`, `check`: who carries whose text, and what a person decided about it."""

from __future__ import annotations

import sys
from typing import get_args

import click

from commands.options import ID, Selection, text_or_json, with_place, with_selection
from commands.place import Place, stored_database
from commands.printing import hint, say_what_is_missing
from db import Database
from model import COPIES, VerdictWord
from pipelines import shapes


@click.command()
@click.option(
    "--relation",
    type=click.Choice(["copies", "partial", "all"]),
    default="copies",
    show_default=True,
    metavar="RELATION",
    help="Which pairs: copies, partial (they share a passage) or all.",
)
@click.option("--unsettled", is_flag=True, help="Only copies without a verdict and without a licence.")
@with_selection
def copies(relation: str, unsettled: bool, selection: Selection, place: Place) -> None:
    """List copies, newest first: who carries whose text. `naskh duplicates` is the same command."""
    from pipelines.copies.verdicts import with_verdicts
    from terminal.copies import print_copies
    from terminal.lists import print_rows

    relations = {"copies": COPIES, "partial": ("partial",), "all": (*COPIES, "partial")}[relation]
    licences, shown = place.config.licence, selection.most_rows
    with Database(stored_database(place), read_only=True) as database:
        # The database knows no licences: what they cover is left out afterwards.
        rows = database.list_matches(
            relations=relations,
            since=selection.since,
            limit=None if unsettled and licences else shown,
            unsettled=unsettled,
        )
    rows = [row for row in with_verdicts(rows, licences) if not (unsettled and row["verdict"])][:shown]
    if not selection.is_table:
        print_rows([shapes.match(row) for row in rows], ["id", "relation"], selection.style)
    elif rows:
        print_copies(rows)
        first = rows[0]["later_id"], rows[0]["earlier_id"]
        hint(
            '"82 % of 7": 82 % of article 7 is in the other article. Compare two with: naskh diff {} {}'.format(*first)
        )
    say_what_is_missing(rows, selection, empty="No copies found.")


@click.command()
@click.argument("match_id", metavar="MATCH", type=ID)
@click.argument("word", metavar="not-a-copy|licensed|settled", type=click.Choice(get_args(VerdictWord)))
@click.option("--note", help="The reason in a few words, shown with the verdict.")
@with_place
def verdict(match_id: int, word: VerdictWord, note: str | None, place: Place) -> None:
    """Record your verdict on a match. The latest one counts.

    MATCH is the number at the start of each entry of `naskh copies`. The verdict stays with the two articles when they
    are compared again, and their match raises no more alerts. A match that is not a copy stays in the list, but
    does not join its articles into a cluster.
    """
    from terminal.verdict import run_verdict

    sys.exit(run_verdict(stored_database(place), match_id, word, note))


@click.command()
@click.argument("article_id", metavar="ID", type=ID)
@text_or_json
@click.option("--why", is_flag=True, help="Show instead where each fact was read, and what was passed over.")
@with_place
def show(article_id: int, style: str, why: bool, place: Place) -> None:
    """Show an article, its facts, and who else carries it."""
    from terminal.show import print_article

    with Database(stored_database(place), read_only=True) as database:
        found = print_article(database, article_id, place.config.licence, as_json=style == "json", why=why)
    if not found:
        _no_article(article_id)


@click.command()
@click.argument("first", metavar="ID", type=ID)
@click.argument("second", metavar="ID", type=ID)
@with_place
def diff(first: int, second: int, place: Place) -> None:
    """Show two articles with their shared words marked."""
    from terminal.show import print_diff

    with Database(stored_database(place), read_only=True) as database:
        missing = print_diff(database, first, second)
    if missing is not None:
        _no_article(missing)


@click.command()
@click.argument("target", metavar="URL|FILE|-")
@text_or_json
@with_place
def check(target: str, style: str, place: Place) -> None:
    """Report who carries a text, with figures and reasons.

    It stores nothing. It fetches an address as the crawler would, reads a file as `import` would, and reads stdin for
    -. The exit status is 1 when there is no text to read.
    """
    from terminal.check import run_check

    path = stored_database(place)
    with Database(path, read_only=True):
        pass  # Errors of the database are reported before anything is fetched.
    sys.exit(run_check(target, place.config, path, as_json=style == "json"))


def _no_article(article_id: int) -> None:
    click.echo(f"naskh: there is no article {article_id}; `naskh articles` lists them", err=True)
    sys.exit(1)
