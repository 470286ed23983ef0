"""Subscriptions of sources at the hubs that their feeds name (W3C WebSub). Their secrets are never stored."""

from __future__ import annotations

from datetime import datetime

from db.store import Row, Store
from db.times import to_text

# A row is `wanted` (to be asked for), `asked` (the hub has yet to verify it), `active`, `refused` (by the hub, or for
# it), `leaving` (to be ended at the hub) or `ended` (the source is not visited now).


class HubStore(Store):
    def want_subscription(self, source_id: int, *, hub: str | None, topic: str | None, path: str) -> None:
        """Subscribe a source at the hub that its feed names now, with `path` for its pushes, and leave all others."""
        held = self._rows(
            "select id, hub, topic from hub_subscriptions where source_id = ? and state != 'leaving'", [source_id]
        )
        known = next((row for row in held if (row["hub"], row["topic"]) == (hub, topic)), None)
        if (not held and not hub) or (known and len(held) == 1):
            return
        with self.transaction():
            self.connection.execute(
                "update hub_subscriptions set state = 'leaving', attempts = 0, next_try_at = null "
                "where source_id = ? and id is not ? and state != 'leaving'",
                [source_id, known["id"] if known else None],
            )
            if known is None and hub and topic:
                row = {"source_id": source_id, "hub": hub, "topic": topic, "path": path, "state": "wanted"}
                self._insert("hub_subscriptions", row)

    def follow_sources(self) -> None:
        """Leave the hubs of sources that are not visited any more, and come back with those that are again."""
        visited = "select id from sources where enabled and paused_at is null"
        stale = f"state in ('wanted', 'asked', 'active', 'refused') and source_id not in ({visited})"
        back = f"state = 'ended' and source_id in ({visited})"
        if not self._value(f"select count(*) from hub_subscriptions where {stale} or {back}"):
            return
        with self.transaction():
            self.connection.execute(
                "update hub_subscriptions set attempts = 0, next_try_at = null, "
                f"state = iif(state in ('wanted', 'refused'), 'ended', 'leaving') where {stale}"
            )
            self.connection.execute(
                f"update hub_subscriptions set state = 'wanted', attempts = 0, next_try_at = null where {back}"
            )

    def renew_all_subscriptions(self) -> None:
        """Subscribe again everywhere: a new start has new secrets."""
        with self.transaction():
            self.connection.execute(
                "update hub_subscriptions set next_try_at = null where state in ('asked', 'active', 'leaving')"
            )

    def forget_subscriptions(self) -> None:
        """Forget all subscriptions, when nobody listens any more. Hubs forget them when their leases end."""
        if self._value("select count(*) from hub_subscriptions"):
            with self.transaction():
                self.connection.execute("delete from hub_subscriptions")

    def due_subscriptions(self, *, now: datetime, limit: int) -> list[Row]:
        """What is to be asked of hubs now, longest waiting first."""
        return self._rows(
            "select * from hub_subscriptions where state != 'ended' and (next_try_at is null or next_try_at <= ?) "
            "order by next_try_at is not null, next_try_at, id limit ?",
            [to_text(now), limit],
        )

    def subscription_at(self, path: str) -> Row | None:
        """The subscription whose pushes come to this path, with when its source was visited last."""
        return self._row(
            "select hub_subscriptions.*, sources.last_visit_at, sources.url, "
            "sources.enabled and sources.paused_at is null as is_visited "
            "from hub_subscriptions join sources on sources.id = hub_subscriptions.source_id where path = ?",
            [path],
        )

    def note_subscription(
        self,
        subscription_id: int,
        *,
        state: str,
        message: str | None = None,
        attempts: int = 0,
        asked_at: datetime | None = None,
        next_try_at: datetime,
        lease_until: datetime | None = None,
    ) -> None:
        """Write down the state of a subscription. `asked_at` and `lease_until` stay where they are not given."""
        row: Row = {"state": state, "message": message, "attempts": attempts, "next_try_at": to_text(next_try_at)}
        if asked_at is not None:
            row["asked_at"] = to_text(asked_at)
        if lease_until is not None:
            row["lease_until"] = to_text(lease_until)
        with self.transaction():
            self._update("hub_subscriptions", subscription_id, row)

    def note_push(self, subscription_id: int, *, now: datetime) -> None:
        """Write down that a hub announced something."""
        with self.transaction():
            self._update("hub_subscriptions", subscription_id, {"pushed_at": to_text(now)})

    def end_subscription(self, subscription_id: int) -> None:
        """A hub was left: forget it, unless its source may be visited again with it."""
        with self.transaction():
            self.connection.execute(
                "update hub_subscriptions set state = 'ended', lease_until = null, next_try_at = null where id = ? "
                "and source_id in (select id from sources where not enabled or paused_at is not null)",
                [subscription_id],
            )
            self.connection.execute(
                "delete from hub_subscriptions where id = ? and state != 'ended'", [subscription_id]
            )
