"""The `naskh` command: which commands it has, and how their expected errors end it. The commands are in commands/."""

from __future__ import annotations

import logging
import sys
from typing import Any

import click

from commands import acting, comparing, lists, storing, watching
from commands.version import program_version
from config import ConfigError
from db import DatabaseError, error_of
from db.lock import LockHeld

# In the order in which a new user needs them.
COMMANDS = (
    watching.init,
    watching.run,
    watching.stop,
    storing.import_,
    lists.outlets,
    acting.sources,
    acting.visit,
    lists.visits,
    lists.pages,
    lists.articles,
    comparing.copies,
    comparing.verdict,
    lists.clusters,
    acting.alerts,
    lists.search,
    comparing.show,
    comparing.diff,
    comparing.check,
    watching.status,
    storing.rejudge,
    storing.re_extract,
    watching.doctor,
)


class _Commands(click.Group):
    """Turns expected errors into one sentence and the right exit status; `duplicates` is another name for `copies`."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return super().get_command(ctx, "copies" if name == "duplicates" else name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        # click would sort them.
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        if logging.lastResort is not None:
            # What commands without a log of their own warn of.
            logging.lastResort.setFormatter(logging.Formatter("naskh: %(message)s"))
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(str(error), err=True)
            ctx.exit(2)
        except (DatabaseError, LockHeld) as error:
            click.echo(f"naskh: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # The reader of our output (head, less) has seen enough.
            sys.stderr.close()
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            # SQLite may fail anywhere in a damaged or locked file.
            told = error_of(error, ctx.obj) if ctx.obj is not None else None
            if told is None:
                raise
            click.echo(f"naskh: {told}", err=True)
            ctx.exit(1)


@click.group(
    cls=_Commands,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(program_version(), prog_name="naskh")
def main() -> None:
    """Watch news sources, store the clean text of every new story in one SQLite file, and report copies: who
    published a text first, who else carries it, and how much of it."""


if __name__ == "__main__":
    main()
