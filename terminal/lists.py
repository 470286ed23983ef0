"""Print rows as JSON, JSON lines, CSV or a spreadsheet. Only data goes to stdout. `tables` prints for reading."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from pipelines.text.spreadsheet import harmless_cell, harmless_field

Row = Mapping[str, Any]

# What an XML file may not hold (XML 1.0, section 2.2): a workbook with it cannot be opened.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_IN_A_CELL = 32767


def print_rows(rows: Iterable[Row], fields: Sequence[str], style: str) -> None:
    """Write `rows` to stdout with all their fields. `fields` head the columns of a file, also of one without rows."""
    if style == "json":
        _write(_json(rows))
    elif style == "jsonl":
        _write(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    elif style == "csv":
        _write([_csv(rows, fields)])
    else:
        sys.stdout.buffer.write(_xlsx(rows, fields))
        sys.stdout.buffer.flush()


def print_json(value: object) -> None:
    """Print one value to stdout as JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))


def print_opml(sources: Iterable[Row]) -> None:
    """Write sources to stdout as feed readers exchange them, those that are switched off left out."""
    from crawler.opml import opml_text

    created = format_datetime(datetime.now(UTC))
    _write([opml_text([row for row in sources if row["enabled"]], created=created)])


def _write(pieces: Iterable[str]) -> None:
    for piece in pieces:
        # Whatever the locale says, data is UTF-8.
        sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _json(rows: Iterable[Row]) -> Iterator[str]:
    """What `json.dumps` makes of a list, row by row: a list may be longer than memory."""
    before = "["
    for row in rows:
        # A line break in a string is written as two other characters.
        yield f"{before}\n  " + json.dumps(row, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def flat(row: Row) -> dict[str, Any]:
    """Nested values as columns for formats that have none: `later_title`; lists joined by `; `.

    No dot in a name: a query or a data frame would take it for something else.
    """
    result: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            result |= {f"{name}_{key}": inner for key, inner in flat(value).items()}
        elif isinstance(value, list | tuple):
            result[name] = "; ".join(
                item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in value
            )
        else:
            result[name] = value
    return result


def _headers(rows: Sequence[dict[str, Any]], fields: Sequence[str]) -> list[str]:
    """The fields, then what else rows have. What is nested in others, and null in a row, has its columns already."""
    more = dict.fromkeys(name for row in rows for name in row if name not in fields)
    return [*fields, *(name for name in more if not any(field.startswith(f"{name}_") for field in fields))]


def _csv(rows: Iterable[Row], fields: Sequence[str]) -> str:
    flattened = [flat(row) for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, _headers(flattened, fields), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: _field(value) for name, value in row.items()} for row in flattened)
    return out.getvalue()


def _xlsx(rows: Iterable[Row], fields: Sequence[str]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("naskh")
    flattened = [flat(row) for row in rows]
    headers = _headers(flattened, fields)
    sheet.append(headers)
    for row in flattened:
        values = (row.get(name) for name in headers)
        sheet.append([_cell(value) for value in values])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _field(value: Any) -> Any:
    """A carriage return alone would end the row: the csv module of Python 3.11 does not quote it."""
    return harmless_field(value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _cell(value: Any) -> Any:
    return _NO_XML.sub("", harmless_cell(value))[:_MOST_IN_A_CELL] if isinstance(value, str) else value
