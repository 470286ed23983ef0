"""Compare articles with what is stored: the one path for a crawled page, an import and judging again.

Candidates, judge, matches, cluster, inside the caller's transaction where there is one. The new matches are returned to
the caller, which decides about alerts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config import Config
from db import Database
from db.index import Candidate as Stored
from db.ledger import Ledger
from model import Sketch
from pipelines.copies.archive import Archive
from pipelines.copies.clusters import Found
from pipelines.copies.compare import record_relatives, with_clusters
from pipelines.copies.pairs import Candidate, Comparison, Judged, JudgeTask, judge_comparisons, judge_task
from pipelines.workers import WorkerFailed, Workers

# Articles in one transaction, and in one look into the index.
BATCH = 512
_BATCH_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Stored articles that are compared in one transaction, with their sketches by article id."""

    article_ids: tuple[int, ...]
    sketches: Mapping[int, Sketch]
    comparisons: tuple[Comparison, ...]
    place: int


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
        return self._match(self.database, article_id, sketch, found, now=now)

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

    def judged(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Judged]]:
        """Judge batch after batch, in workers some ahead of what is consumed."""
        settings = self.config.duplicates
        if self.workers is None:
            for batch in batches:
                yield batch, judge_comparisons(self.database, batch.comparisons, settings, self.rarity)
            return
        version = self.rarity.version if self.rarity else None
        waiting: deque[Batch] = deque()

        def tasks() -> Iterator[JudgeTask]:
            for batch in batches:
                waiting.append(batch)
                yield JudgeTask(
                    path=self.database.path, rarity=version, settings=settings, comparisons=batch.comparisons
                )

        for _, judged in self.workers.map(judge_task, tasks(), timeout_seconds=_BATCH_SECONDS):
            batch = waiting.popleft()
            if isinstance(judged, WorkerFailed):
                judged = judge_comparisons(self.database, batch.comparisons, settings, self.rarity)
            yield batch, judged

    def settle(self, batch: Batch, judged: Judged, *, now: datetime) -> Settled:
        """Store what was judged, one article after the other; rows are read and written all at once."""
        related = {article_id for several in judged for article_id, _ in several}
        ids = {each.article_id: each.sketch_id for one in batch.comparisons for each in one.candidates}
        sketches = self.database.sketches({ids[article_id] for article_id in related})
        matched = {one.article_id for one, several in zip(batch.comparisons, judged, strict=True) if several}
        ledger = Ledger(self.database)
        ledger.load(related | matched, settled=matched)
        copies, stored = 0, []
        for comparison, several in zip(batch.comparisons, judged, strict=True):
            own = batch.sketches[comparison.article_id]
            found = with_clusters(
                ledger,
                own,
                [Found(article_id=key, sketch=sketches[ids[key]], judgement=judgement) for key, judgement in several],
                self.config.duplicates,
                self.rarity,
                order_at=comparison.order_at,
                known={comparison.article_id, *(each.article_id for each in comparison.candidates)},
            )
            stored.append(self._match(ledger, comparison.article_id, own, found, now=now))
            if others := [one.article_id for one in found if one.is_copy]:
                copies += ledger.copies_of_article(comparison.article_id, others)
        ledger.write()
        return Settled(copies=copies, matches=tuple(stored))


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

    `on_matches` is called for each article in the transaction that stores its matches.

    Ended early, it goes on where it stopped when it is called again. The snapshot is taken first: what is common in
    an archive is known only when it is there.
    """
    judging = Judging(database, config, run_id=run_id, workers=workers)
    judging.refresh_rarity(now=now)
    count = copies = 0
    for batch, judged in judging.judged(_unjudged(database)):
        with database.transaction():
            settled = judging.settle(batch, judged, now=now)
            for matches in settled.matches:
                on_matches(matches)
            database.note_judged(batch.article_ids)
        copies += settled.copies
        count += len(batch.article_ids)
        on_progress(count, copies)
    return copies


def _unjudged(database: Database) -> Iterator[Batch]:
    after = 0
    while article_ids := database.unjudged(BATCH, after=after):
        after = article_ids[-1]
        ids = database.sketch_ids(article_ids)
        stored = database.sketches(ids.values())
        sketches = {article_id: stored[sketch_id] for article_id, sketch_id in ids.items()}
        candidates = database.candidates_of(list(sketches.values()), ids=list(ids.values()))
        yield batch_of(database, article_ids, ids, sketches, candidates)


def batch_of(
    database: Database,
    article_ids: Sequence[int],
    ids: Mapping[int, int],
    sketches: Mapping[int, Sketch],
    candidates: Iterable[Sequence[Stored]],
    *,
    place: int = 0,
) -> Batch:
    """What is to be compared of some articles. `ids` and `sketches` are of the articles that have one, in the order
    of `candidates`; `place` is what the caller wants to know the batch by.
    """
    others = dict(zip(sketches, candidates, strict=True))
    known = {each.article_id for several in others.values() for each in several if each.article_id is not None}
    places = database.places_in_time({*sketches, *known})
    return Batch(
        article_ids=tuple(article_ids),
        sketches=sketches,
        place=place,
        comparisons=tuple(
            Comparison(
                article_id=article_id,
                sketch_id=ids[article_id],
                order_at=places[article_id],
                candidates=tuple(
                    Candidate(article_id=each.article_id, sketch_id=each.sketch_id, order_at=places[each.article_id])
                    for each in several
                    if each.article_id is not None and each.article_id != article_id
                ),
            )
            for article_id, several in others.items()
        ),
    )
