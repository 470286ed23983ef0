"""Where a setting stands in a naskh.toml. Python's TOML reader gives no lines. Knows nothing of what settings mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_NAME = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_SETTING = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG_TEXT = re.compile(r'"""|' + "'''")
_LAST_PART = re.compile(r"\.[^.\[]*$|\[\d+\]$")
_OTHER_TABLE = re.compile(r"\b[a-z]+\[\d+\]$")


def placed(mistakes: Iterable[str], text: str, name: str) -> list[str]:
    """Mistakes that begin with the path of a setting, each behind the name of the file and its line there:
    `naskh.toml, line 12: source[1].url: ... in source[0] (line 3)`.
    """
    places = lines_of(text)
    found = []
    for mistake in mistakes:
        # `crawl: min_every: is longer ...` is about a setting of the table.
        path, setting, *_ = (*mistake.split(": ", 2), "")
        line = places.get(f"{path}.{setting}") or line_of(path, places)
        other = _OTHER_TABLE.search(mistake)
        ends = f" (line {places[other[0]]})" if other and other[0] in places else ""
        found.append(f"{name}{f', line {line}' if line else ''}: {mistake}{ends}")
    return found


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and setting of a text that is valid TOML, by its path: `source[1].url`."""
    places: dict[str, int] = {}
    tables: Counter[str] = Counter()
    table = long_text = ""
    for number, line in enumerate(text.split("\n"), 1):
        if long_text:
            long_text = "" if long_text in line else long_text
        elif header := _HEADER.match(line.rstrip("\r")):
            table = _table(header[2], tables, is_one_of_many=header[1] == "[[")
            places.setdefault(table, number)
        elif setting := _SETTING.match(line):
            path = ".".join(filter(None, (table, *_names(setting[1]))))
            places.setdefault(path, number)
            marks = _LONG_TEXT.findall(line)
            long_text = marks[0] if len(marks) == 1 else ""
    return places


def line_of(path: str, places: dict[str, int]) -> int | None:
    """The line of a setting, else that of the setting or table that it is a part of; None where nothing is found."""
    while path and path not in places and f"{path}[0]" not in places:
        shorter = _LAST_PART.sub("", path)
        path = shorter if shorter != path else ""
    return places.get(path) or places.get(f"{path}[0]")


def _table(dotted: str, tables: Counter[str], *, is_one_of_many: bool) -> str:
    """The path of a table by its header; `tables` counts those in double brackets so far."""
    path = ""
    names = _names(dotted)
    for place, name in enumerate(names, 1):
        path += f".{name}" if path else name
        if is_one_of_many and place == len(names):
            tables[path] += 1
        if path in tables:
            path += f"[{tables[path] - 1}]"
    return path


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in re.findall(_NAME, dotted)]
