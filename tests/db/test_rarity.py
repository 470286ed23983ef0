"""What comes back day after day is no sign of a copy, once there are texts enough to tell."""

import random
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from recording import NOW, Desk, extracted, words

from likeness.common import FEW_DAYS, MANY_DAYS, MANY_TEXTS, common_shingles
from likeness.samples import FEWEST_TEXTS, MOST_TEXTS
from model import Link, Page


def fill(desk: Desk, texts: Iterable[int], formula: str) -> None:
    """Many texts of a week that share nothing but a formula, stored as sketches alone."""
    from pipelines.copies.sketch import sketch
    from pipelines.text.normalize import normalize

    numbers, database, source_id = list(texts), desk.database, desk.source_id()
    with database.transaction():
        pages: dict[int, int] = {}
        for day in range(7):
            urls = {f"https://wire.example/{n}": n for n in numbers if n % 7 == day}
            links = [(url, Link(url=url)) for url in urls]
            stored = database.want_pages(source_id, links, now=NOW + timedelta(days=day))
            pages |= {urls[url]: page_id for url, page_id in stored.items()}
        for n in numbers:
            text = sketch(normalize(f"{formula} {words(n, 12)}"))
            database.add_sketch_only(text, page_id=pages[n], position=0)


def test_a_small_archive_has_no_snapshot(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk, range(20), "the market closed higher on the day")
    assert not desk.database.rarity_is_due()
    assert desk.database.make_rarity(now=NOW) is None


def test_a_formula_of_a_large_archive_is_common_and_the_rest_rare(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    formula = "the index of the market closed higher on the day"
    fill(desk, range(FEWEST_TEXTS), formula)
    assert desk.database.rarity_is_due()
    rarity = desk.database.make_rarity(now=NOW)
    assert rarity is not None
    assert not desk.database.rarity_is_due()
    from pipelines.copies.sketch import sketch
    from pipelines.text.normalize import normalize

    assert rarity.rare(sketch(normalize(formula)).shingles) == 0
    own = sketch(normalize(words(random.Random(7).randrange(10**9), 60))).shingles
    assert rarity.rare(own) == np.unique(own).size


def test_a_match_names_the_judge_and_the_snapshot(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk, range(FEWEST_TEXTS), "the index of the market closed higher on the day")
    desk.recorder.articles.judging.refresh_rarity(now=NOW)
    for n in (1, 2):
        page = Page(url=f"https://paper{n}.example/a", import_key=f"page:{n}", kind="text")
        desk.recorder.record(extracted(page, desk.config, {"text": words(123_456)}), now=NOW)
    [match] = desk.database.list_matches(relations=("identical",), since=None, limit=None)
    assert match["judge"].endswith("-r1")


def test_what_stands_in_texts_of_several_days_is_common() -> None:
    texts = [(n // 2, np.array([7, 7, 1000 + n, 2**32 - 1 - n // 4], dtype=np.uint32)) for n in range(8)]
    assert common_shingles(texts).tolist() == [7]
    assert common_shingles([(day, shingles) for day, (_, shingles) in enumerate(texts)]).tolist() == [
        7,
        2**32 - 2,
        2**32 - 1,
    ]
    assert common_shingles([]).size == 0


def test_what_a_hundred_outlets_carry_on_one_day_is_not_common() -> None:
    text = np.arange(50, dtype=np.uint32)
    assert common_shingles([(3, text)] * 100 + [(4, text)] * 100).size == 0


def test_a_story_that_is_carried_for_three_days_is_not_common_in_an_archive_of_weeks() -> None:
    story, formula = np.array([1], dtype=np.uint32), np.array([2], dtype=np.uint32)
    texts = [(day, np.array([100 + day], dtype=np.uint32)) for day in range(21)]
    texts += [(day, story) for day in (8, 9, 12)] + [(day, formula) for day in (3, 9, 10)]
    assert common_shingles(texts).tolist() == [2]
    week = [(day, shingles) for day, shingles in texts if 6 <= day <= 13]
    assert common_shingles(week).tolist() == [1]
    # One text of long ago does not make the archive an old one.
    assert common_shingles([(-5000, np.array([3], dtype=np.uint32)), *week * 10]).tolist() == [1]


def test_in_a_large_archive_it_takes_more_days() -> None:
    few = np.array([1], dtype=np.uint32)
    many = np.array([2], dtype=np.uint32)
    other = np.array([3], dtype=np.uint32)
    texts = [(day, few) for day in range(FEW_DAYS)] + [(day, many) for day in range(MANY_DAYS)]
    assert common_shingles(texts).tolist() == [1, 2]
    assert common_shingles(texts + [(0, other)] * MANY_TEXTS).tolist() == [2]


@pytest.mark.slow
def test_a_large_archive_makes_the_same_snapshot_in_any_order_of_arrival(tmp_path: Path) -> None:
    found = []
    parts = (range(MOST_TEXTS), "the market closed higher on the day"), (range(MOST_TEXTS, MOST_TEXTS + 300), "a b c d")
    for name, order in (("there", parts), ("back", parts[::-1])):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        for texts, formula in order:
            fill(desk, texts, formula)
        rarity = desk.database.make_rarity(now=NOW)
        assert rarity is not None
        found.append(rarity.common.tolist())
    assert found[0] == found[1]


def test_any_order_of_arrival_makes_the_same_snapshot(tmp_path: Path) -> None:
    found = []
    for name in ("there", "back"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        numbers = list(range(FEWEST_TEXTS))
        fill(desk, numbers if name == "there" else numbers[::-1], "the market closed higher on the day")
        rarity = desk.database.make_rarity(now=NOW)
        assert rarity is not None
        found.append(rarity.common.tolist())
    assert found[0] == found[1]
    assert found[0]
