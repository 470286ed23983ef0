"""Judge matches again that were judged before there was a snapshot of what is common.

In a young archive look-alikes may pass for copies. In short transactions, as the daemon keeps house: what a person said
about a pair stays with it, and so does when it was found; it is not reported again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from config.tables import Config
from db import Database
from model import Sketch
from pipelines.copies.clusters import refresh_cluster
from pipelines.copies.judging import Judging
from pipelines.copies.look_up import find_relatives

# Articles in one transaction, some milliseconds each, and at most in one round.
_AT_ONCE = 8
_MOST = 4096


def judge_early_again(
    database: Database, config: Config, *, run_id: int, clock: Callable[[], datetime]
) -> Iterator[int]:
    """Judge the articles of such matches against the archive as it is now: after each transaction how many they were.

    Nothing where there is no snapshot yet, or while everything is judged again. What one round leaves is for the next.
    """
    judging = Judging(database, config, run_id=run_id, keep_found_at=True)
    if judging.rarity is None or database.rejudging() is not None:
        return
    done = after = 0
    while done < _MOST and (article_ids := database.judged_early(after=after, limit=_AT_ONCE)):
        with database.transaction():
            frozen = database.frozen_among(article_ids)
            for article_id, sketch in database.sketches_of_articles(set(article_ids) - frozen).items():
                _judge_again(judging, article_id, sketch, now=clock())
        done, after = done + len(article_ids), article_ids[-1]
        yield len(article_ids)


def _judge_again(judging: Judging, article_id: int, sketch: Sketch, *, now: datetime) -> None:
    database = judging.database
    row = database.timing_rows([article_id])[article_id]
    former = [copy.other_id for copy in database.copies_of(article_id)]
    database.supersede_matches_of(article_id, now=now)
    database.leave_cluster(article_id)
    found = find_relatives(
        database,
        sketch,
        judging.config.duplicates,
        judging.rarity,
        order_at=row["order_at"],
        leave_out=[article_id],
    )
    judging.match(article_id, sketch, found, now=now)
    for other_id in former:
        # Nothing else connected it with the others of its cluster.
        if not database.copies_of(other_id):
            database.leave_cluster(other_id)
    if row["cluster_id"] is not None:
        refresh_cluster(database, row["cluster_id"])
