"""What an import shows while it runs."""

from __future__ import annotations

from pipelines.importing.pages import ImportReport
from terminal.import_pace import pace_words


def _words(report: ImportReport, *, seconds: float = 10, all_bytes: int | None = 4_000_000) -> str:
    return pace_words(
        report,
        seconds=seconds,
        compared_for=seconds / 2,
        read_bytes=1_000_000,
        all_bytes=all_bytes,
        peak_bytes=380_400_000,
    )


def test_rate_time_left_and_memory_are_shown_while_pages_are_read() -> None:
    assert _words(ImportReport(articles=2000)) == "2,000 articles stored, 200 articles/s, 30 s left to read, 380 MB"


def test_the_same_is_shown_while_articles_are_compared() -> None:
    report = ImportReport(articles=3000, waiting=3000, judged=1000, copies=1)
    assert _words(report) == "1,000 of 3,000 compared, 1 copy, 200 articles/s, 10 s left, 380 MB"


def test_no_time_is_shown_where_nobody_knows_how_much_there_is() -> None:
    assert _words(ImportReport(articles=2000), all_bytes=None) == "2,000 articles stored, 200 articles/s, 380 MB"


def test_no_time_is_shown_of_the_first_seconds() -> None:
    assert _words(ImportReport(articles=20), seconds=0.5) == "20 articles stored, 380 MB"


def test_more_may_be_read_than_the_files_are_large() -> None:
    assert "0 s left" in _words(ImportReport(articles=2000), all_bytes=900_000)
