"""Sources and their visits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db.store import Row, Store
from db.times import from_text, to_text
from model import Grade, LinkRules, PageStatus, Source, Visit

if TYPE_CHECKING:
    from config import SourceEntry


class SourceStore(Store):
    def save_sources(self, entries: Iterable[tuple[SourceEntry, int]], *, now: datetime) -> None:
        """Make the configured sources (each with its outlet's id) the ones that are visited; others are disabled."""
        kept: set[int] = set()
        for entry, outlet_id in entries:
            row: Row = {
                "kind": entry.kind,
                "outlet_id": outlet_id,
                "every_seconds": entry.every,
                "link_pattern": entry.links,
                "link_include": json.dumps(entry.include),
                "link_exclude": json.dumps(entry.exclude),
                "enabled": int(entry.enabled),
            }
            old = self._row("select * from sources where url = ?", [entry.url])
            if old is None:
                kept.add(self._insert("sources", {"url": entry.url, "added_at": to_text(now), **row}))
                continue
            if any(old[name] != row[name] for name in _SETTINGS):
                # What was set anew is seen at once: the listing is read again, though it did not change.
                row |= dict.fromkeys(("etag", "last_modified", "body_hash", "next_visit_at"))
            self._update("sources", old["id"], row)
            kept.add(old["id"])
        for row in self._rows("select id from sources where enabled"):
            if row["id"] not in kept:
                self._update("sources", row["id"], {"enabled": 0})

    def due_sources(self, *, now: datetime, limit: int) -> list[Source]:
        """Enabled sources whose turn has come, longest waiting first."""
        rows = self._rows(
            # A last visit in the future means that the clock was set back: what it says of the next is void.
            f"{_SOURCE} where enabled and paused_at is null "
            "and (next_visit_at is null or next_visit_at <= ? or last_visit_at > ?) "
            "order by next_visit_at is not null, next_visit_at, sources.id limit ?",
            [to_text(now), to_text(now), limit],
        )
        return [_source(row) for row in rows]

    def enabled_sources(self) -> list[Source]:
        """All sources that are visited."""
        rows = self._rows(f"{_SOURCE} where enabled and paused_at is null order by sources.id")
        return [_source(row) for row in rows]

    def sources_named(self, name: str) -> list[Row]:
        """Sources that a person calls so, enabled ones first: by id, by address, or by the name of their outlet."""
        plain = name.strip()
        address = plain.rstrip("/").partition("://")[2] or plain.rstrip("/")
        return self._rows(
            "select sources.id, sources.url, sources.enabled, sources.paused_at, outlets.name as outlet, "
            "exists (select 1 from visits where source_id = sources.id and outcome = 'running') as is_visited "
            "from sources join outlets on outlets.id = sources.outlet_id where cast(sources.id as text) = :name "
            "or lower(outlets.name) = lower(:name) "
            "or sources.url in (:name, 'http://' || :at, 'https://' || :at, 'http://' || :at || '/', "
            "'https://' || :at || '/') order by sources.enabled desc, sources.id",
            {"name": plain, "at": address},
        )

    def visit_soon(self, source_id: int) -> None:
        """Let the next tick of a daemon visit this source."""
        with self.transaction():
            self._update("sources", source_id, {"next_visit_at": None})

    def pause_source(self, source_id: int, *, now: datetime) -> None:
        """Do not visit this source, whatever the configuration says, until it is resumed."""
        with self.transaction():
            self._update("sources", source_id, {"paused_at": to_text(now)})

    def resume_source(self, source_id: int) -> None:
        """Visit this source again, beginning now."""
        with self.transaction():
            self._update("sources", source_id, {"paused_at": None, "next_visit_at": None})

    def disable_source(self, source_id: int) -> None:
        """Visit this source no more, until a configuration names it again."""
        with self.transaction():
            self._update("sources", source_id, {"enabled": 0})

    def source_owner(self, source_id: int) -> tuple[int, str] | None:
        """The outlet's id and the address of a source."""
        row = self._row("select outlet_id, url from sources where id = ?", [source_id])
        return (row["outlet_id"], row["url"]) if row else None

    def source_owners(self) -> list[tuple[int, str]]:
        """The outlet's id and the address of each enabled source."""
        rows = self._rows("select outlet_id, url from sources where enabled order by id")
        return [(row["outlet_id"], row["url"]) for row in rows]

    def start_visit(self, source_id: int, *, run_id: int | None, now: datetime) -> int:
        """Begin a visit: its row's id."""
        with self.transaction():
            self._update("sources", source_id, {"last_visit_at": to_text(now)})
            return self._insert(
                "visits",
                {"run_id": run_id, "source_id": source_id, "started_at": to_text(now), "outcome": "running"},
            )

    def finish_visit(self, visit: Visit, *, now: datetime, next_visit_at: datetime) -> None:
        """Write down how a visit went and when the source is visited next."""
        with self.transaction():
            self._update(
                "visits",
                visit.id,
                {
                    "finished_at": to_text(now),
                    "outcome": visit.outcome,
                    "grade": visit.grade,
                    "links": visit.links,
                    "known": visit.known,
                    "new": visit.new,
                    "new_pages": visit.new_pages,
                    "changed": visit.changed,
                    "copies": visit.copies,
                    "off_topic": visit.off_topic,
                    "failed": visit.failed,
                    "skipped": visit.skipped,
                    "message": visit.message,
                },
            )
            self._update("sources", visit.source_id, {"next_visit_at": to_text(next_visit_at)})
            if visit.outcome in ("done", "unchanged"):
                self._update("sources", visit.source_id, {"failures": 0, "last_success_at": to_text(now)})
            else:
                self.connection.execute("update sources set failures = failures + 1 where id = ?", [visit.source_id])
            if visit.grade is not None or visit.outcome in ("done", "unchanged"):
                self._grade(visit)

    def _grade(self, visit: Visit) -> None:
        """Write down how a source fares now, and since when it does not work, whatever the reasons since. What a visit
        that went well does not tell is not known.
        """
        self.connection.execute(
            "update sources set grade = :grade, "
            "grade_since = case when coalesce(:grade, 'working') = 'working' then null "
            "when coalesce(grade, 'working') != 'working' then coalesce(grade_since, last_visit_at) "
            "else last_visit_at end where id = :source",
            {"grade": visit.grade, "source": visit.source_id},
        )

    def latest_pages(self, source_id: int, *, limit: int) -> list[tuple[PageStatus, Grade | None]]:
        """What became of the latest pages that a source named and that were tried, newest first."""
        rows = self._rows(
            "select status, grade from pages where source_id = ? and status not in ('wanted', 'alias') "
            "order by id desc limit ?",
            [source_id, limit],
        )
        return [(row["status"], row["grade"]) for row in rows]

    def save_listing(
        self, source_id: int, *, etag: str | None, last_modified: str | None, body_hash: str | None
    ) -> None:
        """Keep the validators of a source's listing, for the next conditional request."""
        with self.transaction():
            self._update("sources", source_id, {"etag": etag, "last_modified": last_modified, "body_hash": body_hash})

    def failed_sources(self, run_id: int) -> list[Row]:
        """The sources that a run visited in vain: `outlet, url, message`."""
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
                "message = 'Naskh ended before the visit did' where outcome = 'running'",
                [to_text(now)],
            ).rowcount

    def list_sources(self, *, since: datetime | None, limit: int | None) -> list[Row]:
        """Sources with their health; `since` keeps those visited since. `failing_since` is when the first visit began
        that failed after the last good one.
        """
        return self._rows(
            "select source_health.*, "
            "case when failures > 0 then (select min(started_at) from visits where source_id = source_health.id "
            "and outcome in ('failed', 'refused') and visits.id > coalesce((select max(id) from visits "
            "where source_id = source_health.id and outcome in ('done', 'unchanged')), 0)) "
            "else grade_since end as failing_since "
            "from source_health where ? is null or last_visit_at >= ? order by enabled desc, outlet, id limit ?",
            [_since(since), _since(since), -1 if limit is None else limit],
        )

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
                "since": _since(since),
                "sources": None if sources is None else json.dumps(list(sources)),
                "limit": -1 if limit is None else limit,
            },
        )


