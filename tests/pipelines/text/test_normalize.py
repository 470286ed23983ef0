import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.normalize import _fold_in_context, normalize

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
# Characters that are folded with their neighbours, or to several, among others.
ODD_TEXT = st.text(
    "™½ªﬁßİ\u0301\u0308\u00a8\u0344\u1100\u1161\u11a8\U0001f600\U0001d49c\u0939\u093f\ufdfa\ud800 aاً\u200d", max_size=6
)
ARABIC = st.text("اأإآٱىيئیكکةهؤوء ـًٌٍَُِّْ٠١٢۳۴\u200f\u200c،.؟لابت", max_size=80)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أُعْلِنَ اليَوْمَ", "اعلن اليوم"),
        ("إعـــلان", "اعلان"),
        ("آخر الأخبار", "اخر الاخبار"),
        ("مدرسة", "مدرسه"),
        ("مستشفى", "مستشفي"),
        ("مسؤول رئيس", "مسوول رييس"),
        ("کتابی", "كتابي"),
        ("عام ٢٠٢٥ و۱۴۰۴", "عام 2025 و1404"),
        ("\u200fنص\u200e عربي\u200b", "نص عربي"),
        ("می\u200cخواهم", "ميخواهم"),
        ("«ذكاء»، اصطناعي!", "ذكاء اصطناعي"),
        ("ﻻ إله", "لا اله"),
        ("The  AI—Act\n\tNOW", "the ai act now"),
        ("ＡＩ ２０２５", "ai 2025"),
        ("Straße", "strasse"),
        ("Café", "café"),
        ("... … !", ""),
        ("", ""),
        ("人工智能。发展", "人工智能 发展"),
        ("हिन्दी में", "हिन्दी में"),
        ("a\ud800b", "a b"),
        ("𝐀𝐈 news 🚀", "ai news"),
    ],
)
def test_spellings_of_one_word_become_one(written: str, folded: str) -> None:
    assert normalize(written) == folded


@given(st.one_of(ANY_TEXT, ARABIC))
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.one_of(ANY_TEXT, ARABIC))
def test_words_are_parted_by_single_spaces_and_nothing_else(text: str) -> None:
    folded = normalize(text)
    assert folded == " ".join(folded.split())


@given(st.one_of(ANY_TEXT, ARABIC))
def test_the_quick_way_and_the_thorough_way_agree(text: str) -> None:
    assert normalize(text) == _fold_in_context(text)


@given(st.lists(st.one_of(ODD_TEXT, ARABIC), max_size=4), st.sampled_from(["", " ", "\n"]))
def test_a_few_odd_characters_in_a_long_text_are_folded_as_in_context(odd: list[str], gap: str) -> None:
    text = f"{gap}{'The words of a page, نصُّ الخبرِ. ' * 30}{gap}".join(["", *odd, ""])
    assert normalize(text) == _fold_in_context(text)


@pytest.mark.slow
def test_every_character_is_folded_as_in_context() -> None:
    for first in range(0, sys.maxunicode + 1, 4096):
        block = " ".join(f"a{chr(code)}b" for code in range(first, first + 4096))
        assert normalize(block) == _fold_in_context(block), hex(first)


def test_normalizing_needs_neither_datasketch_nor_scipy() -> None:
    code = (
        "import sys, pipelines.text.normalize, pipelines.copies.judge, db.index;"
        "sys.exit(bool({'datasketch', 'scipy', 'scrapy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
