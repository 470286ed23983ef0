"""What the archive holds often is no sign of a copy, once there are texts enough to tell."""

import random
from pathlib import Path

import numpy as np

from db import Database
from db.rarity import _FEWEST_TEXTS
from model import Page
from tests.recording import NOW, Desk, extracted, words


def fill(database: Database, texts: int, formula: str) -> None:
    """Many texts that share nothing but a formula, stored as sketches alone."""
    from pipelines.normalize import normalize
    from pipelines.sketch import sketch

    with database.transaction():
        for n in range(texts):
            database.add_sketch_only(sketch(normalize(f"{formula} {words(n, 12)}")), page_id=n, position=0)


def test_a_small_archive_has_no_snapshot(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk.database, 20, "the market closed higher on the day")
    assert not desk.database.rarity_is_due()
    assert desk.database.make_rarity(now=NOW) is None


def test_a_formula_of_a_large_archive_is_common_and_the_rest_rare(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    formula = "the index of the market closed higher on the day"
    fill(desk.database, _FEWEST_TEXTS, formula)
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
    fill(desk.database, _FEWEST_TEXTS, "the index of the market closed higher on the day")
    desk.recorder.refresh_rarity(now=NOW)
    for n in (1, 2):
        page = Page(url=f"https://paper{n}.example/a", import_key=f"page:{n}", kind="text")
        desk.recorder.record(extracted(page, desk.config, {"text": words(123_456)}), now=NOW)
    [match] = desk.database.list_matches(relations=("identical",), since=None, limit=None)
    assert match["judge"].endswith("-r1")
