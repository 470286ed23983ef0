"""Print rows as a table that fits the terminal: one column takes the remaining width, the others what they need. Where
too little remains, it stands below its row.

Arabic text reorders its line: a terminal that supports right-to-left text shows a number or a second Arabic cell after
an Arabic one on the wrong side. Isolates (U+2068, U+2069) would prevent that, but VTE and others drop them, and copying
would include them. So the layout avoids it: numbers and times first, a Latin word between two Arabic cells, the title
last.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from db.times import about_in_words, from_text, is_about, published_in_words, to_text, zoned
from pipelines.alerts.grade_words import grade_words
from terminal.due import when_and_where
from terminal.log import visit_words
from terminal.readable import one_line, outlet_words, readable_time, readable_url, titled
from terminal.source_words import source_remarks, state_word

Row = Mapping[str, Any]

# Between two columns, and before what stands below its row.
_GAP = 2
_INDENT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `most` bounds its width, `takes_rest` gives it what the others leave where that is `least`
    characters, `from_width` is the width of a terminal from which it is shown.
    """

    name: str
    head: str
    most: int | None = None
    takes_rest: bool = False
    least: int = 20
    from_width: int = 0


def column(name: str, head: str | None = None, **more: Any) -> Column:
    """A column, headed by its name unless `head` says otherwise."""
    return Column(name=name, head=name.replace("_", " ") if head is None else head, **more)


OUTLET = column("outlet", most=22)
# The layouts of the lists.
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


def print_table(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Print rows to stdout as a table. On a narrow terminal what `takes_rest` stands below its row: nothing is lost."""
    console = Console(file=sys.stdout, highlight=False)
    shown = [column for column in columns if console.width >= column.from_width]
    cells = [[_cell(column.name, row.get(column.name)) for column in shown] for row in rows]
    widths = [_width(console, column, [line[place] for line in cells]) for place, column in enumerate(shown)]
    if _taken(widths) <= console.width:
        console.print(_side_by_side(rows, shown, cells))
        return
    below = next((place for place, column in enumerate(shown) if column.takes_rest), None)
    beside = [column for column in shown if not column.takes_rest]
    narrow = _narrowed([width for place, width in enumerate(widths) if place != below], console.width)
    heads: list[RenderableType] = [Text(column.head, style="bold") for column in shown]
    for line in [heads, *cells]:
        console.print(_line(beside, narrow, [cell for place, cell in enumerate(line) if place != below], rows))
        if below is not None:
            console.print(Padding(line[below], (0, 0, 0, _INDENT), expand=False))


def _side_by_side(rows: Sequence[Row], columns: Sequence[Column], cells: Sequence[Sequence[RenderableType]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(
            column.head,
            justify=_justify(column, rows),
            no_wrap=not column.takes_rest,
            overflow="fold" if column.takes_rest else "ellipsis",
            max_width=column.most,
        )
    for line in cells:
        table.add_row(*line)
    return table


def _line(
    columns: Sequence[Column], widths: Sequence[int], cells: Sequence[RenderableType], rows: Sequence[Row]
) -> Table:
    """One row of a table that is too wide for its terminal, its cells folded to these widths."""
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), show_header=False)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(justify=_justify(column, rows), overflow="fold", width=width)
    table.add_row(*cells)
    return table


def _justify(column: Column, rows: Sequence[Row]) -> Literal["left", "right"]:
    values = [row.get(column.name) for row in rows]
    is_numeric = any(isinstance(value, int | float) for value in values)
    return "right" if is_numeric and not any(isinstance(value, str) for value in values) else "left"


def _width(console: Console, column: Column, cells: Sequence[RenderableType]) -> int:
    """The characters that a column needs, of what takes the rest no more than makes it readable."""
    widest = max(console.measure(cell).maximum for cell in (Text(column.head), *cells))
    return min(widest, column.least if column.takes_rest else column.most or widest)


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _narrowed(widths: Sequence[int], room: int) -> list[int]:
    """These widths, the widest made narrower until all have room."""
    narrow = list(widths)
    while _taken(narrow) > room and max(narrow) > 1:
        narrow[narrow.index(max(narrow))] -= 1
    return narrow


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


def _cell(name: str, value: Any) -> RenderableType:
    if value is None or value == "" or value == []:
        return "-"
    if isinstance(value, Text | Group):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return Text(", ".join(one_line(str(item)) for item in value))
    if name.endswith("_at"):
        return Text(readable_time(str(value)))
    return Text(one_line(str(value)))
