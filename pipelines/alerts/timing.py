"""When a channel may be sent something: quiet hours, days, digests, limits an hour. Pure.

Digests are counted here and not by APScheduler's cron trigger: its jobs live in memory, and a digest that fell due
while the daemon was stopped has to come at the next start.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, tzinfo

from config.alerts import Channel, hours, time_of_day

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOUR = timedelta(hours=1)


def next_digest(digest: str, zone: tzinfo, *, now: datetime) -> datetime:
    """When the next digest is due: at the next full hour ("hourly"), or at the next such time of day ("08:00")."""
    local = now.astimezone(zone)
    if digest == "hourly":
        return now + _HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return next_time_of_day(digest, zone, now=now)


def next_time_of_day(at: str, zone: tzinfo, *, now: datetime, days: Collection[str] = ()) -> datetime:
    """When it is `at` ("08:00") the next time, on one of these days, after now. Where summer time leaves the hour out,
    the time that the clock shows instead.
    """
    local, wanted = now.astimezone(zone), time_of_day(at)
    for later in range(9):
        day = local.date() + timedelta(days=later)
        moment = datetime.combine(day, wanted, zone).astimezone(now.tzinfo)
        if moment > now and (not days or _DAYS[day.weekday()] in days):
            return moment
    raise AssertionError("every day of the week comes within nine days")


def opens_at(channel: Channel | None, zone: tzinfo, *, now: datetime) -> tuple[datetime, str] | None:
    """When a channel may be sent something again, and what it waits for; None where it may be now."""
    if channel is None or not (channel.quiet_hours or channel.days):
        return None
    moment, why = now, None
    # After the quiet hours may come a day off, and after that quiet hours again.
    for _ in range(3):
        if (end := _end_of_quiet(channel, zone, now=moment)) is not None:
            moment, why = end, "the end of the quiet hours"
        if (start := _next_day(channel, zone, now=moment)) is not None:
            moment, why = start, "the next of its days"
    return None if why is None else (moment, why)


def _end_of_quiet(channel: Channel, zone: tzinfo, *, now: datetime) -> datetime | None:
    if channel.quiet_hours is None:
        return None
    start, end = hours(channel.quiet_hours)
    clock = now.astimezone(zone).time()
    quiet = start <= clock < end if start < end else clock >= start or clock < end
    return next_time_of_day(end.strftime("%H:%M"), zone, now=now) if quiet else None


def _next_day(channel: Channel, zone: tzinfo, *, now: datetime) -> datetime | None:
    local = now.astimezone(zone)
    if not channel.days or _DAYS[local.weekday()] in channel.days:
        return None
    return next_time_of_day("00:00", zone, now=now, days=channel.days)


def room_at(channel: Channel | None, sent: Sequence[datetime], *, now: datetime) -> datetime | None:
    """When the next message may go, where a channel had its share of the last hour; None where it may go now."""
    if channel is None or channel.max_per_hour == 0:
        return None
    recent = sorted(moment for moment in sent if moment > now - _HOUR)
    return None if len(recent) < channel.max_per_hour else recent[-channel.max_per_hour] + _HOUR
