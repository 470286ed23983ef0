"""Dates in other languages are read by dateparser, which is asked only where its answer may be believed."""

from __future__ import annotations

import dateparser
import pytest

from pipelines.reading.dates.foreign import find_foreign_parts


@pytest.mark.parametrize(
    "words",
    [
        *("Rebajas de mayo: 549 euros", "Top 45 von 60 im Mai", "AG1", "Le 11 mai, 45 places", "Mai 98 und 45"),
        *("15 min read", "Take our 1 minute survey", "Porting an HTML5 parser to Swift", "By Ada Lind 7 min Lesezeit"),
    ],
)
def test_numbers_that_are_those_of_no_day_are_not_parsed(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dateparser, "parse", lambda text, **_: asked.append(text))
    assert find_foreign_parts(words) is None
    assert not asked


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("11 mai 2020", (2020, 5, 11)),
        ("11. Mai", (None, 5, 11)),
        ("17 février", (None, 2, 17)),
        ("2020年7月3日", (2020, 7, 3)),
        ("1 de novembro de 2020", (2020, 11, 1)),
    ],
)
def test_numbers_that_are_those_of_a_day_are(words: str, day: tuple[int | None, int, int]) -> None:
    parts = find_foreign_parts(words)
    assert parts is not None
    assert (parts.year, parts.month, parts.day) == day


def test_a_month_of_a_year_is_vague() -> None:
    parts = find_foreign_parts("novembre 2020")
    assert parts is not None
    assert parts.vague


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("viernes, 9 de octubre de 2020", (2020, 10, 9)),
        ("jueves 1 de abril de 2021", (2021, 4, 1)),
        ("quinta-feira, 1 de abril de 2021", (2021, 4, 1)),
        ("divendres, 9 d'octubre de 2020", (2020, 10, 9)),
    ],
)
def test_a_day_of_the_week_tells_languages_with_the_same_month_apart(words: str, day: tuple[int, int, int]) -> None:
    parts = find_foreign_parts(words)
    assert parts is not None
    assert (parts.year, parts.month, parts.day) == day
