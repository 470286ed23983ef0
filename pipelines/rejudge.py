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
        copies_before, pairs_before = database.count_copies(), database.matched_pairs()
        rarity = database.make_rarity(now=now)
        database.supersede_all_matches(now=now)
        order = database.articles_in_order()
        judged: set[int] = set()
        for n, article_id in enumerate(order):
            if n % 200 == 0:
                on_progress(n, len(order))
            sketch = database.sketches_of_articles([article_id]).get(article_id)
            if sketch is not None:
                place = database.timing_rows([article_id])[article_id]["order_at"]
                found = find_relatives(
                    database, sketch, config.duplicates, rarity, order_at=place, leave_out=[article_id]
                )
                earlier = [f for f in found if f.article_id in judged]
                record_relatives(
                    database, article_id, sketch, earlier, config.duplicates, rarity, run_id=run_id, now=now
                )
            judged.add(article_id)
        on_progress(len(order), len(order))
        pairs = database.matched_pairs()
        return RejudgeReport(
            articles=len(order),
            copies_before=copies_before,
            copies=database.count_copies(),
            gone=len(pairs_before - pairs),
            found=len(pairs - pairs_before),
        )
