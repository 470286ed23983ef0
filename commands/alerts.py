"""`naskh alerts ...`: look at one alert, say that it was seen, try messages again, try rules, keep things quiet."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

import click

from commands import lists
from commands.names import UnknownName, known_name
from commands.options import ID, SINCE, text_or_json, with_place
from commands.place import Place, stored_database

if TYPE_CHECKING:
    from db import Database

_WHAT = click.Choice(["text", "outlet", "source", "rule"])
_WHAT_IS_MUTED = (
    "\b\n"
    "text ARTICLE     a text, by the id of an article that carries it, and all who carry it later\n"
    "outlet NAME      what an outlet carries, and what becomes of its sources\n"
    "source SOURCE    what becomes of a source, by its address or its id in `naskh sources`\n"
    "rule NAME        all alerts of a rule\n"
)


@click.command(short_help="Show an alert and what became of each message.")
@click.argument("alert_id", metavar="ID", type=ID)
@text_or_json
@with_place
def show(alert_id: int, style: str, place: Place) -> None:
    """Show an alert: what it says, its matches, and what became of each message.

    For each message: the channel, when it took it, the message's id, attempts and error. Below, what waits to be
    reported, and for what. ID is the number at the start of each line of `naskh alerts`.
    """
    from db import Database
    from terminal.alerts import print_alert

    with Database(stored_database(place), read_only=True) as database:
        found = print_alert(database, alert_id, place.config.licence, as_json=style == "json")
    if not found:
        _no_alert(alert_id)


@click.command(short_help="Try messages again that were given up.")
@click.argument("alert_id", metavar="ID", type=ID, required=False)
@click.option("--all", "all_of_them", is_flag=True, help="Every message that was given up.")
@with_place
def retry(alert_id: int | None, all_of_them: bool, place: Place) -> None:
    """Try the messages of an alert again that were given up.

    `naskh alerts failed` lists them. The daemon sends them within seconds, under the same ids.
    """
    from db import Database

    if (alert_id is None) != all_of_them:
        raise click.UsageError("name one alert by its ID, or write --all")
    with Database(stored_database(place), create=False) as database:
        if alert_id is not None and database.alert_row(alert_id) is None:
            _no_alert(alert_id)
        again = database.try_again(alert_id, now=datetime.now(UTC))
    if not again:
        click.echo("naskh: no message was given up; `naskh alerts waiting` lists what is tried anyway", err=True)
        sys.exit(1)
    click.echo(f"{again} message{'s are' if again > 1 else ' is'} tried again.", err=True)


@click.command(short_help="Say that you have seen an alert.")
@click.argument("alert_id", metavar="ID", type=ID)
@with_place
def ack(alert_id: int, place: Place) -> None:
    """Say that you have seen an alert: nothing more of it is sent, unless another outlet carries the text."""
    from db import Database

    with Database(stored_database(place), create=False) as database:
        if database.alert_row(alert_id) is None:
            _no_alert(alert_id)
        database.acknowledge(alert_id, now=datetime.now(UTC))
    click.echo(f"Alert {alert_id} is seen.", err=True)


@click.command("try", short_help="Show what a rule would have sent.")
@click.argument("rule")
@click.option("--since", type=SINCE, default="7d", show_default=True, help="What happened since then.")
@text_or_json
@with_place
def try_(rule: str, since: datetime, style: str, place: Place) -> None:
    """Show what a rule would have sent, without sending or storing anything.

    RULE is the name of an [[alert]] in naskh.toml, of any kind. It is applied to what is stored, in the order in which
    it happened: matches, articles, revisions, visits. What the past does not tell is said. Mutes, quiet hours and
    limits of channels are left out.
    """
    from db import Database
    from terminal.alerts import print_trial

    if not place.has_config:
        raise UnknownName("there is no naskh.toml, and so no rule of yours to try; `naskh init` writes one")
    rules = {each.name: each for each in place.config.alert}
    wanted = rules[known_name(rule, rules, what="[[alert]] named")]
    with Database(stored_database(place), read_only=True) as database:
        print_trial(database, place.config, wanted, since=since, now=datetime.now(UTC), as_json=style == "json")


@click.command(
    short_help="Keep alerts quiet: of a text, an outlet, a source, a rule.",
    help="Keep alerts about a text, an outlet, a source or a rule quiet. What holds is reported when the mute ends.\n\n"
    f"{_WHAT_IS_MUTED}\n"
    "Without --for and --until it lasts until `naskh alerts unmute`.",
)
@click.argument("kind", metavar="text|outlet|source|rule", type=_WHAT)
@click.argument("name", metavar="ARTICLE|NAME|SOURCE")
@click.option("--for", "lasts", metavar="DURATION", help='For so long, such as "7d" or "12h".')
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]),
    metavar="DATE",
    help='Until this day begins, such as "2025-04-01", or until "2025-04-01 08:00", in the reader\'s time zone.',
)
@click.option("--note", help="The reason in a few words, shown in `naskh alerts mutes`.")
@with_place
def mute(kind: str, name: str, lasts: str | None, until: datetime | None, note: str | None, place: Place) -> None:
    from db import Database

    now = datetime.now(UTC)
    end = _end_of_mute(lasts, until, ZoneInfo(place.config.reader.time_zone), now=now)
    with Database(stored_database(place), create=False) as database:
        name = _muted_name(kind, name, database, place)
        database.add_mute(kind, name, until=end, note=note, now=now)
    # By the clock of `naskh alerts mutes`.
    shown = f"until {end.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if end else "for good"
    click.echo(f"Muted {_called(kind, name)} {shown}.", err=True)


@click.command(
    short_help="Let alerts that were muted be reported again.",
    help="Let alerts about a text, an outlet, a source or a rule be reported again. "
    "What waited is reported at once.\n\n"
    f"{_WHAT_IS_MUTED}",
)
@click.argument("kind", metavar="text|outlet|source|rule", type=_WHAT)
@click.argument("name", metavar="ARTICLE|NAME|SOURCE")
@with_place
def unmute(kind: str, name: str, place: Place) -> None:
    from db import Database

    now = datetime.now(UTC)
    with Database(stored_database(place), create=False) as database:
        muted = {mute["name"] for mute in database.mutes(now=now) if mute["kind"] == kind}
        if kind == "source":
            name = next((row["url"] for row in database.sources_named(name) if row["url"] in muted), name)
        names = _same_texts(name, muted, database) if kind == "text" else {name} & muted
        if kind != "text" and muted:
            names = {known_name(name, muted, what=f"muted {kind}")}
        if not names:
            click.echo(f"naskh: {_called(kind, name)} is not muted; `naskh alerts mutes` lists the mutes", err=True)
            sys.exit(1)
        for each in names:
            database.end_mutes(kind, each, now=now)
    click.echo(f"Alerts about {_called(kind, name)} are reported again.", err=True)


def _end_of_mute(lasts: str | None, until: datetime | None, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    if lasts is not None and until is not None:
        raise click.UsageError("write --for or --until, not both")
    if lasts is not None:
        try:
            from config.types import duration_seconds

            return now + timedelta(seconds=duration_seconds(lasts))
        except (ValueError, OverflowError) as error:
            raise click.BadParameter(str(error), param_hint="--for") from None
    if until is None:
        return None
    end = until.replace(tzinfo=zone).astimezone(UTC)
    if end <= now:
        raise click.BadParameter("that is over already", param_hint="--until")
    return end


def _muted_name(kind: str, name: str, database: Database, place: Place) -> str:
    """What a mute is stored under. Raises click.BadParameter where there is nothing of this name."""
    if kind == "text":
        article_id = _article_id(name)
        if database.article_row(article_id) is None:
            raise UnknownName(f"there is no article {article_id}; `naskh articles` lists them")
        return str(article_id)
    if kind == "source":
        return _one_source(name, database)
    if kind == "rule":
        rules = {rule.name for rule in place.config.alert} | set(database.alert_rules())
        return known_name(name, rules, what="rule")
    outlets = {row["name"] for row in database.list_outlets(since=None, limit=None)}
    return known_name(name, outlets, what="outlet")


def _one_source(name: str, database: Database) -> str:
    """The address of a source that is called so. Raises UnknownName where there is none, or more than one."""
    found = database.sources_named(name)
    if not found:
        raise UnknownName(f"there is no source {name}; `naskh sources` lists them with id and address")
    if len(found) > 1:
        ids = ", ".join(str(each) for each in sorted(row["id"] for row in found))
        raise UnknownName(f'{name} has several sources ({ids}): name one, or mute all with `outlet "{name}"`')
    return str(found[0]["url"])


def _same_texts(name: str, muted: set[str], database: Database) -> set[str]:
    """The articles under which the text of an article is muted."""
    article_id = _article_id(name)
    clusters = database.clusters_of_articles([article_id, *map(int, muted)])
    own = clusters.get(article_id)
    return {each for each in muted if each == str(article_id) or (own is not None and clusters.get(int(each)) == own)}


def _article_id(name: str) -> int:
    if not (name.isascii() and name.isdigit()):
        raise UnknownName(f"{name} is not the id of an article; `naskh articles` lists them")
    return int(name[:18])


def _called(kind: str, name: str) -> str:
    return f"the text of article {name}" if kind == "text" else f"{kind} {name}"


def _no_alert(alert_id: int) -> NoReturn:
    click.echo(f"naskh: there is no alert {alert_id}; `naskh alerts` lists them", err=True)
    sys.exit(1)


waiting, failed, mutes = lists.waiting_news, lists.failed_messages, lists.mutes
