"""What the table of each list shows: its columns, and how a row becomes a line of it. For their order see `tables`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from db.times import about_in_words, from_text, is_about, published_in_words, to_text, zoned
from pipelines.alerts.grade_words import grade_words
from terminal.due import when_and_where
from terminal.log import visit_words
from terminal.readable import one_line, outlet_words, readable_time, readable_url, titled
from terminal.source_words import source_remarks, state_word
from terminal.tables import column

Row = Mapping[str, Any]

OUTLET = column("outlet", most=22)
ARTICLES = (
    column("id"),
    column("words", from_width=110),
    column("cluster", from_width=110),
    column("published"),
    OUTLET,
    column("language", "lang"),
    column("title", takes_rest=True),
)
OUTLETS = (
    column("id"),
    column("articles"),
    column("sources"),
    column("name", most=30),
    column("domains", takes_rest=True),
    column("groups", most=24),
)
SUGGESTED = (
    column("times"),
    column("credits"),
    column("canonical"),
    column("copies"),
    column("domain", most=34),
    column("article"),
    column("title", "its title", takes_rest=True),
)
SOURCES = (
    column("id"),
    column("last_visit_at", "last visit"),
    column("articles", from_width=110),
    column("state"),
    OUTLET,
    column("kind", from_width=110),
    column("what", "address", takes_rest=True, least=30),
)
LEFT_OUT = (
    column("last_seen_at", "last seen"),
    column("source_id", "source"),
    column("what", "address, and why it is not followed", takes_rest=True),
)
COVERAGE = (
    column("day"),
    column("state"),
    column("named"),
    column("stored"),
    column("off_topic", from_width=110),
    column("refused"),
    column("missed"),
    column("waiting", from_width=110),
    column("good_visits", "visits", from_width=110),
    column("down"),
    column("outlet", takes_rest=True, least=12),
)
VISITS = (
    column("id"),
    column("started_at", "started"),
    # The id, as in `naskh sources`: it distinguishes two sources of one outlet.
    column("source_id", "source"),
    OUTLET,
    column("outcome"),
    column("found", takes_rest=True),
)
PAGES = (
    column("id"),
    column("first_seen_at", "first seen"),
    column("attempts", "tries", from_width=110),
    column("status"),
    column("what", "address", takes_rest=True, least=30),
)
CLUSTERS = (
    column("id"),
    column("copies"),
    column("earliest"),
    column("text", takes_rest=True),
)
FIRSTS = (
    column("first"),
    column("later"),
    column("order_not_known", "unknown"),
    column("copies_by_others", "copied"),
    column("credited_copies", "credited"),
    column("median_minutes_to_first_copy", "minutes"),
    column("outlet", takes_rest=True),
)
WAITING = (
    column("alert"),
    column("due_at", "until"),
    column("channel", most=16),
    column("state", from_width=110),
    column("attempts", "tries", from_width=110),
    column("what", "title, and what it waits for", takes_rest=True),
)
FAILED = (
    column("alert"),
    column("created_at", "written"),
    column("channel", most=16),
    column("attempts", "tries", from_width=110),
    column("what", "title, and why it failed", takes_rest=True),
)
MUTES = (
    column("id"),
    column("created_at", "since"),
    column("until"),
    column("kind"),
    column("name", most=30),
    column("note", takes_rest=True),
)
ALERTS = (
    column("id"),
    column("created_at", "found"),
    column("rule", most=16),
    column("deliveries", most=20),
    column("title", takes_rest=True),
)


def news_line(row: Row) -> dict[str, Any]:
    """What waits or failed as a line of a table: why stands below its title."""
    title = Text(one_line(row["title"]), no_wrap=True, overflow="ellipsis")
    why = row["error"] if "error" in row else row["why"]
    return {**row, "what": Group(title, Text(one_line(why), style="yellow")) if why else title}


def mute_line(row: Row) -> dict[str, Any]:
    """A mute as a line of a table."""
    return {**row, "until": readable_time(row["until"]) if row["until"] else "for good"}


def source_line(row: Row) -> dict[str, Any]:
    """A source as a line of a table: how it fares, what it brings and when it is due stand below its address."""
    what = [_address_and(row["url"], *source_remarks(row))]
    what += [Text(one_line(words), style="dim") for words in when_and_where(row)]
    return {**row, "state": state_word(row), "what": Group(*what)}


def coverage_line(row: Row) -> dict[str, Any]:
    """What of an outlet was read on a day, as a line of a table."""
    hours, minutes = divmod(row["minutes_down"], 60)
    down = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return {**row, "state": str(row["state"]).replace("_", " "), "down": down if row["minutes_down"] else None}


def page_line(row: Row) -> dict[str, Any]:
    """A page as a line of a table; the reason of its status stands below its address, and what it declares."""
    rights = f"declares {row['rights']}" if row["rights"] else None
    what = _address_and(row["url"], row["reason"], rights)
    return {**row, "status": str(row["status"]).replace("_", " "), "what": what}


def left_out_line(row: Row) -> dict[str, Any]:
    """A link that is not followed as a line of a table, the reason below its address."""
    reason = row["reason"] if row["words"] is None else f"{one_line(row['words'])} ({row['reason']})"
    return {**row, "what": _address_and(row["url"], reason)}


def visit_line(row: Row) -> dict[str, Any]:
    """A visit as a line of a table: what it found in words."""
    counted = visit_words(row)
    words = "nothing new" if row["outcome"] == "unchanged" and counted == "0 links" else counted
    if row["outcome"] in ("failed", "refused") and counted == "0 links":
        words = ""
    grade = row["grade"] if row["grade"] not in ("working", None) else None
    named = f"{grade.replace('_', ' ')}: {row['message'] or grade_words(grade)}" if grade else row["message"]
    return {**row, "found": "; ".join(part for part in (words, named) if part)}


def article_line(row: Row) -> dict[str, Any]:
    """An article as a line of a table, published by its outlet's clock."""
    return {
        **row,
        "cluster": row["cluster_id"],
        "outlet": outlet_words(row["outlet"], row["carrier"]),
        "published": published_in_words(row),
    }


def cluster_line(row: Row) -> dict[str, Any]:
    """A cluster as a line of a table: its earliest article, and below it who else carries the text."""
    first = (row["earliest_outlet"], row["earliest_carrier"])
    others = [outlet_words(*who) for who in row["who"] if who != first]
    alone = "all by the same outlet" if first[0] else "no outlet is known"
    carried = f"also: {', '.join(others)}" if others else alone
    earliest = Text(titled(*first, one_line(row["title"] or "")))
    return {
        **row,
        # One clock for all outlets: the list is read from line to line.
        "earliest": _earliest(row) if row["order_known"] else "order unknown",
        "text": Group(earliest, Text(f"{carried} ({row['reason']})", style="dim")),
    }


def _earliest(row: Row) -> str:
    at = zoned(row["earliest_at"], row.get("earliest_time_zone"))
    when = readable_time(to_text(moment) if (moment := from_text(at)).tzinfo else at)
    return about_in_words(when) if is_about(row, "earliest_") else when


def _address_and(url: str, remark: str | None, aside: str | None = None) -> RenderableType:
    address = Text(readable_url(url), no_wrap=True, overflow="ellipsis")
    lines = [Text(one_line(words), style=style) for words, style in ((remark, "yellow"), (aside, "dim")) if words]
    return Group(address, *lines) if lines else address
