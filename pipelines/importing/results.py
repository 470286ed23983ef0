"""Take over what was judged elsewhere of articles that were just imported: their times, matches and clusters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db import Database
from model import Judgement, Match, Run
from pipelines.copies.clusters import refresh_cluster

Row = dict[str, Any]


def take_over(
    database: Database, articles: Iterable[tuple[str, Row]], copies: Iterable[Row], *, run_id: int, now: datetime
) -> int:
    """Store the judgements of articles, given by the keys of their pages; of pairs of which one is not there, nothing.
    How many articles need no comparing any more.
    """
    ids: dict[int, int] = {}
    clusters: dict[int, list[int]] = {}
    with database.transaction():
        for key, row in articles:
            page_id = database.page_with_key(key)
            stored = database.articles_of_page(page_id) if page_id is not None else []
            if len(stored) != 1:
                continue
            article_id = ids[row["id"]] = stored[0]["id"]
            database.keep_facts(article_id, row)
            if row["cluster"] is not None:
                clusters.setdefault(row["cluster"], []).append(article_id)
        for row in copies:
            later, earlier = ids.get(row["later"]["id"]), ids.get(row["earlier"]["id"])
            if later is not None and earlier is not None:
                database.add_match(_match(row, later, earlier), run_id=run_id, now=now)
        for members in clusters.values():
            if len(members) > 1:
                refresh_cluster(database, database.new_cluster(members, now=now))
        database.note_judged(ids.values())
    return len(ids)


def _match(row: Row, later: int, earlier: int) -> Match:
    judgement = Judgement(
        relation=row["relation"],
        jaccard=row["jaccard"],
        overlap=row["overlap"],
        share_of_a=row["share_of_later"],
        share_of_b=row["share_of_earlier"],
        longest_run=row["longest_run"],
        runs=tuple(Run(first=first, second=second, length=length) for first, second, length in row["runs"]),
        reason=row["reason"],
    )
    return Match(
        judgement=judgement,
        later_id=later,
        earlier_id=earlier,
        same_outlet=row["same_outlet"],
        order_known=row["order_known"],
        order_reason=row["order_reason"],
        minutes_later=row["minutes_later"],
        credited=row["credited"],
        judge=row["judge"],
    )
