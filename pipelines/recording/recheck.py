"""Decide when a page is looked at again: one that was read, so that revisions are noticed, and one that failed,
so that no outage costs a piece. Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta

RECHECKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
# What may pass is tried after 5 minutes, 10, 20 ... and from then on every 6 hours, for a week at least.
_PASSING = (timedelta(minutes=5), 2, timedelta(hours=6))
_WEEK = timedelta(days=7)
# What lasts, as pages that are gone, is tried after 20 minutes, 1 hour, 3, 9, and from then on once a day.
_LASTING = (timedelta(minutes=20), 3, timedelta(hours=24))
# For as long as a listing names a page, it is tried so often.
LISTED = timedelta(hours=24)


def next_check(first_seen_at: datetime, now: datetime) -> datetime | None:
    """The next of 1 h, 6 h and 24 h after a page was first seen; None when all are past."""
    return next((first_seen_at + after for after in RECHECKS if first_seen_at + after > now), None)


def next_attempt(
    attempts: int, *, first_seen_at: datetime, now: datetime, lasts: bool, is_listed: bool, max_attempts: int
) -> datetime | None:
    """When a page that failed `attempts` times is tried again; None when it is left, until a listing names it again.

    `lasts` says that the site called the page gone or forbidden: only then the number of attempts counts.
    """
    is_over = attempts >= max_attempts if lasts else now - first_seen_at >= _WEEK
    if is_over:
        return now + LISTED if is_listed else None
    return now + _pause(attempts, lasts=lasts)


def after_pause(attempts: int, *, pause: timedelta, now: datetime) -> datetime:
    """When a page is tried again whose own answer was that its site wants a pause, `attempts` times by now: a page that
    always says so would keep the others of its site waiting.
    """
    return now + (pause if attempts <= 1 else max(pause, _pause(attempts - 1, lasts=False)))


def _pause(attempts: int, *, lasts: bool) -> timedelta:
    first, factor, longest = _LASTING if lasts else _PASSING
    pause: timedelta = first * factor ** min(attempts - 1, 8)
    return min(pause, longest)
