"""What templates ask for beside words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from web.markup import Markup, way_of
from web.words import Words


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("محاريث ثلج بنظام AI", "rtl"),
        ("OpenAI تطلق نموذجا جديدا للعربية", "rtl"),
        ("Snow ploughs learn (المحراث) the roads", "ltr"),
        ("«2026»: עברית", "rtl"),
        ("2026", "auto"),
        ("A text of \u2068وكالة السارية للأنباء\u2069 stands in \u2068جريدة الضفاف\u2069", "ltr"),
        ("نص لنا في \u2068The Harbour Ledger of the North\u2069", "rtl"),
        ("\u2068وكالة\u2069", "rtl"),
        ("", "auto"),
        (None, "auto"),
        ("新しい除雪車", "ltr"),
    ],
)
def test_a_line_runs_as_most_of_its_letters_do(words: str | None, way: str) -> None:
    assert way_of(words) == way


def test_a_time_known_to_the_hour_is_called_about_so() -> None:
    row = {"published_at": "2025-03-21T12:02:00Z", "date_precision": "hour"}

    def said(language: str, **facts: str) -> str:
        markup = Markup(Words(language, ZoneInfo("Asia/Beirut")), datetime(2025, 3, 22, tzinfo=UTC))
        return markup.published({**row, **facts})

    assert said("en") == "21 Mar 2025, about 14:02"
    assert said("ar") == "٢١ آذار ٢٠٢٥، حوالي ١٤:٠٢"
    assert said("en", published_at="2025-03-21T12:02:00") == "21 Mar 2025, about 12:02 (zone unknown)"
    assert said("en", published_at="2025-03-21T12:02:00", time_zone="Europe/London") == "21 Mar 2025, about 14:02"
    assert said("en", date_precision="minute") == "21 Mar 2025, 14:02"
    assert said("en", published_at="2025-03-21") == "21 Mar 2025"


def test_addresses_are_shown_as_their_readers_would_write_them() -> None:
    markup = Markup(Words("ar", ZoneInfo("Asia/Beirut")), datetime(2025, 3, 22, tzinfo=UTC))
    url = "https://waraq.example/%d8%ae%D8%A8%D8%B1"
    assert (markup.address(url), markup.link(url)) == ("https://waraq.example/خبر", url)
    assert markup.message(f"100%D8%A7\n{url}\n") == "100%D8%A7\nhttps://waraq.example/خبر\n"
