"""What a redesign does to an outlet's texts is noticed within ten articles, and an outlet's own habit is not blamed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import NOW, Desk, news, words

from pipelines.outlets.health import HABIT, RECENT, Finding, Reading, examine, habit_of
from pipelines.outlets.watch import notice

TITLES = (
    "افتتاح خط الترام الجديد في المدينة",
    "البلدية تزرع ألف شجرة على الكورنيش",
    "سفينة أبحاث ترسو في المرفأ القديم",
)


def reading(n: int, count: int = 300, **more: object) -> Reading:
    chance = np.random.default_rng(n)
    facts: dict[str, object] = {
        "page_id": n,
        "url": f"https://harbour.example/خبر/{n}",
        "words": count,
        "article_id": 1000 + n,
        "dated": True,
        "title": f"{TITLES[n % 3]} {n}",
        "signature": chance.integers(0, 2**16, 128, dtype=np.uint16) if count else None,
    }
    return Reading(**{**facts, **more})  # type: ignore[arg-type]


def before(count: int = HABIT) -> list[Reading]:
    """Newest first, of 200 to 400 words."""
    return [reading(n, 200 + n * 37 % 200) for n in range(1000, 1000 - count, -1)]


def after(pages: int, **more: object) -> list[Reading]:
    return [reading(n, **more) for n in range(2000, 2000 - pages, -1)]  # type: ignore[arg-type]


def kinds(recent: Sequence[Reading], earlier: Sequence[Reading] | None = None) -> list[str]:
    found, _ = examine([*recent, *(before() if earlier is None else earlier)])
    return [each.kind for each in found]


def only(found: list[Finding]) -> Finding:
    [one] = found
    return one


def test_nothing_is_said_while_all_is_as_it_was() -> None:
    assert kinds(before()[:RECENT]) == []


def test_texts_that_became_short_are_noticed_with_examples() -> None:
    found, _ = examine([*after(RECENT, count=40), *before()])
    short = only(found)
    assert short.words == "texts are short: median 40 words in the last 10, 298 before"
    assert [each.url for each in short.examples] == [f"https://harbour.example/خبر/{n}" for n in (2000, 1999, 1998)]
    assert short.examples[0].article_id == 3000


def test_it_is_noticed_before_the_tenth_article() -> None:
    assert kinds([*after(6, count=40), *before()[:4]], before()[4:]) == ["short"]


def test_pages_without_text_are_noticed() -> None:
    nothing = after(5, count=0, article_id=None, dated=None, title=None)
    found, _ = examine([*nothing, *before()])
    assert only(found).words == "pages have no text: 5 of the last 10, 0% before"


def test_dates_that_vanish_are_noticed() -> None:
    found, _ = examine([*after(RECENT, dated=False), *before()])
    assert only(found).words == "articles have no date: 10 of the last 10, 0% before"


def test_titles_that_vanish_are_noticed() -> None:
    assert kinds(after(RECENT, title=None)) == ["untitled"]


def test_texts_that_are_all_one_text_are_noticed() -> None:
    same = reading(1, 300).signature
    found, _ = examine([*after(RECENT, signature=same), *before()])
    assert only(found).words == "texts are all alike: 10 of the last 10 are nearly the same, 0% before"


def test_articles_that_are_all_called_by_the_name_of_the_site_are_noticed() -> None:
    assert kinds(after(RECENT, title="صحيفة الميناء")) == ["alike"]


def test_what_an_outlet_always_did_is_its_habit() -> None:
    assert kinds(after(RECENT, count=30), [reading(n, 30) for n in range(50)]) == []
    assert kinds(after(RECENT, dated=False), [reading(n, dated=False) for n in range(50)]) == []
    assert kinds(after(RECENT, title=None), [reading(n, title=None) for n in range(50)]) == []
    same = reading(1, 300).signature
    assert kinds(after(RECENT, signature=same), [reading(n, signature=same) for n in range(50)]) == []


def test_a_run_of_briefs_is_nothing_new_where_one_in_three_always_was_a_brief() -> None:
    mixed = [reading(n, 60 + n % 7 if n % 3 == 0 else 500) for n in range(50)]
    assert kinds([*after(7, count=61), *after(3, count=450)], mixed) == []


def test_articles_that_are_not_stored_prove_no_lack_of_dates() -> None:
    off_topic = after(RECENT, article_id=None, dated=None, title=None)
    assert kinds(off_topic) == []


def test_an_outlet_of_which_little_is_known_has_no_habit() -> None:
    assert kinds(after(RECENT, count=10), before(19)) == []
    assert examine([])[1] is None


def test_a_habit_that_is_given_is_the_one_that_counts() -> None:
    usual = habit_of(before())
    broken = after(60, count=40)
    assert examine(broken)[0] == []
    assert [each.kind for each in examine(broken, usual)[0]] == ["short"]


@given(st.integers(0, 2**32), st.integers(30, 2000))
def test_chance_alone_is_never_noticed(seed: int, usual: int) -> None:
    chance = random.Random(seed)
    readings = [reading(n, round(usual * chance.uniform(0.5, 2)), dated=chance.random() < 0.95) for n in range(60)]
    assert kinds(readings[:RECENT], readings[RECENT:]) == []


URL = "https://harbour.example/feed"


def crawl(desk: Desk, numbers: range, *, text: str | None = None, count: int = 120, date: bool = True) -> None:
    for n in numbers:
        story = {"text": text or news(n, count), "title": f"{TITLES[n % 3]} {n}"}
        if date:
            story["published"] = "2025-03-20T08:00:00Z"
        desk.crawl(f"https://harbour.example/{n}", story, source=URL)


def look(desk: Desk, *, new: int, days: float = 0) -> tuple[list[str], list[str]]:
    owner = desk.database.source_owner(desk.source_id(URL))
    assert owner is not None
    noticed = notice(desk.database, owner[0], new=new, now=NOW + timedelta(days=days))
    return [found.kind for found in noticed.began], list(noticed.ended)


def test_it_is_reported_once_and_stays_until_it_is_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    crawl(desk, range(30))
    assert look(desk, new=30) == ([], [])
    crawl(desk, range(30, 40), date=False)
    assert look(desk, new=10) == (["dateless"], [])
    crawl(desk, range(40, 50), date=False)
    assert look(desk, new=10) == ([], [])
    [row] = desk.database.open_findings()
    assert row["words"] == "articles have no date: 10 of the last 10, 0% before"
    assert row["examples"][0]["url"] == "https://harbour.example/49"
    assert row["examples"][0]["article"] == 50
    [source] = desk.database.list_sources(since=None, limit=None)
    assert source["health"] == row["words"]
    crawl(desk, range(50, 60))
    assert look(desk, new=10) == ([], ["dateless"])
    assert desk.database.open_findings() == []
    [source] = desk.database.list_sources(since=None, limit=None)
    assert source["health"] is None


@pytest.mark.slow
def test_what_lasts_stays_noticed_and_is_the_habit_after_a_month(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    crawl(desk, range(30))
    crawl(desk, range(30, 70), count=8)
    assert look(desk, new=40) == (["short"], [])
    crawl(desk, range(70, 100), count=8)
    assert look(desk, new=30) == ([], [])
    assert [row["kind"] for row in desk.database.open_findings()] == ["short"]
    look(desk, new=5, days=31)
    assert desk.database.open_findings() == []
    assert look(desk, new=5, days=33) == ([], [])


def test_one_visit_that_brings_more_than_the_habit_is_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    crawl(desk, range(30))
    crawl(desk, range(30, 100), count=8)
    assert look(desk, new=70) == (["short"], [])


def test_what_comes_and_goes_within_a_day_is_reported_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    crawl(desk, range(30))
    told = []
    for start in range(30, 90, 20):
        crawl(desk, range(start, start + 10), date=False)
        told += look(desk, new=10)[0]
        crawl(desk, range(start + 10, start + 20))
        look(desk, new=10)
    assert told == ["dateless"]


def test_pages_that_are_off_topic_show_short_texts_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(40):
        desk.crawl(f"https://harbour.example/{n}", words(n, 150 if n < 30 else 12), source=URL)
    assert desk.articles() == []
    assert look(desk, new=40) == (["short"], [])


def test_another_outlet_is_none_of_its_habit(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    crawl(desk, range(30))
    for n in range(10):
        desk.crawl(f"https://valley.example/{n}", words(500 + n, 12), source="https://valley.example/feed")
    assert look(desk, new=10) == ([], [])
