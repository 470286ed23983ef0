"""What a person keeps quiet for a while: alerts about a text, an outlet, a source or of a rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.store import Row, Store
from db.times import to_text


class MuteStore(Store):
    def add_mute(self, kind: str, name: str, *, until: datetime | None, note: str | None, now: datetime) -> None:
        """Keep alerts about a text, outlet, source or rule quiet until a time, or for good."""
        with self.transaction():
            self._insert(
                "mutes",
                {
                    "kind": kind,
                    "name": name,
                    "note": note,
                    "created_at": to_text(now),
                    "until": to_text(until),
                },
            )

    def end_mutes(self, kind: str, name: str, *, now: datetime) -> int:
        """Let alerts about a text, outlet, source or rule be reported again, from now on: how many mutes ended."""
        with self.transaction():
            ended = self.connection.execute(
                "update mutes set ended_at = :now where kind = :kind and name = :name and ended_at is null "
                "and (until is null or until > :now)",
                {"now": to_text(now), "kind": kind, "name": name},
            ).rowcount
            # An alert under another mute is put off again when its turn comes.
            self._execute(
                "update alert_queue set due_at = ? where waits_for like 'the end of the mute of %'", [to_text(now)]
            )
            return ended

    def mutes(self, *, now: datetime, since: datetime | None = None, limit: int | None = None) -> list[Row]:
        """The mutes that hold: `kind` (text, outlet, source or rule), `name`, `until` (null: for good), `note`."""
        moment = to_text(since)
        return self._rows(
            "select id, kind, name, note, created_at, until from mutes where ended_at is null "
            "and (until is null or until > :now) and (:since is null or created_at >= :since) order by id limit :limit",
            {"now": to_text(now), "since": moment, "limit": -1 if limit is None else limit},
        )

    def clusters_of_articles(self, article_ids: Sequence[int]) -> dict[int, int]:
        """The cluster that each of these articles is in; those in none are left out."""
        rows = self._rows(
            "select id, cluster_id from articles where cluster_id is not null "
            "and id in (select value from json_each(?))",
            [json.dumps(list(article_ids))],
        )
        return {row["id"]: row["cluster_id"] for row in rows}
