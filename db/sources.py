"""Sources and their visits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db.store import Row, Store
from db.times import from_text, to_text
from model import FIRST_EVERY_SECONDS, Grade, LinkRules, PageStatus, Source

if TYPE_CHECKING:
    from config.tables import Crawl, SourceEntry


class SourceStore(Store):
    def save_sources(
        self, entries: Iterable[tuple[SourceEntry, int]], *, now: datetime, crawl: Crawl | None = None
    ) -> None:
        """Make the configured sources (each with its outlet's id) the ones that are visited; others are disabled."""
        if crawl is None:
            from config.tables import Crawl

            crawl = Crawl()
        kept: set[int] = set()
        for entry, outlet_id in entries:
            shortest, longest = entry.every_seconds(crawl)
            row: Row = {
                "kind": entry.kind,
                "outlet_id": outlet_id,
                "min_every_seconds": shortest,
                "max_every_seconds": longest,
                "link_pattern": entry.links,
                "link_include": json.dumps(entry.include),
                "link_exclude": json.dumps(entry.exclude),
                "enabled": int(entry.enabled),
            }
            old = self._row("select * from sources where url = ?", [entry.url])
            if old is None:
                row["every_seconds"] = _between(FIRST_EVERY_SECONDS, shortest, longest)
                kept.add(self._insert("sources", {"url": entry.url, "added_at": to_text(now), **row}))
                continue
            row["every_seconds"] = _between(old["every_seconds"], shortest, longest)
            if any(old[name] != row[name] for name in _SETTINGS):
                # A changed setting counts at once: the listing is read again, though it did not change.
                row |= dict.fromkeys(("etag", "last_modified", "body_hash", "next_visit_at", "found_kind", "moved_to"))
            if any(old[name] != row[name] for name in ("min_every_seconds", "max_every_seconds")):
                row["next_visit_at"] = None
            self._update("sources", old["id"], row)
            kept.add(old["id"])
        for row in self._rows("select id from sources where enabled"):
            if row["id"] not in kept:
                self._update("sources", row["id"], {"enabled": 0})

    def due_sources(self, *, now: datetime, limit: int) -> list[Source]:
        """Enabled sources whose turn has come, longest waiting first."""
        rows = self._rows(
            # A last visit in the future means that the clock was set back: the time of the next visit does not count
            # then.
            f"{SOURCE} where enabled and not elsewhere and paused_at is null "
            "and (next_visit_at is null or next_visit_at <= ? or last_visit_at > ?) "
            "order by next_visit_at is not null, next_visit_at, sources.id limit ?",
            [to_text(now), to_text(now), limit],
        )
        return [source_in(row) for row in rows]

    def enabled_sources(self) -> list[Source]:
        """All sources that are visited."""
        rows = self._rows(f"{SOURCE} where enabled and not elsewhere and paused_at is null order by sources.id")
        return [source_in(row) for row in rows]

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
            self._update("sources", source_id, {"next_visit_at": None, "next_visit_reason": "you asked for it"})

    def put_off(self, source_id: int, *, at: datetime, reason: str) -> None:
        """Visit a source no sooner than `at`."""
        with self.transaction():
            self._update("sources", source_id, {"next_visit_at": to_text(at), "next_visit_reason": reason})

    def announce(self, source_id: int, *, now: datetime, at: datetime) -> None:
        """Visit a source by `at`, because its hub announced something new; also one that is being visited now."""
        with self.transaction():
            self._update("sources", source_id, {"announced_at": to_text(now)})
            self.connection.execute(
                "update sources set next_visit_at = ?, next_visit_reason = ? where id = ? and next_visit_at > ?",
                [to_text(at), ANNOUNCED, source_id, to_text(at)],
            )

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

    def domains_of_source(self, source_id: int) -> list[str]:
        """The domains that the outlet of a source has in the configuration."""
        found = self._value(
            "select domains from outlets where id = (select outlet_id from sources where id = ?)", [source_id]
        )
        return list(json.loads(found or "[]"))

    def source_owner(self, source_id: int) -> tuple[int, str] | None:
        """The outlet's id and the address of a source."""
        row = self._row("select outlet_id, url from sources where id = ?", [source_id])
        return (row["outlet_id"], row["url"]) if row else None

    def source_owners(self) -> list[tuple[int, str]]:
        """The outlet's id and the address of each enabled source."""
        rows = self._rows("select outlet_id, url from sources where enabled order by id")
        return [(row["outlet_id"], row["url"]) for row in rows]

    def latest_pages(self, source_id: int, *, limit: int) -> list[tuple[PageStatus, Grade | None]]:
        """What became of the latest pages that a source named and that were tried, newest first."""
        rows = self._rows(
            "select status, grade from pages where source_id = ? and status not in ('wanted', 'alias') "
            "order by id desc limit ?",
            [source_id, limit],
        )
        return [(row["status"], row["grade"]) for row in rows]

    def save_listing(
        self,
        source_id: int,
        *,
        etag: str | None,
        last_modified: str | None,
        body_hash: str | None,
        whole_at: datetime | None = None,
        believed_seconds: int = 0,
    ) -> None:
        """Keep the validators of a source's listing, for the next conditional request. `whole_at` is when it came in
        answer to a request without a condition, and then `believed_seconds` counts.
        """
        row: Row = {"etag": etag, "last_modified": last_modified, "body_hash": body_hash}
        if whole_at is not None:
            row |= {"whole_at": to_text(whole_at), "believed_seconds": believed_seconds}
        with self.transaction():
            self._update("sources", source_id, row)

    def forget_move(self, source_id: int) -> None:
        """Forget the address that a source moved to, which does not work: visits begin at its own again."""
        with self.transaction():
            self._update(
                "sources", source_id, dict.fromkeys(("moved_to", "moved_at", "etag", "last_modified", "body_hash"))
            )

    def list_sources(self, *, since: datetime | None, limit: int | None) -> list[Row]:
        """Sources with their health; `since` keeps those visited since. `failing_since` is when the first visit began
        that failed after the last good one.
        """
        moment = to_text(since)
        return self._rows(
            "select source_health.*, sources.paused_at, sources.every_seconds, sources.min_every_seconds, "
            "sources.max_every_seconds, sources.next_visit_reason, sources.found_kind, sources.moved_to, "
            "sources.moved_at, hub.state as hub, hub.message as hub_message, "
            "case when source_health.failures > 0 then (select min(started_at) from visits "
            "where source_id = source_health.id and outcome in ('failed', 'refused') "
            "and visits.id > coalesce((select max(id) from visits "
            "where source_id = source_health.id and outcome in ('done', 'unchanged')), 0)) "
            "else source_health.grade_since end as failing_since "
            "from source_health join sources on sources.id = source_health.id "
            "left join hub_subscriptions hub on hub.id = (select id from hub_subscriptions "
            "where source_id = sources.id order by state = 'active' desc, id desc limit 1) "
            "where ? is null or source_health.last_visit_at >= ? "
            "order by source_health.enabled desc, outlet, source_health.id limit ?",
            [moment, moment, -1 if limit is None else limit],
        )


def back_off(every_seconds: int, failures: int) -> timedelta:
    """How long after `failures` failed visits in a row the next one is due: doubling, at most two hours for a day.

    A listing names its news for some hours only: after a night's outage it must be read soon, or they are lost. What
    has failed for days is visited every six hours, and once a day in the end.
    """
    longest = next((hours for least, hours in _LONGEST if failures > least), 2) * 3600
    return timedelta(seconds=min(every_seconds * 2 ** min(failures, 10), max(longest, every_seconds)))


_SETTINGS = ("kind", "link_pattern", "link_include", "link_exclude", "enabled")
# More failures than this in a row -> the longest pause in hours.
_LONGEST = ((30, 24), (16, 6))
ANNOUNCED = "its hub announced something new"
SOURCE = "select sources.*, outlets.name as outlet from sources join outlets on outlets.id = sources.outlet_id"


def source_in(row: Row) -> Source:
    """A source as the crawler sees it, from the columns of `SOURCE`."""
    return Source(
        id=row["id"],
        url=row["url"],
        kind=row["kind"],
        outlet=row["outlet"],
        every_seconds=row["every_seconds"],
        min_every_seconds=row["min_every_seconds"] or row["every_seconds"],
        max_every_seconds=row["max_every_seconds"] or row["every_seconds"],
        next_visit_at=_moment(row["next_visit_at"]),
        last_success_at=_moment(row["last_success_at"]),
        whole_at=_moment(row["whole_at"]),
        believed_seconds=row["believed_seconds"],
        found_kind=row["found_kind"],
        moved_to=row["moved_to"],
        listed=row["listed"],
        update_seconds=row["update_seconds"] or 0.0,
        rush_seconds=row["rush_seconds"],
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


def _between(seconds: int, shortest: int, longest: int) -> int:
    return max(shortest, min(seconds, longest))


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text else None
