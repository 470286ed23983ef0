"""The state of a database and its daemon: what runs, what is stored, what waits, what fails; and whether that is as it
should be.

One value for `naskh status --format json`, the health page and the metrics. Reads only.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.articles import ArticleStore
from db.backup_schedule import BackupSchedule
from db.copies import CopyStore
from db.deliveries import DeliveryStore
from db.lock import holder_of
from db.migrations import SCHEMA
from db.pages import PageStore
from db.runs import RunStore
from db.sources import SourceStore
from db.store import Row
from db.times import from_text, to_text
from model import Grade

# A daemon begins a visit within a second of its time, or as soon as others have ended. One that began none for this
# time, while some are overdue for as long, is stuck or cannot write.
STUCK_AFTER = timedelta(minutes=15)
LEAST_FREE_BYTES = 500_000_000
DAY = timedelta(days=1)

# A grade of docs/visiting.md, or "other" of what has none and whose words say nothing.
Cause = Grade | Literal["other"]
# Failures without a grade have a reason in words: they are from before there were grades, or from an import. By the
# status, then the first words that fit.
_OF_STATUS: Mapping[str, Grade] = {
    "401": "unauthorized", "402": "paywall", "403": "forbidden", "404": "gone", "406": "forbidden",
    "407": "unauthorized", "408": "timeout", "410": "gone", "420": "rate_limited", "429": "rate_limited",
    "451": "forbidden",
}  # fmt: skip
_OF_WORDS: tuple[tuple[re.Pattern[str], Grade], ...] = (
    (re.compile(r"robots\.txt"), "robots"),
    (re.compile(r"took longer than|timed out"), "timeout"),
    (re.compile(r"certificate|TLS"), "bad_certificate"),
    (re.compile(r"broke off|compressed"), "broken_answer"),
    (re.compile(r"^DNS|no such host|connection"), "unreachable"),
    (re.compile(r"private|only http and https|are not fetched"), "private"),
    (re.compile(r"larger than"), "too_large"),
    (re.compile(r"redirects|front page|address cannot be used"), "elsewhere"),
    (re.compile(r"not a page|listing|services"), "not_a_page"),
    (re.compile(r"not a feed|no feed|XML"), "not_a_feed"),
    (re.compile(r"sitemap"), "not_a_sitemap"),
    (re.compile(r"internal error"), "internal_error"),
    (re.compile(r"cannot be read|time limit|memory limit"), "unreadable"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Counts by name. `lag_seconds` is how long the source that is overdue longest has waited for its visit; `day` are
    counts of the last 24 hours.
    """

    at: datetime
    process: int | None
    version: str | None
    started_at: datetime | None
    ended_at: datetime | None
    articles: int
    articles_day: int
    copies: int
    copies_day: int
    alerts: int
    alerts_day: int
    alerts_waiting: int
    messages: Mapping[str, int]
    pages: Mapping[str, int]
    failed_pages: Mapping[Cause, int]
    visits: int
    visits_running: int
    failed_visits_day: Mapping[Cause, int]
    last_visit_at: datetime | None
    sources: int
    sources_failing: int
    sources_paused: int
    sources_overdue: int
    lag_seconds: float
    unjudged: int
    database_bytes: int
    free_bytes: int
    backup_at: datetime | None
    backup_is_late: bool


