"""Formulas told from copies by their numbers, without a snapshot of what is common."""

from __future__ import annotations

import json

import numpy as np
import pytest
from formulas import TextPair, copy_pairs, formula_pairs
from places import TESTS

from config import Duplicates
from model import COPIES, Sketch
from pipelines.copies.judge import JUDGE, WITHOUT_SNAPSHOT, judge
from pipelines.copies.numbers import numbers_of
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize
from pipelines.text.tokens import tokens_of

FLOORS = json.loads((TESTS / "quality.json").read_text(encoding="utf-8"))
SETTINGS = Duplicates()


def made(text: str) -> Sketch:
    return sketch(normalize(text))


def said_copies(pairs: list[TextPair], which: str) -> float:
    """The share of the pairs of a half that are judged copies, come on one day."""
    own = [pair for pair in pairs if pair.set == which]
    return sum(judge(made(pair.one), made(pair.other), SETTINGS).relation in COPIES for pair in own) / len(own)


@pytest.mark.parametrize("which", ["tuned", "aside"])
def test_texts_of_one_formula_are_no_copies(which: str) -> None:
    assert 1 - said_copies(formula_pairs(), which) >= FLOORS["formulas_told"]


@pytest.mark.parametrize("which", ["tuned", "aside"])
def test_a_copy_with_some_numbers_changed_is_one(which: str) -> None:
    assert said_copies(copy_pairs(), which) >= FLOORS["formulas_copies_recall"]


def numbers(text: str) -> list[int]:
    normal = normalize(text)
    return [number >> 12 for number in numbers_of(normal, tokens_of(normal)).tolist()]


def test_numbers_that_stand_together_are_one_and_years_are_none() -> None:
    assert numbers("بقوة 5.2 درجة عند 14:20 يوم الأحد 3 آذار 2026 قبل 2,300 سنة") == [1, 5, 8, 13]
    assert numbers("the 3rd of five, in 2026, on 20 March 2026") == [1, 3, 7]


def test_numbers_of_any_length_are_read() -> None:
    assert numbers("x " + "7" * 10_000 + " y " + "3 " * 5_000 + "z") == [1, 3]
    assert len(numbers(" ".join(f"a {n}" for n in range(3000, 4000)))) == 256
    assert numbers("") == []


def test_digits_of_another_script_are_the_same_number() -> None:
    one, other = (normalize(text) for text in ("عند ٢٣٠٠ ليرة", "عند 2,300 ليرة"))
    first, second = numbers_of(one, tokens_of(one)), numbers_of(other, tokens_of(other))
    assert np.array_equal(first, second)


def test_a_sketch_without_numbers_is_judged_by_its_words_alone() -> None:
    pair = formula_pairs()[0]
    before, now = made(pair.one), made(pair.other)
    assert judge(before, now, SETTINGS).relation is None
    for each in (before, now):
        object.__setattr__(each, "numbers", None)
    assert judge(before, now, SETTINGS).relation in COPIES


def test_what_is_judged_without_a_snapshot_says_so() -> None:
    pair = copy_pairs()[0]
    found = judge(made(pair.one), made(pair.other), SETTINGS)
    assert found.reason.endswith(WITHOUT_SNAPSHOT)
    assert (
        judge(made(pair.one), made(pair.one), SETTINGS).reason
        == f"the same text, word for word ({made(pair.one).words} words)"
    )
    assert "-" not in JUDGE
