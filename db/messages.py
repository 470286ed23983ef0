"""Messages read back: what one reports, what a channel got last, what waits and what was given up."""

from __future__ import annotations

from datetime import datetime

from db.deliveries import DeliveryStore
from db.matches import MATCH
from db.store import Row
from db.times import to_text


class MessageStore(DeliveryStore):
    def told_in_message(self, delivery_id: int) -> list[Row]:
        """What a message reports about each of its alerts: `id`, `rule`, `kind`, `subject`, `copies`, and the `matches`
        with both articles as `later_*` and `earlier_*` columns.
        """
        told = self._rows(
            "select alerts.id, alerts.rule, alerts.kind, alerts.subject, delivery_alerts.copies, "
            "delivery_alerts.matches from delivery_alerts join alerts on alerts.id = delivery_alerts.alert_id "
            "where delivery_id = ? order by alerts.id",
            [delivery_id],
        )
        for row in told:
            # Messages of older versions do not say which.
            row["matches"] = (
                self._rows(
                    f"{MATCH} where matches.id in (select value from json_each(?)) order by matches.id",
                    [row["matches"]],
                )
                if row["matches"] is not None
                else self.matches_of_alert(row["id"])
            )
        return told

    def latest_messages(self, channel: str, *, limit: int, with_id: int | None = None) -> list[Row]:
        """The last messages that a channel took, newest first; among them the one that is being sent."""
        return self._rows(
            "select id, message_id, kind, title, text, created_at from deliveries where channel = ? "
            "and (status = 'sent' or id = ?) order by created_at desc, id desc limit ?",
            [channel, with_id, limit],
        )

    def first_message_id(self, channel: str) -> str | None:
        """The id of the first message to a channel: no other installation has the same."""
        found = self._value("select message_id from deliveries where channel = ? order by id limit 1", [channel])
        return None if found is None else str(found)

    def waiting_news(self, *, since: datetime | None, limit: int | None) -> list[Row]:
        """What waits to be reported or sent, the next first: `alert`, `channel`, `state` ("held back", "to be sent" or
        "to be tried again"), `due_at`, `why`, `attempts`, `rule`, `title`.
        """
        moment = to_text(since)
        return self._rows(
            f"""
            with news as (
              select alert_queue.alert_id as alert, alert_queue.channel, 'held back' as state, due_at,
                coalesce(waits_for, 'the next round') as why, 0 as attempts, alerts.rule, alerts.title,
                coalesce(alerts.updated_at, alerts.created_at) as at
              from alert_queue join alerts on alerts.id = alert_queue.alert_id
              union all
              select alert, channel, case attempts when 0 then 'to be sent' else 'to be tried again' end,
                next_attempt_at, error, attempts, rule, title, created_at
              from {_MESSAGES} where status = 'waiting')
            select alert, channel, state, due_at, why, attempts, rule, title from news
            where :since is null or at >= :since order by due_at, alert, channel limit :limit
            """,
            {"since": moment, "limit": -1 if limit is None else limit},
        )

    def failed_messages(self, *, since: datetime | None, limit: int | None) -> list[Row]:
        """Messages that were given up, newest first: `alert`, `channel`, `created_at`, `attempts`, `error`, `rule`,
        `title`.
        """
        moment = to_text(since)
        return self._rows(
            "select alert, channel, message_id as message, created_at, attempts, error, rule, title "
            f"from {_MESSAGES} where status = 'failed' and (:since is null or created_at >= :since) "
            "order by created_at desc, id desc limit :limit",
            {"since": moment, "limit": -1 if limit is None else limit},
        )


# Each message with the first of its alerts, and that one's rule.
_MESSAGES = """(
  select deliveries.*, told.alert_id as alert, alerts.rule from deliveries
  left join (select delivery_id, min(alert_id) as alert_id from delivery_alerts group by delivery_id) told
    on told.delivery_id = deliveries.id
  left join alerts on alerts.id = told.alert_id)"""
