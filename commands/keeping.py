"""`backup`, `restore`, `prune`, `forget`: keep what is stored from being lost, and from staying for ever."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from commands.given import PATH
from commands.options import SINCE, with_place
from commands.place import SAMPLE_DATABASE, Place, stored_database

# Addresses that are listed.
_MOST_NAMED = 20


@click.command()
@click.argument("path", required=False, type=PATH)
@with_place
def backup(path: Path | None, place: Place) -> None:
    """Write a backup of the database, also while a daemon runs.

    PATH is a folder, or a file that does not exist yet and ends in .db.gz (compressed) or .db. By default it is the
    folder of [backup] in naskh.toml, else "backups" beside the database. A folder that is missing is made. Every
    transaction that was committed when it began is in it. It is checked: its structure, the hash of every text, and
    that it unpacks. Its name is printed. Only its owner can read it. Nothing is overwritten or removed.
    """
    from db import Database
    from db.backup import back_up
    from db.backup_schedule import BackupSchedule

    database = stored_database(place)
    with Database(database, read_only=True) as stored:
        stored.refuse_crawler()
    folder = BackupSchedule.of(place.config.backup, database).folder
    made = back_up(database, path or folder, now=datetime.now(UTC))
    click.echo(made)
    click.echo(f"Backed up {database} ({made.stat().st_size / 1e6:.1f} MB, checked).", err=True)


@click.command()
@click.argument("file", type=PATH)
@partial(with_place, may_be_damaged=True)
def restore(file: Path, place: Place) -> None:
    """Put a backup in the place of the database.

    FILE is what `naskh backup` made, packed or not. It is checked first: its structure, the hash of every text, and
    that its schema is not of a newer Naskh; an older one is upgraded by the next command that writes. What is there is
    backed up into the folder of [backup], or kept beside the database as it is where it is damaged. Then the file is
    replaced in one step. It refuses while a daemon runs or another program has the database open.

    The database is the one of --db or naskh.toml, else naskh.db; that of the sample newswire only where --db names it.
    """
    from db.backup import BackupFailed
    from db.backup_schedule import BackupSchedule
    from db.lock import holder_of
    from db.restoring import restore as put_back
    from terminal.readable import one_line

    hides_sample = place.has_sample_only
    if hides_sample and (holder := holder_of(SAMPLE_DATABASE)) is not None:
        raise BackupFailed(
            f"{SAMPLE_DATABASE}: the sample newswire is being watched (process {holder}), and a restored "
            f"{place.database} would hide it from all commands without --db; `naskh stop` stops it, --db says which "
            "database to restore"
        )
    keep_in = BackupSchedule.of(place.config.backup, place.database).folder
    done = put_back(file, place.database, keep_in=keep_in, now=datetime.now(UTC))
    click.echo(f"Restored {place.database} from {file}: {done.articles:,} articles.", err=True)
    if done.kept is not None:
        state = "" if done.was_sound else " It is damaged."
        click.echo(f"What was there before is in {done.kept}.{state}", err=True)
    if done.forgotten:
        click.echo("What was forgotten since is in it again; `naskh forget` removes it once more:", err=True)
        for address in done.forgotten[:_MOST_NAMED]:
            click.echo(f"  {one_line(address)}", err=True)
        if more := len(done.forgotten[_MOST_NAMED:]):
            click.echo(f"  ... and {more:,} more", err=True)
    if hides_sample:
        click.echo(
            f"Commands in this folder use {place.database} from now on; --db {SAMPLE_DATABASE} names the sample's.",
            err=True,
        )


@click.command()
@click.option(
    "--older-than",
    "before",
    type=SINCE,
    required=True,
    metavar="AGE",
    help='What is older than this is pruned: "90d", or a day such as "2026-01-31".',
)
@click.option("--raw", is_flag=True, help="Prune the pages as they were fetched.")
@click.option("--texts", is_flag=True, help="Prune the texts of articles and their revisions. Titles and facts stay.")
@click.option("--sketches", is_flag=True, help="Prune what texts are compared by. The hash of the whole text stays.")
@click.option("--shrink", is_flag=True, help="Give the room back to the disk too. No daemon may run.")
@click.option("--dry-run", is_flag=True, help="Only say what would be pruned.")
@with_place
def prune(before: datetime, raw: bool, texts: bool, sketches: bool, shrink: bool, dry_run: bool, place: Place) -> None:
    """Remove what is old from the database.

    --raw, --texts and --sketches say what; without any of them it is all three. A backup is made first. Every page
    stays known, so that nothing old is taken for new when a source names it again; matches, copies, alerts and verdicts
    stay. Without its text an article cannot be read, or searched but by its title. Without its sketch only a copy of
    the same words is still matched with it. It may run beside a daemon, which uses the room for what is new.
    """
    from terminal.pruning import run_prune

    chosen = [name for name, is_wanted in (("raw", raw), ("texts", texts), ("sketches", sketches)) if is_wanted]
    run_prune(place.config, stored_database(place), chosen, before=before, shrink=shrink, dry_run=dry_run)


@click.command()
@click.argument("names", metavar="[ARTICLE|URL]...", nargs=-1)
@click.option(
    "--outlet", multiple=True, metavar="NAME", help="All that this outlet published or carries. May be repeated."
)
@click.option("--reason", metavar="WORDS", help="Why, in a few words: shown in `naskh pages` with the day.")
@click.option("--no-backup", is_flag=True, help="Make no backup first: it would hold what is to be forgotten.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
@with_place
def forget(
    names: tuple[str, ...],
    outlet: tuple[str, ...],
    reason: str | None,
    no_backup: bool,
    yes: bool,
    dry_run: bool,
    place: Place,
) -> None:
    """Remove articles for good, as a publisher or a person may ask.

    ARTICLE is an id, URL the address of a page, with all its stories. The text goes from the database, its log and
    search index, with older texts, kept bytes, matches, verdicts, alerts, messages and their feeds and files. A row for
    the page stays, with the day and the reason. It is not fetched or imported again, under another address neither.
    Copies that others carry stay: they are listed.

    First it says what goes, and asks. A backup is made before; it holds the text. docs/operations.md says what no
    command reaches. A daemon may run beside it; some of the file is written anew only while none does. If it is
    interrupted, `naskh forget` without a name finishes it.
    """
    from commands.choosing import Choice
    from commands.version import program_version
    from db import Database
    from terminal.forgetting import Wish, run_forget

    path = stored_database(place)
    with Database(path, create=False) as database:
        chosen = Choice(outlets=outlet, groups=()).ids(database) if outlet else []
        nothing_left = not database.unfinished_forgetting().rest
    if not (names or outlet) and nothing_left:
        raise click.UsageError("name articles by their ids, pages by their addresses, or --outlet")
    wish = Wish(
        names=names,
        outlet_ids=chosen or [],
        reason=reason,
        has_backup=not no_backup,
        is_dry=dry_run,
        is_agreed=lambda: yes or _agreed(),
    )
    sys.exit(run_forget(place.config, path, wish, version=program_version()))


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask on; add --yes")
    return click.confirm("Forget these?", err=True)
