"""The words of the pages: both catalogues say everything, in every plural form; templates hold no words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from places import ROOT

from web.routes import PAGES
from web.words import Words, catalogue

TEMPLATES = sorted((ROOT / "web/templates/naskh").glob("*.html"))
BEIRUT = ZoneInfo("Asia/Beirut")
_KEY = re.compile(r"""\bt(?:\.counted)?\("([a-z_.]+)"(?!\s*~)""")


def keys(entry: object, before: str = "") -> Iterator[tuple[str, object]]:
    assert isinstance(entry, dict)
    for name, value in entry.items():
        if isinstance(value, dict) and "other" not in value:
            yield from keys(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def test_both_languages_say_the_same() -> None:
    english, arabic = (dict(keys(catalogue(language))) for language in ("en", "ar"))
    assert english.keys() == arabic.keys()
    for key, said in english.items():
        holes = [set(re.findall(r"\{(\w+)\}", str(each))) - {"number"} for each in (said, arabic[key])]
        assert holes[0] == holes[1], key
        assert isinstance(said, dict) == isinstance(arabic[key], dict), key


def test_arabic_has_every_form_that_numbers_take() -> None:
    for key, said in keys(catalogue("ar")):
        if isinstance(said, dict):
            assert {"one", "two", "few", "many", "other"} <= said.keys() or key.endswith("places"), key


def test_templates_use_keys_that_exist_and_hold_no_words() -> None:
    known = dict(keys(catalogue("en")))
    assert TEMPLATES
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        assert {key for key in _KEY.findall(text) if not key.endswith(".")} <= known.keys(), template.name
        bare = re.sub(
            r"\{[%{#].*?[%}#]\}|<(?:pre|script|style)\b.*?</(?:pre|script|style)>|<!?[^>]*>", " ", text, flags=re.DOTALL
        )
        assert set(re.findall(r"[A-Za-z\u0600-\u06ff]{2,}", bare)) <= {"Naskh", "نسخ"}, template.name


def test_every_page_in_the_navigation_has_a_name() -> None:
    for language in ("en", "ar"):
        assert all(Words(language, BEIRUT)(f"{page.name}.name") for page in PAGES if page.in_navigation)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا نسخ"),
        (1, "نسخة واحدة"),
        (2, "نسختان"),
        (3, "٣ نسخ"),
        (11, "١١ نسخة"),
        (100, "١٠٠ نسخة"),
        (1203, "١٬٢٠٣ نسخ"),
    ],
)
def test_arabic_nouns_agree_with_their_number(number: int, said: str) -> None:
    assert Words("ar", BEIRUT).counted("now.copies", number) == said


def test_times_and_lengths_are_the_reader_s() -> None:
    english, arabic = Words("en", BEIRUT), Words("ar", BEIRUT)
    assert english.time("2025-03-20T20:30:00Z") == "20 Mar 2025, 22:30"
    assert arabic.time("2025-03-20T20:30:00Z") == "٢٠ آذار ٢٠٢٥، ٢٢:٣٠"
    assert english.time("2025-03-20") == "20 Mar 2025" and english.time(None) == "–"
    assert english.time("2025-03-20T20:30:00") == "20 Mar 2025, 20:30 (zone unknown)"
    assert english.length(200) == "3 h 20 min" and arabic.length(200) == "٣ ساعات و٢٠ دقيقة"
    assert english.length(0) == "0 min" and english.length(3 * 1440) == "3 days" and arabic.length(2880) == "يومين"
    assert english.percent(0.999) == "99 %" and arabic.percent(1.0) == "١٠٠٪" and english.percent(None) == "–"
    now = datetime(2025, 3, 20, 23, 30, tzinfo=UTC)
    assert english.ago("2025-03-20T20:30:00Z", now) == "3 hours ago"
    assert arabic.ago("2025-03-20T20:30:00Z", now) == "قبل ٣ ساعات"
    assert arabic.ago((now - timedelta(seconds=8)).isoformat(), now) == "قبل ٨ ثوانٍ"


def test_a_nought_in_an_arabic_sentence_is_a_word() -> None:
    # The figure is a dot, and between other words it is read as one.
    assert Words("ar", BEIRUT)("sources.in_all", working=0, all=10) == "يعمل صفر من ١٠."
    assert Words("en", BEIRUT)("sources.in_all", working=0, all=10) == "0 of 10 work."
