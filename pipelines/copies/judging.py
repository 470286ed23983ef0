"""Compare articles with what is stored: the one path that a crawled page, an import and judging again all take.

Candidates, judge, matches, cluster, alerts; inside the caller's transaction where there is one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from config import Config
from db import Database
from db.index import Candidate as Stored
from db.store import Row
from model import Sketch
from pipelines.alerts.rules import alerts_of
from pipelines.copies.clusters import Found
from pipelines.copies.compare import record_relatives, with_clusters
from pipelines.copies.pairs import Candidate, Comparison, Judged, JudgeTask, judge_comparisons, judge_task
from pipelines.copies.verdicts import verdict_of
from pipelines.text.search_words import search_text
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


class Judging:
    """Compares articles of one database, under one configuration, run and snapshot of what is common."""

    def __init__(
        self,
        database: Database,
        config: Config,
        *,
        run_id: int | None,
        with_alerts: bool,
        keep_found_at: bool = False,
        workers: Workers | None = None,
    ) -> None:
        """With `workers` pairs of stored texts are judged there, several batches at once."""
        self.database = database
        self.config = config
        self.run_id = run_id
        self.with_alerts = with_alerts and bool(config.alert)
        self.rarity = database.rarity()
        self.keep_found_at = keep_found_at
        self.workers = workers

    def refresh_rarity(self, *, now: datetime) -> None:
        """Take a new snapshot of what is common when the archive has outgrown the last one."""
        if self.database.rarity_is_due():
            self.rarity = self.database.make_rarity(now=now)

    def match(
        self, article_id: int, sketch: Sketch, found: Sequence[Found], words: Callable[[], str], *, now: datetime
    ) -> None:
        """Store the matches of an article, its place in a cluster, and the alerts that they are worth.

        `words` gives its title and text as they are searched, for alerts by keyword.
        """
        matches = record_relatives(
            self.database,
            article_id,
            sketch,
            found,
            self.config.duplicates,
            self.rarity,
            run_id=self.run_id,
            now=now,
            keep_found_at=self.keep_found_at,
        )
        if not (matches and self.with_alerts):
            return
        news = [(self._match_row(match_id), self._match_before(match_id)) for match_id in matches]
        # What a person or a licence has settled is no news.
        open_ones = [(row, old) for row, old in news if row and verdict_of(row, self.config.licence)[0] is None]
        for alert in alerts_of(open_ones, self.config.alert, words=words()):
            self.database.add_alert(alert, now=now)

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

    def settle(self, batch: Batch, judged: Judged, *, now: datetime) -> int:
        """Store what was judged, one article after the other: how many of them are copies."""
        related = {article_id for several in judged for article_id, _ in several}
        ids = {each.article_id: each.sketch_id for one in batch.comparisons for each in one.candidates}
        sketches = self.database.sketches({ids[article_id] for article_id in related})
        copies = 0
        for comparison, several in zip(batch.comparisons, judged, strict=True):
            own = batch.sketches[comparison.article_id]
            found = with_clusters(
                self.database,
                own,
                [Found(article_id=key, sketch=sketches[ids[key]], judgement=judgement) for key, judgement in several],
                self.config.duplicates,
                self.rarity,
                order_at=comparison.order_at,
                known={comparison.article_id, *(each.article_id for each in comparison.candidates)},
            )
            copies += any(one.is_copy for one in found)
            self.match(comparison.article_id, own, found, partial(self._words, comparison.article_id), now=now)
        return copies

    def _words(self, article_id: int) -> str:
        row = self.database.article_row(article_id)
        assert row is not None
        return f"{search_text(row['title'] or '')} {search_text(row['text'])}"

    def _match_row(self, match_id: int) -> Row | None:
        """A match with the credits of both articles, as alerts tell it."""
        row = self.database.match_row(match_id)
        if row is None:
            return None
        credits = self.database.credits_of_articles([row["later_id"], row["earlier_id"]])
        return {**row, "later_credits": credits[row["later_id"]], "earlier_credits": credits[row["earlier_id"]]}

    def _match_before(self, match_id: int) -> Row | None:
        before = self.database.match_before(match_id)
        return None if before is None else self.database.match_row(before)


def judge_unjudged(
    database: Database,
    config: Config,
    *,
    run_id: int,
    with_alerts: bool,
    now: datetime,
    workers: Workers | None = None,
    on_progress: Callable[[int, int], None] = lambda judged, copies: None,
) -> int:
    """Compare what an import stored, each article with those before it: how many are copies.

    Ended early, it goes on where it stopped when it is called again. The snapshot is taken first: what is common in
    an archive is known only when it is there.
    """
    judging = Judging(database, config, run_id=run_id, with_alerts=with_alerts, workers=workers)
    judging.refresh_rarity(now=now)
    count = copies = 0
    for batch, judged in judging.judged(_unjudged(database)):
        with database.transaction():
            copies += judging.settle(batch, judged, now=now)
            database.note_judged(batch.article_ids)
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
