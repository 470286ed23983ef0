"""Paths and addresses that a person gives. An empty one, of a variable of the shell that is not set, is refused: it
would be the current folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

_EMPTY = "it is empty; is a variable of your shell not set?"


class _GivenPath(click.Path):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(_EMPTY, param, ctx)
        return super().convert(value, param, ctx)


class _GivenText(click.types.StringParamType):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(_EMPTY, param, ctx)
        return super().convert(value, param, ctx)


PATH = _GivenPath(path_type=Path)
FILE = _GivenPath(path_type=Path, exists=True, dir_okay=False)
# A path or an address.
TEXT = _GivenText()
