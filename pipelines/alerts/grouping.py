"""When a channel hears of a text again: at once at steps, otherwise when no further copy came for a while. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from config.alerts import AlertRule
from pipelines.alerts.timing import next_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When something is reported to a channel, and what that waits for; None where it waits for nothing."""

    due_at: datetime
    waits_for: str | None = None


def turn_at_once(rule: AlertRule, *, zone: tzinfo, now: datetime) -> Turn:
    """When a channel gets what is not about copies: now, or with the rule's digest."""
    if rule.digest is None:
        return Turn(due_at=now)
    return Turn(due_at=next_digest(rule.digest, zone, now=now), waits_for=_digest_words(rule.digest))


def _digest_words(digest: str) -> str:
    return "the hourly digest" if digest == "hourly" else f"the digest at {digest}"


def turn_of(rule: AlertRule, *, copies: int, told: int, waits: bool, zone: tzinfo, now: datetime) -> Turn | None:
    """When a channel that was `told` of so many copies hears that there are `copies` by now; None: as was planned.

    `waits` says whether something is planned already.
    """
    if copies <= told:
        return None
    if rule.digest is not None:
        return None if waits else turn_at_once(rule, zone=zone, now=now)
    if told == 0:
        if waits and copies not in rule.steps:
            return None
        wait = timedelta(seconds=rule.wait)
        return Turn(due_at=now + wait, waits_for="further copies") if wait and not waits else Turn(due_at=now)
    if any(told < step <= copies for step in rule.steps):
        return Turn(due_at=now)
    return Turn(due_at=now + timedelta(seconds=rule.settle), waits_for="further copies")
