"""Store pages that did not come from a crawl: read by workers in batches, recorded by one writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from config.tables import Config
from db import Database
from db.new_pages import NewPage
from db.turns import Turns
from model import Extracted, Page, Recorded
from pipelines.alerting.articles import ArticleAlerts
from pipelines.alerting.texts import Alerting
from pipelines.copies.comparing_anew import compare_anew
from pipelines.copies.judging import NewMatches, judge_unjudged
from pipelines.copies.outlet_boilerplate import OutletBoilerplate
from pipelines.importing.new_pages import store_new_pages
from pipelines.importing.trips import Trip, read_pages
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import WorkerFailed, Workers
from pipelines.recording.pages import Recorder, load_tables

# Pages in one trip to a worker, and pages in one commit where no daemon waits for it.
_TRIP = 64
_TRIP_BYTES = 4 * 1024 * 1024
_COMMIT = 1000
# Pages that are stored together beside one.
_FEW = 4
# In an archive of more articles than this, copies are counted one by one alone: counting all takes 3 s in a million.
_COUNTED_AGAIN = 100_000
# Trips that are read while one commit is written.
_AHEAD = _COMMIT // _TRIP


@dataclass(slots=True)
class ImportReport:
    """What an import did. `reasons` counts why pages gave no article, `lacking` what articles were stored without,
    `undated` those without a publication time. `forgotten` counts pages that a person had forgotten.
    `waiting` is how many articles are to be compared once all are stored; 0 until then.
    """

    pages: int = 0
    articles: int = 0
    waiting: int = 0
    judged: int = 0
    copies: int = 0
    known: int = 0
    forgotten: int = 0
    skipped: int = 0
    failed: int = 0
    undated: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)

    def count(self, recorded: Recorded, *, undated: int) -> None:
        """Count what became of a page; `undated` of its new articles have no publication time."""
        self.articles += recorded.new_articles
        self.known += recorded.known and not recorded.forgotten
        self.forgotten += recorded.forgotten
        self.undated += undated
        self.skipped += recorded.status == "skipped" and not recorded.known
        self.failed += recorded.status in ("failed", "no_text") and not recorded.known
        if recorded.reason and not recorded.known:
            counted = self.lacking if recorded.status == "stored" else self.reasons
            counted[recorded.reason] += 1


def import_pages(
    pages: Iterable[Page],
    *,
    database: Database,
    workers: Workers,
    config: Config,
    run_id: int,
    with_alerts: bool,
    now: datetime,
    on_progress: Callable[[ImportReport], None] = lambda report: None,
    on_stored: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Store every page that is not stored yet, in the order given, then compare what is new.

    Pages of any outcome; nothing is off topic. What an earlier import left uncompared is compared, too. What outlets
    repeat is learnt before anything is compared. `on_stored` is called between the two.
    """
    report = ImportReport()
    before = database.count_copies() if database.count_articles() <= _COUNTED_AGAIN else None
    steps = _Import(
        database=database,
        workers=workers,
        config=config,
        run_id=run_id,
        with_alerts=with_alerts,
        now=now,
        report=report,
        on_progress=lambda: on_progress(report),
    )
    steps.store(pages)
    on_stored()
    steps.compare()
    if before is not None:
        # As `status` counts them: what was counted one by one may have been joined by what came after.
        report.copies = max(0, database.count_copies() - before)
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """The steps of one import, and what they share; they count in `report`."""

    database: Database
    workers: Workers
    config: Config
    run_id: int
    with_alerts: bool
    now: datetime
    report: ImportReport
    on_progress: Callable[[], None]

    def store(self, pages: Iterable[Page]) -> None:
        """Read what is not known yet and store it, uncompared."""
        database, report, now = self.database, self.report, self.now
        recorder = Recorder(database, self.config, run_id=self.run_id, with_alerts=self.with_alerts, judge_later=True)
        settings = PrepareSettings.of(self.config)
        reading = Reading(self.workers, settings, raw_days=self.config.keep.raw_days, now=now)
        turns = Turns(database)
        if turns.are_needed() or self.workers.count > 1:
            # Beside a daemon, outside of its turns; of many pages, while the workers are loading still.
            load_tables()
        if not turns.are_needed():
            database.fold_seldom()
        boilerplate = OutletBoilerplate(database, with_first_pieces=False)
        trips = ([boilerplate.given_to(page) for page in trip] for trip in _unknown(pages, database, report))
        batch: list[tuple[Page, NewPage | Extracted]] = []
        # Those that another import could not read, or that have what was forgotten.
        failed_before: list[Page] = []
        for read in reading.each(trips):
            batch.append(read)
            if len(batch) >= _COMMIT:
                failed_before += _record(batch, recorder, turns, report, now=now)
                batch.clear()
                self.on_progress()
        failed_before += _record(batch, recorder, turns, report, now=now)
        again = (failed_before[n : n + _TRIP] for n in range(0, len(failed_before), _TRIP))
        _record([*reading.each(again, as_rows=False)], recorder, turns, report, now=now)
        self.on_progress()

    def compare(self) -> None:
        """Compare every article that is not compared yet."""
        database, report, now = self.database, self.report, self.now
        report.waiting = database.count_unjudged()
        # Before anything has its keys: what is sketched anew has none yet that would have to be taken back.
        compare_anew(database, self.workers, only_unjudged=True, only_due=True, now=now)
        alerting = Alerting(database, self.config) if self.with_alerts else None
        article_alerts = ArticleAlerts(database, self.config)

        def note(matches: NewMatches) -> None:
            if alerting is not None:
                alerting.note(matches, now=now)
                article_alerts.note_phrases(matches.article_id, now=now)

        def count(judged: int, copies: int) -> None:
            report.judged, report.copies = judged, copies
            self.on_progress()

        judge_unjudged(
            database,
            self.config,
            run_id=self.run_id,
            now=now,
            workers=self.workers,
            on_matches=note,
            on_progress=count,
        )


