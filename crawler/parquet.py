"""Articles out of Parquet files, and what was judged of them where `naskh-spark` wrote them. Needs pyarrow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.findings import FileProblem
from crawler.record_pages import record_page
from model import Page
from pipelines.reading.record import parse_record, record_key

SUFFIX = ".parquet"
NEEDS = "needs pyarrow to be read: install naskh[spark]"
_COPIES = "copies.parquet"
# What `naskh-spark` adds to the columns of `naskh articles`.
_OF_RESULT = {"id", "cluster", "order_at", "first_seen_at", "position", "text"}
_RECORD = ("url", "title", "text", "outlet", "source", "date", "published_at", "html")
_AT_ONCE = 1000
Row = dict[str, Any]


def is_parquet(path: Path) -> bool:
    """Whether a file, or a folder as Spark writes it, is Parquet by its name."""
    return path.suffix.lower() == SUFFIX


def parquet_pages(path: Path, *, name: str) -> Iterator[Page | FileProblem]:
    """A page for each row: `url`, `title`, `text`, optional `outlet`, `date` (or `published_at`), `html`."""
    try:
        for number, row in enumerate(_rows(path, _RECORD), start=1):
            yield record_page(_record(row), path=name, line=number)
    except ImportError:
        yield FileProblem(path=name, reason=NEEDS)
    except (OSError, ValueError) as error:
        yield FileProblem(path=name, reason=f"cannot be read as Parquet: {str(error).splitlines()[0]}")


def judged_beside(path: Path) -> bool:
    """Whether Parquet is a result of `naskh-spark`, with its copies beside it. False where it cannot be read."""
    try:
        return (path.parent / _COPIES).exists() and set(_dataset(path).schema.names) >= _OF_RESULT
    except (ImportError, OSError, ValueError):
        return False


def judged_articles(path: Path) -> Iterator[tuple[str, Row]]:
    """The rows of a result without their texts, each with the key under which its page is imported."""
    for row in _rows(path, None):
        yield record_key(parse_record(_record(row))), {name: value for name, value in row.items() if name != "text"}


def judged_copies(path: Path) -> Iterator[Row]:
    """The pairs that were judged, beside a result's articles."""
    yield from _rows(path.parent / _COPIES, None)


def _dataset(path: Path) -> Any:
    from pyarrow import dataset

    return dataset.dataset(path, format="parquet")


def _rows(path: Path, columns: tuple[str, ...] | None) -> Iterator[Row]:
    found = _dataset(path)
    names = None if columns is None else [name for name in columns if name in found.schema.names]
    for batch in found.to_batches(columns=names, batch_size=_AT_ONCE):
        yield from batch.to_pylist()


def _record(row: Row) -> bytes:
    record = {name: None if row.get(name) is None else str(row[name]) for name in _RECORD}
    record["date"] = record["date"] or record.pop("published_at")
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
