"""What the archive holds often is no sign of a copy, once there are texts enough to tell."""

import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from db import Database
from db.common import common_shingles, few_of_each
from db.rarity import _FEWEST_TEXTS
from model import Page
from tests.recording import NOW, Desk, extracted, words


def fill(database: Database, texts: Iterable[int], formula: str) -> None:
    """Many texts that share nothing but a formula, stored as sketches alone."""
    from pipelines.normalize import normalize
    from pipelines.sketch import sketch

    with database.transaction():
        for n in texts:
            database.add_sketch_only(sketch(normalize(f"{formula} {words(n, 12)}")), page_id=n, position=0)


def test_a_small_archive_has_no_snapshot(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk.database, range(20), "the market closed higher on the day")
    assert not desk.database.rarity_is_due()
    assert desk.database.make_rarity(now=NOW) is None


def test_a_formula_of_a_large_archive_is_common_and_the_rest_rare(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    formula = "the index of the market closed higher on the day"
    fill(desk.database, range(_FEWEST_TEXTS), formula)
    assert desk.database.rarity_is_due()
    rarity = desk.database.make_rarity(now=NOW)
    assert rarity is not None
    assert not desk.database.rarity_is_due()
    from pipelines.normalize import normalize
    from pipelines.sketch import sketch

    assert rarity.rare(sketch(normalize(formula)).shingles) == 0
    own = sketch(normalize(words(random.Random(7).randrange(10**9), 60))).shingles
    assert rarity.rare(own) == np.unique(own).size


def test_a_match_names_the_judge_and_the_snapshot(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk.database, range(_FEWEST_TEXTS), "the index of the market closed higher on the day")
    desk.recorder.judging.refresh_rarity(now=NOW)
    for n in (1, 2):
        page = Page(url=f"https://paper{n}.example/a", import_key=f"page:{n}", kind="text")
        desk.recorder.record(extracted(page, desk.config, {"text": words(123_456)}), now=NOW)
    [match] = desk.database.list_matches(relations=("identical",), since=None, limit=None)
    assert match["judge"].endswith("-r1")


def test_common_shingles_are_those_of_many_texts() -> None:
    texts = [np.array([7, 7, 1000 + n, 2**32 - 1 - n % 2], dtype=np.uint32) for n in range(10)]
    assert common_shingles(texts).tolist() == [7, 2**32 - 2, 2**32 - 1]
    assert common_shingles([]).size == 0


def test_of_a_text_that_many_carry_a_few_copies_are_counted() -> None:
    chance = np.random.default_rng(3)
    own = chance.integers(0, 2**16, (40, 128)).astype(np.uint16)
    carried = np.repeat(own[:1], 30, axis=0)
    for n, row in enumerate(carried):
        row[n % 40 : n % 40 + 10] = chance.integers(0, 2**16, 10)
    kept = few_of_each(np.concatenate((own, carried)))
    assert set(range(40)) <= set(kept)
    assert len(kept) == 40 + 4


def test_any_order_of_arrival_makes_the_same_snapshot(tmp_path: Path) -> None:
    found = []
    for name in ("there", "back"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        numbers = list(range(_FEWEST_TEXTS))
        fill(desk.database, numbers if name == "there" else numbers[::-1], "the market closed higher on the day")
        rarity = desk.database.make_rarity(now=NOW)
        assert rarity is not None
        found.append(rarity.common.tolist())
    assert found[0] == found[1]
    assert found[0]
