"""Everything stored is judged again: whatever the order of arrival was, the matches are the same."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from pipelines.rejudge import rejudge

# Text and hour of publication; a name for each.
STORIES = {
    "first": (words(1, 200), 1),
    "copy": (words(1, 200) + " amended", 2),
    "cut": (words(1, 200)[:600], 3),
    "roundup": (words(1, 200) + " " + words(2, 200) + " " + words(3, 200), 4),
    "second": (words(2, 200), 5),
    "passage": (words(4, 300) + " " + words(2, 40), 6),
    "alone": (words(5, 200), 7),
}
ALL = ("identical", "near_duplicate", "excerpt", "partial")


def named_matches(desk: Desk) -> set[tuple[str, str, str, str]]:
    return {
        (m["later_title"], m["earlier_title"], m["relation"], m["reason"])
        for m in desk.database.list_matches(relations=ALL, since=None, limit=None)
    }


def named_clusters(desk: Desk) -> set[frozenset[str]]:
    titles = {row["id"]: row["title"] for row in desk.articles()}
    return {frozenset(titles[article_id] for article_id in cluster) for cluster in desk.clusters()}


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_matches(tmp_path: Path, seed: int) -> None:
    found = []
    for folder, chance in (("in order", None), ("shuffled", random.Random(seed))):
        (tmp_path / folder).mkdir()
        desk = Desk(tmp_path / folder, 'topic = "all"')
        names = list(STORIES)
        if chance:
            chance.shuffle(names)
        for name in names:
            text, hour = STORIES[name]
            story = {"text": text, "title": name, "published": f"2025-03-20T{hour:02}:00:00Z"}
            desk.crawl(f"https://{name}.example/1", story)
        rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
        found.append((named_matches(desk), named_clusters(desk)))
    assert found[0] == found[1]
    assert {(later, earlier) for later, earlier, *_ in found[0][0]} >= {("copy", "first"), ("passage", "second")}


def test_what_is_judged_again_is_set_aside_and_verdicts_stay(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[[alert]]\nname = "copies"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1, 110) + words(2, 10))
    desk.database.add_verdict(1, "not-a-copy", None, now=NOW)
    stricter = desk.config.model_copy(
        update={"duplicates": desk.config.duplicates.model_copy(update={"min_overlap": 1.0, "min_partial_words": 1000})}
    )
    said = []
    for config in (desk.config, stricter, desk.config):
        report = rejudge(desk.database, config, run_id=desk.run_id, now=NOW + timedelta(hours=1))
        said.append((report.articles, report.copies_before, report.copies, report.gone, report.found))
    assert said == [(2, 1, 1, 0, 0), (2, 1, 0, 1, 0), (2, 0, 1, 0, 1)]
    [match] = desk.matches()
    assert match["verdict"] == "not-a-copy"
    assert desk.clusters() == []
    assert len(desk.alerts()) == 1


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    told: list[tuple[int, int]] = []
    rejudge(desk.database, desk.config, run_id=1, now=NOW, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]
