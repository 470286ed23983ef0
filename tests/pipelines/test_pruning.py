"""What is old is forgotten, and nothing of it is taken for new when a source names it again."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news

from db.pruning import PARTS, Part
from db.soundness import problems_of
from pipelines.copies.early import judge_early_again
from pipelines.copies.rejudge import rejudge
from pipelines.pruning import prune

OLD, LATER = NOW, NOW + timedelta(days=200)
CUT = NOW + timedelta(days=110)
TEXT = news(1, 200)
URL = "https://wire.example/old"
RULES = """
[keep]
raw_days = 30
[[alert]]
name = "all"
[[alert]]
name = "corrected"
kind = "correction"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An old text with a copy and an edited copy, an old one that nobody else has, one that is off topic, and a new
    one.
    """
    desk = Desk(tmp_path, RULES)
    desk.crawl(URL, {"text": TEXT, "title": "Ploughs"}, at=OLD)
    desk.crawl("https://other.example/copy", {"text": TEXT, "title": "Copied"}, at=OLD + timedelta(hours=1))
    edited = f"{news(7, 20)} {TEXT}"
    desk.crawl("https://third.example/edited", {"text": edited, "title": "Edited"}, at=OLD + timedelta(hours=2))
    desk.crawl("https://wire.example/alone", {"text": news(3, 200), "title": "Alone"}, at=OLD)
    desk.crawl("https://wire.example/sport", {"text": "They ran and ran and won the cup. " * 20}, at=OLD)
    desk.crawl("https://wire.example/new", {"text": news(4, 200), "title": "New"}, at=LATER)
    return desk


def pruned(desk: Desk, *parts: Part) -> dict[str, int]:
    return {part: sum(prune(desk.database, part, before=CUT)) for part in parts or PARTS}


def state(desk: Desk) -> dict[str, Any]:
    """What must stay: matches, clusters, alerts, and which pages are known as what."""
    return {
        "matches": [(row["id"], row["relation"], row["jaccard"], row["reason"]) for row in desk.matches()],
        "clusters": desk.clusters(),
        "alerts": [(row["id"], row["title"]) for row in desk.alerts()],
        "pages": [(row["url"], row["status"]) for row in desk.pages()],
        "articles": [(row["id"], row["title"], row["words"]) for row in desk.articles()],
    }


def test_each_part_is_pruned_apart_and_only_what_is_old(desk: Desk) -> None:
    def counts() -> tuple[int, ...]:
        sql = "select (select count(raw) from pages), (select count(*) from articles where text != ''), (select count(*) from index_sketches where length(shingles) > 0)"
        return tuple(desk.database.connection.execute(sql).fetchone())

    # The raw bytes of the six are there, five texts, six sketches.
    assert counts() == (6, 5, 6)
    assert pruned(desk, "raw") == {"raw": 5} and counts() == (1, 5, 6)
    assert pruned(desk, "texts") == {"texts": 4} and counts() == (1, 1, 6)
    assert pruned(desk, "sketches") == {"sketches": 5} and counts() == (1, 1, 1)
    assert pruned(desk) == {"raw": 0, "texts": 0, "sketches": 0}


def test_what_can_be_pruned_is_counted_before(desk: Desk) -> None:
    found = {part: desk.database.prunable(part, before=CUT) for part in PARTS}
    assert {part: each.rows for part, each in found.items()} == pruned(desk)
    assert all(each.bytes > 0 for each in found.values())
    assert all(desk.database.prunable(part, before=CUT).rows == 0 for part in PARTS)


def test_matches_clusters_alerts_and_known_pages_stay(desk: Desk) -> None:
    before = state(desk)
    assert len(before["matches"]) >= 2 and before["clusters"] == [{1, 2, 3}] and before["alerts"]
    pruned(desk)
    assert state(desk) == before
    assert list(problems_of(desk.path)) == []


@pytest.mark.parametrize("parts", [("raw",), ("texts",), ("sketches",), PARTS])
def test_an_old_page_that_a_feed_names_again_is_nothing_new(desk: Desk, parts: tuple[Part, ...]) -> None:
    pruned(desk, *parts)
    before = state(desk)
    links = [f"https://wire.example/{name}" for name in ("old", "alone", "sport")]
    # The spider asks which of the addresses it knows: all, and none of them is to be fetched.
    known = desk.database.known_pages(links)
    assert set(known) == set(links)
    # Its body is another one now (an advertisement), its text is the same.
    again = desk.crawl(URL, {"text": TEXT, "title": "Ploughs", "canonical": None}, at=LATER)
    assert (again.new_articles, again.copies, again.changed, again.known) == (0, 0, False, True)
    off = desk.crawl("https://wire.example/sport", {"text": "They ran and ran and won the cup. " * 20}, at=LATER)
    assert (off.status, off.new_articles) == ("off_topic", 0)
    assert state(desk) == before
    assert desk.database.revisions_of(1) == []


@pytest.mark.parametrize("parts", [("texts",), ("sketches",), PARTS])
def test_another_address_of_an_old_page_is_an_alias_of_it(desk: Desk, parts: tuple[Part, ...]) -> None:
    pruned(desk, *parts)
    before = state(desk)
    again = desk.crawl(f"{URL}?utm_source=feed", {"text": TEXT, "title": "Ploughs"}, at=LATER)
    assert (again.status, again.new_articles) == ("alias", 0)
    assert {name: state(desk)[name] for name in before if name != "pages"} == {
        name: before[name] for name in before if name != "pages"
    }


@pytest.mark.parametrize("parts", [("texts",), ("sketches",), PARTS])
def test_an_import_of_what_was_imported_adds_nothing(desk: Desk, parts: tuple[Part, ...]) -> None:
    desk.import_("https://wire.example/i", {"text": news(8, 200), "title": "Imported"}, key="record:1", at=OLD)
    pruned(desk, *parts)
    before = state(desk)
    assert desk.import_("https://wire.example/i", {"text": news(8, 200)}, key="record:1", at=LATER).known
    assert state(desk) == before


def test_a_new_copy_of_an_old_text_is_still_found_by_the_same_words(desk: Desk) -> None:
    pruned(desk)
    new = desk.crawl("https://fourth.example/late", {"text": TEXT, "title": "Late"}, at=LATER)
    assert new.copies == 1
    assert desk.clusters() == [{1, 2, 3, 7 if len(desk.articles()) > 6 else 6}]
    late = [row for row in desk.matches("identical") if row["later_outlet"] == "fourth.example"]
    assert late and all(row["share_of_later"] == row["jaccard"] == 1 for row in late)


def test_judging_again_leaves_alone_what_it_cannot_compare_any_more(desk: Desk) -> None:
    pruned(desk, "sketches")
    before = state(desk)
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=LATER)
    for _ in judge_early_again(desk.database, desk.config, run_id=desk.run_id, clock=lambda: LATER):
        pass
    assert state(desk) == before


def test_a_text_is_found_by_its_title_alone_and_its_new_one_by_all_its_words(desk: Desk) -> None:
    def found(word: str) -> list[int]:
        return [row["id"] for row in desk.database.search_articles(word, since=None, limit=None)]

    word = TEXT.split()[-1]
    assert set(found(word)) == {1, 2, 3}
    pruned(desk, "texts")
    assert found(word) == [] and found("ploughs") == [1]
    changed = TEXT.replace("ministry", "council") + " Correction: it was the council."
    assert desk.crawl(URL, {"text": changed, "title": "Ploughs"}, at=LATER).changed
    assert found(word) == [1] and found("council") == [1]
    assert list(problems_of(desk.path)) == []
    [revision] = desk.database.revisions_of(1)
    assert revision["text"] == ""
    assert not [row for row in desk.alerts() if row["kind"] == "correction"], "nobody knows what was changed"


def test_a_text_that_is_not_compared_yet_is_kept(desk: Desk) -> None:
    with desk.database.transaction():
        desk.database.add_unjudged(4)
    pruned(desk)
    kept = desk.database.article_row(4)
    assert kept and kept["text"] == news(3, 200)
    assert desk.database.sketches_of_articles([4])[4].shingles.size > 0


def test_a_pruned_file_gives_its_room_back(desk: Desk) -> None:
    for n in range(60):
        desk.crawl(f"https://wire.example/many/{n}", {"text": news(100 + n, 400), "title": f"{n}"}, at=OLD)
    desk.database.checkpoint()
    size = desk.path.stat().st_size
    pruned(desk)
    desk.database.shrink()
    desk.database.checkpoint()
    assert desk.path.stat().st_size < 0.6 * size
    with sqlite3.connect(desk.path) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
