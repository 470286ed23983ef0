"""Dates as pages write them: placed on evidence only, in the words of every Arab region and of other languages."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT

from pipelines.reading.dates import months
from pipelines.reading.dates.read import find_date, read_date

FETCHED = datetime(2025, 3, 22, 12, 30, tzinfo=UTC)


def when(words: str, fetched_at: datetime | None = FETCHED) -> str | None:
    read = read_date(words, fetched_at=fetched_at, source="text")
    assert read is not None, f"not seen as a date: {words}"
    return read.when


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2025-03-20", "2025-03-20"),
        ("2025-03-20T20:30:00+03:00", "2025-03-20T17:30:00Z"),
        ("2025-03-20T20:30Z", "2025-03-20T20:30:00Z"),
        ("2025-03-20T20:30:15.123", "2025-03-20T20:30:15"),
        ("20250320T203000Z", "2025-03-20T20:30:00Z"),
        ("2025-03-20 20:30:00 UTC", "2025-03-20T20:30:00Z"),
        ("Thu, 20 Mar 2025 20:30:00 +0300", "2025-03-20T17:30:00Z"),
        ("Thu, 20 Mar 2025 20:30:00 GMT", "2025-03-20T20:30:00Z"),
        ("Thu Mar 20 2025 20:30:00 GMT+0300 (Arabian Standard Time)", "2025-03-20T17:30:00Z"),
    ],
)
def test_machine_dates_are_read_strictly(words: str, expected: str) -> None:
    assert when(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2025-03-20T20:30:00+03:00", "+03:00"),
        ("2025-03-20T20:30:00-0330", "-03:30"),
        ("Thu, 20 Mar 2025 20:30:00 GMT", "+00:00"),
        ("2025-03-20T20:30:00Z", "+00:00"),
        ("20 مارس 2025 الساعة 15:35 بتوقيت أبوظبي", "+04:00"),
        ("2025-03-20T20:30:00", None),
        ("2025-03-20", None),
        ("2 hours ago", None),
    ],
)
def test_the_offset_that_stands_beside_a_time_is_kept(words: str, expected: str | None) -> None:
    read = read_date(words, fetched_at=FETCHED, source="meta")
    assert read is not None
    assert read.offset == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("20 كانون الثاني 2025", "2025-01-20"),
        ("20 شباط 2025", "2025-02-20"),
        ("الخميس ٢٠ آذار ٢٠٢٥", "2025-03-20"),
        ("20 آذار/مارس 2025", "2025-03-20"),
        ("20 مارس (آذار) 2025", "2025-03-20"),
        ("3 تشرين الثاني 2024", "2024-11-03"),
        ("3 كانون الأول 2024", "2024-12-03"),
        ("7 جويلية 2024", "2024-07-07"),
        ("20 جانفي 2025", "2025-01-20"),
        ("12 أوت 2024", "2024-08-12"),
        ("9 غشت 2024", "2024-08-09"),
        ("12 شتنبر 2024", "2024-09-12"),
        ("2 دجنبر 2024", "2024-12-02"),
        ("مارس 20, 2025", "2025-03-20"),
        ("2025 مارس 20", "2025-03-20"),
        ("20 من مارس لعام 2025", "2025-03-20"),
        ("الخميس، 30 يناير 2025 03:35 م", "2025-01-30T15:35:00"),
        ("30 يناير 2025 - 12:05 ص", "2025-01-30T00:05:00"),
        ("30 يناير 2025 الساعة 3 مساءً", "2025-01-30T15:00:00"),
        ("2 February 2025, 9.30 pm", "2025-02-02T21:30:00"),
        ("2 فبراير 2025 9.30 مساء", "2025-02-02T21:30:00"),
        ("2 February 2025, 9.30", "2025-02-02T09:30:00"),
        ("30 يناير 2025 1:15 ظهرا", "2025-01-30T13:15:00"),
        ("20 مارس 2025 الساعة 15:35 بتوقيت أبوظبي", "2025-03-20T11:35:00Z"),
        ("21 مارس 2025 - 10:15 بتوقيت غرينتش", "2025-03-21T10:15:00Z"),
        ("٢٠-٠٣-٢٠٢٥", "2025-03-20"),
        ("05/03/2025", "2025-03-05"),
        ("03/25/2024", "2024-03-25"),
        ("20.03.2025", "2025-03-20"),
        ("۲۹ اسفند ۱۴۰۳", "2025-03-19"),
        ("۱۴۰۳/۱۲/۲۹", "2025-03-19"),
        ("1 فروردین 1404", "2025-03-21"),
    ],
)
def test_months_of_every_region_and_digits_of_every_kind_are_read(words: str, expected: str) -> None:
    assert when(words, None if expected > "2025-03-22" else FETCHED) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("20 رمضان 1446 هـ", "2025-03-20"),
        ("الخميس 20 رمضان 1446 هـ - 20 مارس 2025 م", "2025-03-20"),
        ("20/9/1446هـ الموافق 20/3/2025م", "2025-03-20"),
        ("1446/09/20", None),
    ],
)
def test_a_hijri_date_needs_its_month_or_its_mark_and_gives_way_to_the_other(words: str, expected: str | None) -> None:
    assert when(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("منذ يومين", "2025-03-20"),
        ("timeمنذ 2 أيام", "2025-03-20"),
        ("قبل ساعتين", "2025-03-22T10:30:00Z"),
        ("منذ ساعة واحدة", "2025-03-22T11:30:00Z"),
        ("قبل ثلاثة أيام", "2025-03-19"),
        ("منذ ٤٥ دقيقة", "2025-03-22T11:45:00Z"),
        ("3 ساعات مضت", "2025-03-22T09:30:00Z"),
        ("أمس", "2025-03-21"),
        ("أمس 15:20", "2025-03-21T15:20:00"),
        ("أول أمس", "2025-03-20"),
        ("2 hours ago", "2025-03-22T10:30:00Z"),
        ("yesterday", "2025-03-21"),
        ("an hour ago", "2025-03-22T11:30:00Z"),
        ("3h ago", "2025-03-22T09:30:00Z"),
        ("vor 2 Stunden", "2025-03-22T10:30:00Z"),
        ("il y a 3 heures", "2025-03-22T09:30:00Z"),
        ("il y a 3 h", "2025-03-22T09:30:00Z"),
        ("vor 3 Std.", "2025-03-22T09:30:00Z"),
        ("hace 3 h", "2025-03-22T09:30:00Z"),
        ("3 sa önce", "2025-03-22T09:30:00Z"),
        ("2 jam yang lalu", "2025-03-22T10:30:00Z"),
        ("۲ ساعت پیش", "2025-03-22T10:30:00Z"),
        ("2 часа назад", "2025-03-22T10:30:00Z"),
        ("2時間前", "2025-03-22T10:30:00Z"),
        ("gestern", "2025-03-21"),
    ],
)
def test_a_relative_date_counts_from_the_time_of_fetching_and_is_nothing_without_it(words: str, expected: str) -> None:
    assert when(words) == expected
    without = read_date(words, fetched_at=None, source="text")
    assert without is not None
    assert (without.when, without.precision, without.words) == (None, None, words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("٦ مارس", "2025-03-06"),
        ("1 June", "2024-06-01"),
        ("29 فبراير", "2024-02-29"),
        ("23 مارس", "2024-03-23"),
        ("6 März", "2025-03-06"),
    ],
)
def test_a_yearless_day_is_the_latest_one_not_after_fetching(words: str, expected: str) -> None:
    assert when(words) == expected
    assert when(words, None) is None


@pytest.mark.parametrize(
    "words", ["مارس 2025", "March 2025", "2025-03", "mars 2025", "منذ شهر", "a year ago", "31 فبراير 2025", "الخميس"]
)
def test_words_that_fix_no_day_give_no_made_up_one(words: str) -> None:
    assert when(words) is None


@pytest.mark.parametrize("words", ["20 مارس 2026", "2026-03-20T10:00:00Z", "Wed, 25 Mar 2026 10:00:00 GMT"])
def test_a_future_date_is_not_believed_and_its_words_are_kept(words: str) -> None:
    read = read_date(words, fetched_at=FETCHED, source="meta")
    assert read is not None
    assert (read.when, read.words) == (None, words)


@pytest.mark.parametrize("words", ["1970-01-01T00:00:00Z", "0001-01-01", "0000-00-00 00:00:00"])
def test_the_dates_of_systems_that_know_none_are_not_believed(words: str) -> None:
    read = read_date(words, fetched_at=FETCHED, source="meta")
    assert read is None or read.when is None


@pytest.mark.parametrize(
    "words",
    [
        "3 دقائق قراءة",
        "5 min read",
        "Komen",
        "Qwen 2.5.10",
        "GPT-4",
        "Top 10",
        "2025",
        "04:43 ص",
        "مايو",
        "المصري اليوم",
        "2 days",
        "iPhone 15 Pro",
        "",
        "   ",
    ],
)
def test_what_is_no_date_is_none(words: str) -> None:
    assert read_date(words, fetched_at=FETCHED, source="text") is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("20 mars 2025", "2025-03-20"),
        ("Donnerstag, 20. März 2025, 14.30 Uhr", "2025-03-20T14:30:00"),
        ("20 mars 2025 à 15h30", "2025-03-20T15:30:00"),
        ("Kamis, 20 Maret 2025 14:30 WIB", "2025-03-20T07:30:00Z"),
        ("20 Mart 2025", "2025-03-20"),
        ("20 de março de 2025", "2025-03-20"),
        ("20 марта 2025 г. 15:30", "2025-03-20T15:30:00"),
        ("2025年3月20日", "2025-03-20"),
        ("March 20, 2025 3:35 PM EST", "2025-03-20T20:35:00Z"),
        ("20th of March 2025", "2025-03-20"),
    ],
)
def test_other_languages_are_guessed_from_their_words(words: str, expected: str) -> None:
    assert when(words) == expected


def test_precision_says_how_exact_the_words_are() -> None:
    exact = {"2025-03-20": "day", "20 مارس 2025 15:35": "minute", "2025-03-20T20:30:15Z": "second"}
    for words, precision in exact.items():
        read = read_date(words, fetched_at=None, source="meta")
        assert read is not None
        assert read.precision == precision


def test_hours_ago_are_told_to_the_hour() -> None:
    told = {"منذ 5 ساعات": "hour", "an hour ago": "hour", "20 minutes ago": "minute", "yesterday": "day"}
    for words, precision in told.items():
        read = read_date(words, fetched_at=datetime(2025, 3, 20, 12, tzinfo=UTC), source="text")
        assert read is not None and read.precision == precision, words


def test_the_day_of_publishing_is_preferred_to_that_of_updating() -> None:
    assert when("نشر في: 20 مارس 2025 | آخر تحديث: 21 مارس 2025") == "2025-03-20"


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("مرسى اليوم٢٠-٠٣-٢٠٢٥", "مرسى اليوم"),
        ("الرؤية - منذ 3 ساعات", "الرؤية"),
        ("The Sunday Ledger - 3 hours ago", "The Sunday Ledger"),
        ("Le Fournil - il y a 2 heures", "Le Fournil"),
        ("time2 hours ago", ""),
        ("البيان • 20 مارس 2025", "البيان"),
    ],
)
def test_the_name_beside_a_date_is_told_from_it(line: str, rest: str) -> None:
    parts = find_date(line)
    assert parts is not None
    assert parts.rest == rest


def test_a_weekday_tells_which_number_is_the_month() -> None:
    assert when("Saturday 05/03/2025", None) == "2025-05-03"
    assert when("Wednesday 05/03/2025", None) == "2025-03-05"


@settings(max_examples=200)
@given(
    day=st.dates(min_value=date(1990, 1, 1), max_value=date(2025, 3, 22)),
    names=st.sampled_from([months.GREGORIAN_ARABIC, months.GREGORIAN_LATIN]),
    pick=st.integers(min_value=0, max_value=20),
    digits=st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
)
def test_every_spelling_of_every_month_gives_the_day_it_names(
    day: date, names: dict[int, tuple[str, ...]], pick: int, digits: str
) -> None:
    spellings = names[day.month]
    words = f"{day.day} {spellings[pick % len(spellings)]} {day.year}".translate(str.maketrans("0123456789", digits))
    assert when(words, None) == day.isoformat()


@settings(max_examples=300)
@given(
    st.text(
        alphabet=st.sampled_from("0123456789٠١٢٣/.-: ،منذقبليومساعةأمسمارسmarch agohTZ+صم٢٠٢٥"),
        max_size=40,
    )
)
def test_no_words_break_the_reader_and_every_answer_is_well_formed(words: str) -> None:
    read = read_date(words, fetched_at=FETCHED, source="text")
    if read and read.when:
        moment = datetime.fromisoformat(read.when)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        assert moment <= FETCHED + timedelta(days=1)
        assert read.precision is not None
        assert len(read.when) in (10, 19, 20)


def test_dateparser_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, pipelines.reading.text_pages.split_text, pipelines.reading.dates.read; sys.exit('dateparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@given(st.from_regex(r"\A(19|20|00|21)[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]\Z"))
def test_the_short_way_for_a_day_and_clock_says_what_the_long_one_says(words: str) -> None:
    # A fraction of a second changes nothing but the way.
    for fetched_at in (None, FETCHED):
        short = read_date(words, fetched_at=fetched_at, source="record")
        long = read_date(f"{words}.0", fetched_at=fetched_at, source="record")
        assert short is not None and long is not None
        assert (short.when, short.precision) == (long.when, long.precision)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("٢٠ی ئازاری ٢٠٢٥", "2025-03-20"),
        ("20ی کانوونی دووەمی 2025", "2025-01-20"),
        ("پێنجشەممە، 20ی شوباتی 2025، 14:05", "2025-02-20T14:05:00"),
        ("12ی خاکەلێوەی 2724", "2024-03-31"),
        ("پێش ٢ کاتژمێر", "2025-03-22T10:30:00Z"),
        ("3 ڕۆژ لەمەوبەر", "2025-03-19"),
        ("دوێنێ", "2025-03-21"),
        ("20'ê Adarê 2025", "2025-03-20"),
        ("5 Çile 2025", "2025-01-05"),
        ("5ê Çiriya Pêşîn 2024", "2024-10-05"),
        ("12 لیندۍ 1403", "2024-12-02"),
        ("20 اګست 2024", "2024-08-20"),
        ("20 Ağustos 2024, 10:05", "2024-08-20T10:05:00"),
        ("25.04.24 | 14:07 Uhr", "2024-04-25T14:07:00"),
        ("Donnerstag, 25.04.24 14.07 Uhr", "2024-04-25T14:07:00"),
        ("jeudi 25/04/24 à 14h07", "2024-04-25T14:07:00"),
        ("发布时间：18-03-08", "2018-03-08"),
        ("发布时间：19-10-08 12:00", "2019-10-08T12:00:00"),
    ],
)
def test_kurdish_pashto_and_short_dates_are_read(words: str, expected: str) -> None:
    assert when(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("25. April 2024, 14:07 Uhr MESZ", "+02:00"),
        ("25 April 2024 14:07 MEST", "+02:00"),
        ("25 April 2024 14:07 (EEST)", "+03:00"),
        ("25 April 2024 2:07 PM PKT", "+05:00"),
        ("25 April 2024 14:07 IRST", "+03:30"),
        ("25 April 2024 14:07 GST", "+04:00"),
        ("25 April 2024 14:07 BST", "+01:00"),
        ("25 April 2024 14:07 AST", None),
        ("25 April 2024 14:07 IST", None),
        ("25 April 2024 14:07 West Bank", None),
        ("Das ist am 25.04.2024 14:07 passiert", None),
    ],
)
def test_names_of_zones_are_read_where_they_mean_one(words: str, expected: str | None) -> None:
    read = read_date(words, fetched_at=FETCHED, source="text")
    assert read is not None
    assert read.offset == expected


@pytest.mark.parametrize(
    ("zone", "country", "expected"),
    [
        ("AST", "sa", "+03:00"),
        ("AST", "ca", "-04:00"),
        ("IST", "in", "+05:30"),
        ("IST", "il", "+02:00"),
        ("CST", "us", "-06:00"),
        ("CST", "de", None),
        ("BST", "bd", "+06:00"),
    ],
)
def test_a_name_of_several_zones_is_read_by_the_country(zone: str, country: str, expected: str | None) -> None:
    read = read_date(f"25 April 2024 14:07 {zone}", fetched_at=FETCHED, source="text", country=country)
    assert read is not None
    assert read.offset == expected
