"""Times as text, as the database keeps them: UTC with a Z, to the second; and the same by an outlet's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@overload
def to_text(moment: datetime) -> str: ...
@overload
def to_text(moment: datetime | None) -> str | None: ...
def to_text(moment: datetime | None) -> str | None:
    """`2025-03-20T20:30:00Z`; None of None. A naive datetime is taken as UTC."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def from_text(text: str) -> datetime:
    """The moment that `to_text` wrote. Raises ValueError on other text."""
    return datetime.fromisoformat(text)


def outlet_time(published_at: str, offset: str | None, time_zone: str | None) -> str:
    """A published time by its outlet's clock: `2025-03-20T22:30:00+02:00`. What has no zone stays as it is.

    The clock is that of the `offset` that stood beside the time ("+02:00"); of a time in UTC, or of one that stood
    beside none, that of the outlet's time zone where it is known.
    """
    if not published_at.endswith("Z"):
        return published_at
    zone = _zone_of_offset(offset) if offset and offset != "+00:00" else _zone_named(time_zone)
    if zone is None:
        return published_at
    try:
        return from_text(published_at).astimezone(zone).isoformat()
    except OverflowError:
        return published_at


def outlet_day(
    published_at: str | None, offset: str | None, time_zone: str | None, shown: str | None = None
) -> str | None:
    """The day on which an outlet published, `2025-03-20`, by the clock of `outlet_time`; where that is unknown, the day
    `shown` on the page, if any.
    """
    if published_at is None:
        return None
    local = outlet_time(published_at, offset, time_zone)
    return shown if shown and local.endswith("Z") else local[:10]


def shown_time(row: Mapping[str, Any], side: str = "") -> str | None:
    """When an article was published, for people: by its outlet's clock, or the day alone where only that is known.
    `row` has `published_at`, and what is known of `published_offset`, `published_day` and `time_zone`, each with the
    prefix `side`.
    """
    published_at, day = row[f"{side}published_at"], row.get(f"{side}published_day")
    if published_at is None:
        return None
    local = outlet_time(published_at, row.get(f"{side}published_offset"), row.get(f"{side}time_zone"))
    return day if day and local[:10] != day else local


def zoned(moment: str, time_zone: str | None) -> str:
    """A time without a zone by its outlet's clock, `2025-03-20T22:30:00+02:00`, where the outlet's `time_zone` is
    known, as it is for the order; any other time, and a day, stays as it is.
    """
    clock = _zone_named(time_zone)
    if len(moment) != len("2025-03-20T22:30:00") or clock is None:
        return moment
    return from_text(moment).replace(tzinfo=clock).isoformat()


def time_in_words(moment: str, time_zone: str | None = None) -> str:
    """A time for people, to the minute, with its zone: `2025-03-20 20:30 UTC`, `2025-03-20 22:30 +02:00`,
    `2025-03-20 22:30 (zone unknown)`; a day alone stays one. `time_zone` is the outlet's.
    """
    moment = zoned(moment, time_zone)
    # What stands behind the seconds are their fractions, which nobody reads, and then the zone.
    day, time, zone = moment[:10], moment[11:16], moment[19:].lstrip(".,0123456789")
    if not time:
        return day
    return f"{day} {time} {'UTC' if zone in ('Z', '+00:00') else zone or '(zone unknown)'}"


def published_in_words(row: Mapping[str, Any]) -> str | None:
    """The `shown_time` of an article in words, "about" one where the page gives no more than the hour."""
    moment = shown_time(row)
    if moment is None:
        return None
    words = time_in_words(moment, row.get("time_zone"))
    return about_in_words(words) if is_about(row) else words


def is_about(row: Mapping[str, Any], side: str = "") -> bool:
    """Whether the page gives a published time to the hour only: "4 hours ago" names no minute to rely on."""
    return row.get(f"{side}date_precision") == "hour"


def about_in_words(time: str) -> str:
    """`2025-03-20 about 20:30 UTC`; a day alone stays one."""
    day, _, clock = time.partition(" ")
    return f"{day} about {clock}" if clock else day


@lru_cache(maxsize=64)
def _zone_of_offset(offset: str) -> tzinfo | None:
    shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    if shift >= timedelta(hours=24):
        return None
    return timezone(-shift if offset[0] == "-" else shift)


@lru_cache(maxsize=512)
def _zone_named(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
