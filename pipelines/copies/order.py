"""Decide which of two articles came first, and whether their times are enough to decide. Pure.

A published time is an interval: a second, a minute, a day, or an hour and a half ("5 hours ago", which some round and
others cut off), and 26 hours wider where the zone is unknown. The order is known
when the intervals do not overlap. An article was published before we saw it, so the interval ends then, and a later
time is not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from model import DatePrecision

# The local times of the world lie between UTC-12 and UTC+14.
_EARLIEST_ZONE, _LATEST_ZONE = timedelta(hours=14), timedelta(hours=12)
# A time to the minute ends with that minute's last second.
_MINUTE = timedelta(seconds=59)
_HOURS_BEFORE, _HOURS_AFTER = timedelta(hours=1), timedelta(minutes=30)
_CLOCK_SLACK = timedelta(minutes=10)
_SEEN_TOGETHER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What is known of when an article came: `published_at` is text as in model.Published, or None."""

    article_id: int
    position: int
    published_at: str | None
    first_seen_at: datetime
    time_zone: str | None
    watched: bool
    precision: DatePrecision | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`first` is the id of the article that came first; `known` is False where the times do not decide.

    `reason` is about the later one where the order is known ("published 47 min later"), else of both. `minutes` is
    how much later it was published, None unless the order and both times are known exactly.
    """

    first: int
    known: bool
    reason: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class _Interval:
    """When an article was published, and the moment in it by which articles sort."""

    start: datetime
    end: datetime
    sorts_at: datetime
    exact: bool


def order_of(a: Timing, b: Timing) -> Order:
    """Which of two articles came first: by published time where it can be trusted, else by first sight."""
    first_interval, second_interval = _trusted(a), _trusted(b)
    if first_interval and second_interval:
        if first_interval.end < second_interval.start:
            return _in_order(a, first_interval, second_interval)
        if second_interval.end < first_interval.start:
            return _in_order(b, second_interval, first_interval)
        why = "their publication times are not exact enough to tell which came first"
        if first_interval.exact and second_interval.exact:
            is_same = first_interval.start == second_interval.start
            why = f"both were published {'at the same time' if is_same else 'within a minute'}"
        return Order(first=_fallback(a, b, first_interval, second_interval), known=False, reason=why)
    if first_interval or second_interval:
        undated = b if first_interval else a
        interval = first_interval or second_interval
        assert interval is not None
        if undated.watched and undated.first_seen_at < interval.start:
            lag = in_words(interval.start - undated.first_seen_at)
            return Order(first=undated.article_id, known=True, reason=f"published {lag} after the other was seen")
        first = _fallback(a, b, first_interval, second_interval)
        # An untrusted time is shown beside the article: the reason must not deny it.
        why = "only one of them has a publication time"
        if undated.published_at is not None:
            why = "the publication time of one of them lies in the future"
        return Order(first=first, known=False, reason=why)
    return _by_sight(a, b)


def order_at(published_at: str | None, *, first_seen_at: datetime, time_zone: str | None) -> str:
    """A UTC text by which articles sort: the start of a trusted published time, else when it was first seen. How exact
    the time is decides only between two.
    """
    trusted = _interval(published_at, first_seen_at, time_zone, None)
    moment = trusted.sorts_at if trusted else first_seen_at
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_words(gap: timedelta) -> str:
    """`47 min`, `3 h 20 min`, `5 days`: a length of time for people."""
    minutes = int(abs(gap).total_seconds() // 60)
    if minutes < 1:
        return f"{int(abs(gap).total_seconds())} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{minutes // 1440} days"


def _by_sight(a: Timing, b: Timing) -> Order:
    first = _fallback(a, b, None, None)
    if not (a.watched and b.watched):
        why = "no publication times, only a time of import"
        return Order(first=first, known=False, reason=why)
    apart = abs(a.first_seen_at - b.first_seen_at)
    if apart < _SEEN_TOGETHER:
        return Order(first=first, known=False, reason="no publication times, and they were first seen together")
    return Order(first=first, known=True, reason=f"first seen {in_words(apart)} later; no publication times")


def _fallback(a: Timing, b: Timing, first: _Interval | None, second: _Interval | None) -> int:
    """Which of two articles is called the first one where their trusted intervals overlap."""
    places = [
        (
            interval.sorts_at if interval else each.first_seen_at,
            each.first_seen_at,
            each.position,
            each.url,
            each.article_id,
        )
        for each, interval in ((a, first), (b, second))
    ]
    return min(places)[-1]


def _in_order(timing: Timing, first: _Interval, second: _Interval) -> Order:
    if first.exact and second.exact:
        gap = second.start - first.start
        reason, minutes = f"published {in_words(gap)} later", int(gap.total_seconds() // 60)
        return Order(first=timing.article_id, known=True, reason=reason, minutes=minutes)
    least = second.start - first.end
    reason = "published later" if least < timedelta(hours=1) else f"published at least {in_words(least)} later"
    return Order(first=timing.article_id, known=True, reason=reason)


def _trusted(timing: Timing) -> _Interval | None:
    return _interval(timing.published_at, timing.first_seen_at, timing.time_zone, timing.precision)


@lru_cache(maxsize=4096)
def _interval(
    published_at: str | None, first_seen_at: datetime, time_zone: str | None, precision: DatePrecision | None
) -> _Interval | None:
    """None where there is no published time, or none that can be trusted."""
    if published_at is None:
        return None
    time, length, zone_known = _read(published_at, time_zone)
    if time - _EARLIEST_ZONE * (not zone_known) > first_seen_at + _CLOCK_SLACK:
        return None
    if zone_known and not length:
        # A clock may be ahead by so little that it is trusted: nothing sorts before what it is trusted for.
        if precision == "hour":
            return _Interval(
                time - _HOURS_BEFORE, max(time, min(time + _HOURS_AFTER, first_seen_at)), sorts_at=time, exact=False
            )
        return _Interval(time, time + _MINUTE * (precision == "minute"), sorts_at=time, exact=True)
    start, end = time, time + length
    if not zone_known:
        start, end = start - _EARLIEST_ZONE, end + _LATEST_ZONE
    sorts_at = max(start, min(time, first_seen_at))
    return _Interval(start, min(end, first_seen_at + _CLOCK_SLACK), sorts_at=sorts_at, exact=False)


@lru_cache(maxsize=4096)
def _read(published_at: str, time_zone: str | None) -> tuple[datetime, timedelta, bool]:
    if published_at.endswith("Z"):
        return datetime.fromisoformat(published_at), timedelta(seconds=0), True
    zone = ZoneInfo(time_zone) if time_zone else UTC
    moment = datetime.fromisoformat(published_at).replace(tzinfo=zone)
    length = timedelta(days=1, seconds=-1) if len(published_at) == 10 else timedelta(seconds=0)
    return moment.astimezone(UTC), length, time_zone is not None
