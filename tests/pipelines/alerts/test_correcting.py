"""A text that others carry was corrected afterwards: what changed, and who still has it as it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from pipelines.alerts.correcting import Change, correction_of

CONFIG = """
topic = "all"
[reader]
language = "{language}"
[[outlet]]
name = "وكالة الوادي"
domains = ["wire.example"]
groups = ["agency"]
[[outlet]]
name = "City Post"
domains = ["city.example"]
groups = ["mine"]
[[alert]]
name = "corrected since"
kind = "correction"
{more}
"""
BEFORE = f"{words(1, 90)} The plough cost 400 coins and was bought in March. {words(2, 90)}"
AFTER = BEFORE.replace("400 coins and was bought in March", "4,000 coins and was leased in May")
NOTICE = "Correction: the plough was leased, not bought."
HOUR = timedelta(hours=1)


def desk(folder: Path, more: str = "", language: str = "en") -> Desk:
    made = Desk(folder, CONFIG.replace("{more}", more).replace("{language}", language))
    made.crawl("https://wire.example/1", {"text": BEFORE, "title": "Ploughs"})
    made.crawl("https://city.example/1", {"text": f"{BEFORE} {words(3, 9)}", "title": "Ploughs here"}, at=NOW + HOUR)
    made.crawl("https://hill.example/1", {"text": AFTER, "title": "P"}, at=NOW + HOUR)
    return made


def revise(made: Desk, text: str, hours: int = 2) -> None:
    made.crawl("https://wire.example/1", {"text": text, "title": "Ploughs"}, at=NOW + hours * HOUR)


def test_old_and_new_words_are_shown_and_who_still_has_the_old(tmp_path: Path) -> None:
    made = desk(tmp_path)
    revise(made, f"{AFTER}\n\n{NOTICE}")
    [alert] = made.alerts()
    assert alert["kind"] == "correction"
    assert alert["title"] == "وكالة الوادي corrected a text that stands in 2 outlets: Ploughs"
    assert f"«{NOTICE}»" in alert["text"]
    assert "Was: «plough cost 400 coins and»\nIs: «plough cost 4,000 coins and»" in alert["text"]
    assert "Was: «and was bought in March. " in alert["text"] and "Is: «and was leased in May. " in alert["text"]
    assert "Still as it was in City Post." in alert["text"] and "Other words stand in hill.example." in alert["text"]
    assert made.deliver(NOW + 3 * HOUR) == 1


def test_in_arabic_it_reads_as_an_editor_would_write_it(tmp_path: Path) -> None:
    made = desk(tmp_path, language="ar")
    revise(made, AFTER)
    [alert] = made.alerts()
    assert alert["title"] == "تصحيح في نص من وكالة الوادي موجود في وسيلتين: Ploughs"
    assert "كان: «" in alert["text"] and "صار: «" in alert["text"] and "ما زال كما كان في City Post." in alert["text"]


def test_a_second_correction_is_news_of_the_same_alert(tmp_path: Path) -> None:
    made = desk(tmp_path)
    revise(made, AFTER)
    assert made.deliver(NOW + 2 * HOUR) == 1
    revise(made, AFTER.replace("4,000 coins", "5,000 coins"), hours=30)
    [alert] = made.alerts()
    assert "Was: «plough cost 4,000 coins and»" in alert["text"] and made.deliver(NOW + 31 * HOUR) == 1


@pytest.mark.parametrize(
    "after",
    [
        BEFORE + " " + words(7, 60),
        BEFORE.replace("bought", "bougth"),
        words(8, 180),
    ],
)
def test_an_update_a_slip_of_spelling_and_another_text_correct_nothing(tmp_path: Path, after: str) -> None:
    made = desk(tmp_path)
    revise(made, after)
    assert made.alerts() == []


def test_who_took_a_text_from_others_corrects_its_own_copy_only(tmp_path: Path) -> None:
    made = desk(tmp_path)
    own = f"{AFTER} {words(3, 9)}"
    made.crawl("https://city.example/1", {"text": own, "title": "Ploughs here"}, at=NOW + 2 * HOUR)
    assert [alert["kind"] for alert in made.alerts()] == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('groups = ["mine"]', 1),
        ('outlets = ["وكالة الوادي"]', 1),
        ('languages = ["fr"]', 0),
    ],
)
def test_a_rule_asks_for_the_outlet_or_for_who_carries_it(tmp_path: Path, more: str, told: int) -> None:
    made = desk(tmp_path, more)
    revise(made, AFTER)
    assert len(made.alerts()) == told


def test_changes_are_told_longest_first_and_left_out_words_alone() -> None:
    found = correction_of(
        "one two three four five six seven eight nine 10 eleven", "one two three seven eight nine eleven", []
    )
    assert found is not None
    assert found.changes[0] == Change(before="two three four five six seven eight", after="two three seven eight")
