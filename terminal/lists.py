"""Print rows as a table that fits the terminal, or as JSON, JSON lines, CSV or a spreadsheet; to stdout, data only."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Row = Mapping[str, Any]


def print_rows(rows: Sequence[Row], columns: Sequence[str], style: str, *, empty: str) -> None:
    """Write `rows` to stdout: `columns` are those of the table; the other formats carry every field."""
    if style == "table":
        _table(rows, columns, empty)
    elif style == "json":
        _write(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n")
    elif style == "jsonl":
        _write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    elif style == "csv":
        _write(_csv(rows, columns))
    else:
        sys.stdout.buffer.write(_xlsx(rows, columns))
        sys.stdout.buffer.flush()


def _write(text: str) -> None:
    # Whatever the locale says, data is UTF-8.
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _table(rows: Sequence[Row], columns: Sequence[str], empty: str) -> None:
    console = Console(file=sys.stdout)
    if not rows:
        print(empty, file=sys.stderr)
        return
    narrow = {"id", "words", "relation", "size", "share", "status"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        numeric = all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(
            name.replace("_", " "),
            justify="right" if numeric else "left",
            no_wrap=name in narrow or name.endswith("_at"),
            overflow="ellipsis" if name in ("url", "source") else "fold",
            min_width=12 if name in ("title", "reason") else None,
            ratio=None,
        )
    for row in rows:
        table.add_row(*(_cell(name, row.get(name)) for name in columns))
    console.print(table)


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if name.endswith("_at") and isinstance(value, str):
        return value.replace("T", " ").removesuffix("Z")[:16]
    text = str(value).replace("\n", " ")
    return text.replace("[", r"\[")


def flat(row: Row) -> dict[str, Any]:
    """Nested values as columns for formats that have none: `later.title`; lists joined by `; `."""
    result: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            result |= {f"{name}.{key}": inner for key, inner in flat(value).items()}
        elif isinstance(value, list | tuple):
            result[name] = "; ".join(
                item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in value
            )
        else:
            result[name] = value
    return result


def _headers(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row)) or list(columns)


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    flattened = [flat(row) for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, _headers(flattened, columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in flattened)
    return out.getvalue()


def _xlsx(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("naskh")
    flattened = [flat(row) for row in rows]
    headers = _headers(flattened, columns)
    sheet.append(headers)
    for row in flattened:
        values = (_harmless(row.get(name)) for name in headers)
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", v)[:32767] if isinstance(v, str) else v for v in values])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets a quote before it (OWASP: CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
