"""The `naskh` command: which commands it has, and how their expected errors end it. The commands are in commands/.

Each is loaded when it is called, and imports by itself what only it needs: `naskh status` does not wait for the
crawler.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

# The commands in the order in which a new user needs them, and where in commands/ each is.
COMMANDS = {
    "init": "watching.init",
    "add": "adding.add",
    "run": "watching.run",
    "stop": "watching.stop",
    "crawl": "shipping.crawl",
    "collect": "shipping.collect",
    "import": "storing.import_",
    "outlets": "lists.outlets",
    "sources": "acting.sources",
    "visit": "acting.visit",
    "backfill": "backfilling.backfill",
    "visits": "lists.visits",
    "pages": "lists.pages",
    "articles": "lists.articles",
    "copies": "comparing.copies",
    "verdict": "comparing.verdict",
    "clusters": "lists.clusters",
    "firsts": "lists.firsts",
    "alerts": "acting.alerts",
    "brief": "briefing.brief",
    "search": "lists.search",
    "show": "comparing.show",
    "diff": "comparing.diff",
    "check": "comparing.check",
    "evidence": "evidence.evidence",
    "serve": "serving.serve",
    "status": "watching.status",
    "rejudge": "storing.rejudge",
    "re-extract": "storing.re_extract",
    "doctor": "watching.doctor",
    "export": "exporting.export",
    "backup": "keeping.backup",
    "restore": "keeping.restore",
    "prune": "keeping.prune",
    "forget": "keeping.forget",
    "support": "helping.support",
}
# Other names of commands.
_OTHER_NAMES = {"duplicates": "copies"}


class _Commands(click.Group):
    """Turns expected errors into one sentence and the right exit status."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        place = COMMANDS.get(_OTHER_NAMES.get(name, name))
        if place is None:
            return None
        family, _, attribute = place.partition(".")
        command: click.Command = getattr(import_module(f"commands.{family}"), attribute)
        return command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, known = args[0], [*COMMANDS, *_OTHER_NAMES]
        if name not in known and not name.startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            if near := get_close_matches(name.lower(), known, n=1):
                ctx.fail(f"there is no command {name!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        _write_utf_8()
        if logging.lastResort is not None:
            # The warnings of commands that keep no log.
            logging.lastResort.setFormatter(logging.Formatter("naskh: %(message)s"))
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output (head, less) has seen enough.
            sys.stderr.close()
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            from commands.failures import interrupted

            # On the line below the terminal's ^C.
            click.echo(f"\n{interrupted(ctx.invoked_subcommand)}", err=True)
            ctx.exit(1)
        except Exception as error:
            from commands.failures import ending_of

            ending = ending_of(error, ctx.obj)
            if ending is None:
                raise
            click.echo(ending.words, err=True)
            ctx.exit(ending.status)


def _write_utf_8() -> None:
    """Under a locale without Arabic letters, such as LANG=en_US, Python would fail to write them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8", errors=stream.errors)


def _print_version(ctx: click.Context, option: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        from commands.version import program_version

        click.echo(f"naskh, version {program_version()}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Watch news sources, store the clean text of every new story in one SQLite file, and report copies: who
    published a text first, who else carries it, and how much of it.
    """


if __name__ == "__main__":
    main()
