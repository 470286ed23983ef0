"""A list that has commands of its own: `naskh sources` lists, `naskh sources pause` does something with one."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource


def list_with(listing: click.Command, *commands: click.Command, more_help: str) -> click.Group:
    """The listing as a group of commands. Called without one, it prints the list."""

    def list_or_leave(**options: Any) -> Any:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            assert listing.callback is not None
            return listing.callback(**options)
        if ParameterSource.COMMANDLINE in map(context.get_parameter_source, options):
            raise click.UsageError(f"options follow the command: write them after `{context.invoked_subcommand}`")
        return None

    return click.Group(
        listing.name,
        params=listing.params,
        callback=list_or_leave,
        help=f"{listing.help}\n\n{more_help}",
        short_help=listing.get_short_help_str(100),
        invoke_without_command=True,
        commands=commands,
        subcommand_metavar="[COMMAND] [ARGS]...",
    )
