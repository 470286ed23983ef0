"""Rows out of and into the Arrow batches that Spark hands to Python. Contains no rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model import Sketch

Batches = Iterable[pa.RecordBatch]
Row = dict[str, Any]
_TYPES = {
    "STRING": pa.string(),
    "INT": pa.int32(),
    "BIGINT": pa.int64(),
    "BINARY": pa.binary(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "ARRAY<STRING>": pa.list_(pa.string()),
    "ARRAY<BINARY>": pa.list_(pa.binary()),
}
# Rows of texts in one batch.
_FEW = 1000


def schema_of(columns: str) -> pa.Schema:
    """The Arrow schema of flat columns as Spark writes them: `place BIGINT, url STRING`."""
    parts = (column.split(" ", 1) for column in columns.split(", "))
    return pa.schema([(name, _TYPES[kind]) for name, kind in parts])


def rows_of(batches: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    """The rows one by one."""
    for batch in batches:
        yield from batch.to_pylist()


def batches_of(rows: Iterable[Row], columns: str) -> Batches:
    """Rows packed, some at a time; all have every column."""
    schema = schema_of(columns)
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= _FEW:
            yield pa.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    if waiting:
        yield pa.RecordBatch.from_pylist(waiting, schema=schema)


def column(batch: pa.RecordBatch, name: str) -> NDArray[Any]:
    """A column of numbers or booleans."""
    return np.asarray(batch.column(name).to_numpy(zero_copy_only=False))


def packed_sketch(sketch: Sketch) -> Row:
    """A sketch as columns: of the signature the lower halves are kept, as in the database."""
    return {
        "words": sketch.words,
        "sketch_hash": sketch.text_hash,
        "title_hash": sketch.title_hash,
        "shingles": sketch.shingles.astype("<u4").tobytes(),
        "signature": sketch.signature.astype("<u2").tobytes(),
        "numbers": None if sketch.numbers is None else sketch.numbers.astype("<u4").tobytes(),
        "tokens_a_word": sketch.tokens_a_word,
    }


def sketch_of(row: Row, prefix: str = "") -> Sketch:
    """The sketch again; without its signature where that column was left out."""
    numbers, signature = row[f"{prefix}numbers"], row.get(f"{prefix}signature") or b""
    return Sketch(
        text_hash=row[f"{prefix}sketch_hash"],
        title_hash=row[f"{prefix}title_hash"],
        words=row[f"{prefix}words"],
        shingles=np.frombuffer(row[f"{prefix}shingles"], dtype="<u4"),
        signature=np.frombuffer(signature, dtype="<u2").astype(np.uint32),
        numbers=None if numbers is None else np.frombuffer(numbers, dtype="<u4"),
        tokens_a_word=row[f"{prefix}tokens_a_word"],
    )


def sketch_columns(prefix: str = "") -> Sequence[str]:
    """The columns that the judge needs of a sketch."""
    names = ("words", "sketch_hash", "title_hash", "shingles", "numbers", "tokens_a_word")
    return [f"{prefix}{name}" for name in names]
