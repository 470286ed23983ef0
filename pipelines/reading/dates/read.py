"""When was it published? Words, meta tags and feed entries -> `Published`, never more exact than what they say.

Machine forms first, by strict parsers; then visible words. A day is placed only on evidence: a yearless or relative
date needs the time of fetching, a future one is not believed, a month alone gives no day. Keeps out where on a page
the words stand (`reading.extract`, `reading.text_pages.split_text`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from model import DatePrecision, DateSource, Published
from pipelines.reading.dates.foreign import find_foreign_parts
from pipelines.reading.dates.found import Parts
from pipelines.reading.dates.months import ZONES_BY_COUNTRY
from pipelines.reading.dates.parts import find_parts

_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[Tt ]\s*(?P<h>\d{2}):?(?P<i>\d{2})(?::?(?P<s>\d{1,2})(?:[.,]\d+)?)?\s*"
    r"(?P<z>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_PLAIN_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}")
_ISO_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|GMT|UT|UTC|Z)"
)
_EPOCH = re.compile(r"(?:1[0-9]{9})(?:[0-9]{3})?")
_MACHINE_SOURCES: tuple[DateSource, ...] = ("feed", "json_ld", "meta", "time_tag", "sitemap", "record", "script")
_TOO_LATE = timedelta(days=1)
_LONGEST_WORDS = 300


class _When(NamedTuple):
    """A placed date: the fields of `Published` of these names."""

    when: str
    precision: DatePrecision
    offset: str | None = None


def read_date(
    words: str, *, fetched_at: datetime | None, source: DateSource, country: str | None = None
) -> Published | None:
    """Read one date from the words of a page, a meta tag or a feed.

    `fetched_at` (aware) places relative and yearless dates; without it these keep `when` None, as do dates that fix no
    day and dates more than a day after it. None is returned when the words are no date at all. `country` ("sa") is
    where they were written, for names of zones that mean several.
    """
    given = " ".join(words.split())
    if not given or len(given) > _LONGEST_WORDS:
        return None
    if plain := _plain_clock(given):
        return _published(_believed(plain, fetched_at), given, source)
    machine = _machine(given, source)
    if machine is not None:
        return _published(_believed(machine[0], fetched_at), given, source)
    parts = find_date(given)
    if parts is None or not parts.is_date:
        return None
    return _published(place(parts, fetched_at, country), given, source)


@lru_cache(maxsize=512)
def find_date(words: str) -> Parts | None:
    """The parts of the date (or clock time) in a line of a page, whatever its language, and what else stands there."""
    parts = find_parts(words)
    if parts is not None and parts.is_date:
        return parts
    return find_foreign_parts(words) or parts


def is_dateline(line: str, *, most_other_words: int = 0) -> bool:
    """Whether a line is a date, and at most so many words more."""
    found = find_date(line)
    return found is not None and found.is_date and len(found.rest.split()) <= most_other_words


def place(parts: Parts, fetched_at: datetime | None, country: str | None = None) -> _When | None:
    """Place what was read in time; None when nothing says on which day it was."""
    if parts.vague:
        return None
    if parts.ago is not None:
        return _placed_ago(parts, parts.ago, fetched_at)
    if parts.zone in ZONES_BY_COUNTRY:
        parts = replace(parts, zone=_zone_in(country, ZONES_BY_COUNTRY[parts.zone]))
    day = _placed_day(parts, fetched_at)
    return _believed(_with_clock(day, parts), fetched_at) if day else None


def _zone_in(country: str | None, zones: Mapping[str, str]) -> str | None:
    return zones.get(country or "") or zones.get("")


def _published(when: _When | None, words: str, source: DateSource) -> Published:
    if when is None:
        return Published(when=None, precision=None, source=source, words=words)
    return Published(when=when.when, precision=when.precision, source=source, words=words, offset=when.offset)


def _plain_clock(words: str) -> _When | None:
    """A day and clock time as databases write them: what `_machine` says of it, in a tenth of the time."""
    if not _PLAIN_CLOCK.fullmatch(words):
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return _When(f"{words[:10]}T{words[11:]}", "second") if _is_plausible(moment.date()) else None


def _machine(words: str, source: DateSource) -> tuple[_When | None] | None:
    """ISO 8601 (W3C-DTF), RFC 2822, seconds since 1970: in a tuple, because a machine's date may be no usable one."""
    if found := _ISO.fullmatch(words):
        if "-" not in words and source not in _MACHINE_SOURCES and not found["h"]:
            return None
        return (_iso(found),)
    if _ISO_MONTH.fullmatch(words):
        return (None,)
    if _RFC_2822.fullmatch(words):
        try:
            return (_zoned(parsedate_to_datetime(words.replace(" Z", " GMT")), seconds=words.count(":") == 2),)
        except (ValueError, TypeError, OverflowError):
            return None
    if source in _MACHINE_SOURCES and _EPOCH.fullmatch(words):
        return (_zoned(datetime.fromtimestamp(int(words[:10]), UTC), seconds=True),)
    return None


