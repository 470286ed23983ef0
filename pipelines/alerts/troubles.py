"""What is not as it should be, apart from texts: sources that fail or change, a disk that fills up. Pure.

Each trouble is reported once, and once more when it is over. What comes back within a day is not reported again unless
it lasts: a site that is up and down all day is no news each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from config.alerts import AlertRule
from db.store import Row
from db.times import from_text
from model import Grade

TroubleKind = Literal["failing", "silent", "changed", "disk", "backup"]

# How many visits in a row must fail, and for how long, before an alert: most outages end before.
_FAILURES, FAILING_FOR = 3, timedelta(hours=2)
AGAIN_AFTER = timedelta(days=1)
# A disk with less than either is nearly full; it has room again from half as much more on.
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 1_000_000_000, 0.03
_ROOM_AGAIN = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`subject` tells it from every other: an address, an outlet or a folder, with the kind. `words` are details, such
    as a reason, `grade` is that in one word; `outlet` and `groups` say whom it concerns, `disk` which is nearly full.
    """

    kind: TroubleKind
    subject: str
    outlet: str | None = None
    groups: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    grade: Grade | None = None
    since: datetime
    disk: Disk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """The disk that holds the database."""

    folder: str
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBackup:
    """That no backup could be made into a folder, why, and since when."""

    folder: str
    words: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be reported: troubles that began, and the rows of alerts that are over."""

    began: tuple[Trouble, ...] = ()
    ended: tuple[Row, ...] = ()


def is_failing(failures: int, since: datetime, *, now: datetime) -> bool:
    """Whether a source has failed for so long that a person should know."""
    return failures >= _FAILURES and now - since >= FAILING_FOR


def is_nearly_full(disk: Disk, *, was_told: bool) -> bool:
    """Whether there is little room; once that was reported, until there is clearly more."""
    least = min(LEAST_FREE_BYTES, LEAST_FREE_SHARE * disk.total_bytes)
    return disk.free_bytes < least * (_ROOM_AGAIN if was_told else 1)


def concerns(rule: AlertRule, trouble: Trouble) -> bool:
    """Whether a rule asks for a trouble."""
    if rule.kind == "disk" or trouble.kind in ("disk", "backup"):
        return rule.kind == "disk" and trouble.kind in ("disk", "backup")
    if rule.kind != "source":
        return False
    anywhere = not (rule.outlets or rule.groups)
    return anywhere or trouble.outlet in rule.outlets or not trouble.groups.isdisjoint(rule.groups)


def changes(troubles: Sequence[Trouble], told: Sequence[Row], *, now: datetime) -> Changes:
    """What began and what ended, where `told` are the alerts so far: rows of `troubles_told`."""
    going_on = {row["subject"]: row for row in told if row["ended_at"] is None}
    lately = {row["subject"] for row in told if row["ended_at"] is not None and _is_recent(row, now)}
    return Changes(
        began=tuple(
            trouble
            for trouble in troubles
            if trouble.subject not in going_on and (trouble.subject not in lately or now - trouble.since >= AGAIN_AFTER)
        ),
        ended=tuple(row for subject, row in going_on.items() if subject not in {each.subject for each in troubles}),
    )


def _is_recent(row: Row, now: datetime) -> bool:
    return from_text(row["ended_at"]) > now - AGAIN_AFTER
