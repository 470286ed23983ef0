"""A copy that gives a time before ours is reported as one of ours only where visits show that it was not there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from model import Visit

HOUR = timedelta(hours=1)
SITES = """
topic = "all"
[[outlet]]
name = "Valley Post"
domains = ["valley.example"]
groups = ["mine"]
[[outlet]]
name = "City"
domains = ["city.example"]
[[source]]
url = "https://valley.example/feed"
[[source]]
url = "https://city.example/feed"
[[alert]]
name = "they carry ours"
groups = ["mine"]
direction = "they_carry_ours"
"""


def story(*, hours_ago: int) -> dict[str, str]:
    when = (NOW - hours_ago * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"text": words(1, 200), "title": "Ploughs", "published": when, "precision": "second"}


@pytest.mark.parametrize(("visits", "reported"), [((1, 2), 1), ((1,), 0), ((), 0)])
def test_ours_is_reported_where_visits_did_not_find_what_is_called_older(
    tmp_path: Path, visits: tuple[int, ...], reported: int
) -> None:
    desk = Desk(tmp_path, SITES)
    desk.crawl("https://valley.example/1", story(hours_ago=1), source="https://valley.example/feed")
    source_id = desk.source_id("https://city.example/feed")
    for hour in visits:
        at = NOW + hour * HOUR
        visit = Visit(id=desk.database.start_visit(source_id, run_id=None, now=at), source_id=source_id, outcome="done")
        desk.database.finish_visit(visit, now=at + timedelta(minutes=1), next_visit_at=at + HOUR)
    # The visit that finds it is under way.
    desk.database.start_visit(source_id, run_id=None, now=NOW + 4 * HOUR)
    late = NOW + 4 * HOUR + timedelta(minutes=1)
    desk.crawl("https://city.example/1", story(hours_ago=9), source="https://city.example/feed", at=late)
    assert len(desk.matches()) == 1 and desk.matches()[0]["later_url"] == "https://valley.example/1"
    assert len(desk.alerts()) == reported
