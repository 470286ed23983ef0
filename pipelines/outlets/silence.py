"""Tell when a source that answers has fallen silent: it lists nothing, or nothing new for far longer than usual.

A section that was moved, a feed that is no longer filled, a front page whose links are made by a script: all answer
well. Each source is held against its own habit, so that a weekly is not blamed for a quiet week.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import Database
from db.times import from_text
from model import Source

KIND = "silent"
# How many arrivals of something new are looked at, and how many are needed to show a habit.
_ARRIVALS = 50
_FEWEST_ARRIVALS = 5
# A silence is longer than a weekend, than this many times the longest recent pause, and this many times the usual one.
_LEAST = timedelta(days=3)
_LONGEST_TIMES, _USUAL_TIMES = 2, 8
# A source is silent after this many visits in a row without a link, over `_EMPTY_FOR` at least, or after many over any
# time; and only where as many visits followed the last new one.
_VISITS, _MANY_VISITS = 5, 50
_EMPTY_FOR = timedelta(days=1)
_VISITS_LOOKED_AT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One visit at which the source answered. `links` is None where it said that nothing changed."""

    at: datetime
    links: int | None


def silence(
    visits: Sequence[Answered], arrivals: Sequence[datetime], *, now: datetime, drops_old: bool = False
) -> str | None:
    """Why a source is suspect, in words for people; None when it is as usual.

    `visits` and `arrivals` (the moments at which it named something new) come newest first; a visit that failed ends
    `visits`. `drops_old`: of this source only what is new is listed, so that an empty listing may be a quiet week.
    """
    listed = [visit for visit in visits if visit.links]
    empty = visits[: visits.index(listed[0])] if listed else visits
    is_long = len(empty) >= _MANY_VISITS or (len(empty) >= _VISITS and now - empty[-1].at >= _EMPTY_FOR)
    if is_long and any(visit.links == 0 for visit in empty) and not (drops_old and arrivals):
        return f"answers, but has listed nothing for {_span(now - empty[-1].at)}: look whether it has moved"
    if len(arrivals) < _FEWEST_ARRIVALS or len([visit for visit in visits if visit.at > arrivals[0]]) < _VISITS:
        return None
    pauses = [(later - earlier).total_seconds() for later, earlier in itertools.pairwise(arrivals)]
    usual, longest = timedelta(seconds=statistics.median(pauses)), timedelta(seconds=max(pauses))
    quiet = now - arrivals[0]
    if quiet <= max(_LEAST, _LONGEST_TIMES * longest, _USUAL_TIMES * usual):
        return None
    return f"has named nothing new for {_span(quiet)}, usually every {_span(usual)}: look whether it has moved"


def notice_silence(database: Database, source: Source, *, now: datetime) -> tuple[str | None, bool]:
    """After a visit: what began, in words, and whether what went on is over. It is kept until then."""
    visits = [
        Answered(at=from_text(row["started_at"]), links=row["links"] if row["outcome"] == "done" else None)
        for row in database.answered_visits(source.id, limit=_VISITS_LOOKED_AT)
    ]
    arrivals = [from_text(moment) for moment in database.arrivals(source.id, limit=_ARRIVALS)]
    words = silence(visits, arrivals, now=now, drops_old=source.kind == "sitemap")
    owner, before = database.source_owner(source.id), database.finding_of_source(source.id)
    if words is None or owner is None:
        if before is not None:
            database.end_finding(before["id"], now=now)
        return None, before is not None
    words = f"{owner[1]} {words}"
    if before is not None:
        database.tell_finding(before["id"], words=words, examples=())
        return None, False
    database.add_finding(owner[0], source_id=source.id, kind=KIND, words=words, examples=(), habit={}, now=now)
    return words, False


def _span(time: timedelta) -> str:
    """ "9 days", "5 hours", "20 minutes"."""
    for unit, seconds in (("day", 86400), ("hour", 3600)):
        if (number := round(time.total_seconds() / seconds)) >= 2:
            return f"{number} {unit}s"
    return f"{max(1, round(time.total_seconds() / 60))} minutes"
