"""What `--since` means, by the clock of the person who asks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commands.since import moment_since

BEIRUT = ZoneInfo("Asia/Beirut")
# A Thursday evening in Beirut, two hours ahead.
NOW = datetime(2025, 3, 20, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("24h", "2025-03-19T20:30"),
        ("7d", "2025-03-13T20:30"),
        ("999999d", "0001-01-02T00:00"),
        ("today", "2025-03-19T22:00"),
        ("Yesterday", "2025-03-18T22:00"),
        ("thursday", "2025-03-19T22:00"),
        ("friday", "2025-03-13T22:00"),
        ("monday", "2025-03-16T22:00"),
        ("this week", "2025-03-16T22:00"),
        ("week", "2025-03-16T22:00"),
        ("this  month", "2025-02-28T22:00"),
        ("2025-03-01", "2025-02-28T22:00"),
        ("2025-03-01 12:00", "2025-03-01T10:00"),
        ("٢٤h", "2025-03-19T20:30"),
        ("۷d", "2025-03-13T20:30"),
        ("٢٠٢٥-٠٣-٠١", "2025-02-28T22:00"),
        ("2025-03-01T12:00Z", "2025-03-01T12:00"),
        ("2025-03-01 12:00 UTC", "2025-03-01T12:00"),
        ("2025-03-01 12:00 +05:30", "2025-03-01T06:30"),
        ("2025-03-01T12:00-05:00", "2025-03-01T17:00"),
        # Clocks go forward on the 30th.
        ("2025-04-01", "2025-03-31T21:00"),
    ],
)
def test_a_length_of_time_a_day_a_moment_and_a_word(words: str, expected: str) -> None:
    assert moment_since(words, now=NOW, zone=BEIRUT).strftime("%04Y-%m-%dT%H:%M") == expected


@pytest.mark.parametrize("words", ["", "soon", "2025-13-01", "2025-03-01 25:00", "-3d", "last tuesday of may", "0h"])
def test_other_words_are_refused_with_examples(words: str) -> None:
    with pytest.raises(ValueError, match=r'expected "24h", "7d", "today"'):
        moment_since(words, now=NOW, zone=BEIRUT)


def test_without_a_zone_days_are_those_of_this_machine() -> None:
    midnight = NOW.astimezone().replace(hour=0, minute=0)
    assert moment_since("today", now=NOW) == midnight
