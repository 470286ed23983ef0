"""What templates ask for beside words."""

from __future__ import annotations

import pytest

from web.markup import way_of


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("محاريث ثلج بنظام AI", "rtl"),
        ("OpenAI تطلق نموذجا جديدا للعربية", "rtl"),
        ("Snow ploughs learn (المحراث) the roads", "ltr"),
        ("«2026»: עברית", "rtl"),
        ("2026", "auto"),
        ("", "auto"),
        (None, "auto"),
        ("新しい除雪車", "ltr"),
    ],
)
def test_a_line_runs_as_most_of_its_letters_do(words: str | None, way: str) -> None:
    assert way_of(words) == way
