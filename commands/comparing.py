"""`copies`, `verdict`, `show`, `diff`, `check`: who carries whose text, and what a person says of it."""

from __future__ import annotations

import sys
from typing import get_args

import click

from commands.options import ID, Selection, with_place, with_selection
from commands.place import Place, stored_database
from commands.printing import hint, say_what_is_missing
from db import Database
from model import COPIES, VerdictWord
from terminal import shapes
from terminal.copies import print_copies
from terminal.lists import print_rows

_text_or_json = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For reading, or for programs.",
)


@click.command()
@click.option(
    "--relation",
    type=click.Choice(["copies", "partial", "all"]),
    default="copies",
    show_default=True,
    metavar="RELATION",
    help="copies, partial (they share a passage), or all.",
)
@click.option("--unsettled", is_flag=True, help="Only those without a verdict, a person's or a licence's.")
@with_selection
def copies(relation: str, unsettled: bool, selection: Selection, place: Place) -> None:
    """List who carries whose text, newest first. `duplicates` is another name of this."""
    from pipelines.copies.verdicts import with_verdicts

    relations = {"copies": COPIES, "partial": ("partial",), "all": (*COPIES, "partial")}[relation]
    licences, shown = place.config.licence, selection.most_rows
    with Database(stored_database(place), read_only=True) as database:
        # A licence is known here only: what it covers is left out after the fact.
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
        hint("82 % of 7: so much of article 7 stands in the other. Compare two: naskh diff {} {}".format(*first))
    say_what_is_missing(rows, selection, empty="No copies found.")


@click.command()
@click.argument("match_id", metavar="MATCH", type=ID)
@click.argument("word", metavar="not-a-copy|licensed|settled", type=click.Choice(get_args(VerdictWord)))
@click.option("--note", help="A few words on why, shown with it.")
@with_place
def verdict(match_id: int, word: VerdictWord, note: str | None, place: Place) -> None:
    """Say what a match is: the last word counts.

    It stays with the two articles when they are judged again, and their match raises no alert any more. MATCH is the
    number that `naskh copies` begins with. What is not a copy stays listed, but makes no cluster.
    """
    from terminal.verdict import run_verdict

    sys.exit(run_verdict(stored_database(place), match_id, word, note))


@click.command()
@click.argument("article_id", metavar="ID", type=ID)
@_text_or_json
@click.option("--why", is_flag=True, help="Instead: where each fact of it was read, and what was passed over.")
@with_place
def show(article_id: int, style: str, why: bool, place: Place) -> None:
    """Show an article, what is known of it, and who else carries it."""
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
    """Show two articles with the words that they share marked."""
    from terminal.show import print_diff

    with Database(stored_database(place), read_only=True) as database:
        missing = print_diff(database, first, second)
    if missing is not None:
        _no_article(missing)


@click.command()
@click.argument("target", metavar="URL|FILE|-")
@_text_or_json
@with_place
def check(target: str, style: str, place: Place) -> None:
    """Say who carries this text, with figures and reasons.

    Nothing is stored. An address is fetched as the crawler would; a file is read as by `import`; - is stdin. Status 1
    when there was no text to read.
    """
    from terminal.check import run_check

    path = stored_database(place)
    with Database(path, read_only=True):
        pass  # What is wrong with the database is told before anything is fetched.
    sys.exit(run_check(target, place.config, path, as_json=style == "json"))


def _no_article(article_id: int) -> None:
    click.echo(f"naskh: there is no article {article_id}; `naskh articles` lists them", err=True)
    sys.exit(1)
