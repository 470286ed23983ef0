"""The state of the daemon for Prometheus: its text format, version 0.0.4. Pure.

https://prometheus.io/docs/instrumenting/exposition_formats/ ; names and units: https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from db.condition import Condition, why_not_ready

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# So that a series is there before the first of its kind: a rate needs a start.
_MESSAGES = ("waiting", "sent", "failed", "withdrawn")
_PAGES = ("stored", "wanted", "failed", "refused", "off_topic", "no_text", "skipped", "alias")


def exposition(condition: Condition) -> str:
    """All metrics, each with its help."""
    return "".join(f"{line}\n" for line in _lines(condition))


def _lines(c: Condition) -> Iterator[str]:
    yield from _gauge("naskh_info", "The version of the daemon that ran last.", {("version", c.version or ""): 1})
    yield from _gauge("naskh_ready", "1 where news comes in: see /-/health.", int(not why_not_ready(c)))
    yield from _gauge("naskh_daemon_running", "1 while a daemon runs on the database.", int(c.process is not None))
    yield from _gauge("naskh_daemon_start_timestamp_seconds", "When the daemon started last.", _seconds(c.started_at))
    yield from _counter("naskh_visits_total", "Visits to sources since the database was made.", c.visits)
    yield from _gauge("naskh_visits_running", "Visits that are under way.", c.visits_running)
    yield from _gauge(
        "naskh_visits_failed_last_day",
        "Visits of the last 24 hours that failed or were refused, by cause.",
        {("cause", cause): number for cause, number in c.failed_visits_day.items()},
    )
    yield from _gauge("naskh_last_visit_timestamp_seconds", "When the last visit began.", _seconds(c.last_visit_at))
    yield from _gauge(
        "naskh_sources",
        "Sources that are visited, fail, or are paused; those that fail are visited too.",
        {
            ("state", "visited"): c.sources,
            ("state", "failing"): c.sources_failing,
            ("state", "paused"): c.sources_paused,
        },
    )
    yield from _gauge("naskh_sources_overdue", "Sources whose visit is due and did not begin.", c.sources_overdue)
    yield from _gauge("naskh_lag_seconds", "How long the source that is overdue longest has waited.", c.lag_seconds)
    yield from _gauge(
        "naskh_pages",
        "Addresses that sources named, by what became of them; wanted ones wait to be fetched.",
        {("status", status): c.pages.get(status, 0) for status in dict.fromkeys((*_PAGES, *c.pages))},
    )
    yield from _gauge(
        "naskh_pages_failing",
        "Pages that could not be read so far, by cause.",
        {("cause", cause): number for cause, number in c.failed_pages.items()},
    )
    yield from _gauge("naskh_articles", "Articles that are stored.", c.articles)
    yield from _gauge("naskh_articles_last_day", "Articles first seen in the last 24 hours.", c.articles_day)
    yield from _gauge("naskh_copies", "Copies: carriers of a text after the earliest.", c.copies)
    yield from _gauge("naskh_copies_last_day", "Copies found in the last 24 hours.", c.copies_day)
    yield from _gauge("naskh_articles_not_compared", "Articles that wait to be compared.", c.unjudged)
    yield from _gauge("naskh_alerts", "Alerts that were raised.", c.alerts)
    yield from _gauge("naskh_alerts_last_day", "Alerts raised in the last 24 hours.", c.alerts_day)
    yield from _gauge(
        "naskh_alerts_held_back", "Alerts that wait for more copies, a digest or the morning.", c.alerts_waiting
    )
    yield from _gauge(
        "naskh_messages",
        "Messages to channels, by how they fared; waiting ones are the outbox.",
        {("status", status): c.messages.get(status, 0) for status in dict.fromkeys((*_MESSAGES, *c.messages))},
    )
    yield from _gauge("naskh_database_bytes", "The size of the database with its log.", c.database_bytes)
    yield from _gauge("naskh_disk_free_bytes", "What is free on the disk of the database.", c.free_bytes)
    yield from _gauge("naskh_last_backup_timestamp_seconds", "When the newest backup was made.", _seconds(c.backup_at))
    yield from _gauge("naskh_backup_late", "1 where a backup should have been made long ago.", int(c.backup_is_late))


_Value = int | float | None | Mapping[tuple[str, str], int]


def _gauge(name: str, about: str, value: _Value) -> Iterator[str]:
    return _family(name, "gauge", about, value)


def _counter(name: str, about: str, value: _Value) -> Iterator[str]:
    return _family(name, "counter", about, value)


def _family(name: str, kind: str, about: str, value: _Value) -> Iterator[str]:
    """One metric. What has no value (no backup yet) has its help and no sample."""
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    if isinstance(value, Mapping):
        for (label, said), number in value.items():
            yield f'{name}{{{label}="{_escaped(said)}"}} {number}'
    elif value is not None:
        yield f"{name} {value}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