def back_off(every_seconds: int, failures: int) -> timedelta:
    """How long after `failures` failed visits in a row the next one is due: doubling, at most two hours for a day.

    A listing names its news for some hours only: after a night's outage it must be read soon, or they are lost. What
    has failed for days is visited every six hours, and once a day in the end.
    """
    longest = next((hours for least, hours in _LONGEST if failures > least), 2) * 3600
    return timedelta(seconds=min(every_seconds * 2 ** min(failures, 10), max(longest, every_seconds)))


_SETTINGS = ("kind", "every_seconds", "link_pattern", "link_include", "link_exclude", "enabled")
# More failures than this in a row -> the longest pause in hours.
_LONGEST = ((30, 24), (16, 6))
_SOURCE = "select sources.*, outlets.name as outlet from sources join outlets on outlets.id = sources.outlet_id"


def _source(row: Row) -> Source:
    return Source(
        id=row["id"],
        url=row["url"],
        kind=row["kind"],
        outlet=row["outlet"],
        every_seconds=row["every_seconds"],
        next_visit_at=from_text(row["next_visit_at"]) if row["next_visit_at"] else None,
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        failures=row["failures"],
        link_rules=LinkRules(
            only=row["link_pattern"],
            include=tuple(json.loads(row["link_include"])),
            exclude=tuple(json.loads(row["link_exclude"])),
        ),
        is_new=row["last_success_at"] is None,
        grade=row["grade"],
    )


def _since(since: datetime | None) -> str | None:
    return to_text(since) if since else None
