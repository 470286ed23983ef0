"""Days of the two Hijri calendars as days of the Gregorian one. Pure."""

from __future__ import annotations

from datetime import date


def from_hijri(year: int, month: int, day: int) -> date | None:
    """The day by the Umm al-Qura calendar; None outside of 1343-1500 or when there is no such day."""
    from hijridate import Hijri

    try:
        given = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(given.year, given.month, given.day)


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The day by the Solar Hijri calendar of Iran and Afghanistan; None when there is no such day.

    The 33-year rule, exact for 1178-1633, counted from 1 Farvardin 1403 = 20 March 2024.
    """
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    return date.fromordinal(
        date(2024, 3, 20).toordinal() + _jalali_number(year, month, day) - _jalali_number(1403, 1, 1)
    )


def _jalali_number(year: int, month: int, day: int) -> int:
    shifted = year + 1595
    before = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return 365 * shifted + shifted // 33 * 8 + (shifted % 33 + 3) // 4 + before + day
