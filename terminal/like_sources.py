"""What a person may have meant who mistyped the name of a source or its outlet."""

from __future__ import annotations

from difflib import get_close_matches

from db import Database
from pipelines.text.domains import host_of
from terminal.readable import one_line


def did_you_mean(name: str, database: Database) -> str:
    """`did you mean Valley Post? `, to stand before what lists them all; empty where no name is like it."""
    names: dict[str, str] = {}
    for row in database.list_sources(since=None, limit=None):
        for known in (row["outlet"], host_of(row["url"])):
            if known:
                names.setdefault(known.casefold(), known)
    near = [one_line(names[each]) for each in get_close_matches(name.casefold(), names, n=3, cutoff=0.6)]
    return f"did you mean {' or '.join(near)}? " if near else ""
