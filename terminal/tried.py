"""What was tried on a site, for people as a table and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from rich.console import Group
from rich.text import Text

from crawler.finding_choice import KIND_NAMES, Tried
from terminal.readable import one_line, readable_url
from terminal.tables import column, print_table

_COLUMNS = (
    column("chosen", ""),
    column("kind"),
    column("items"),
    column("newest"),
    column("on_topic", "topic"),
    column("words", from_width=90),
    column("what", "address, and a note", takes_rest=True),
)


def print_tried(tried: Sequence[Tried]) -> None:
    """Print each address with what came of it, to stdout."""
    if tried:
        print_table([_line(each) for each in _without_repeats(tried)], _COLUMNS)


def tried_shape(tried: Tried) -> dict[str, Any]:
    """One address as `naskh add --format json` gives it. Unknown is None."""
    measured = tried.measured
    return {
        "url": tried.url,
        "asked": tried.candidate.url,
        "kind": tried.kind,
        "is_news_sitemap": measured is not None and measured.content == "news_sitemap",
        "how": tried.candidate.how,
        "items": len(measured.items) if measured else None,
        "newest_at": measured.newest.strftime("%Y-%m-%dT%H:%M:%SZ") if measured and measured.newest else None,
        "on_topic": None if measured is None or measured.on_topic is None else round(measured.on_topic, 3),
        "words": measured.words if measured else None,
        "note": tried.note or tried.problem or None,
    }


def _without_repeats(tried: Sequence[Tried]) -> list[Tried]:
    """One line for all usual places that gave nothing for the same reason."""
    lines: dict[str, list[Tried]] = {}
    for each in tried:
        is_vain = each.candidate.how == "usual" and each.measured is None
        lines.setdefault(str(each.problem) if is_vain else f"at {each.candidate.url}", []).append(each)
    return [
        same[0]
        if len(same) == 1
        else replace(
            same[0], note=f"{same[0].problem}; so at {', '.join(urlsplit(each.url).path for each in same[1:])}"
        )
        for same in lines.values()
    ]


def _line(tried: Tried) -> dict[str, Any]:
    shape = tried_shape(tried)
    measured = tried.measured
    is_best = tried.note == "best"
    address = Text(readable_url(tried.url if is_best else tried.candidate.url), no_wrap=True, overflow="ellipsis")
    note = "" if is_best else tried.note or tried.problem or ""
    return {
        "chosen": "*" if is_best else "",
        "kind": KIND_NAMES[measured.content] if measured and measured.content in KIND_NAMES else None,
        "items": shape["items"] if measured else None,
        "newest": _age(measured.newest) if measured and measured.newest else None,
        "on_topic": None if shape["on_topic"] is None else f"{shape['on_topic']:.0%}",
        "words": shape["words"] or None,
        "what": Group(address, Text(one_line(note), style="yellow")) if note else address,
    }


def _age(moment: datetime) -> str:
    minutes = max(0, int((datetime.now(UTC) - moment).total_seconds() / 60))
    for unit, size in (("y", 525_600), ("d", 1440), ("h", 60)):
        if minutes >= size * (2 if unit != "h" else 1):
            return f"{minutes // size} {unit}"
    return f"{minutes} min"
