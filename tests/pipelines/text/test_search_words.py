"""What a person's words find."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Desk

from pipelines.text.search_words import forms_of, search_expression, search_text

TEXTS = {
    "plain": "أعلنت الوزارة أن الذكاء الاصطناعي يساعد المدرسة في إعداد الدروس",
    "vocalised": "أَعْلَنَتِ الوِزارَةُ أنَّ الذَّكاءَ الاِصْطِناعِيَّ يُساعِدُ المُعَلِّمَ",
    "prefixed": "تستعين البلدية بالذكاء الاصطناعي وللمدرسة نصيب منه",
    "cairo": "أكد المسئول أن شئون التعليم بخير",
    "beirut": "أكد المسؤول أن شؤون التعليم بخير",
    "on the ya": "في موانئ الشمال حالة الطوارئ القصوى",
    "behind the ya": "رفعت الحكومة حالة الطوارىء القصوى وشيء آخر",
    "english": "The Council's robot ploughs AND clears roads, NEAR the old mill; nobody said “never”.",
    "chinese": "昨天市政府宣布人工智能系统将用于铲雪",
    "japanese": "市役所は人工知能で雪かきの計画を立てる",
    "thai": "เทศบาลใช้ปัญญาประดิษฐ์วางแผนการกวาดหิมะ",
    "mixed": "公司发布AI技术新闻",
    "digits": "ارتفع عدد المشتركين إلى ٢٠٢٥ مشتركا، أي ١٢٫٥ في المئة",
    "hindi": "नगरपालिका ने कृत्रिम बुद्धिमत्ता से बर्फ हटाई",
    "czech": "Město odklízí sníh podle umělé inteligence",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("search"))
    for name, text in TEXTS.items():
        desk.import_(f"https://a.example/{name}", {"text": text, "title": f"Title of {name}"}, key=name)
    return desk


def found(desk: Desk, words: str) -> set[str]:
    expression = search_expression(words)
    if expression is None:
        return set()
    rows = desk.database.search_articles(expression, since=None, limit=None)
    return {row["url"].rsplit("/", 1)[1] for row in rows}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("الذكاء", {"plain", "vocalised", "prefixed"}),
        ("ذكاء", {"plain", "vocalised", "prefixed"}),
        ("والذكاء", {"plain", "vocalised", "prefixed"}),
        ("ذَكاء", {"plain", "vocalised", "prefixed"}),
        ("ذكــاء", {"plain", "vocalised", "prefixed"}),
        ("المدرسه", {"plain", "prefixed"}),
        ("مدرسة", {"plain", "prefixed"}),
        ("اعلنت", {"plain", "vocalised"}),
        ("أعلنت المدرسة", {"plain"}),
        ('"الذكاء الاصطناعي"', {"plain", "vocalised", "prefixed"}),
        ("«الذكاء الاصطناعي»", {"plain", "vocalised", "prefixed"}),
        ('"الاصطناعي الذكاء"', set()),
        ("الاصطناعي الذكاء", {"plain", "vocalised", "prefixed"}),
        ("مسئول", {"cairo", "beirut"}),
        ("المسؤول", {"cairo", "beirut"}),
        ('"شئون التعليم"', {"cairo", "beirut"}),
        ("طوارئ", {"on the ya", "behind the ya"}),
        ("طوارىء", {"on the ya", "behind the ya"}),
        ('"حالة الطوارىء"', {"on the ya", "behind the ya"}),
        ('"الطوارئ القصوى"', {"on the ya", "behind the ya"}),
        ("موانيء", {"on the ya"}),
        ("شي", set()),
        ("ROBOT Plough", set()),
        ("ROBOT Plough*", {"english"}),
        ("plough* nobody", {"english"}),
        ("بلد*", {"prefixed"}),
        ("pl*", set()),
        ('"robot plough*"', set()),
        ("ROBOT Ploughs", {"english"}),
        ('"robot ploughs" roads', {"english"}),
        ('"ploughs robot"', set()),
        ("title of english", {"english"}),
        ("الذكاء -المدرسة", {"vocalised"}),
        ("-المدرسة الذكاء", {"vocalised"}),
        ('الذكاء -"في اعداد"', {"vocalised", "prefixed"}),
        ("الذكاء -«في إعداد» -بلد*", {"vocalised"}),
        ("الذكاء - المدرسة", {"plain", "prefixed"}),
        ('"الذكاء -الاصطناعي"', {"plain", "vocalised", "prefixed"}),
        ("الذكاء-المدرسة", {"plain", "prefixed"}),
        ("-المدرسة", set()),
        ("人工智能", {"chinese"}),
        ("铲雪", {"chinese"}),
        ("智能人工", set()),
        ("人工知能", {"japanese"}),
        ("雪かき", {"japanese"}),
        ("人工", {"chinese", "japanese"}),
        ("ปัญญาประดิษฐ์", {"thai"}),
        ("AI技术", {"mixed"}),
        ("ai", {"mixed"}),
        ("技术 AI", {"mixed"}),
        ("2025", {"digits"}),
        ("٢٠٢٥", {"digits"}),
        ('"12.5"', {"digits"}),
        ("202", set()),
        ("बुद्धिमत्ता", {"hindi"}),
        ("कृत्रिम बुद्धिमत्ता", {"hindi"}),
        ("बुद्धि", set()),
        ("SNÍH", {"czech"}),
        ("snih", set()),
    ],
)
def test_words_find_what_holds_them(desk: Desk, words: str, names: set[str]) -> None:
    assert found(desk, words) == names


@pytest.mark.parametrize("words", ["AND", "NEAR", "council's AND", "robot AND ploughs"])
def test_the_search_engines_own_words_are_words(desk: Desk, words: str) -> None:
    assert found(desk, words) == {"english"}


@pytest.mark.parametrize(
    "words", ["NOT", "OR robot", "robot*x", "title:robot ^", 'ploughs" OR "x', "robot NEAR/2 )", "-"]
)
def test_its_signs_do_no_harm(desk: Desk, words: str) -> None:
    assert found(desk, words) <= {"english"}


@pytest.mark.parametrize("words", ["", "  ", "!", '"', '""', '" "', "«»", "ـ", "\u064b", "-- (*) ^"])
def test_where_there_is_no_word_there_is_nothing_to_look_for(words: str) -> None:
    assert search_expression(words) is None
    assert forms_of(words) == ()


@given(words=st.text(max_size=40))
def test_no_words_break_the_search(desk: Desk, words: str) -> None:
    found(desk, words)


@given(words=st.text(max_size=40))
def test_the_indexed_form_is_its_own(words: str) -> None:
    assert search_text(search_text(words)) == search_text(words)


def test_a_revised_chinese_text_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", "市政府宣布人工智能系统")
    desk.crawl("https://a.example/1", "市政府取消扫雪车计划")
    assert (found(desk, "人工智能"), found(desk, "扫雪车")) == (set(), {"1"})


def test_a_long_phrase_has_few_other_spellings() -> None:
    assert len(forms_of("طوارئ " * 300)) < 200
