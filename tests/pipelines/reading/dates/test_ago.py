"""Short relative times, as the cards of apps write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.reading.dates.read import find_date

HOURS = timedelta(hours=5)


@pytest.mark.parametrize(
    "words",
    [
        "5h", "5 h", "5 hrs ago", "٥ س", "منذ ٥ س", "منذ ٥س", "il y a 5 h", "vor 5 Std.", "5 sa önce", "5 sa",
        "hace 5 h", "há 5 h", "5h atrás", "5 jam lalu", "5 ч назад", "5 h fa", "5 u geleden", "5時間前",
    ],
)  # fmt: skip
def test_five_hours_are_read_in_short(words: str) -> None:
    found = find_date(words)
    assert found is not None, words
    assert (found.ago, found.rest) == (HOURS, "")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ledger • 5h", "Ledger"), ("Ledger · 5 hours", "Ledger"), ("Ledger | 5 hrs", "Ledger"), ("Ledger 5h", "Ledger"),
        ("Ledger (5h)", "Ledger"), ("5h • Ledger", "Ledger"), ("الضفاف • ٥ س", "الضفاف"), ("الضفاف٥ س", "الضفاف"),
        ("الضفافمنذ ٥ س", "الضفاف"), ("Hafenblatt · 5 Std.", "Hafenblatt"), ("Liman Haber · 5 saat", "Liman Haber"),
        ("Kabar Teluk · 5 jam", "Kabar Teluk"), ("Порт · 5 ч", "Порт"),
    ],
)  # fmt: skip
def test_a_name_beside_a_short_time_stays(words: str, name: str) -> None:
    found = find_date(words)
    assert found is not None, words
    assert (found.ago, found.rest) == (HOURS, name)


@pytest.mark.parametrize(
    ("words", "ago"),
    [
        ("3d", timedelta(days=3)), ("2w", timedelta(weeks=2)), ("٣ ي", timedelta(days=3)), ("5m", timedelta(minutes=5)),
        ("الضفاف · ساعتين", timedelta(hours=2)), ("الضفاف · ٣ أيام", timedelta(days=3)), ("vor 3 Tg.", timedelta(days=3)),
        ("Aktenlage · 3 Tg.", timedelta(days=3)), ("Ledger (1d)", timedelta(days=1)), ("حقول — ٢ ي", timedelta(days=2)),
        ("il y a 3 j", timedelta(days=3)), ("Ledger · 2 wks", timedelta(weeks=2)), ("قبل ٤ د", timedelta(minutes=4)),
    ],
)  # fmt: skip
def test_other_units_are_read_in_short(words: str, ago: timedelta) -> None:
    found = find_date(words)
    assert found is not None, words
    assert found.ago == ago


@pytest.mark.parametrize(
    "words",
    ["Cinema | 3D", "in 3D", "500m", "5 min", "5 hours", "٥ ساعات", "Network | 5G", "5G", "Run 10 m", "12 م", "Rice, 5 min",
     "Flour | 500 g", "ساعتين", "H5", "The film takes 3 hours", "قطع المسافة في ٥ س"],
)  # fmt: skip
def test_lengths_weights_and_durations_are_no_dates(words: str) -> None:
    found = find_date(words)
    assert found is None or found.ago is None
