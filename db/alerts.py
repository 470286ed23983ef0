"""Alerts and their deliveries: an outbox. A delivery waits until its channel accepts it or a verdict withdraws it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.store import Row, Store
from db.times import to_text
from model import Alert


class AlertStore(Store):
    def add_alert(self, alert: Alert, *, now: datetime) -> int:
        """Store an alert with one waiting delivery a channel: its id."""
        alert_id = self._insert(
            "alerts",
            {
                "rule": alert.rule,
                "match_id": alert.match_id,
                "title": alert.title,
                "text": alert.text,
                "created_at": to_text(now),
            },
        )
        for channel in alert.channels:
            self._insert(
                "deliveries",
                {
                    "alert_id": alert_id,
                    "channel": channel,
                    "status": "waiting",
                    "next_attempt_at": to_text(now),
                },
            )
        return alert_id

    def due_deliveries(self, *, now: datetime, limit: int) -> list[Row]:
        """Deliveries whose turn has come, oldest first, with the alert's title and text."""
        return self._rows(
            "select deliveries.id, deliveries.channel, deliveries.attempts, alerts.id as alert, alerts.rule, "
            "alerts.title, alerts.text from deliveries join alerts on alerts.id = deliveries.alert_id "
            "where deliveries.status = 'waiting' and deliveries.next_attempt_at <= ? "
            "order by deliveries.next_attempt_at, deliveries.id limit ?",
            [to_text(now), limit],
        )

    def delivered(self, delivery_id: int, *, now: datetime) -> None:
        """A channel took the alert."""
        with self.transaction():
            self.connection.execute(
                "update deliveries set status = 'sent', sent_at = ?, attempts = attempts + 1, error = null, "
                "next_attempt_at = null where id = ?",
                [to_text(now), delivery_id],
            )

    def not_delivered(self, delivery_id: int, *, error: str, next_attempt_at: datetime | None) -> None:
        """A channel did not take the alert; without a next attempt it is given up, and says so."""
        with self.transaction():
            self.connection.execute(
                "update deliveries set attempts = attempts + 1, error = ?, next_attempt_at = ?, status = ? "
                "where id = ?",
                [
                    error,
                    to_text(next_attempt_at) if next_attempt_at else None,
                    "waiting" if next_attempt_at else "failed",
                    delivery_id,
                ],
            )

    def withdraw_deliveries(self, match_id: int) -> None:
        """What waits to be told of the two articles of a match is not told any more; what was sent stays sent."""
        self.connection.execute(
            "update deliveries set status = 'withdrawn', next_attempt_at = null "
            "where status = 'waiting' and alert_id in ("
            "select alerts.id from alerts join matches on matches.id = alerts.match_id "
            "join matches given on given.id = ? and matches.later_id in (given.later_id, given.earlier_id) "
            "and matches.earlier_id in (given.later_id, given.earlier_id))",
            [match_id],
        )

    def delivery_counts(self) -> dict[str, int]:
        """How many deliveries are waiting, sent, failed and withdrawn; statuses that none has are left out."""
        return {
            row["status"]: row["n"]
            for row in self._rows("select status, count(*) as n from deliveries group by status")
        }

    def count_alerts(self, *, since: datetime | None = None) -> int:
        """How many alerts there are, or were raised since; each is one, whatever number of channels it goes to."""
        moment = to_text(since) if since else None
        return int(self._value("select count(*) from alerts where ? is null or created_at >= ?", [moment, moment]))

    def alerts_not_sent(self) -> dict[str, int]:
        """How many alerts have a delivery that waits or failed, by that word; words that none has are left out."""
        rows = self._rows(
            "select status, count(distinct alert_id) as n from deliveries where status in ('waiting', 'failed') "
            "group by status order by status desc"
        )
        return {row["status"]: row["n"] for row in rows}

    def list_alerts(
        self, *, since: datetime | None, limit: int | None, whose: Sequence[int] | None = None
    ) -> list[Row]:
        """Alerts, newest first, with how each channel took them; `whose` keeps those about one of these outlets."""
        return self._rows(
            """
            select alerts.id, alerts.rule, alerts.match_id as match, alerts.title, alerts.text, alerts.created_at,
              (select group_concat(channel || ': ' || status, ', ') from deliveries
               where deliveries.alert_id = alerts.id) as deliveries
            from alerts where (:since is null or alerts.created_at >= :since)
              and (:whose is null or exists (select 1 from matches
                join articles on articles.id in (matches.later_id, matches.earlier_id)
                where matches.id = alerts.match_id and (
                  articles.outlet_id in (select value from json_each(:whose))
                  or articles.carrier_id in (select value from json_each(:whose)))))
            order by alerts.id desc limit :limit
            """,
            {
                "since": to_text(since) if since else None,
                "whose": None if whose is None else json.dumps(list(whose)),
                "limit": -1 if limit is None else limit,
            },
        )
