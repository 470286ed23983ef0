"""What an archive is read from: JSON Lines, Parquet, WARC files by list, a Naskh database. Gives `columns.READ`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from model import Page
from pipelines.reading.record import RecordError, page_of_record
from spark.arrow import Batches, batches_of, rows_of
from spark.articles import Reading, articles_of, failed
from spark.columns import READ
from spark.limits import TookTooLong, at_most

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Row = dict[str, Any]
Kind = Literal["records", "parquet", "files", "database"]
_SUFFIXES: dict[str, Kind] = {
    ".jsonl": "records",
    ".parquet": "parquet",
    ".warc": "files",
    ".html": "files",
    ".txt": "files",
    ".db": "database",
}
_RECORD = ("url", "title", "text", "outlet", "source", "date", "published_at", "html")


class InputError(ValueError):
    """An input that cannot be read. The message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Paths by what they are."""

    records: list[str] = field(default_factory=list)
    parquet: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    database: list[str] = field(default_factory=list)

    @staticmethod
    def of(paths: Sequence[str]) -> Inputs:
        """Sort paths by their suffixes. Raises InputError."""
        found = Inputs()
        for path in paths:
            getattr(found, _kind(path)).append(path)
        if not paths:
            raise InputError("nothing to read: name files, or a list of them with --files-from")
        return found


def read(session: SparkSession, inputs: Inputs, reading: Reading, *, parts: int) -> DataFrame:
    """All articles of the inputs but those of databases, which `databases.py` reads."""
    frames = []
    if inputs.records:
        lines = session.read.text(inputs.records, lineSep="\n")
        frames.append(lines.mapInArrow(_reader(_of_lines, reading), READ))
    if inputs.parquet:
        table = session.read.parquet(*inputs.parquet)
        if missing := {"url"} - set(table.columns):
            raise InputError(f"{inputs.parquet[0]}: has no column {', '.join(missing)}; it has {table.columns}")
        named = table.select(*[name for name in _RECORD if name in table.columns])
        frames.append(named.mapInArrow(_reader(_of_rows, reading), READ))
    if inputs.files:
        listed = session.createDataFrame([(path,) for path in inputs.files], "path STRING")
        spread = listed.repartition(min(len(inputs.files), 10 * parts))
        frames.append(spread.mapInArrow(_reader(_of_files, reading), READ))
    every = frames[0]
    for frame in frames[1:]:
        every = every.unionByName(frame)
    return every


def _kind(path: str) -> Kind:
    name = PurePosixPath(path.rstrip("/"))
    if name.suffix == ".xz":
        raise InputError(f"{path}: Spark cannot read .xz; pack it as .gz or not at all")
    suffix = PurePosixPath(name.stem).suffix if name.suffix == ".gz" else name.suffix
    if suffix.lower() not in _SUFFIXES:
        raise InputError(f"{path}: not a kind that is read (.jsonl .parquet .warc .html .txt, also .gz; a Naskh .db)")
    return _SUFFIXES[suffix.lower()]


Given = Page | Row


def _reader(pages: Callable[[Iterable[Row]], Iterator[Given]], reading: Reading) -> Callable[[Batches], Batches]:
    def run(batches: Batches) -> Batches:
        yield from batches_of(_articles(pages(rows_of(batches)), reading), READ)

    return run


def _articles(given: Iterable[Given], reading: Reading) -> Iterator[Row]:
    for page in given:
        if not isinstance(page, Page):
            yield page
            continue
        try:
            with at_most(reading.page_seconds):
                found = list(articles_of(page, reading))
        except TookTooLong:
            yield failed(page.url, f"given up after {reading.page_seconds:g} s of processor time")
        except Exception as error:
            # A parser of strangers' files, at the edge: one page, reported.
            yield failed(page.url, f"cannot be read ({type(error).__name__})")
        else:
            yield from found


def _of_lines(rows: Iterable[Row]) -> Iterator[Given]:
    for row in rows:
        line = row["value"].encode()
        if line and not line.isspace():
            yield _of_record(line)


def _of_rows(rows: Iterable[Row]) -> Iterator[Given]:
    for row in rows:
        record = {name: None if value is None else str(value) for name, value in row.items()}
        record["date"] = record.get("date") or record.pop("published_at", None)
        yield _of_record(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))


def _of_record(line: bytes) -> Given:
    try:
        return page_of_record(line)
    except RecordError as error:
        return failed(line[:80].decode("utf-8", "replace"), f"a record {error}")


def _of_files(rows: Iterable[Row]) -> Iterator[Given]:
    from spark.files import pages_of

    for row in rows:
        yield from pages_of(row["path"])
