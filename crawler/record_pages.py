"""The page that a record is: a line of a JSON file, or a row of a table, as JSON."""

from __future__ import annotations

from crawler.findings import FileProblem
from model import Hints, Page
from pipelines.reading.record import RecordError, parse_record, record_key

# One for all records: pickled with many pages, it travels once.
_NO_HINTS = Hints()


def record_page(body: bytes, *, path: str, line: int) -> Page | FileProblem:
    """`path` and `line` are where it stands."""
    try:
        record = parse_record(body)
    except RecordError as error:
        return FileProblem(path=path, line=line, reason=str(error))
    return Page(
        url=record.url,
        kind="record",
        body=body,
        content_type="application/json",
        import_key=record_key(record),
        hints=_NO_HINTS,
    )
