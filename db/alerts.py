"""Alerts, and what of them waits to be reported.

An alert is one text (or source, phrase ...) under one rule. Its news waits in `alert_queue`, one row for each channel,
until it may be reported. Then it becomes a delivery: see `db.deliveries`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.forgotten import ForgottenStore
from db.matches import MATCH
from db.store import Row
from db.times import to_text
from model import Alert


class AlertStore(ForgottenStore):
    def add_alert(self, alert: Alert, *, now: datetime) -> int:
        """Store an alert: its id. `queue_alert` says when its channels hear of it."""
        return self._insert(
            "alerts",
            {
                "id": self.newest_alert() + 1,
                "kind": alert.kind,
                "rule": alert.rule,
                "match_id": alert.match_id,
                "subject": alert.subject,
                "outlet": alert.outlet,
                "title": alert.title,
                "text": alert.text,
                "created_at": to_text(now),
                "updated_at": to_text(now),
            },
        )

    def reword_alert(self, alert_id: int, *, title: str, text: str, now: datetime) -> None:
        """What an alert says by now. A person's word that it was seen no longer holds."""
        self._update(
            "alerts",
            alert_id,
            {"title": title, "text": text, "updated_at": to_text(now), "acknowledged_at": None},
        )

    def alert_of_match(self, rule: str, match_id: int) -> int | None:
        """The alert that a rule raised before about the text of this match: its cluster, or one of its two articles.

        A copy that is in no cluster is a round-up, with texts of which each has its own alert.
        """
        found = self._value(
            """
            with told as (
              select later.id as later_id, earlier.id as earlier_id, later.cluster_id as later_cluster,
                earlier.cluster_id as earlier_cluster,
                matches.relation <> 'partial' and later.cluster_id is null as is_roundup
              from matches join articles later on later.id = matches.later_id
              join articles earlier on earlier.id = matches.earlier_id where matches.id = :match),
            carriers as (
              select later_id as id from told where not is_roundup union select earlier_id from told
              union select articles.id from articles, told where articles.cluster_id = told.later_cluster
              union select articles.id from articles, told where articles.cluster_id = told.earlier_cluster)
            select min(alerts.id) from alerts
            join alert_matches on alert_matches.alert_id = alerts.id
            where alerts.kind = 'copy' and alerts.rule = :rule and alert_matches.match_id in (
              select id from matches where later_id in (select id from carriers)
              union select id from matches where earlier_id in (select id from carriers))
            """,
            {"rule": rule, "match": match_id},
        )
        return None if found is None else int(found)

    def add_match_to_alert(self, alert_id: int, match_id: int, *, now: datetime) -> None:
        self._execute("insert or ignore into alert_matches values (?, ?, ?)", [alert_id, match_id, to_text(now)])

    def matches_of_alert(self, alert_id: int) -> list[Row]:
        """The matches of an alert in the order in which they were noticed, with both articles as `later_*` and
        `earlier_*` columns. A pair that was judged again is there as it is judged now.
        """
        return self._rows(
            f"""
            with told as (
              select alert_matches.rowid as place, (
                select same.id from matches given, matches same where given.id = alert_matches.match_id
                  and same.later_id in (given.later_id, given.earlier_id)
                  and same.earlier_id in (given.later_id, given.earlier_id)
                order by same.superseded_at is null desc, same.id desc limit 1) as id
              from alert_matches where alert_id = ?)
            {MATCH} join told on told.id = matches.id group by matches.id order by min(told.place)
            """,
            [alert_id],
        )

    def queue_alert(self, alert_id: int, channel: str, *, due_at: datetime, waits_for: str | None) -> None:
        """Have an alert reported to a channel at a time. What was to be reported of it before is reported with it."""
        self._execute(
            "insert into alert_queue (alert_id, channel, due_at, waits_for) values (?, ?, ?, ?) "
            "on conflict (alert_id, channel) do update set due_at = excluded.due_at, waits_for = excluded.waits_for",
            [alert_id, channel, to_text(due_at), waits_for],
        )

    def due_alerts(self, *, now: datetime) -> list[Row]:
        """What may be reported by now, longest due first: `alert`, `channel`, `waits_for` and the alert's columns."""
        return self._rows(
            "select alert_queue.alert_id as alert, alert_queue.channel, alert_queue.due_at, alert_queue.waits_for, "
            "alerts.kind, alerts.rule, alerts.subject, alerts.outlet, alerts.title, alerts.text, alerts.created_at, "
            "alerts.ended_at "
            "from alert_queue join alerts on alerts.id = alert_queue.alert_id where due_at <= ? "
            "order by alert_queue.due_at, alert_queue.alert_id, alert_queue.channel",
            [to_text(now)],
        )

    def drop_from_queue(self, alert_id: int, channel: str) -> None:
        """Remove an alert from a channel's queue: nothing of it is left to report."""
        self._execute("delete from alert_queue where alert_id = ? and channel = ?", [alert_id, channel])

    def count_alerts(self, *, since: datetime | None = None) -> int:
        """How many alerts there are, or were raised since; each is one, whatever number of channels it goes to."""
        moment = to_text(since)
        return int(self._value("select count(*) from alerts where ? is null or created_at >= ?", [moment, moment]))

    def alert_rules(self) -> list[str]:
        """The names of the rules that raised alerts."""
        return [row["rule"] for row in self._rows("select distinct rule from alerts order by rule")]

    def count_queued(self) -> int:
        """How many alerts are held back, for one channel or more."""
        return int(self._value("select count(distinct alert_id) from alert_queue"))

    def list_alerts(
        self,
        *,
        since: datetime | None,
        limit: int | None,
        rule: str | None = None,
        whose: Sequence[int] | None = None,
    ) -> list[Row]:
        """Alerts, newest first, with how each channel took them: those of a rule, and those about one of the outlets
        `whose`, by their ids.
        """
        return self._rows(
            f"""
            select alerts.id, alerts.kind, alerts.rule, alerts.match_id as match, alerts.title, alerts.text,
              alerts.created_at, alerts.updated_at, alerts.acknowledged_at, {_DELIVERIES} as deliveries
            from alerts where (:since is null or coalesce(alerts.updated_at, alerts.created_at) >= :since)
              and (:rule is null or alerts.rule = :rule)
              and (:whose is null or exists (select 1 from alert_matches
                join matches on matches.id = alert_matches.match_id
                join articles on articles.id in (matches.later_id, matches.earlier_id)
                where alert_matches.alert_id = alerts.id and (
                  articles.outlet_id in (select value from json_each(:whose))
                  or articles.carrier_id in (select value from json_each(:whose))))
                or alerts.outlet in (select name from outlets where id in (select value from json_each(:whose))))
            order by alerts.id desc limit :limit
            """,
            {
                "since": to_text(since),
                "rule": rule,
                "whose": None if whose is None else json.dumps(list(whose)),
                "limit": -1 if limit is None else limit,
            },
        )

    def alert_row(self, alert_id: int) -> Row | None:
        """One alert, as `list_alerts` gives it."""
        return self._row(f"select alerts.*, {_DELIVERIES} as deliveries from alerts where id = ?", [alert_id])

    def queue_of_alert(self, alert_id: int) -> list[Row]:
        """What of an alert waits to be reported: `channel`, `due_at`, `waits_for`."""
        return self._rows("select * from alert_queue where alert_id = ? order by channel", [alert_id])


_DELIVERIES = """(
  select group_concat(channel || ': ' || states, ', ') from (
    select channel, group_concat(words, ' and ') as states from (
      select deliveries.channel, case when count(*) > 1 then count(*) || ' ' else '' end
        || deliveries.status as words from deliveries
      join delivery_alerts on delivery_alerts.delivery_id = deliveries.id
      where delivery_alerts.alert_id = alerts.id
      group by deliveries.channel, deliveries.status
      union all
      select channel, coalesce('waits for ' || waits_for, 'waiting') from alert_queue
      where alert_queue.alert_id = alerts.id)
    group by channel))"""
