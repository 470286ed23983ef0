"""The lists of what is stored: their names, help texts and options. `listings` has the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, get_args

import click

from commands.choosing import Choice
from commands.options import FORMATS, Selection, with_choice, with_selection
from commands.place import Place, stored_database
from model import PageStatus


def _list(
    name: str,
    help: str,
    *,
    empty: str,
    option: click.Parameter | Sequence[click.Parameter] = (),
    of: str | None = None,
    made_as: type[click.Command] = click.Command,
) -> click.Command:
    """A command that prints a list. `empty` is the message when there are no rows. `of`, such as "articles of", adds
    the options that choose outlets.
    """

    def command(selection: Selection, place: Place, choice: Choice | None = None, **more: Any) -> None:
        from commands.listings import print_listing

        print_listing(name, stored_database(place), selection, more, choice=choice, empty=empty)

    options = with_selection(command)
    command = click.command(name, made_as, help=help)(with_choice(options, verb=of) if of else options)
    command.params[:0] = [option] if isinstance(option, click.Parameter) else option
    return command


class _Search(click.Command):
    """Takes what has a single minus before it for a word that must not be there. Its one short option is -h."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Behind a space it is no option for click, and the same word.
        words = (
            f" {each}" if each[:1] == "-" and each[1:2] not in ("", "-") and each != "-h" else each for each in args
        )
        return super().parse_args(ctx, list(words))


def _expression(context: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> str:
    from pipelines.text.search_words import search_expression

    expression = search_expression(" ".join(words))
    if expression is None:
        raise click.BadParameter("there is no word to search for", param_hint="WORDS")
    return expression


@click.command(
    help="List the outlets, with the number of stored articles of each.\n\n"
    "With --suggested: domains that stored articles credit, name as their canonical address or share a text with, and "
    "that no source covers, the most often named first. `naskh add DOMAIN` adds one.\n\n"
    "With --coverage: what became of what each watched outlet named, day by day, by the outlet's own days: whether it "
    "was silent, or Naskh did not see it. Without --since, the last 7 days."
)
@click.option("--suggested", is_flag=True, help="Domains that articles name and that are not watched.")
@click.option("--coverage", is_flag=True, help="What of each outlet was read on each day, and what was missed.")
@with_selection
def outlets(suggested: bool, coverage: bool, selection: Selection, place: Place) -> None:
    from commands.listings import print_listing

    if suggested and coverage:
        raise click.UsageError("--suggested and --coverage are two lists: give one of them")
    name, empty = ("suggested", "Nothing to suggest.") if suggested else ("outlets", "No outlets yet.")
    if coverage:
        name, empty = "coverage", "No outlet was watched on these days. `naskh run` begins."
    print_listing(name, stored_database(place), selection, {}, choice=None, empty=empty)


@click.command(
    help="List the sources that are visited, with their state, and when and why each is visited next.\n\n"
    "--format opml writes them for feed readers; `naskh add FILE.opml` reads such a file."
)
@partial(with_selection, formats=(*FORMATS, "opml"))
def sources(selection: Selection, place: Place) -> None:
    from commands.listings import print_listing

    configured = sum(source.enabled for source in place.config.source)
    empty = "No sources yet."
    if configured:
        empty = f"No source was visited yet: naskh.toml has {configured}. `naskh run` begins."
    print_listing("sources", stored_database(place), selection, {}, choice=None, empty=empty)


left_out = _list(
    "left-out",
    "List the links that are not followed, with the reason.\n\n"
    "Most are links of front pages that look like sections, tags and the like; others are left out by `exclude` or "
    "`links` in naskh.toml. Addresses that should be followed go into `include` of the source.",
    empty="No link was left out.",
    option=click.Option(
        ["--source"], metavar="SOURCE", help="Only links of this source: its id, its address, or its outlet's name."
    ),
)
visits = _list(
    "visits",
    "List the visits to sources, newest first.",
    empty="No visits yet.",
    option=click.Option(
        ["--source"], metavar="SOURCE", help="Only visits to this source: its id or address, or the name of its outlet."
    ),
)
pages = _list(
    "pages",
    "List every known page with its status and the reason.\n\n"
    "A page that is named under several addresses is fetched under one; the others have the status alias.",
    empty="No pages found.",
    option=[
        click.Option(
            ["--status"],
            type=click.Choice(get_args(PageStatus)),
            metavar="STATUS",
            help=f"Only pages with this status: {', '.join(get_args(PageStatus))}.",
        ),
        click.Option(
            ["--rights"],
            is_flag=True,
            help="Only pages that declare something against mining or keeping: noai, noarchive, tdm-reservation ...",
        ),
    ],
)
articles = _list(
    "articles",
    "List the stored articles, newest first.",
    empty="No articles found.",
    of="articles of",
)
clusters = _list(
    "clusters",
    "List the texts that several articles carry, newest first.\n\n"
    "What did everyone run but us? naskh clusters --missing mine --since 'this week'",
    empty="No clusters found.",
    of="texts carried by",
    option=click.Option(
        ["--missing"],
        multiple=True,
        metavar="NAME",
        help="Only texts that several outlets carry and this outlet or group does not, the widest spread first.",
    ),
)
firsts = _list(
    "firsts",
    "List who publishes first.\n\nIt counts the texts that several outlets carry. A legend below the table says what "
    "each column counts.",
    empty="No text is carried by several outlets yet.",
    of="the figures of",
)
alerts = _list(
    "alerts",
    "List the alerts, newest first.\n\nEach with the channels that received it or have yet to receive it.",
    empty="No alerts found.",
    of="alerts about",
    option=click.Option(["--rule"], metavar="NAME", help="Only alerts of this rule."),
)
waiting_news = _list(
    "waiting",
    "List what waits to be reported or sent, and why, the next first.",
    empty="Nothing waits.",
)
failed_messages = _list(
    "failed",
    "List the messages that were given up, and why.\n\nThe newest first. `naskh alerts retry` tries them again.",
    empty="No message was given up.",
)
mutes = _list(
    "mutes",
    "List what is muted, with its end and its note.",
    empty="Nothing is muted.",
)
search = _list(
    "search",
    "Find articles by their words, in any spelling of Arabic.\n\n"
    "For a phrase, put double quotes inside single ones: naskh search '\"language model\"'. "
    "A star behind three letters or more finds every word that begins so: naskh search 'model*'. "
    "What has a minus before it must not be there: naskh search model -language.",
    empty="Nothing found.",
    option=click.Argument(["expression"], metavar="WORDS...", nargs=-1, required=True, callback=_expression),
    made_as=_Search,
)
