"""Write the rows of a table into a file, as JSON Lines, CSV (both packed with gzip) or Parquet; the same rows give the
same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from pipelines.exporting.tables import Table

Style = Literal["jsonl", "csv", "parquet"]
SUFFIXES: Mapping[Style, str] = {"jsonl": "jsonl.gz", "csv": "csv.gz", "parquet": "parquet"}
NEEDS_PYARROW = "Parquet needs pyarrow to be written: install naskh[spark]"
# A third smaller than level 3, in twice its time.
_LEVEL = 6
_ROWS_AT_ONCE = 2000

Row = dict[str, Any]


def write_table(table: Table, rows: Iterable[Row], path: Path, style: Style) -> int:
    """Write a new file: how many rows it has. Raises OSError, ImportError where there is no pyarrow."""
    write: Callable[[Table, Iterable[Row], Path], int] = {
        "jsonl": _write_jsonl,
        "csv": _write_csv,
        "parquet": _write_parquet,
    }[style]
    return write(table, rows, path)


def _write_jsonl(table: Table, rows: Iterable[Row], path: Path) -> int:
    count = 0
    with _packed(path) as file:
        for row in rows:
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
            count += 1
    return count


def _write_csv(table: Table, rows: Iterable[Row], path: Path) -> int:
    """Exact, also where a cell begins as a formula does: for programs. Lists are JSON, an empty cell is unknown."""
    count = 0
    with _packed(path) as file:
        # Every text in quotes: a carriage return alone would end the row.
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow([field.name for field in table.fields])
        for row in rows:
            writer.writerow([_cell(value) for value in row.values()])
            count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _write_parquet(table: Table, rows: Iterable[Row], path: Path) -> int:
    import pyarrow
    from pyarrow import parquet

    types = {
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "string": pyarrow.string(),
        "datetime": pyarrow.string(),
        "array": pyarrow.list_(pyarrow.string()),
    }
    fields = [
        pyarrow.field(
            field.name,
            # Of passages, numbers; of all else, words.
            pyarrow.list_(pyarrow.list_(pyarrow.int64())) if field.name == "runs" else types[field.type],
            metadata={"description": field.meaning},
        )
        for field in table.fields
    ]
    schema = pyarrow.schema(fields)
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for block in _blocks(rows):
            writer.write_batch(pyarrow.RecordBatch.from_pylist(block, schema=schema))
            count += len(block)
    return count


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        block.append(row)
        if len(block) >= _ROWS_AT_ONCE:
            yield block
            block = []
    if block:
        yield block


@contextmanager
def _packed(path: Path) -> Iterator[IO[str]]:
    with (
        path.open("xb") as file,
        # Without name and time, so that the same rows give the same file.
        gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=_LEVEL, mtime=0) as packed,
        io.TextIOWrapper(io.BufferedWriter(packed, 1 << 16), encoding="utf-8", errors="replace", newline="") as text,
    ):
        yield text
