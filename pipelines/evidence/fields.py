"""What each field of evidence.json means, from `fields.toml`, and FIELDS.txt made of it. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """`fields`: the meaning of each path; `missing`: that of each word of `missing[].what`."""
    return tomllib.loads(Path(__file__).with_name("fields.toml").read_text("utf-8"))


def fields_text() -> str:
    """FIELDS.txt."""
    said = meanings()
    parts = ["The fields of evidence.json. A path with [] names what is in each element of a list.\n"]
    parts += [f"{path}\n    {meaning}\n" for path, meaning in said["fields"].items()]
    parts.append("\nThe words of missing[].what\n")
    parts += [f"{word}\n    {meaning}\n" for word, meaning in said["missing"].items()]
    return "\n".join(parts)
