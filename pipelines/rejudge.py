"""Judge everything stored again, in order of publication, with today's judge. One transaction: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config import Config
from db import Database
from pipelines.compare import find_relatives, record_relatives


@dataclass(frozen=True, slots=True, kw_only=True)
class RejudgeReport:
    """How many articles were judged, and how many copies there were before and are now."""

    articles: int
    copies_before: int
    copies: int
    gone: int
    found: int


def rejudge(
    database: Database,
    config: Config,
    *,
    run_id: int,
    now: datetime,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> RejudgeReport:
    """Set all present matches and clusters aside and make them anew. Verdicts stay with their pairs."""
    with database.transaction():
        before = database.count_copies()
        old = database.supersede_all_matches(now=now)
        order = database.articles_in_order()
        judged: set[int] = set()
        pairs: set[tuple[int, int]] = set()
        for n, article_id in enumerate(order):
            sketch = database.sketches_of_articles([article_id]).get(article_id)
            if sketch is not None:
                found = find_relatives(database, sketch, config.duplicates, leave_out=[article_id])
                earlier = [f for f in found if f.article_id in judged]
                for match_id in record_relatives(
                    database, article_id, sketch, earlier, config.duplicates, run_id=run_id, now=now
                ):
                    row = database.match_row(match_id)
                    assert row is not None
                    pair = (min(row["later_id"], row["earlier_id"]), max(row["later_id"], row["earlier_id"]))
                    pairs.add(pair)
                    if pair in old:
                        database.carry_verdict(old[pair], match_id)
            judged.add(article_id)
            if n % 200 == 0:
                on_progress(n, len(order))
        on_progress(len(order), len(order))
        return RejudgeReport(
            articles=len(order),
            copies_before=before,
            copies=database.count_copies(),
            gone=len(old.keys() - pairs),
            found=len(pairs - old.keys()),
        )
