"""Where each fact of an article was read, for `naskh show --why`. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from terminal.readable import readable_url

Row = Mapping[str, Any]

# In the order of reading; `outlet` is shown apart.
_FACTS = (
    "text",
    "title",
    "authors",
    "outlet",
    "published_at",
    "modified_at",
    "language",
    "url",
    "canonical_url",
    "section",
    "tags",
    "image_url",
)


def reasons(row: Row) -> dict[str, str]:
    """Of each fact, in words: what it is, where it was read, what was passed over. Facts that nothing gave say so."""
    origins: dict[str, str] = json.loads(row["origins_of"] or "{}")
    told = {name: f"{_value(row, name)}: {_origin(row, name, origins)}" for name in _FACTS if _is_known(row, name)}
    missing = {name: f"unknown: {origins.get(name, 'not given')}" for name in _FACTS if not _is_known(row, name)}
    return {name: told.get(name) or missing[name] for name in _FACTS}


def _origin(row: Row, name: str, origins: dict[str, str]) -> str:
    said = origins.get(name)
    if name == "text":
        return f"{said or 'not recorded when it was read'} (extractor {row['extractor']})"
    if name == "outlet":
        if said and "block names" in said:
            return said
        named = f"; passed over: {said}" if said else ""
        return f"{'the source or domain of its page' if row['carrier'] else 'given with the import'}{named}"
    if name == "url":
        return said or "the address of its page"
    if name == "canonical_url":
        return said or "made from the address"
    if said is None:
        return "not recorded when it was read" if not origins else "given with the page"
    return said


def _value(row: Row, name: str) -> str:
    if name == "text":
        return f"{row['words']} words"
    value = row[name]
    if name in ("authors", "tags"):
        return ", ".join(json.loads(value))
    return readable_url(value) if name.endswith("url") else str(value)


def _is_known(row: Row, name: str) -> bool:
    return name == "text" or row[name] not in (None, "", "[]")
