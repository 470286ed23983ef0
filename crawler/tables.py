"""Tell tables and JSON lists of articles from a text. Neither is imported, and as one text they would be lost. Pure."""

from __future__ import annotations

import csv
import re

from pipelines.text.decode import decode_text

_ADDRESS = re.compile(r"https?://\S+")
_LIST = re.compile(r"\[\s*\{\s*\"")
_SEPARATORS = ",;\t"


def many_articles_in(start: bytes) -> str | None:
    """What bytes that begin with `start` are, where they hold many articles in a form that is not read; else None."""
    text = decode_text(start).lstrip("\ufeff \t\r\n\0")
    if _LIST.match(text):
        return "is a JSON list, not one record a line"
    if any(_is_table(text, separator) for separator in _SEPARATORS):
        return "is a table of one article a row"
    return None


def _is_table(text: str, separator: str) -> bool:
    """A line of names, and below it a row of as many cells, one of which is an address. The last row may be cut off."""
    rows = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        names, first, *others = rows
    except (csv.Error, ValueError):
        return False
    is_whole = bool(others) or text.endswith("\n")
    return (
        len(names) > 1
        and not any(_ADDRESS.match(name) for name in names)
        and any(_ADDRESS.fullmatch(cell) for cell in first)
        and (len(first) == len(names) if is_whole else 1 < len(first) <= len(names))
    )
