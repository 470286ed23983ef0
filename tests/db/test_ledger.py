"""A ledger answers as the database does."""

from __future__ import annotations

from pathlib import Path

import pytest
from recording import Desk, words

from db.ledger import Ledger


@pytest.mark.parametrize("limit", [1, 3, 20])
def test_the_members_of_a_cluster_come_in_the_order_of_the_database(tmp_path: Path, limit: int) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    # Of several that are equally early, the order of arrival decides nothing.
    for n, hour in enumerate((5, 2, 9, 2, 2, 2, 2)):
        story = {"text": f"{words(1)} {words(50 + n, 3)}", "published": f"2025-03-20T{hour:02}:00:00Z"}
        desk.crawl(f"https://p{n}.example/1", story)
    [cluster] = {row["cluster_id"] for row in desk.articles()}
    ledger = Ledger(desk.database)
    assert ledger.cluster_members(cluster, limit=limit) == desk.database.cluster_members(cluster, limit=limit)
    assert ledger.earliest_texts(cluster, limit=limit) == desk.database.earliest_texts(cluster, limit=limit)
    assert len(ledger.cluster_members(cluster, limit=limit)) == min(limit, 7)
