"""Take one source out of the text of a naskh.toml, and leave everything else as its owner wrote it. Pure."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import Any

_HEADER = re.compile(r"\s*\[")
_SOURCE = re.compile(r"\s*\[\[\s*source\s*\]\]")


def without_source(text: str, url: str) -> str | None:
    """The text without the [[source]] of this address; None where it cannot be cut out alone. Remarks stay: one above
    the table may be about several.
    """
    before = tomllib.loads(text)
    wanted = {**before, "source": [each for each in before.get("source", []) if each.get("url") != url]}
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if _HEADER.match(line)] + [len(lines)]
    for start, end in pairwise(starts):
        if not _SOURCE.match(lines[start]) or not _names(lines[start:end], url):
            continue
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        left = "".join(lines[:start] + lines[end:])
        if _parsed(left) in (wanted, {name: value for name, value in wanted.items() if value != []}):
            return left
    return None


def _names(block: list[str], url: str) -> bool:
    found = _parsed("".join(block))
    return found is not None and [each.get("url") for each in found.get("source", [])] == [url]


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
