"""`copies`, `verdict`, `show`, `diff`, `check`: who carries whose text, and what a person decided about it."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any, get_args

import click

from commands.choosing import Choice, outlets_or_groups
from commands.given import TEXT
from commands.options import ID, Selection, text_or_json, with_choice, with_place, with_selection
from commands.place import Place, stored_database
from commands.printing import hint, say_what_is_missing
from model import COPIES, VerdictWord

_NONE = "none"


@click.command()
@click.option(
    "--relation",
    type=click.Choice(["copies", "partial", "all"]),
    default="copies",
    show_default=True,
    metavar="RELATION",
    help="Which relation: copies, partial (they share a passage) or all.",
)
@click.option("--pairs", is_flag=True, help="Every judged pair, also those between two carriers of one text.")
@click.option("--unsettled", is_flag=True, help="Only copies without a verdict and without a licence.")
@click.option("--by", multiple=True, metavar="NAME", help="Only what this outlet or group carries of others.")
@partial(with_choice, verb="texts that others carry of")
@with_selection
def copies(
    relation: str,
    pairs: bool,
    unsettled: bool,
    by: tuple[str, ...],
    choice: Choice,
    selection: Selection,
    place: Place,
) -> None:
    """List copies, newest first. Each carrier of a text is there once, with the earliest.

    Who copied us this week? naskh copies --mine --since 'this week'

    Where the times do not tell which of two came first, both count as the first one. `naskh duplicates` is the same
    command.
    """
    from db import Database
    from pipelines import shapes
    from pipelines.copies.verdicts import with_verdicts
    from pipelines.credits.matched import with_credits
    from terminal.copies import print_copies
    from terminal.fields import FIELDS
    from terminal.lists import print_rows

    relations = {"copies": COPIES, "partial": ("partial",), "all": (*COPIES, "partial")}[relation]
    licences, shown = place.config.licence, selection.most_rows
    with Database(stored_database(place), read_only=True) as database:
        # The database knows no licences: what they cover is left out afterwards.
        wanted: dict[str, Any] = {
            "since": selection.since,
            "limit": None if unsettled and licences else shown,
            "unsettled": unsettled,
            "whose": choice.ids(database),
            "by": outlets_or_groups(by, database),
        }
        rows = [] if pairs or relation == "partial" else database.list_copies(**wanted)
        judged = relations if pairs else tuple(each for each in relations if each == "partial")
        rows += database.list_matches(relations=judged, **wanted) if judged else []
        rows.sort(key=lambda row: -(row["id"] or 0))
        rows = [row for row in with_verdicts(rows, licences) if not (unsettled and row["verdict"])][:shown]
        if not selection.is_table:
            rows = with_credits(database, rows)
    if not selection.is_table:
        print_rows([shapes.match(row) for row in rows], FIELDS["copies"], selection.style)
    elif rows:
        print_copies(rows)
        first = "{} {}".format(rows[0]["later_id"], rows[0]["earlier_id"])
        hint(
            "The first number is the match (naskh verdict); the others are articles (naskh show). "
            '"82 % of 7": 82 % of article 7 is in the other article. Compare two with: '
            f"naskh diff {first}. Pack all that is known of them for others with: naskh evidence {first}"
        )
    say_what_is_missing(rows, selection, empty="No copies found.")


@click.command()
@click.argument("match_id", metavar="MATCH", type=ID)
@click.argument(
    "word",
    metavar=f"{'|'.join(get_args(VerdictWord))}|{_NONE}",
    type=click.Choice([*get_args(VerdictWord), _NONE]),
)
@click.option("--note", help="The reason in a few words, shown with the verdict.")
@with_place
def verdict(match_id: int, word: Any, note: str | None, place: Place) -> None:
    """Record your verdict on a match. The latest one counts.

    MATCH is the number at the start of each entry of `naskh copies`. The verdict stays with the two articles when they
    are compared again, and their match raises no more alerts.

    \b
    not-a-copy  It is none: it stays in the list, but does not join its
                articles into a cluster and is not counted.
    licensed    It is a copy, and the other may carry the text.
    settled     It is a copy, and the matter is closed, whatever came of it:
                a credit was added, a letter was answered.
    none        Takes your verdict back.
    """
    from terminal.verdict import run_take_back, run_verdict

    if word == _NONE:
        if note is not None:
            raise click.UsageError("--note is kept with a verdict; none takes it back")
        sys.exit(run_take_back(stored_database(place), match_id))
    sys.exit(run_verdict(stored_database(place), match_id, word, note))


@click.command()
@click.argument("article_id", metavar="ID", type=ID)
@text_or_json
@click.option("--why", is_flag=True, help="Show instead where each fact was read, and what was passed over.")
@click.option("--text", "text_alone", is_flag=True, help="Show title and text alone, for `naskh check -`.")
@with_place
def show(article_id: int, style: str, why: bool, text_alone: bool, place: Place) -> None:
    """Show an article, its facts, and who else carries it.

    ID is a number that `naskh articles` and `naskh copies` list.
    """
    from db import Database
    from terminal.show import print_article

    with Database(stored_database(place), read_only=True) as database:
        found = print_article(
            database, article_id, place.config.licence, as_json=style == "json", why=why, text_alone=text_alone
        )
    if not found:
        _no_article(article_id)


@click.command()
@click.argument("first", metavar="ID", type=ID)
@click.argument("second", metavar="ID", type=ID)
@text_or_json
@with_place
def diff(first: int, second: int, style: str, place: Place) -> None:
    """Show two articles with their shared words marked.

    Each ID is a number that `naskh articles` and `naskh copies` list.
    """
    from db import Database
    from terminal.show import print_diff

    with Database(stored_database(place), read_only=True) as database:
        missing = print_diff(database, first, second, place.config.licence, as_json=style == "json")
    if missing is not None:
        _no_article(missing)


def _begin_reading(**_: object) -> None:
    """Start the process that the worker forks from: it loads what reading needs while this one loads the rest."""
    from pipelines.preloading.names import FEW_PAGES
    from pipelines.processes.fork_servers import fork_servers

    fork_servers().begin(FEW_PAGES)


@click.command()
@click.argument("target", type=TEXT, metavar="URL|FILE|-")
@text_or_json
@partial(with_place, beforehand=_begin_reading)
def check(target: str, style: str, place: Place) -> None:
    """Report who carries a text, with figures and reasons.

    It stores nothing. It fetches an address as the crawler would, reads a file as `import` would, and reads stdin for
    -. The exit status is 1 when there is no text to read.
    """
    from db import Database
    from terminal.check import run_check

    path = stored_database(place)
    with Database(path, read_only=True):
        pass  # Errors of the database are reported before anything is fetched.
    sys.exit(run_check(target, place.config, path, as_json=style == "json"))


def _no_article(article_id: int) -> None:
    click.echo(f"naskh: there is no article {article_id}; `naskh articles` lists them", err=True)
    sys.exit(1)
