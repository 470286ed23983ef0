"""What alerts and messages say of texts that are forgotten: found, and taken out. Joins the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from db.messages import MessageStore
from db.store import Row

# What is left of a message, and by what it is known.
NOTHING_LEFT = "What this message said was forgotten."


class ForgettingWordsStore(MessageStore):
    def alerts_about(self, article_ids: Collection[int], titles: Collection[str]) -> list[int]:
        """Alerts about articles or a match of theirs, and those about their clusters that have one of their titles."""
        ids = json.dumps([*article_ids])
        rows = self.connection.execute(
            """
            with gone as materialized (select value as id from json_each(:ids)),
            mates as materialized (select id from gone union select id from articles where cluster_id in (
              select cluster_id from articles where id in (select id from gone))),
            pairs as materialized (select id, later_id in (select id from gone) or earlier_id in (select id from gone)
              as is_own from matches where later_id in (select id from mates) or earlier_id in (select id from mates)),
            about as materialized (
              select alert_id as id, is_own from alert_matches join pairs on pairs.id = match_id
              union select alerts.id, is_own from alerts join pairs on pairs.id = alerts.match_id
              union select alerts.id, mates.id in (select id from gone) from alerts
                join mates on subject = cast(mates.id as text) where kind in ('phrase', 'spread', 'correction'))
            select id from about group by id having max(is_own) or exists (
              select 1 from alerts join json_each(:titles) on instr(alerts.title || char(10) || alerts.text, value)
              where alerts.id = about.id)
            order by id
            """,
            {"ids": ids, "titles": json.dumps([title for title in titles if title])},
        )
        return [row[0] for row in rows]

    def articles_of_alert(self, alert_id: int) -> set[int]:
        """The articles that the matches of an alert are of."""
        rows = self.connection.execute(
            "select later_id, earlier_id from alert_matches join matches on matches.id = match_id where alert_id = ?",
            [alert_id],
        )
        return {article for row in rows for article in row}

    def is_left(self, alert_id: int, article_ids: Collection[int]) -> bool:
        """Whether an alert is about anything beside these articles, which are gone."""
        row = self._row(
            "select kind, subject, exists (select 1 from alert_matches where alert_id = alerts.id) as has_matches "
            "from alerts where id = ?",
            [alert_id],
        )
        assert row is not None
        if row["kind"] == "copy":
            return bool(row["has_matches"])
        return row["subject"] not in {str(each) for each in article_ids}

    def word_again(self, alert_id: int, *, title: str, text: str) -> None:
        """What is left of what an alert says. It is no news: whoever has seen it need not again."""
        self._update("alerts", alert_id, {"title": title, "text": text})

    def remove_alert(self, alert_id: int) -> None:
        """Remove an alert of which nothing is left; its messages stay, without it."""
        for table in ("alert_queue", "alert_matches", "delivery_alerts"):
            self.connection.execute(f"delete from {table} where alert_id = ?", [alert_id])
        self.connection.execute("delete from alerts where id = ?", [alert_id])

    def messages_about(self, alert_ids: Collection[int]) -> list[int]:
        """The messages that report one of these alerts."""
        rows = self.connection.execute(
            "select distinct delivery_id from delivery_alerts where alert_id in (select value from json_each(?))",
            [json.dumps([*alert_ids])],
        )
        return [row[0] for row in rows]

    def briefs_naming(self, article_ids: Collection[int]) -> list[int]:
        """The briefs that name one of these articles."""
        return [
            row["id"]
            for row in self._rows("select id, brief from deliveries where brief is not null")
            if not article_ids.isdisjoint(_articles_in(json.loads(row["brief"])))  # type: ignore[attr-defined]
        ]

    def empty_messages(self, delivery_ids: Collection[int], *, match_ids: Collection[int] = (), now: datetime) -> None:
        """Take out what messages say. Those that wait are not sent; what else they report is put back into the queue.
        `match_ids` are those of matches that are gone.
        """
        for row in self._rows(
            "select id, channel, status from deliveries where id in (select value from json_each(?))",
            [json.dumps([*delivery_ids])],
        ):
            emptied: Row = {"title": "", "text": NOTHING_LEFT, "brief": None}
            told = self._rows("select alert_id, matches from delivery_alerts where delivery_id = ?", [row["id"]])
            if row["status"] in ("waiting", "failed"):
                emptied |= {"status": "withdrawn", "next_attempt_at": None}
                for each in told if row["status"] == "waiting" else ():
                    self.queue_alert(each["alert_id"], row["channel"], due_at=now, waits_for=None)
            self._update("deliveries", row["id"], emptied)
            for each in told:
                left = [match for match in json.loads(each["matches"] or "[]") if match not in match_ids]
                self._execute(
                    "update delivery_alerts set matches = iif(matches is null, null, ?) "
                    "where delivery_id = ? and alert_id = ?",
                    [json.dumps(left), row["id"], each["alert_id"]],
                )

    def emptied_messages(self, channel: str) -> set[str]:
        """The ids, as programs know them, of the messages of a channel that say nothing any more."""
        rows = self.connection.execute(
            "select message_id from deliveries where channel = ? and text = ?", [channel, NOTHING_LEFT]
        )
        return {row[0] for row in rows}


def _articles_in(brief: Any) -> Iterator[int]:
    if isinstance(brief, dict):
        if isinstance(brief.get("article"), int):
            yield brief["article"]
        for value in brief.values():
            yield from _articles_in(value)
    elif isinstance(brief, list):
        for value in brief:
            yield from _articles_in(value)
