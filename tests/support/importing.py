"""An import as the tests of importing and of comparing anew begin it."""

from __future__ import annotations

from typing import Any

from recording import NOW, Desk

from model import Page
from pipelines.importing.pages import ImportReport, import_pages
from pipelines.processes.workers import Workers


def imported(desk: Desk, workers: Workers, pages: list[Page], **others: Any) -> ImportReport:
    return import_pages(
        pages,
        database=desk.database,
        workers=workers,
        config=desk.config,
        run_id=desk.run_id,
        with_alerts=False,
        now=NOW,
        **others,
    )
