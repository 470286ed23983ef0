"""Names that a person may mistype: an unknown one ends the command with one sentence that has near ones."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import IO, Any

import click

_MOST_NAMED = 8


class UnknownName(click.ClickException):
    """There is nothing of this name. Wrong usage, in one sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"naskh: {self.message}", err=True)


def known_name(name: str, known: Collection[str], *, what: str) -> str:
    """The name, if it is known, in any case of its letters. Raises UnknownName; `what` is "rule" or the like."""
    if name in known:
        return name
    folded = {each.casefold(): each for each in known}
    if (same := folded.get(name.casefold())) is not None:
        return same
    near = _near(name, folded)
    if near:
        advice = f"did you mean {' or '.join(near)}?"
    elif known:
        named = sorted(known)
        advice = f"known: {', '.join(named[:_MOST_NAMED])}{' ...' if len(named) > _MOST_NAMED else ''}"
    else:
        advice = "there is none at all"
    raise UnknownName(f"there is no {what} {name}; {advice}")


def _near(name: str, folded: dict[str, str]) -> list[str]:
    """Names that are nearly the same, else those in which one word is."""
    if whole := get_close_matches(name.casefold(), folded, n=3, cutoff=0.6):
        return [folded[each] for each in whole]
    words: dict[str, str] = {}
    for key, each in folded.items():
        words |= dict.fromkeys(key.split(), each)
    return list(dict.fromkeys(words[each] for each in get_close_matches(name.casefold(), words, n=3, cutoff=0.7)))
