"""Say when a source is visited next and why, where it moved, what it turned out to be, and the state of its hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from terminal.readable import one_line, readable_time, readable_url
from terminal.source_words import is_broken

_HUB_WORDS = {
    "wanted": "its hub is about to be asked to announce changes",
    "asked": "its hub was asked to announce changes and has not confirmed it",
    "active": "its hub announces changes",
    "refused": "its hub does not announce changes",
    "leaving": "its hub is left",
}


def when_and_where(row: Mapping[str, Any]) -> Iterator[str]:
    """Lines for the table of sources. `row` is one of `Database.list_sources`."""
    if not row["enabled"] or row["paused_at"]:
        return
    # A source that gives nothing says in its remark when it is tried again.
    if not is_broken(row):
        yield _next_visit(row)
    if row["moved_to"]:
        since = f" since {readable_time(row['moved_at'])}" if row["moved_at"] else ""
        yield f"visited at {readable_url(row['moved_to'])}{since}: it moved there permanently"
    if row["found_kind"] and row["found_kind"] != row["kind"]:
        yield f"read as a {_plain(row['found_kind'])}, which it is; naskh.toml says {_plain(row['kind'])}"
    if words := _HUB_WORDS.get(row["hub"] or ""):
        yield f"{words}: {one_line(row['hub_message'])}" if row["hub_message"] else words


def _next_visit(row: Mapping[str, Any]) -> str:
    when = readable_time(row["next_visit_at"]) if row["next_visit_at"] else "as soon as possible"
    return f"next visit {when}: {row['next_visit_reason']}" if row["next_visit_reason"] else f"next visit {when}"


def _plain(kind: str) -> str:
    return kind.replace("_", " ")
