"""Make a page of a record: a line of a JSON file, or a row of a table as JSON."""

from __future__ import annotations

from crawler.findings import FileProblem
from model import Page
from pipelines.reading.record import RecordError, page_of_record


def record_page(body: bytes, *, path: str, line: int) -> Page | FileProblem:
    """`path` and `line` are where it stands."""
    try:
        return page_of_record(body)
    except RecordError as error:
        return FileProblem(path=path, line=line, reason=str(error))
