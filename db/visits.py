"""Visits to sources, and what each finds out about its source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from db.sources import ANNOUNCED
from db.store import Row, Store
from db.times import to_text
from model import Found, Visit

# In the order in which a person reads them.
VISIT_COUNTS = ("links", "known", "new", "new_pages", "changed", "copies", "off_topic", "failed", "skipped")
_AFTER_ANNOUNCED = timedelta(seconds=60)


class VisitStore(Store):
    def start_visit(self, source_id: int, *, run_id: int | None, now: datetime) -> int:
        """Begin a visit: its row's id."""
        with self.transaction():
            self._update("sources", source_id, {"last_visit_at": to_text(now), "announced_at": None})
            return self._insert(
                "visits",
                {"run_id": run_id, "source_id": source_id, "started_at": to_text(now), "outcome": "running"},
            )

    def finish_visit(
        self,
        visit: Visit,
        *,
        now: datetime,
        next_visit_at: datetime,
        every_seconds: int | None = None,
        rush_seconds: float | None = None,
        reason: str | None = None,
    ) -> None:
        """Record how a visit went, what it found out about the source, and when and why the source is visited next."""
        with self.transaction():
            self._update(
                "visits",
                visit.id,
                {
                    "finished_at": to_text(now),
                    "outcome": visit.outcome,
                    "grade": visit.grade,
                    "message": visit.message,
                    **counts_of(visit),
                },
            )
            row: Row = {"next_visit_at": to_text(next_visit_at), "next_visit_reason": reason}
            if every_seconds is not None:
                row |= {"every_seconds": every_seconds, "rush_seconds": rush_seconds}
            if visit.found is not None:
                row |= self._found(visit, visit.found, now=now)
            if self._value("select announced_at from sources where id = ?", [visit.source_id]):
                # A hub announced something meanwhile: this visit may have come too early for it.
                row |= {"next_visit_at": to_text(now + _AFTER_ANNOUNCED), "next_visit_reason": ANNOUNCED}
            self._update("sources", visit.source_id, row)
            if visit.outcome in ("done", "unchanged"):
                self._update("sources", visit.source_id, {"failures": 0, "last_success_at": to_text(now)})
            else:
                self.connection.execute("update sources set failures = failures + 1 where id = ?", [visit.source_id])
            if visit.grade is not None or visit.outcome in ("done", "unchanged"):
                self._grade(visit)

    def failed_sources(self, run_id: int) -> list[Row]:
        """The sources whose visits failed or were refused in a run: `outlet, url, message`."""
        return self._rows(
            "select outlets.name as outlet, sources.url, visits.message from visits "
            "join sources on sources.id = visits.source_id join outlets on outlets.id = sources.outlet_id "
            "where visits.run_id = ? and visits.outcome in ('failed', 'refused') order by visits.id",
            [run_id],
        )

    def abandon_visits(self, *, now: datetime) -> int:
        """Close visits that a killed process left running; their count. Their pages are still wanted."""
        with self.transaction():
            return self.connection.execute(
                "update visits set outcome = 'failed', grade = 'interrupted', finished_at = ?, "
                "message = 'Naskh ended before the visit did' where outcome = 'running' and shipped_as is null",
                [to_text(now)],
            ).rowcount

    def list_visits(
        self, *, since: datetime | None, limit: int | None, sources: Sequence[int] | None = None
    ) -> list[Row]:
        """Visits, newest first: all, or those to these sources."""
        return self._rows(
            """
            select visits.id, visits.source_id, outlets.name as outlet, sources.url as source, visits.started_at,
              visits.finished_at, visits.outcome, visits.grade, visits.links, visits.known, visits.new,
              visits.new_pages, visits.changed, visits.copies, visits.off_topic, visits.failed, visits.skipped,
              visits.message
            from visits join sources on sources.id = visits.source_id
            join outlets on outlets.id = sources.outlet_id
            where (:since is null or visits.started_at >= :since)
              and (:sources is null or visits.source_id in (select value from json_each(:sources)))
            order by visits.id desc limit :limit
            """,
            {
                "since": to_text(since),
                "sources": None if sources is None else json.dumps(list(sources)),
                "limit": -1 if limit is None else limit,
            },
        )

    def _grade(self, visit: Visit) -> None:
        """Record how a source fares now, and since when it has not worked, for whatever reasons. A visit that went well
        and has no grade leaves the grade unknown.
        """
        self.connection.execute(
            "update sources set grade = :grade, "
            "grade_since = case when coalesce(:grade, 'working') = 'working' then null "
            "when coalesce(grade, 'working') != 'working' then coalesce(grade_since, last_visit_at) "
            "else last_visit_at end where id = :source",
            {"grade": visit.grade, "source": visit.source_id},
        )

    def _found(self, visit: Visit, found: Found, *, now: datetime) -> Row:
        """The columns of a source that change by what a visit found out."""
        row: Row = {"listed": found.links, "found_kind": found.kind, "moved_to": found.moved_to}
        row["update_seconds"] = found.update_seconds
        if self._value("select moved_to is not ? from sources where id = ?", [found.moved_to, visit.source_id]):
            row["moved_at"] = to_text(now) if found.moved_to else None
        return row


def counts_of(visit: Visit) -> dict[str, int]:
    """What a visit counted, by the names of its columns."""
    return {name: getattr(visit, name) for name in VISIT_COUNTS}
