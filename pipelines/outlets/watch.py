"""Compare an outlet's latest pages with its habit after each visit, and keep a finding until it is over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import numpy as np

from db import Database
from db.store import Row
from db.times import from_text
from pipelines.outlets.health import HABIT, RECENT, Finding, Habit, Reading, examine

# A finding of another kind: noted by `aliases` as it happens, and believed for good.
LYING_CANONICAL = "canonical"
# An outlet is looked at again after this many pages of a visit, so that a visit that brings a hundred is not its own
# habit.
_STEP = 5
_MOST_AT_ONCE = 500
# A change that has lasted this long is the outlet's habit.
_HABIT_AFTER = timedelta(days=30)
# A change that comes back within this time was not over, and is not reported again.
_SAME_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What began and what ended at an outlet."""

    began: tuple[Finding, ...] = ()
    ended: tuple[str, ...] = ()


def notice(database: Database, outlet_id: int, *, new: int, now: datetime) -> Noticed:
    """See whether an outlet of which `new` pages were read is as it was; what is not is kept until it is over."""
    new = min(new, _MOST_AT_ONCE)
    readings = [_reading(row) for row in database.latest_readings(outlet_id, limit=RECENT + HABIT + new)]
    began: dict[str, Finding] = {}
    ended: dict[str, None] = {}
    with database.transaction():
        for behind in range(new - new % _STEP, -1, -_STEP):
            for found in _look(database, outlet_id, readings[behind : behind + RECENT + HABIT], ended, now=now):
                began[found.kind] = found
    return Noticed(began=tuple(began.values()), ended=tuple(ended))


def _look(
    database: Database, outlet_id: int, readings: Sequence[Reading], ended: dict[str, None], *, now: datetime
) -> list[Finding]:
    """One look, as if the newest of these pages had just been read: what began with it."""
    lately = {row["kind"]: row for row in database.findings_of(outlet_id, ended_since=now - _SAME_WITHIN)}
    going_on = [row for row in lately.values() if row["ended_at"] is None]
    for row in [row for row in going_on if from_text(row["noticed_at"]) < now - _HABIT_AFTER]:
        database.end_finding(row["id"], now=now)
        going_on.remove(row)
        lately.pop(row["kind"], None)
    going_on = [row for row in going_on if row["kind"] != LYING_CANONICAL]
    # The pages since are no habit to hold it against.
    held_against = Habit(**json.loads(going_on[0]["habit"])) if going_on else None
    found, habit = examine(readings, held_against)
    began = []
    for each in found:
        before = lately.get(each.kind)
        if before is not None:
            database.tell_finding(before["id"], words=each.words, examples=_examples(each))
        elif habit is not None:
            database.add_finding(
                outlet_id, kind=each.kind, words=each.words, examples=_examples(each), habit=asdict(habit), now=now
            )
            began.append(each)
    for row in going_on:
        if row["kind"] not in {each.kind for each in found}:
            database.end_finding(row["id"], now=now)
            ended[row["kind"]] = None
    return began


def _examples(finding: Finding) -> list[Row]:
    return [{"page": each.page_id, "article": each.article_id, "url": each.url} for each in finding.examples]


def _reading(row: Row) -> Reading:
    return Reading(
        page_id=row["id"],
        url=row["url"],
        words=row["words"],
        article_id=row["article_id"],
        dated=None if row["article_id"] is None else row["published_at"] is not None,
        title=row["title"],
        signature=None if row["signature"] is None else np.frombuffer(row["signature"], dtype="<u2"),
    )