def _unknown(pages: Iterable[Page], database: Database, report: ImportReport) -> Iterator[list[Page]]:
    """Trips of pages that are worth reading: those whose key has no row yet."""
    trip: list[Page] = []
    size = 0
    for page in pages:
        trip.append(page)
        size += len(page.body)
        if len(trip) >= _TRIP or size >= _TRIP_BYTES:
            yield _new_ones(trip, database, report)
            trip, size = [], 0
    yield _new_ones(trip, database, report)


def _new_ones(trip: list[Page], database: Database, report: ImportReport) -> list[Page]:
    keys = [page.import_key for page in trip if page.import_key]
    known = database.keys_known(keys)
    forgotten = database.forgotten_keys(keys) if known and database.has_forgotten() else set()
    report.pages += len(trip)
    report.forgotten += sum(page.import_key in forgotten for page in trip)
    report.known += sum(page.import_key in known and page.import_key not in forgotten for page in trip)
    return [page for page in trip if page.import_key not in known]


@dataclass(frozen=True, slots=True)
class Reading:
    """How pages are read in workers."""

    workers: Workers
    settings: PrepareSettings
    raw_days: int
    now: datetime

    def each(self, trips: Iterable[list[Page]], *, as_rows: bool = True) -> Iterator[tuple[Page, NewPage | Extracted]]:
        """Each page, in order, with what was read of it: as rows, or as what is recorded where anything is known."""
        # A trip may take as long as its pages may; which of them is at fault shows one by one.
        seconds = self.workers.timeout_seconds * 4
        tasks = (self._trip(pages, as_rows) for pages in trips if pages)
        for trip, read in self.workers.map(read_pages, tasks, timeout_seconds=seconds, ahead=_AHEAD):
            if not isinstance(read, WorkerFailed):
                yield from zip(trip.pages, read, strict=True)
                continue
            for single, found in self.workers.map(read_pages, (self._trip([page], as_rows) for page in trip.pages)):
                [page] = single.pages
                if isinstance(found, WorkerFailed):
                    failed = replace(page, body=b"", outcome="failed", reason=str(found))
                    yield failed, Extracted(page=failed)
                else:
                    yield page, found[0]

    def _trip(self, pages: Sequence[Page], as_rows: bool) -> Trip:
        return Trip(pages=pages, settings=self.settings, raw_days=self.raw_days, now=self.now, as_rows=as_rows)


def _record(
    batch: Sequence[tuple[Page, NewPage | Extracted]],
    recorder: Recorder,
    turns: Turns,
    report: ImportReport,
    *,
    now: datetime,
) -> list[Page]:
    """Store what was read, in its order; pages that are to be read again are returned: see `new_pages.Stored`."""
    failed_before: list[Page] = []

    def record(some: Sequence[tuple[Page, NewPage | Extracted]]) -> None:
        is_alone = not turns.are_needed()
        for is_new, same in groupby(some, key=lambda read: isinstance(read[1], NewPage)):
            if is_new:
                new = [(page, read) for page, read in same if isinstance(read, NewPage)]
                for (page, _), stored in zip(
                    new, store_new_pages(recorder.articles, new, with_keys=not is_alone, now=now), strict=True
                ):
                    if stored.recorded is None:
                        failed_before.append(page)
                    else:
                        report.count(stored.recorded, undated=stored.undated)
                continue
            for _, extracted in same:
                assert isinstance(extracted, Extracted)
                recorded = recorder.record(extracted, now=now)
                undated = sum(article.story.published is None for article in extracted.articles)
                report.count(recorded, undated=undated if recorded.new_articles else 0)

    turns.write(batch, record, at_once=_FEW)
    return failed_before
