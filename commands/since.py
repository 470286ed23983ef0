"""What `--since` means: a length of time, a day, a moment or a word, by the clock of the person who asks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORMS = '"24h", "7d", "today", "yesterday", "this week", "monday", "2026-11-20" or "2026-11-20T18:00+02:00"'
# As an Arabic or a Persian keyboard types them.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
# What may stand apart from a time: its offset, or the name of the universal one.
_APART = re.compile(r" (?=[+-]\d|z$)")


def moment_since(words: str, *, now: datetime, zone: tzinfo | None = None) -> datetime:
    """The moment since which something is wanted. Raises ValueError.

    Days begin in `zone`, by default that of this machine, and a time without a zone is in that one, too. A weekday is
    the last one, today's included; a week begins on Monday.
    """
    from config.types import duration_seconds

    said = " ".join(words.split()).lower().translate(_DIGITS)
    today = now.astimezone(zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    day = _named_day(said, today)
    if day is not None:
        return _placed(day, zone)
    try:
        if re.match(r"\d{4}-", said):
            moment = datetime.fromisoformat(_APART.sub("", said.replace("utc", "z")).upper())
            return _placed(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)
        back = timedelta(seconds=duration_seconds(said))
    except (ValueError, OverflowError):
        raise ValueError(f'expected {_FORMS}, got "{words}"') from None
    return now - min(back, now - datetime(1, 1, 2, tzinfo=UTC))


def _named_day(said: str, today: datetime) -> datetime | None:
    match said.removeprefix("this "):
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
        case "week":
            return today - timedelta(days=today.weekday())
        case "month":
            return today.replace(day=1)
        case name if name in _DAYS:
            return today - timedelta(days=(today.weekday() - _DAYS.index(name)) % 7)
    return None


def _placed(moment: datetime, zone: tzinfo | None) -> datetime:
    return (moment.astimezone() if zone is None else moment.replace(tzinfo=zone)).astimezone(UTC)
