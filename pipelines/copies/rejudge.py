"""Judge everything stored again, in order of publication, with today's judge and a new snapshot of common wording.

Uses the same path as every new article, in short transactions. An interrupted run continues where it stopped; until it
is done, each article has either its old matches or today's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from config.tables import Config
from db import Database
from db.judging import Change
from db.temporary_index import TemporaryIndex
from model import Sketch
from pipelines.copies.clusters import refresh_cluster
from pipelines.copies.comparing_anew import compare_anew
from pipelines.copies.judging import BATCH, Batch, Judging, judge_unjudged
from pipelines.copies.pairs import Compared, comparisons_of
from pipelines.copies.placing import place_anew
from pipelines.processes.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class RejudgeReport:
    """How many articles were judged, how many copies there were before and are now, and which pairs changed.

    `resumed` counts the articles that a judging which was ended early had done.
    """

    articles: int
    resumed: int
    copies_before: int
    copies: int
    changes: list[Change] = field(repr=False)

    @property
    def gone(self) -> int:
        """Pairs that were related and are not."""
        return sum(change.now is None for change in self.changes)

    @property
    def found(self) -> int:
        """Pairs that are related and were not."""
        return sum(change.before is None for change in self.changes)

    @property
    def changed(self) -> int:
        """Pairs whose relation is another one."""
        return len(self.changes) - self.gone - self.found


def rejudge(
    database: Database,
    config: Config,
    *,
    run_id: int,
    now: datetime,
    workers: Workers | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> RejudgeReport:
    """Judge all articles again. Former judgements are set aside, not lost, and verdicts stay with their pairs.

    What outlets repeat is learnt first, and left out of what is compared of each. What articles are ordered by is
    computed anew.
    """
    begun = database.rejudging()
    if begun is None:
        compare_anew(database, workers, only_unjudged=False, only_due=False, now=now)
        place_anew(database)
    judge_unjudged(database, config, run_id=run_id, now=now, workers=workers)
    if begun is None:
        with database.transaction():
            database.make_rarity(now=now)
            database.begin_rejudging(run_id=run_id, copies=database.count_copies(), now=now)
        begun = database.rejudging()
    assert begun is not None
    judging = Judging(database, config, run_id=run_id, keep_found_at=True, workers=workers)
    done, total = begun["judged"], database.extend_rejudging()
    on_progress(done, total)
    with database.judging_anew() as index:
        for _, article_ids in _batches(database, after=0, until=done):
            _add(database, index, article_ids)
        # What was stored since it began stands at the end of the queue.
        while done < total:
            for batch, judged in judging.judged(_planned(database, index, after=done, until=total)):
                with database.transaction():
                    _settle_again(database, judging, batch, judged, now=now)
                    database.note_rejudged(batch.place)
                on_progress(batch.place, total)
            done, total = total, database.extend_rejudging()
    with database.transaction():
        changes = database.finish_rejudging(now=now)
    return RejudgeReport(
        articles=total,
        resumed=begun["judged"],
        copies_before=begun["copies"],
        copies=database.count_copies(),
        changes=changes,
    )


def _batches(database: Database, *, after: int, until: int) -> Iterator[tuple[int, list[int]]]:
    """Articles of the queue between two places, some at a time, each batch with the place of its last one."""
    while after < until:
        places = [
            (place, article) for place, article in database.rejudge_queue(after=after, limit=BATCH) if place <= until
        ]
        after = places[-1][0] if len(places) == BATCH else until
        yield after, [article for _, article in places]


def _planned(database: Database, index: TemporaryIndex, *, after: int, until: int) -> Iterator[Batch]:
    """What is to be compared, each article with those before it in the queue."""
    for place, article_ids in _batches(database, after=after, until=until):
        numbers, sketches = _add(database, index, article_ids)
        candidates = index.candidates_of(list(sketches.values()), ids=numbers)
        stored = database.sketch_ids(article_ids)
        ids = {article_id: stored[article_id] for article_id in sketches}
        comparisons = comparisons_of(database, ids, candidates)
        yield Batch(article_ids=tuple(article_ids), comparisons=comparisons, place=place)


def _settle_again(
    database: Database, judging: Judging, batch: Batch, judged: Sequence[Compared], *, now: datetime
) -> None:
    """Store what was judged in place of what was found of the same articles before."""
    rows = database.timing_rows(batch.article_ids)
    for article_id in batch.article_ids:
        database.supersede_for_rejudging(article_id, now=now)
        database.leave_cluster(article_id)
    judging.settle(judged, now=now)
    # Who is left of a former cluster still is one, until it is judged again.
    for cluster_id in sorted({row["cluster_id"] for row in rows.values()} - {None}):
        refresh_cluster(database, cluster_id)


def _add(database: Database, index: TemporaryIndex, article_ids: Sequence[int]) -> tuple[list[int], dict[int, Sketch]]:
    """Add articles to the index, in this order: their numbers there, and their sketches by article id."""
    ids = database.sketch_ids(article_ids)
    stored = database.sketches(ids.values())
    ordered = {article_id: stored[ids[article_id]] for article_id in article_ids if article_id in ids}
    return index.add_stored({ids[article_id]: sketch for article_id, sketch in ordered.items()}), ordered
