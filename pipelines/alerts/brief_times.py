"""When a brief is due and how far it looks back. Pure.

APScheduler's cron trigger only wakes: its jobs live in memory, and a brief that fell due while the daemon was stopped
has to come once it is back. What is due is a function of the clock, and a brief's id one of its day: looked at ten
times, or on a night on which the clock shows an hour twice, it is still one brief.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from uuid import NAMESPACE_URL, uuid5

from config.alerts import Brief as BriefSettings
from config.alerts import time_of_day

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A morning's brief is worth reading until the evening.
_LATEST = timedelta(hours=12)
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBrief:
    """A brief that should be sent by now: of which day, and the time that it looks at."""

    day: date
    since: datetime
    until: datetime
    is_weekly: bool


def due_brief(settings: BriefSettings, zone: tzinfo, *, now: datetime, began: datetime) -> DueBrief | None:
    """The latest brief whose time has come; None where none is set, where it is 12 hours late, or where this
    database began only afterwards (`began`). It looks back to the brief before, so that days off are not left out;
    the weekly one looks seven days back.
    """
    if settings.at is None:
        return None
    times = _times_back(settings, zone, now=now)
    day, until = next(times)
    if now - until > _LATEST or until < began:
        return None
    is_weekly = settings.weekly == _DAYS[day.weekday()]
    since = _moment(settings, zone, day - timedelta(days=_DAYS_OF_A_WEEK)) if is_weekly else next(times)[1]
    return DueBrief(day=day, since=since, until=until, is_weekly=is_weekly)


def brief_id(installation: str, due: DueBrief, channel: str) -> str:
    """The id of a day's brief for a channel: the same however often it is made. Databases differ in `installation`."""
    return str(uuid5(NAMESPACE_URL, f"naskh:brief:{installation}:{due.day.isoformat()}:{channel}"))


def _times_back(settings: BriefSettings, zone: tzinfo, *, now: datetime) -> Iterator[tuple[date, datetime]]:
    """The days of briefs with their moments, backwards from now."""
    today = now.astimezone(zone).date()
    wanted = {*(settings.days or _DAYS), *([settings.weekly] if settings.weekly else [])}
    for back in range(-1, 3 * _DAYS_OF_A_WEEK):
        day = today - timedelta(days=back)
        moment = _moment(settings, zone, day)
        if moment <= now and _DAYS[day.weekday()] in wanted:
            yield day, moment


def _moment(settings: BriefSettings, zone: tzinfo, day: date) -> datetime:
    """Where summer time leaves the hour out, the time that the clock shows instead; where it comes twice, the first."""
    assert settings.at is not None
    return datetime.combine(day, time_of_day(settings.at), zone).astimezone(UTC)
