"""Compare articles with what is stored: the one path for a crawled page, an import and judging again.

Candidates, judge, matches, cluster, inside the caller's transaction where there is one. The new matches are returned to
the caller, which decides about alerts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from config.tables import Config
from db import Database
from db.ledger import Ledger
from db.turns import Turns
from model import Sketch
from pipelines.copies.archive import Archive
from pipelines.copies.clusters import Found
from pipelines.copies.pairs import Compared, Comparison, JudgeTask, common_wording, judge_articles, judge_task
from pipelines.copies.settling import record_relatives, with_clusters
from pipelines.processes.memory import give_back
from pipelines.processes.workers import WorkerFailed, Workers

# Articles in one look into the index, and in one transaction where no daemon waits for it.
BATCH = 512
# Articles that are settled together where one does.
_FEW = 4
_BATCH_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Stored articles that are compared in one transaction: with what, None where that is looked for as they are
    judged. `place` is what the caller wants to know the batch by.
    """

    article_ids: tuple[int, ...]
    comparisons: tuple[Comparison, ...] | None = None
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatches:
    """The matches that were stored of one article, best first."""

    article_id: int
    match_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What came of a batch: how many copies its articles add, and the matches of each."""

    copies: int
    matches: tuple[NewMatches, ...]


class Judging:
    """Compares articles of one database, under one configuration, run and snapshot of what is common."""

    def __init__(
        self,
        database: Database,
        config: Config,
        *,
        run_id: int | None,
        keep_found_at: bool = False,
        workers: Workers | None = None,
    ) -> None:
        """With `workers` pairs of stored texts are judged there, several batches at once."""
        self.database = database
        self.config = config
        self.run_id = run_id
        self.rarity = database.rarity()
        self.keep_found_at = keep_found_at
        self.workers = workers

    def refresh_rarity(self, *, now: datetime) -> None:
        """Take a new snapshot of what is common when the archive has outgrown the last one.

        Where there was none, one may have been taken by another command since.
        """
        if self.database.rarity_is_due():
            self.rarity = self.database.make_rarity(now=now)
        elif self.rarity is None:
            self.rarity = self.database.rarity()

    def reload_rarity(self) -> None:
        """Take the newest snapshot, which another connection may have made."""
        self.rarity = self.database.rarity()

    def match(self, article_id: int, sketch: Sketch, found: Sequence[Found], *, now: datetime) -> NewMatches:
        """Store the matches of an article, and its place in a cluster."""
        if not found:
            return NewMatches(article_id=article_id, match_ids=())
        ledger = Ledger(self.database)
        ledger.load([article_id, *(one.article_id for one in found)], settled=[article_id])
        matches = self._match(ledger, article_id, sketch, found, now=now)
        ledger.write()
        return matches

    def copies(self, article_id: int, found: Sequence[Found]) -> int:
        """How many copies an article adds whose matches were stored just now."""
        others = [one.article_id for one in found if one.is_copy]
        return self.database.copies_of_article(article_id, others) if others else 0

    def _match(
        self, archive: Archive, article_id: int, sketch: Sketch, found: Sequence[Found], *, now: datetime
    ) -> NewMatches:
        matches = record_relatives(
            archive,
            article_id,
            sketch,
            found,
            self.config.duplicates,
            self.rarity,
            run_id=self.run_id,
            now=now,
            keep_found_at=self.keep_found_at,
        )
        return NewMatches(article_id=article_id, match_ids=tuple(matches))

    def judged(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list[Compared]]]:
        """Judge batch after batch, in workers some ahead of what is consumed."""
        if self.workers is None:
            for batch in batches:
                yield batch, self._judged_here(batch)
            return
        version = self.rarity.version if self.rarity else None
        waiting: deque[Batch] = deque()

        def tasks() -> Iterator[JudgeTask]:
            for batch in batches:
                waiting.append(batch)
                yield JudgeTask(
                    path=self.database.path,
                    rarity=version,
                    settings=self.config.duplicates,
                    article_ids=batch.article_ids,
                    comparisons=batch.comparisons,
                )

        for _, judged in self.workers.map(judge_task, tasks(), timeout_seconds=_BATCH_SECONDS):
            batch = waiting.popleft()
            yield batch, self._judged_here(batch) if isinstance(judged, WorkerFailed) else judged

    def _judged_here(self, batch: Batch) -> list[Compared]:
        return judge_articles(self.database, batch.article_ids, batch.comparisons, self.config.duplicates, self.rarity)

    def settle(self, compared: Sequence[Compared], *, now: datetime) -> Settled:
        """Store what was judged, one article after the other; rows are read and written all at once. What was forgotten
        since it was judged is left out.
        """
        matched = {one.article_id: one.sketch_id for one in compared if one.related}
        ids = matched | {each.article_id: each.sketch_id for one in compared for each in one.related}
        sketches = self.database.sketches({*ids.values()})
        ledger = Ledger(self.database)
        ledger.load(ids, settled=matched)
        if ids and (gone := {*ids} - ledger.timing_rows([*ids]).keys()):
            compared = _without(compared, gone)
        copies, stored = 0, []
        for one in compared:
            if not one.related:
                stored.append(NewMatches(article_id=one.article_id, match_ids=()))
                continue
            own = sketches[one.sketch_id]
            found = with_clusters(
                ledger,
                own,
                [
                    Found(article_id=each.article_id, sketch=sketches[each.sketch_id], judgement=each.judgement)
                    for each in one.related
                ],
                self.config.duplicates,
                self.rarity,
                order_at=one.order_at,
                known={one.article_id, *one.known},
            )
            stored.append(self._match(ledger, one.article_id, own, found, now=now))
            if others := [each.article_id for each in found if each.is_copy]:
                copies += ledger.copies_of_article(one.article_id, others)
        ledger.write()
        return Settled(copies=copies, matches=tuple(stored))


def _without(compared: Sequence[Compared], gone: Collection[int]) -> list[Compared]:
    """What was judged, without the articles of these ids."""
    return [
        one._replace(related=tuple(each for each in one.related if each.article_id not in gone))
        for one in compared
        if one.article_id not in gone
    ]


def judge_unjudged(
    database: Database,
    config: Config,
    *,
    run_id: int,
    now: datetime,
    workers: Workers | None = None,
    on_matches: Callable[[NewMatches], None] = lambda matches: None,
    on_progress: Callable[[int, int], None] = lambda judged, copies: None,
) -> int:
    """Compare what an import stored, each article with those before it: how many copies they add.

    `on_matches` is called for each article in the transaction that stores its matches. Beside a daemon, transactions
    are short.

    Ended early, it goes on where it stopped when it is called again. The snapshot is taken first: what is common in
    an archive is known only when it is there.
    """
    judging = Judging(database, config, run_id=run_id, workers=workers)
    _get_ready(judging, now=now)
    # A snapshot takes 100 MB while it is made.
    give_back()
    count = copies = 0
    turns = Turns(database)

    def settle(some: Sequence[tuple[int, Compared | None]]) -> None:
        nonlocal copies
        settled = judging.settle([one for _, one in some if one is not None], now=now)
        for matches in settled.matches:
            on_matches(matches)
        database.note_judged([article_id for article_id, _ in some])
        copies += settled.copies

    for batch, judged in judging.judged(_unjudged(database)):
        # What has no sketch was compared with nothing.
        bare = {*batch.article_ids} - {one.article_id for one in judged}
        compared = [*((one.article_id, one) for one in judged), *((article_id, None) for article_id in bare)]
        turns.write(compared, settle, at_once=_FEW)
        count += len(batch.article_ids)
        on_progress(count, copies)
    return copies


def _get_ready(judging: Judging, *, now: datetime) -> None:
    """Give what is stored its keys. A snapshot that is due is made meanwhile, in a worker."""
    database, workers = judging.database, judging.workers
    find_common = workers.begin(common_wording, database.path) if workers and database.rarity_is_due() else None
    with database.transaction():
        database.index.give_keys()
    if find_common is not None:
        with suppress(WorkerFailed):
            database.keep_rarity(find_common(), now=now)
            judging.reload_rarity()
    judging.refresh_rarity(now=now)


def _unjudged(database: Database) -> Iterator[Batch]:
    after = 0
    while article_ids := database.unjudged(BATCH, after=after):
        after = article_ids[-1]
        yield Batch(article_ids=tuple(article_ids))
