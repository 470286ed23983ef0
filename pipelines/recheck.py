"""Decide when a page is looked at again, so that revisions are noticed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

RECHECKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


def next_check(first_seen_at: datetime, now: datetime) -> datetime | None:
    """The next of 1 h, 6 h and 24 h after a page was first seen; None when all are past."""
    return next((first_seen_at + after for after in RECHECKS if first_seen_at + after > now), None)
