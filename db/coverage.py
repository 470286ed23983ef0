"""Coverage: what became of the pages that outlets named, by days of their own clocks; and when these days begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.store import Row, Store
from db.times import from_text, to_text

# How far ahead days are written: views also need the days after the last one on which a daemon ran.
_AHEAD = timedelta(days=366)
_ENOUGH_AHEAD = timedelta(days=180)
UNKNOWN_ZONE = "UTC"


class CoverageStore(Store):
    def note_days(self, *, now: datetime) -> None:
        """Store when the days of watched outlets begin and end: from the first day that was watched to a year ahead.

        Days to come are stored again at each start, as rules of summer time change.
        """
        first = self._value("select min(added_at) from sources")
        if first is None:
            return
        since = min(from_text(first), now).date() - timedelta(days=1)
        zones = self._rows(
            "select distinct coalesce(time_zone, ?) as zone from outlets where id in (select outlet_id from sources)",
            [UNKNOWN_ZONE],
        )
        with self.transaction():
            for row in zones:
                known = self._value(
                    "select max(day) from zone_days where zone = ? and starts_at <= ?", [row["zone"], to_text(now)]
                )
                begin = since if known is None else max(since, date.fromisoformat(known))
                self.connection.executemany(
                    "insert or replace into zone_days (zone, day, starts_at, ends_at) values (?, ?, ?, ?)",
                    [(row["zone"], *day) for day in days_of(row["zone"], begin, (now + _AHEAD).date())],
                )

    def has_days_enough(self, *, now: datetime) -> bool:
        """Whether the days of all watched outlets are written down for months to come."""
        lacking = self._value(
            "select count(*) from outlets where id in (select outlet_id from sources) and not exists ("
            "select 1 from zone_days where zone = coalesce(outlets.time_zone, ?) and starts_at > ?)",
            [UNKNOWN_ZONE, to_text(now + _ENOUGH_AHEAD)],
        )
        return int(lacking) == 0

    def coverage(self, *, since: datetime, limit: int | None = None, whose: Sequence[int] | None = None) -> list[Row]:
        """A row for each watched outlet and day that ended since, or has not ended, newest first: see the view
        `coverage`. `whose`: of these outlets only.
        """
        # Not a subquery: SQLite would compute the view for all outlets first.
        of_these = "" if whose is None else f"and outlet_id in ({', '.join('?' * len(whose))}) "
        return self._rows(
            f"select * from coverage where ends_at > ? {of_these}order by day desc, outlet limit ?",
            [to_text(since), *(whose or ()), -1 if limit is None else limit],
        )


def days_of(zone: str, since: date, until: date) -> list[tuple[str, str, str]]:
    """The days of a time zone from `since` to `until`: the day, when it begins and when the next one does."""
    clock = ZoneInfo(zone)
    number = (until - since).days + 2
    days = [since + timedelta(days=n) for n in range(number)]
    begins = [to_text(datetime.combine(day, time(), clock).astimezone(UTC)) for day in days]
    return [(day.isoformat(), begin, end) for day, begin, end in zip(days, begins, begins[1:], strict=False)]
