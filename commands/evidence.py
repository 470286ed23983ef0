"""`evidence`: what is known of a match, or of a text and all who carry it, for those who have to show it to others."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from commands.given import PATH
from commands.options import ID, with_place
from commands.place import Place, stored_database


@click.command()
@click.argument("article_id", metavar="[ID]", type=ID, required=False)
@click.argument("other_id", metavar="[OTHER_ID]", type=ID, required=False)
@click.option("--match", "match_id", metavar="MATCH", type=ID, help="The two articles of this match, instead of ids.")
@click.option(
    "--out",
    "target",
    metavar="FILE",
    type=PATH,
    help="The file to write.  [default: naskh-evidence-<ids>-<day>.zip]",
)
@with_place
def evidence(
    article_id: int | None, other_id: int | None, match_id: int | None, target: Path | None, place: Place
) -> None:
    """Pack what is known of a match into one file for others.

    Two IDs name two articles, one names an article with all who carry its text: numbers that `naskh articles` and
    `naskh copies` list. The ZIP file stands alone: texts and their revisions, pages as fetched while they are kept,
    each time with where it came from, what is claimed and what is not, two texts side by side, all facts as JSON, and a
    sum of each file. What is missing is named. The same database gives the same file. Your verdicts are in it with
    their notes: look it through before you send it.

    Its name is printed on stdout, its SHA-256 on stderr. Nothing is overwritten. It may run beside a daemon.
    """
    from commands.version import program_version
    from db import Database
    from pipelines.evidence.packing import Packed, file_name, pack
    from pipelines.evidence.subject import NothingThere, subject_of
    from web.alone import EvidencePages

    if (article_id is None) == (match_id is None):
        raise click.UsageError("name one article, two articles, or --match with a match")
    packed: Packed
    with Database(stored_database(place), read_only=True) as database, database.one_moment():
        try:
            subject = subject_of(database, article_id, other_id, match_id=match_id)
            path = target or Path(file_name(subject, day=f"{datetime.now(UTC):%Y-%m-%d}"))
            licences = place.config.licence
            packed = pack(database, subject, path, licences=licences, pages=EvidencePages(), version=program_version())
        except NothingThere as error:
            _fail(str(error))
        except FileExistsError:
            _fail(f"{path} already exists and was not changed; name another file with --out")
        except OSError as error:
            _fail(f"{path} cannot be written ({error.strerror or error}); name another file with --out")
    click.echo(packed.path)
    _say(packed.sha256, packed.articles, packed.missing)


def _say(sha256: str, articles: int, missing: tuple[str, ...]) -> None:
    click.echo(f"SHA-256 {sha256}", err=True)
    click.echo(
        "This sum can be deposited, with a notary or a time-stamp service (RFC 3161; Naskh calls none): it shows later "
        "since when the file has been as it is.",
        err=True,
    )
    lacks = f" It names what is missing: {', '.join(each.replace('_', ' ') for each in missing)}." if missing else ""
    click.echo(f"{articles} article{'' if articles == 1 else 's'}.{lacks}", err=True)


def _fail(words: str) -> None:
    click.echo(f"naskh: {words}", err=True)
    sys.exit(1)