class ConditionStore(SourceStore, PageStore, ArticleStore, CopyStore, DeliveryStore, RunStore):
    def condition(self, backups: BackupSchedule, *, now: datetime) -> Condition:
        """The state at this moment."""
        day, run = now - DAY, self.last_run("run")
        sources = self._sources_now(now)
        newest = backups.newest()
        first = self._value("select min(started_at) from runs where command = 'run'")
        return Condition(
            at=now,
            process=holder_of(self.path),
            version=run["version"] if run else None,
            started_at=from_text(run["started_at"]) if run else None,
            ended_at=from_text(run["finished_at"]) if run and run["finished_at"] else None,
            articles=self.count_articles(),
            articles_day=self.count_articles(since=day),
            copies=self.count_copies(),
            copies_day=self.count_copies(since=day),
            alerts=self.count_alerts(),
            alerts_day=self.count_alerts(since=day),
            alerts_waiting=self.count_queued(),
            messages=self.delivery_counts(),
            pages=self.page_counts(),
            failed_pages=_by_cause(
                self._rows(
                    "select grade, case when grade is null then reason end as words, count(*) as n from pages "
                    "where status in ('failed', 'refused') group by 1, 2"
                )
            ),
            visits=int(self._value("select coalesce(max(id), 0) from visits")),
            visits_running=sources["running"] or 0,
            failed_visits_day=_by_cause(
                self._rows(
                    "select grade, case when grade is null then message end as words, count(*) as n from visits "
                    "where outcome in ('failed', 'refused') and started_at >= ? group by 1, 2",
                    [to_text(day)],
                )
            ),
            last_visit_at=from_text(sources["last"]) if sources["last"] else None,
            sources=sources["active"] or 0,
            sources_failing=sources["failing"] or 0,
            sources_paused=sources["paused"] or 0,
            sources_overdue=sources["overdue"] or 0,
            lag_seconds=(now - from_text(sources["due"])).total_seconds() if sources["due"] else 0.0,
            unjudged=int(self._value("select count(*) from unjudged")),
            database_bytes=sum(self.sizes()),
            free_bytes=self.free_bytes(),
            backup_at=newest.made_at if newest else None,
            backup_is_late=backups.is_late(since=from_text(first) if first else None, now=now),
        )

    def free_bytes(self) -> int:
        """What is left on the disk of the file."""
        return shutil.disk_usage(self.path.absolute().parent).free

    def sizes(self) -> tuple[int, int]:
        """The bytes of the file, and of its write-ahead log, which SQLite folds into it later."""
        log = self.path.with_name(f"{self.path.name}-wal")
        try:
            logged = log.stat().st_size
        except FileNotFoundError:
            # The last process to close the database removes it.
            logged = 0
        return self.path.stat().st_size, logged

    def file_facts(self) -> Row:
        """What kind of file it is: sizes in pages, schema, and the highest row of each table."""
        facts: Row = {
            name: self._value(f"pragma {name}")
            for name in ("page_size", "page_count", "freelist_count", "journal_mode")
        }
        tables = [
            row["name"] for row in self._rows("select name from sqlite_master where type = 'table' order by name")
        ]
        return {
            **facts,
            "sqlite": self._value("select sqlite_version()"),
            "migrations": SCHEMA.applied(self.connection),
            "newest_rows": {name: self._newest(name) for name in tables if not name.startswith("articles_fts")},
        }

    def _newest(self, table: str) -> int | None:
        """The highest row of a table: near its number of rows, and found at once however large it is."""
        try:
            highest: int | None = self._value(f'select max(rowid) from "{table}"')
        except sqlite3.OperationalError:
            # Tables without rowids.
            return None
        return highest

    def failing_reasons(self, *, limit: int) -> list[Row]:
        """Why pages could not be read, with how many: the commonest first."""
        return self._rows(
            "select status, reason, http_status, count(*) as pages from pages where status in ('failed', 'refused') "
            "group by status, reason, http_status order by pages desc limit ?",
            [limit],
        )

    def _sources_now(self, now: datetime) -> Row:
        """Enabled sources: how many fail, are paused, are being visited and are overdue, and since when at most."""
        row = self._row(
            """
            with each as (
              select *, paused_at is null as is_active,
                exists (select 1 from visits where source_id = sources.id
                  and started_at = sources.last_visit_at and outcome = 'running') as is_running
              from sources where enabled
            )
            select sum(is_active) as active, sum(is_active and failures > 0) as failing,
              sum(not is_active) as paused, sum(is_running) as running,
              sum(is_active and not is_running and next_visit_at <= :now) as overdue,
              min(case when is_active and not is_running and next_visit_at <= :now then next_visit_at end) as due,
              max(last_visit_at) as last
            from each
            """,
            {"now": to_text(now)},
        )
        assert row is not None
        return row


def cause_of(grade: Grade | None, words: str | None) -> Cause:
    """Why something failed: its grade, or the one that the reason in words comes to where it has none."""
    if grade is not None:
        return grade
    words = words or ""
    if match := re.search(r"\bHTTP ([45])\d\d\b", words):
        return _OF_STATUS.get(match[0][-3:], "http_error" if match[1] == "4" else "server_error")
    return next((found for pattern, found in _OF_WORDS if pattern.search(words)), "other")


def why_not_ready(condition: Condition) -> list[str]:
    """Why nothing new comes in, in words; empty where all is well enough."""
    if condition.process is None:
        return ["no daemon runs on this database; `naskh run` starts one"]
    silent = condition.last_visit_at is None or condition.at - condition.last_visit_at > STUCK_AFTER
    if silent and condition.lag_seconds > STUCK_AFTER.total_seconds():
        minutes = condition.lag_seconds / 60
        return [f"no visit began for {minutes:,.0f} min though sources are due; the log of the daemon says why"]
    return []


def warnings_of(condition: Condition) -> list[str]:
    """What a person should look into though news comes in."""
    found = []
    if condition.sources and condition.sources_failing == condition.sources:
        found.append("all sources fail; see `naskh sources`")
    elif condition.sources_failing:
        found.append(f"{condition.sources_failing} of {condition.sources} sources fail; see `naskh sources`")
    if failed := condition.messages.get("failed"):
        found.append(f"{failed} messages could not be sent; see `naskh alerts failed`")
    if condition.backup_is_late:
        found.append("the last backup is older than it should be; the log of the daemon says why")
    if condition.free_bytes < LEAST_FREE_BYTES:
        found.append(f"{condition.free_bytes / 1e6:,.0f} MB are free on the disk of the database")
    return found


def _by_cause(rows: Iterable[Row]) -> dict[Cause, int]:
    counted: Counter[Cause] = Counter()
    for row in rows:
        counted[cause_of(row["grade"], row["words"])] += row["n"]
    return dict(sorted(counted.items()))
