"""Choose what the workers of an import load beforehand, by the files that are to be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crawler.sizes import are_few_pages
from pipelines.preloading.names import FEW_PAGES, MANY_PAGES, MANY_TEXTS

_RECORDS = (".jsonl", ".jsonl.gz", ".jsonl.xz")


def preload_of(paths: Sequence[str]) -> tuple[str, ...]:
    """Names of the modules to load for these files. A worker that meets anything else loads that itself."""
    if are_few_pages(paths):
        return FEW_PAGES
    return MANY_TEXTS if all(map(_begins_with_text, paths)) else MANY_PAGES


def _begins_with_text(path: str) -> bool:
    """Whether this is a file of records, the first of which has its text: the others mostly have theirs, too."""
    if not path.lower().endswith(_RECORDS) or not Path(path).is_file():
        # A pipe cannot be read twice.
        return False
    # Imported here: where there are few pages, nothing may delay what the workers load.
    from crawler.unpack import UNREADABLE, read_lines, unpacked
    from pipelines.reading.record import RecordError, parse_record

    try:
        with Path(path).open("rb") as stream:
            first = next(line for line in read_lines(unpacked(stream)) if not isinstance(line, bytes) or line.strip())
            return isinstance(first, bytes) and parse_record(first).text is not None
    except (*UNREADABLE, RecordError, StopIteration):
        return False
