"""Queue an alert that is not about copies for all channels of its rule."""

from __future__ import annotations

from datetime import datetime, tzinfo

from config.alerts import AlertRule
from db import Database
from pipelines.alerts.grouping import turn_at_once


def queue_at_once(database: Database, rule: AlertRule, alert_id: int, *, zone: tzinfo, now: datetime) -> None:
    """Have every channel of the rule hear of an alert now, or with the rule's digest. Joins an open transaction."""
    turn = turn_at_once(rule, zone=zone, now=now)
    for channel in rule.channels:
        database.queue_alert(alert_id, channel, due_at=turn.due_at, waits_for=turn.waits_for)
