"""Numbers, lengths of time, lists and times, as English and Arabic write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.alerts.grammar import Arabic, English
from pipelines.alerts.pieces import When

AR, EN = Arabic(), English()


@pytest.mark.parametrize(
    ("minutes", "english", "arabic"),
    [
        (0, "less than a minute", "أقل من دقيقة"),
        (1, "1 min", "دقيقة"),
        (2, "2 min", "دقيقتين"),
        (3, "3 min", "٣ دقائق"),
        (10, "10 min", "١٠ دقائق"),
        (11, "11 min", "١١ دقيقة"),
        (47, "47 min", "٤٧ دقيقة"),
        (60, "1 h", "ساعة"),
        (61, "1 h 1 min", "ساعة ودقيقة"),
        (62, "1 h 2 min", "ساعة ودقيقتين"),
        (120, "2 h", "ساعتين"),
        (200, "3 h 20 min", "٣ ساعات و٢٠ دقيقة"),
        (11 * 60 + 5, "11 h 5 min", "١١ ساعة و٥ دقائق"),
        (2 * 1440, "2 days", "يومين"),
        (3 * 1440 + 5, "3 days", "٣ أيام"),
        (11 * 1440, "11 days", "١١ يومًا"),
        (100 * 1440, "100 days", "١٠٠ يوم"),
        (103 * 1440, "103 days", "١٠٣ أيام"),
        (111 * 1440, "111 days", "١١١ يومًا"),
    ],
)
def test_a_length_of_time_agrees_with_its_number(minutes: int, english: str, arabic: str) -> None:
    assert (EN.length(minutes), AR.length(minutes)) == (english, arabic)


@pytest.mark.parametrize(
    ("number", "outlets", "more", "texts", "places"),
    [
        (1, "وسيلة واحدة", "وسيلة أخرى", "نص واحد", "موضع جديد"),
        (2, "وسيلتين", "وسيلتان أخريان", "نصان", "موضعين جديدين"),
        (3, "٣ وسائل", "٣ وسائل أخرى", "٣ نصوص", "٣ مواضع جديدة"),
        (10, "١٠ وسائل", "١٠ وسائل أخرى", "١٠ نصوص", "١٠ مواضع جديدة"),
        (11, "١١ وسيلة", "١١ وسيلة أخرى", "١١ نصًا", "١١ موضعًا جديدًا"),
        (99, "٩٩ وسيلة", "٩٩ وسيلة أخرى", "٩٩ نصًا", "٩٩ موضعًا جديدًا"),
        (100, "١٠٠ وسيلة", "١٠٠ وسيلة أخرى", "١٠٠ نص", "١٠٠ موضع جديد"),
        (102, "١٠٢ وسيلة", "١٠٢ وسيلة أخرى", "١٠٢ نص", "١٠٢ موضع جديد"),
        (103, "١٠٣ وسائل", "١٠٣ وسائل أخرى", "١٠٣ نصوص", "١٠٣ مواضع جديدة"),
    ],
)
def test_arabic_nouns_agree_with_their_number(number: int, outlets: str, more: str, texts: str, places: str) -> None:
    assert AR.counted(number, "outlets") == outlets
    assert AR.counted(number, "more") == more
    assert AR.counted(number, "texts") == texts
    assert AR.counted(number, "new places") == places


def test_english_nouns_have_a_plural() -> None:
    assert [EN.counted(number, "outlets") for number in (1, 2)] == ["1 outlet", "2 outlets"]


def test_outlets_are_numbered_up_to_ten() -> None:
    assert [EN.ordinal(number) for number in (1, 2, 10, 11)] == [None, "second", "tenth", None]
    assert [AR.ordinal(number) for number in (1, 2, 10, 11)] == [None, "ثانية", "عاشرة", None]


def test_a_list_is_joined_as_its_language_joins_it() -> None:
    assert [EN.listed(words) for words in (["A"], ["A", "B"], ["A", "B", "C"])] == ["A", "A and B", "A, B and C"]
    assert [AR.listed(words) for words in (["أ"], ["أ", "ب"], ["أ", "ب", "ج"])] == ["أ", "أ وب", "أ، وب، وج"]


def when(text: str, *, zone: str | None = "UTC", has_time: bool = True, seen: bool = False) -> When:
    moment = datetime.fromisoformat(text)
    if zone:
        moment = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return When(moment=moment, has_time=has_time, has_zone=zone is not None, seen=seen)


@pytest.mark.parametrize(
    ("zone", "english", "arabic"),
    [
        ("UTC", "21 March 2025, 12:02 UTC", "٢١ مارس ٢٠٢٥، ١٢:٠٢ بالتوقيت العالمي"),
        ("Asia/Beirut", "21 March 2025, 14:02 Beirut time", "٢١ آذار ٢٠٢٥، ١٤:٠٢ بتوقيت بيروت"),
        ("Africa/Cairo", "21 March 2025, 14:02 Cairo time", "٢١ مارس ٢٠٢٥، ١٤:٠٢ بتوقيت القاهرة"),
        ("Europe/Berlin", "21 March 2025, 13:02 Berlin time", "٢١ مارس ٢٠٢٥، ١٣:٠٢ بتوقيت برلين"),
        ("Etc/GMT-3", "21 March 2025, 15:02 Etc/GMT-3", "٢١ مارس ٢٠٢٥، ١٥:٠٢ بتوقيت \u2068Etc/GMT-3\u2069"),
        ("Asia/Kolkata", "21 March 2025, 17:32 Kolkata time", "٢١ مارس ٢٠٢٥، ١٧:٣٢ بتوقيت \u2068Kolkata\u2069"),
    ],
)
def test_times_name_the_reader_s_zone_and_his_country_s_months(zone: str, english: str, arabic: str) -> None:
    then = when("2025-03-21T12:02:00", zone=zone)
    assert (EN.when(then, ZoneInfo(zone)), AR.when(then, ZoneInfo(zone))) == (english, arabic)


def test_what_is_not_known_of_a_time_is_not_made_up() -> None:
    zone = ZoneInfo("Asia/Beirut")
    written, day = when("2025-03-21T12:02:00", zone=None), when("2025-03-21", zone=None, has_time=False)
    assert EN.when(written, zone) == "21 March 2025, 12:02 (time zone unknown)"
    assert AR.when(written, zone) == "٢١ آذار ٢٠٢٥، ١٢:٠٢ (المنطقة الزمنية غير معروفة)"
    assert (EN.when(day, zone), AR.when(day, zone)) == ("21 March 2025", "٢١ آذار ٢٠٢٥")
    # A day alone stays, also beside another time of that day.
    assert EN.when(day, zone, on=written) == "21 March 2025"


def test_a_time_known_to_the_hour_is_called_about_so() -> None:
    zone = ZoneInfo("Asia/Beirut")
    then = replace(when("2025-03-21T12:02:00", zone="Asia/Beirut"), is_about=True)
    assert EN.when(then, zone) == "21 March 2025, about 14:02 Beirut time"
    assert AR.when(then, zone) == "٢١ آذار ٢٠٢٥، حوالي ١٤:٠٢ بتوقيت بيروت"
    assert EN.when(then, zone, on=then) == "about 14:02 Beirut time"


def test_a_time_of_the_same_day_is_short() -> None:
    zone = ZoneInfo("UTC")
    first, seen = when("2025-03-21T12:02:00"), when("2025-03-21T12:49:00", seen=True)
    assert EN.when(seen, zone, on=first) == "seen 12:49 UTC"
    assert AR.when(seen, zone, on=first) == "رُصد الساعة ١٢:٤٩ بالتوقيت العالمي"
    assert AR.when(seen, zone) == "رُصد في ٢١ مارس ٢٠٢٥، ١٢:٤٩ بالتوقيت العالمي"
