"""`naskh import` in a terminal: progress, then what was stored, what was not and why, speed and memory."""

from __future__ import annotations

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import (
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from config.tables import Config
from crawler.files import FileProblem, Skipped, read_paths
from crawler.getting_ready import preload_of
from crawler.parquet import is_parquet, judged_articles, judged_beside, judged_copies
from crawler.record_dates import unread_dates
from crawler.sizes import bytes_of
from db import Database
from db.turns import Turns
from model import Page
from pipelines.importing.pages import ImportReport, import_pages
from pipelines.importing.results import take_over
from pipelines.preloading.names import FEW_PAGES
from pipelines.processes.memory import collect_seldom, keep_little
from pipelines.processes.workers import Workers, worker_process_ids
from terminal.import_pace import pace_words
from terminal.memory import PeakMemory
from terminal.readable import counted, one_line

_REASONS_SHOWN = 10
# In how many records keys that are not read are looked for: what one program wrote has the same keys in all.
_RECORDS_LOOKED_AT = 1000


class _Intake:
    """Pages for the importer; what could not be read, or is of no kind that is, becomes a page with that reason. A path
    at which nothing lies is mistyped, and becomes no page.
    """

    def __init__(self, paths: Sequence[str], stdin: BinaryIO) -> None:
        self.paths = paths
        self.stdin = stdin
        self.problems: list[FileProblem] = []
        self.skipped = 0
        self.bytes = 0
        self.unread_dates: dict[str, None] = {}
        self._looked_at = 0
        self._passed_over: set[tuple[str, str]] = set()

    def __iter__(self) -> Iterator[Page]:
        for found in read_paths(self.paths, stdin=self.stdin):
            if isinstance(found, FileProblem):
                self.problems.append(found)
                if not found.is_missing:
                    yield _told(str(found), found.path, "failed", found.reason)
            elif isinstance(found, Skipped):
                self.skipped += 1
                # A file may hold many for one reason: together they are one row.
                if (found.path, found.reason) not in self._passed_over:
                    self._passed_over.add((found.path, found.reason))
                    yield _told(found.path, found.path, "skipped", found.reason)
            else:
                self.bytes += len(found.body)
                if found.kind == "record" and self._looked_at < _RECORDS_LOOKED_AT:
                    self._looked_at += 1
                    self.unread_dates |= dict.fromkeys(unread_dates(found.body))
                yield found


class _Pace:
    """Shows how an import gets on."""

    def __init__(self, progress: Progress, intake: _Intake, memory: PeakMemory, *, began: float) -> None:
        self.progress = progress
        self.intake = intake
        self.memory = memory
        self._task = progress.add_task("importing", total=None)
        self._all_bytes = bytes_of(intake.paths)
        self._began = self._compared_from = began

    def show(self, report: ImportReport) -> None:
        now = time.monotonic()
        if not report.judged:
            self._compared_from = now
        words = pace_words(
            report,
            seconds=now - self._began,
            compared_for=now - self._compared_from,
            read_bytes=self.intake.bytes,
            all_bytes=self._all_bytes,
            peak_bytes=self.memory.bytes,
        )
        self.progress.update(self._task, description=words)


def run_import(paths: Sequence[str], config: Config, path: Path, *, with_alerts: bool, version: str) -> int:
    """Import and report to stderr: the exit status, 1 when something could not be read (the rest is stored)."""
    console = Console(stderr=True)
    started = time.monotonic()
    clock = partial(datetime.now, UTC)
    now = clock()
    intake = _Intake(paths, sys.stdin.buffer)
    pages = iter(intake)
    if not path.exists():
        # A mistyped path, or a table, makes no database.
        beginning = _to_first_read(pages)
        if not beginning or beginning[-1].outcome != "fetched":
            _report_nothing(console, beginning, intake, path=path)
            return 1 if intake.problems else 0
        pages = chain(beginning, pages)
    with Database(path) as database:
        database.refuse_crawler()
        collect_seldom()
        keep_little()
        # Beside other articles, a result is compared with them as everything else is.
        judged = [] if database.count_articles() else [Path(each) for each in paths if _is_result(each)]
        with (
            database.recorded_run("import", version=version, config_hash=config.fingerprint(), clock=clock) as run,
            _workers_for(paths, config) as workers,
            PeakMemory(worker_process_ids) as memory,
            _progress(console) as progress,
        ):
            with database.transaction():
                database.save_outlets(config.outlet, now=now)
            report = import_pages(
                pages,
                database=database,
                workers=workers,
                config=config,
                run_id=run.id,
                with_alerts=with_alerts,
                now=now,
                on_progress=_Pace(progress, intake, memory, began=started).show,
                on_stored=partial(_take_results, judged, database, console, run_id=run.id, now=now),
            )
        database.checkpoint_beside()
        if not Turns(database).are_needed():
            # A daemon would have to wait for it, and for the log to grow again.
            database.checkpoint()
    _report(console, report, intake, seconds=time.monotonic() - started, peak_bytes=memory.bytes, path=path)
    return 1 if intake.problems or report.failed else 0


def _take_results(results: Sequence[Path], database: Database, console: Console, *, run_id: int, now: datetime) -> None:
    """Take over the copies and clusters of articles that were judged elsewhere and are stored by now."""
    for result in results:
        taken = take_over(database, judged_articles(result), judged_copies(result), run_id=run_id, now=now)
        console.print(f"{counted(taken, 'article')} of {result} were judged already", highlight=False)


def _workers_for(paths: Sequence[str], config: Config) -> Workers:
    preload = preload_of(paths)
    if preload is FEW_PAGES:
        return Workers.for_few_pages(config.extraction)
    return Workers.of(config.extraction, preload=preload)


def _to_first_read(pages: Iterator[Page]) -> list[Page]:
    """All pages up to the first that could be read, and that one."""
    beginning = []
    for page in pages:
        beginning.append(page)
        if page.outcome == "fetched":
            break
    return beginning


def _is_result(path: str) -> bool:
    return is_parquet(Path(path)) and judged_beside(Path(path))


def _told(key: str, path: str, outcome: str, reason: str) -> Page:
    digest = hashlib.sha256(f"{outcome}\n{key}\n{reason}".encode("utf-8", "surrogateescape")).hexdigest()
    return Page(
        url=path,
        kind="text",
        outcome="failed" if outcome == "failed" else "skipped",
        reason=reason,
        import_key=f"{outcome}:{digest}",
    )


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _report_nothing(console: Console, pages: Sequence[Page], intake: _Intake, *, path: Path) -> None:
    skipped = f"; {intake.skipped:,} skipped" if intake.skipped else ""
    said = f"nothing to store{skipped}; {path} was not made"
    console.print(said, highlight=False, markup=False, soft_wrap=True)
    _report_reasons(console, Counter(page.reason or "" for page in pages if page.outcome == "skipped"))
    _report_problems(console, intake)


def _report(
    console: Console,
    report: ImportReport,
    intake: _Intake,
    *,
    seconds: float,
    peak_bytes: int | None,
    path: Path,
) -> None:
    said = [
        f"{counted(report.articles, 'article')} from {counted(report.pages - report.skipped, 'page')}, "
        f"{counted(report.copies, 'copy', 'copies')}",
    ]
    if report.known:
        said.append(f"{report.known} already known")
    if report.forgotten:
        said.append(f"{report.forgotten:,} forgotten, not stored")
    if intake.skipped:
        said.append(f"{intake.skipped:,} skipped")
    if report.failed:
        said.append(f"{counted(report.failed, 'page')} without an article")
    console.print(f"[bold]{'; '.join(said)}[/bold]", highlight=False)
    # Where there are few problems, each is listed below with its file. Counted here as well, they would look like more.
    listed = Counter(problem.reason for problem in intake.problems if not problem.is_missing)
    reasons = report.reasons - listed if len(intake.problems) <= _REASONS_SHOWN else report.reasons
    _report_reasons(console, reasons)
    if len(reasons) > _REASONS_SHOWN:
        console.print("  ... see all: naskh pages --status failed|no_text|skipped", markup=False, highlight=False)
    for words, count in report.lacking.most_common():
        console.print(f"  {count} x {words}", highlight=False, markup=False, soft_wrap=True)
    if report.lacking:
        console.print("  ... list them: naskh pages --status stored", highlight=False, markup=False)
    if report.undated:
        console.print(f"  {report.undated:,} without a publication time", highlight=False, markup=False)
    for key in intake.unread_dates:
        words = f'  "{one_line(key)}" of a record is not read; its publication time is "date" (docs/importing.md)'
        console.print(words, highlight=False, markup=False, soft_wrap=True)
    _report_problems(console, intake)
    memory = f", peak memory {peak_bytes / 1e6:.0f} MB (all processes)" if peak_bytes else ""
    console.print(f"{speed_words(report.articles, seconds)}{memory}; stored in {path}", highlight=False, soft_wrap=True)


def _report_reasons(console: Console, reasons: Counter[str]) -> None:
    for reason, count in reasons.most_common(_REASONS_SHOWN):
        console.print(f"  {count} x {reason}", highlight=False, markup=False, soft_wrap=True)


def _report_problems(console: Console, intake: _Intake) -> None:
    for problem in intake.problems[:_REASONS_SHOWN]:
        console.print(f"not read: {problem}", style="red", highlight=False, markup=False, soft_wrap=True)


def speed_words(articles: int, seconds: float) -> str:
    """`67.2 s, 457 articles/s`; of few articles only how many in what time."""
    if articles >= max(seconds, 10):
        return f"{seconds:.1f} s, {articles / seconds:,.0f} articles/s"
    return f"{counted(articles, 'article')} in {seconds:.1f} s"
