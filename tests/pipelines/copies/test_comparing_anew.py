"""What outlets repeat is left out of what is compared, also of articles that came before it was learnt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import imported
from recording import NOW, Desk, words

from db import Database
from model import Page, Sketch
from pipelines.copies.rejudge import rejudge
from pipelines.copies.sketch import sketch
from pipelines.preloading.names import MANY_PAGES
from pipelines.processes.workers import Workers
from pipelines.text.normalize import normalize

FOOT = [
    "حمّل تطبيق الميناء لتصلك الأخبار العاجلة على هاتفك أولًا بأول",
    "لمتابعة آخر الأخبار اشترك في قناة الميناء على تلغرام",
    "جميع الحقوق محفوظة ولا يجوز نقل هذه المادة أو إعادة نشرها من دون إذن مكتوب من إدارة تحرير صحيفة الميناء",
]


def text(n: int) -> str:
    """A short piece, of less than what its outlet prints below."""
    return "\n\n".join([words(9000 + n, 24), *FOOT])


def record(n: int) -> Page:
    url = f"https://harbour.example/{n}"
    told = {"url": url, "title": words(n, 6), "text": text(n), "date": f"2025-03-{1 + n % 20:02}T08:00:00Z"}
    return Page(url=url, kind="record", body=json.dumps(told).encode(), import_key=f"record:{n}")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=2, timeout_seconds=20, memory_mb=2048, preload=MANY_PAGES)
    yield pool
    pool.stop()


def compared_by(desk: Desk) -> list[str]:
    return [row["normaliser"] for row in desk.articles()]


def test_an_archive_that_is_imported_at_once_is_compared_without_what_its_outlet_repeats(
    tmp_path: Path, workers: Workers
) -> None:
    desk = Desk(tmp_path)
    imported(desk, workers, [record(n) for n in range(25)])
    assert compared_by(desk) == ["1+b1"] * 25
    assert desk.matches("partial", "near_duplicate", "excerpt", "identical") == []
    assert all(row["words"] < 30 and FOOT[0] in row["text"] for row in desk.articles())
    found = [*desk.database.each_article(since=None, limit=None)]
    found_by_foot = desk.database.search_articles('"تلغرام"', since=None, limit=None)
    assert len(found_by_foot) == len(found), "what is not compared is still found"


def test_what_is_compared_anew_keeps_its_title(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    imported(
        desk,
        workers,
        [replace(record(n), body=record(n).body.replace(b'"title": "', b'"title": "NEWS: ')) for n in range(25)],
    )
    assert compared_by(desk) == ["1+b1"] * 25
    expected = {sketch("", normalize(row["title"])).title_hash for row in desk.articles()}
    assert {title_hash for (title_hash,) in desk.rows("select title_hash from index_sketches")} == expected


@pytest.mark.slow
def test_judging_again_gives_the_same_whenever_it_was_learnt(tmp_path: Path, workers: Workers) -> None:
    seen = []
    for name, trips in (("at once", [range(30)]), ("one by one", [range(n, n + 1) for n in range(30)])):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        for trip in trips:
            imported(desk, workers, [record(n) for n in trip])
        if name == "one by one":
            assert "1" in compared_by(desk), "the first came before anything was known"
        rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
        rows = {row["url"]: row["words"] for row in desk.articles()}
        seen.append((rows, [m["reason"] for m in desk.matches("partial", "near_duplicate", "excerpt", "identical")]))
    assert seen[0] == seen[1]
    assert seen[0][1] == []


def test_an_import_leaves_what_was_judged_before_as_it_is(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    imported(desk, workers, [record(n) for n in range(25)])
    [outlet_id] = desk.database.boilerplates()
    desk.database.save_boilerplate(outlet_id, [], articles=25, now=NOW)
    imported(desk, workers, [record(30)])
    assert compared_by(desk) == ["1+b1"] * 25 + ["1"]


def _sketches() -> st.SearchStrategy[list[Sketch]]:
    seeds = st.lists(st.integers(0, 12), min_size=2, max_size=8)
    return seeds.map(lambda some: [sketch(words(seed, 60)) for seed in some])


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(before=_sketches(), after=_sketches(), written=st.booleans())
def test_a_replaced_sketch_is_found_as_if_it_had_been_the_first(
    tmp_path_factory: pytest.TempPathFactory, before: list[Sketch], after: list[Sketch], written: bool
) -> None:
    several = min(len(before), len(after))
    found = []
    for replaced in (True, False):
        with Database(tmp_path_factory.mktemp("index") / "naskh.db") as database:
            database.connection.execute("pragma foreign_keys = off")
            with database.transaction():
                ids = [
                    database.index.add(one, page_id=n, position=0, article_id=None)
                    for n, one in enumerate(before[:several] if replaced else after[:several])
                ]
                if not (written and replaced):
                    _replace(database, ids, after if replaced else [])
            if written and replaced:
                with database.transaction():
                    _replace(database, ids, after)
            stored = database.sketches(ids)
            assert all(np.array_equal(stored[i].shingles, one.shingles) for i, one in zip(ids, after, strict=False))
            found.append(database.index.candidates_of(after))
    assert found[0] == found[1]


def _replace(database: Database, ids: list[int], sketches: list[Sketch]) -> None:
    database.index.replace(dict(zip(ids, sketches, strict=False)))
