"""Formulas told from copies by their numbers, without a snapshot of what is common."""

from __future__ import annotations

import json

import numpy as np
import pytest
from formulas import TextPair, copy_pairs, formula_pairs
from numpy.typing import NDArray
from places import TESTS
from recording import words

from config.tables import Duplicates
from model import COPIES, Sketch
from pipelines.copies.align import Alignment
from pipelines.copies.judge import JUDGE, judge
from pipelines.copies.numbers import compared_numbers, numbers_of
from pipelines.copies.reasons import WITHOUT_SNAPSHOT
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
    return [number >> 12 for number in numbers_of(tokens_of(normal)).tolist()]


def test_numbers_that_stand_together_are_one_and_years_are_none() -> None:
    assert numbers("بقوة 5.2 درجة عند 14:20 يوم الأحد 3 آذار 2026 قبل 2,300 سنة") == [1, 5, 8, 13]
    assert numbers("the 3rd of five, in 2026, on 20 March 2026") == [1, 3, 7]


def test_numbers_of_any_length_are_read() -> None:
    assert numbers("x " + "7" * 10_000 + " y " + "3 " * 5_000 + "z") == [1, 3]
    assert len(numbers(" ".join(f"a {n}" for n in range(3000, 4000)))) == 256
    assert numbers("") == []


FORMULAS = {
    "French, in words": (
        "Les Verts de Morlaix ont battu Guingamp {} buts à {} mardi soir devant {} mille spectateurs. L’ouverture du score "
        "est venue à la {} minute sur un coup franc. Le club occupe la {} place du classement avant la trêve de {}, et "
        "son entraîneur a salué la solidité de la défense.",
        ("trois", "deux", "six", "douzième", "quatrième", "février"),
        ("cinq", "quatre", "onze", "trentième", "deuxième", "novembre"),
    ),
    "Persian, in words": (
        "تیم والیبال سپاهان {} شب در هفتهٔ {} لیگ برتر با نتیجهٔ {} بر {} میزبان خود را شکست داد. بازی {} دقیقه طول کشید "
        "و تیم برنده اکنون در جایگاه {} جدول است. سرمربی از تلاش بازیکنان و حمایت تماشاگران سپاسگزاری کرد.",
        ("دوشنبه", "چهارم", "سه", "دو", "نودوپنج", "پنجم"),
        ("پنجشنبه", "نهم", "چهار", "هیچ", "هفتاد", "دوم"),
    ),
    "Urdu, in words": (
        "محکمہ موسمیات کے مطابق {} کو شہر میں ہلکی بارش کا امکان ہے۔ کم سے کم درجہ حرارت {} اور زیادہ سے زیادہ {} ڈگری رہے گا "
        "جبکہ ہوا {} کلومیٹر فی گھنٹہ کی رفتار سے چلے گی۔ بارش کا یہ سلسلہ {} تک جاری رہے گا اور شہریوں کو احتیاط کی ہدایت کی گئی ہے۔",
        ("منگل", "گیارہ", "چوبیس", "پندرہ", "جمعرات"),
        ("اتوار", "سولہ", "اکتیس", "بیس", "بدھ"),
    ),
    "Chinese": (
        "中国地震台网测定，{}月{}日{}时{}分在甘孜州附近发生{}级地震，震源深度{}千米。震中距最近的县城约{}公里，周边乡镇震感明显。"
        "截至发稿时没有人员伤亡报告，当地已派出工作组前往核查灾情，铁路和电力运行正常。",
        ("3", "5", "14", "20", "4.2", "12", "38"),
        ("7", "19", "2", "47", "3.6", "9", "61"),
    ),
    "Chinese, in characters": (
        "昨晚结束的全国排球联赛第{}轮比赛中，主队以{}比{}战胜来访的对手，全场用时{}分钟，到场观众近{}人。主攻手得到{}分，"
        "目前球队积{}分排在榜单前列，主教练对队员的拼劲表示满意，下一场比赛将在客场进行。",
        ("九", "三", "二", "一百零五", "四千", "二十六", "十八"),
        ("十二", "五", "四", "八十", "六千", "三十一", "二十七"),
    ),
    "Japanese": (
        "気象庁によると、{}日{}時{}分ごろ、三陸沖を震源とする地震があり、震源の深さは約{}キロ、地震の規模はマグニチュード{}と"
        "推定される。この地震による津波の心配はなく、沿岸の自治体に被害の報告は入っていない。",
        ("8", "6", "32", "40", "4.9"),
        ("21", "17", "5", "60", "5.3"),
    ),
}


@pytest.mark.parametrize("language", FORMULAS)
def test_a_formula_is_none_in_any_language(language: str) -> None:
    text, first, second = FORMULAS[language]
    one, other = made(text.format(*first)), made(text.format(*second))
    assert judge(one, other, SETTINGS).relation not in COPIES


@pytest.mark.parametrize("language", FORMULAS)
def test_a_copy_of_a_formula_with_one_number_corrected_is_one(language: str) -> None:
    text, first, second = FORMULAS[language]
    one, other = made(text.format(*first)), made(text.format(*first[:-1], second[-1]))
    assert judge(one, other, SETTINGS).relation in COPIES


def test_numbers_among_characters_of_a_script_without_spaces_are_read() -> None:
    assert numbers("在3月5日有一个人和二十三匹马走了4.2公里") == [1, 3, 10, 17]
    assert numbers("一座桥") == []


def test_digits_of_another_script_are_the_same_number() -> None:
    one, other = (normalize(text) for text in ("عند ٢٣٠٠ ليرة", "عند 2,300 ليرة"))
    first, second = numbers_of(tokens_of(one)), numbers_of(tokens_of(other))
    assert np.array_equal(first, second)


def test_a_number_that_opens_a_shared_passage_is_compared() -> None:
    def read(own: int, boats: int) -> NDArray[np.uint32]:
        found = numbers_of(tokens_of(normalize(f"the harbour opened {words(own, 4 * own)} {boats} boats left")))
        assert found is not None
        return found

    alignment = Alignment(places=np.array([0, 3 + 4 * 20]), others=np.array([0, 3 + 4 * 30]))
    assert compared_numbers(read(20, 7), read(30, 7), alignment) == (0, 1)
    assert compared_numbers(read(20, 7), read(30, 8), alignment) == (1, 0)


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