def _iso(found: re.Match[str]) -> _When | None:
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        if not found["h"]:
            return _day_only(day)
        second = int(found["s"]) if found["s"] else None
        return _with_clock(
            day,
            Parts(hour=int(found["h"]), minute=int(found["i"]), second=second, zone=_iso_zone(found["z"])),
        )
    except ValueError:
        return None


def _iso_zone(words: str | None) -> str | None:
    if not words:
        return None
    if words[0] not in "+-":
        return "UTC"
    return f"{words[:3]}:{words[3:].strip(':') or '00'}"


def _placed_ago(parts: Parts, ago: timedelta, fetched_at: datetime | None) -> _When | None:
    if fetched_at is None:
        return None
    then = fetched_at.astimezone(UTC) - ago
    if parts.whole_days:
        return _believed(_with_clock(then.date(), parts), fetched_at)
    placed = _zoned(then.replace(second=0, microsecond=0), seconds=False)
    if placed is None:
        return None
    # "5 hours ago" means five to six hours ago.
    in_hours = ago >= timedelta(hours=1) and not ago % timedelta(hours=1)
    return placed._replace(offset=None, precision="hour" if in_hours else placed.precision)


def _placed_day(parts: Parts, fetched_at: datetime | None) -> date | None:
    if parts.month is None or parts.day is None:
        return None
    if parts.year is not None:
        return _valid(parts.year, parts.month, parts.day)
    if fetched_at is None:
        return None
    last = (fetched_at.astimezone(UTC) + _TOO_LATE).date() if parts.hour is None else fetched_at.date()
    last = min(last, fetched_at.astimezone(UTC).date())
    # Nine years: the longest way back to a 29 February.
    for year in range(last.year, last.year - 9, -1):
        day = _valid(year, parts.month, parts.day)
        if day and day <= last and parts.weekday in (None, day.weekday()):
            return day
    return None


def _with_clock(day: date, parts: Parts) -> _When | None:
    if parts.hour is None:
        return _day_only(day)
    try:
        moment = datetime(day.year, day.month, day.day, parts.hour, parts.minute, parts.second or 0)  # noqa: DTZ001
    except ValueError:
        return _day_only(day)
    if not _is_plausible(day):
        return None
    zone = _zone(parts.zone)
    if zone is not None:
        return _zoned(moment.replace(tzinfo=zone), seconds=parts.second is not None)
    return _When(f"{moment:%Y-%m-%dT%H:%M:%S}", "second" if parts.second is not None else "minute")


def _zoned(moment: datetime, *, seconds: bool) -> _When | None:
    try:
        utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
    if not _is_plausible(utc.date()):
        return None
    return _When(f"{utc:%Y-%m-%dT%H:%M:%SZ}", "second" if seconds else "minute", _offset_of(moment))


def _offset_of(moment: datetime) -> str:
    """`+02:00`; of a time in UTC, as of one that a machine gave without a zone (seconds since 1970), `+00:00`."""
    minutes = int((moment.utcoffset() or timedelta(0)).total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _day_only(day: date) -> _When | None:
    return _When(day.isoformat(), "day") if _is_plausible(day) else None


def _is_plausible(day: date) -> bool:
    # The first of January 1970 is what systems write that know no date.
    return 1900 <= day.year <= 2100 and day != date(1970, 1, 1)


def _believed(when: _When | None, fetched_at: datetime | None) -> _When | None:
    """The same, unless it lies in the future of `fetched_at`."""
    if when is None or fetched_at is None:
        return when
    moment = datetime.fromisoformat(when.when)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return when if moment <= fetched_at + _TOO_LATE else None


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        shift = timedelta(hours=hours, minutes=minutes)
        return timezone(-shift if name[0] == "-" else shift) if shift < timedelta(hours=24) else None
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
