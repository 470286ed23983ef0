"""The language of a text."""

from __future__ import annotations

import pytest

from pipelines.text.language import detect, detect_and_say

TEXTS = {
    "ar": "أعلنت الوزارة اليوم أن المشروع الجديد سيبدأ في الربيع، وأن مئات الشباب سيعملون فيه طوال العام المقبل.",
    "fa": "وزارتخانه اعلام کرد که پروژهٔ جدید از بهار آغاز می‌شود و صدها جوان در طول سال آینده در آن کار خواهند کرد.",
    "ur": "وزارت نے اعلان کیا ہے کہ نیا منصوبہ بہار میں شروع ہوگا اور سینکڑوں نوجوان اگلے سال اس میں کام کریں گے۔",
    "en": "The ministry said today that the new project will begin in spring and employ hundreds of young people.",
    "fr": "Le ministère a annoncé aujourd'hui que le nouveau projet commencera au printemps et emploiera des jeunes.",
    "de": "Das Ministerium teilte heute mit, dass das neue Vorhaben im Frühjahr beginnt und Hunderte beschäftigt.",
    "he": "המשרד הודיע היום שהפרויקט החדש יתחיל באביב ויעסיק מאות צעירים במשך השנה הבאה בכל רחבי הארץ.",
}


def claimed(text: str, claim: str) -> str | None:
    return detect_and_say(text, claim)[0]


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_is_recognised_by_the_text(language: str) -> None:
    assert detect(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_wrong_claim_does_not_overrule_a_clear_text(language: str) -> None:
    assert claimed(TEXTS[language], "en-US" if language != "en" else "ar") == language


def test_a_text_too_short_to_tell_has_the_language_that_the_page_claims() -> None:
    assert claimed("قال أمس", "ar-EG") == "ar"
    assert detect("قال أمس") is None
    assert detect("") is None


def test_the_claim_decides_between_languages_that_look_alike() -> None:
    text = "Regjeringen la i dag fram et nytt budsjett."
    assert claimed(text, "nb-NO") == "no"
    assert claimed(text, "no") == "no"


@pytest.mark.parametrize("claim", ["", "arabic", "x", "🙂", "-", "ar;q=1"])
def test_claims_that_are_no_language_codes_are_harmless(claim: str) -> None:
    assert claimed(TEXTS["de"], claim) == "de"


def test_other_languages_in_arabic_letters_are_not_taken_for_arabic_however_often_they_write_its_article() -> None:
    borrowed = "دار الشفا بیت المال عبد الرحمان دار السلام"
    assert detect(f"{borrowed} {TEXTS['fa']} {TEXTS['fa']}") == "fa"
    assert detect(f"{borrowed} {TEXTS['ur']} {TEXTS['ur']}") == "ur"


def test_blanks_between_the_words_change_nothing() -> None:
    for language, text in TEXTS.items():
        assert detect(text.replace(" ", " " * 90)) == language


def test_english_words_in_another_language_do_not_make_it_english() -> None:
    quoted = "“The end of the world and the beginning of that”"
    assert detect(f"{TEXTS['de']} {quoted} {TEXTS['de']}") == "de"
    assert detect(f"{TEXTS['fr']} {quoted} {TEXTS['fr']} {TEXTS['fr']}") == "fr"
    assert detect(f"{TEXTS['ar']} {TEXTS['ar']} {quoted} {TEXTS['ar']}") == "ar"
