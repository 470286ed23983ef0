"""The outbox: messages about alerts. Each is written once and waits until its channel takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.alerts import AlertStore
from db.store import Row
from db.times import to_text
from model import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was reported to a channel about an alert: how many copies, in which articles (None: not written down), and
    whether more waits to be reported.
    """

    copies: int
    articles: frozenset[int] | None
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """What a message reports about one alert: how many copies, and the ids of the matches that it speaks of."""

    copies: int
    matches: Sequence[int] = ()


class DeliveryStore(AlertStore):
    def told_of_alert(self, alert_id: int, channel: str) -> Told:
        """What was reported to a channel about an alert so far."""
        rows = self._rows(
            "select copies, matches from delivery_alerts join deliveries on deliveries.id = delivery_id "
            "where alert_id = ? and channel = ? and status != 'withdrawn'",
            [alert_id, channel],
        )
        articles = None
        if all(row["matches"] for row in rows):
            pairs = self.connection.execute(
                "select later_id, earlier_id from matches where id in (select value from json_each(?))",
                [json.dumps(sorted({each for row in rows for each in json.loads(row["matches"])}))],
            )
            articles = frozenset(article for pair in pairs for article in pair)
        waits = self._value("select 1 from alert_queue where alert_id = ? and channel = ?", [alert_id, channel])
        copies = max((row["copies"] for row in rows), default=0)
        return Told(copies=copies, articles=articles, waits=waits is not None)

    def was_told(self, alert_id: int, channel: str) -> bool:
        """Whether a channel was sent anything about an alert, or will be."""
        return bool(
            self._value(
                "select exists (select 1 from delivery_alerts join deliveries on deliveries.id = delivery_id "
                "where alert_id = ? and channel = ? and status != 'withdrawn')",
                [alert_id, channel],
            )
        )

    def add_delivery(self, message: Message, *, tells: Mapping[int, Tells], now: datetime) -> None:
        """Put a message into the outbox. `tells`: what it reports about each of its alerts."""
        delivery_id = self._insert(
            "deliveries",
            {
                "channel": message.channel,
                "kind": message.kind,
                "message_id": message.id,
                "title": message.title,
                "text": message.text,
                "status": "waiting",
                "created_at": to_text(now),
                "next_attempt_at": to_text(now),
            },
        )
        for alert_id, told in tells.items():
            self._insert(
                "delivery_alerts",
                {
                    "delivery_id": delivery_id,
                    "alert_id": alert_id,
                    "copies": told.copies,
                    "matches": json.dumps(list(told.matches)),
                },
            )
            self.drop_from_queue(alert_id, message.channel)

    def withdraw_older(self, alert_id: int, channel: str) -> None:
        """Messages about one alert alone that its channel did not take yet are not sent: a newer one says it all."""
        self._execute(
            "update deliveries set status = 'withdrawn', next_attempt_at = null "
            "where status = 'waiting' and channel = ? "
            "and id in (select delivery_id from delivery_alerts where alert_id = ?) "
            "and (select count(*) from delivery_alerts where delivery_id = deliveries.id) = 1",
            [channel, alert_id],
        )

    def due_deliveries(self, *, now: datetime, limit: int) -> list[Row]:
        """Messages whose turn has come, oldest first, so many for each channel at most, each with the ids of its
        `alerts` and the `rule` of the first.
        """
        rows = self._rows(
            # A channel that takes nothing must not keep the others' messages out.
            "with due as (select id, row_number() over (partition by channel order by next_attempt_at, id) as place "
            "from deliveries where status = 'waiting' and next_attempt_at <= ?) "
            "select deliveries.id, deliveries.channel, deliveries.kind, deliveries.attempts, deliveries.message_id, "
            "deliveries.title, deliveries.text, deliveries.brief, deliveries.created_at, "
            "(select json_group_array(alert_id) from delivery_alerts where delivery_id = deliveries.id) as alerts, "
            "(select alerts.rule from delivery_alerts join alerts on alerts.id = delivery_alerts.alert_id "
            "where delivery_id = deliveries.id order by alerts.id limit 1) as rule "
            "from due join deliveries on deliveries.id = due.id where place <= ? "
            "order by deliveries.next_attempt_at, deliveries.id",
            [to_text(now), limit],
        )
        return [{**row, "alerts": json.loads(row["alerts"])} for row in rows]

    def still_waits(self, delivery_id: int) -> bool:
        """Whether a message is to be sent: one that was due may have been withdrawn since."""
        return bool(self._value("select status = 'waiting' from deliveries where id = ?", [delivery_id]))

    def delivered(self, delivery_id: int, *, now: datetime) -> None:
        """A channel took the message."""
        with self.transaction():
            self.connection.execute(
                "update deliveries set status = 'sent', sent_at = ?, attempts = attempts + 1, error = null, "
                "next_attempt_at = null where id = ?",
                [to_text(now), delivery_id],
            )

    def not_delivered(self, delivery_id: int, *, error: str, next_attempt_at: datetime | None) -> None:
        """A channel did not take the message; without a next attempt it is given up, and says so. What was withdrawn
        meanwhile stays withdrawn.
        """
        with self.transaction():
            self.connection.execute(
                "update deliveries set attempts = attempts + 1, error = ?, next_attempt_at = ?, status = ? "
                "where id = ? and status = 'waiting'",
                [
                    error,
                    to_text(next_attempt_at),
                    "waiting" if next_attempt_at else "failed",
                    delivery_id,
                ],
            )

    def try_again(self, alert_id: int | None, *, now: datetime) -> int:
        """Have the failed messages of an alert, or all of them, tried once more from now on: how many there are."""
        with self.transaction():
            return self.connection.execute(
                "update deliveries set status = 'waiting', attempts = 0, next_attempt_at = :now "
                "where status = 'failed' and (:alert is null "
                "or id in (select delivery_id from delivery_alerts where alert_id = :alert))",
                {"now": to_text(now), "alert": alert_id},
            ).rowcount

    def withdraw_deliveries(self, match_id: int, *, now: datetime) -> None:
        """Messages about the two articles of a match that wait for their channel are not sent; what was sent stays
        sent. What else they tell of is put back into the queue.
        """
        waiting = self._rows(
            "select deliveries.id, deliveries.channel from deliveries where status = 'waiting' and id in ("
            "select delivery_id from delivery_alerts join alert_matches using (alert_id) "
            "join matches on matches.id = alert_matches.match_id "
            "join matches given on given.id = ? and matches.later_id in (given.later_id, given.earlier_id) "
            "and matches.earlier_id in (given.later_id, given.earlier_id))",
            [match_id],
        )
        for row in waiting:
            self._update("deliveries", row["id"], {"status": "withdrawn", "next_attempt_at": None})
            for told in self._rows("select alert_id from delivery_alerts where delivery_id = ?", [row["id"]]):
                self.queue_alert(told["alert_id"], row["channel"], due_at=now, waits_for=None)

    def messages_of_hour(self, channel: str, *, now: datetime) -> list[str]:
        """When the messages of the last hour were sent to a channel; those that wait to be sent count as sent now."""
        rows = self._rows(
            "select coalesce(sent_at, ?) as at from deliveries where channel = ? and kind != 'test' "
            "and (sent_at > ? or status = 'waiting') order by at",
            [to_text(now), channel, to_text(now - timedelta(hours=1))],
        )
        return [row["at"] for row in rows]

    def delivery_counts(self) -> dict[str, int]:
        """How many messages are waiting, sent, failed and withdrawn; statuses that none has are left out."""
        return {
            row["status"]: row["n"]
            for row in self._rows("select status, count(*) as n from deliveries group by status")
        }

    def deliveries_of_alert(self, alert_id: int) -> list[Row]:
        """The messages that reported an alert, oldest first."""
        return self._rows(
            "select deliveries.*, delivery_alerts.copies from deliveries "
            "join delivery_alerts on delivery_alerts.delivery_id = deliveries.id where alert_id = ? order by id",
            [alert_id],
        )

    def acknowledge(self, alert_id: int, *, now: datetime) -> None:
        """A person has seen an alert: it is not reported again, unless another outlet carries the text."""
        with self.transaction():
            for row in self._rows("select distinct channel from deliveries where status = 'waiting'"):
                self.withdraw_older(alert_id, row["channel"])
            self._update("alerts", alert_id, {"acknowledged_at": to_text(now)})
            self._execute("delete from alert_queue where alert_id = ?", [alert_id])
