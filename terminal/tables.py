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

from terminal.readable import one_line, readable_time

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
