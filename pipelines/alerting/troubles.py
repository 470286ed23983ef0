"""Raise an alert when a source breaks, falls silent or changes, or the disk fills up; and report its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text
from model import Alert
from pipelines.alerting.queueing import queue_at_once
from pipelines.alerts.trouble_words import begun_words, ended_words
from pipelines.alerts.troubles import Disk, NoBackup, Trouble, changes, concerns, is_failing, is_nearly_full
from pipelines.outlets.silence import KIND as SILENT
from pipelines.outlets.watch import LYING_CANONICAL

# What ended before is not looked at: what comes back is news.
_LOOK_BACK = timedelta(days=2)


class TroubleAlerts:
    """The rules about sources and the disk, over one database."""

    def __init__(self, database: Database, config: Config) -> None:
        self.database = database
        self.rules = tuple(rule for rule in config.alert if rule.kind in ("source", "disk"))
        self.language = config.reader.language
        self.zone = ZoneInfo(config.reader.time_zone)

    def look(self, disk: Disk, *, no_backup: NoBackup | None = None, now: datetime) -> None:
        """Compare what is wrong now with what was reported, and queue what is new."""
        if not self.rules:
            return
        sources = list(self._sources(now=now)) if any(rule.kind == "source" for rule in self.rules) else []
        with self.database.transaction():
            for rule in self.rules:
                told = self.database.troubles_told(rule.name, ended_since=now - _LOOK_BACK)
                was_told = any(row["ended_at"] is None and row["subject"].endswith(" (disk)") for row in told)
                troubles = [*sources, *_disk(disk, was_told=was_told, now=now), *_backup(no_backup)]
                found = changes([each for each in troubles if concerns(rule, each)], told, now=now)
                for trouble in found.began:
                    self._begin(rule, trouble, now=now)
                for row in found.ended:
                    self._end(rule, row, now=now)

    def _begin(self, rule: AlertRule, trouble: Trouble, *, now: datetime) -> None:
        says = begun_words(trouble, self.language, self.zone)
        alert = Alert(
            kind="disk" if trouble.kind in ("disk", "backup") else "source",
            rule=rule.name,
            subject=trouble.subject,
            outlet=trouble.outlet,
            title=says.title,
            text=says.text,
        )
        queue_at_once(self.database, rule, self.database.add_alert(alert, now=now), zone=self.zone, now=now)

    def _end(self, rule: AlertRule, row: Row, *, now: datetime) -> None:
        if not self.database.is_watched(row["outlet"], str(row["subject"]).rpartition(" (")[0]):
            # Paused or taken out: nobody knows how it is.
            self.database.end_trouble(row["id"], title=row["title"], text=row["text"], now=now)
            return
        says = ended_words(row, self.language, self.zone, now=now)
        self.database.end_trouble(row["id"], title=says.title, text=says.text, now=now)
        queue_at_once(self.database, rule, row["id"], zone=self.zone, now=now)

    def _sources(self, *, now: datetime) -> Iterator[Trouble]:
        for row in self.database.failing_sources():
            since = from_text(row["since"]) if row["since"] else now
            if is_failing(row["failures"], since, now=now):
                yield failing(row, since)
        yield from filter(None, map(found_by, self.database.changed_sources()))


def failing(row: Row, since: datetime) -> Trouble:
    """A source that cannot be read: `url`, `outlet`, `groups`, `grade`, and the `message` of its last visit."""
    return Trouble(
        kind="failing",
        grade=row["grade"],
        subject=f"{row['url']} (failing)",
        outlet=row["outlet"],
        groups=frozenset(json.loads(row["groups"] or "[]")),
        words=(row["url"], row["message"] or ""),
        since=since,
    )


def found_by(row: Row) -> Trouble | None:
    """What is reported about a finding (a row of `changed_sources`); None where a person can do nothing about it."""
    if row["kind"] == LYING_CANONICAL:
        # It is believed for good: nothing that a person could mend, and never over.
        return None
    examples = [example["url"] for example in json.loads(row["examples"])][:2]
    is_silent = row["kind"] == SILENT
    return Trouble(
        kind="silent" if is_silent else "changed",
        subject=f"{row['url']} (silent)" if is_silent else f"{row['outlet']}: {row['kind']} (changed)",
        outlet=row["outlet"],
        groups=frozenset(json.loads(row["groups"] or "[]")),
        # A finding begins with the source's address, which has a line of its own here.
        words=(*((row["url"],) if row["url"] else ()), row["words"].removeprefix(f"{row['url']} "), *examples),
        since=from_text(row["noticed_at"]),
    )


def _disk(disk: Disk, *, was_told: bool, now: datetime) -> Iterator[Trouble]:
    if is_nearly_full(disk, was_told=was_told):
        yield Trouble(kind="disk", subject=f"{disk.folder} (disk)", since=now, disk=disk)


def _backup(failed: NoBackup | None) -> Iterator[Trouble]:
    if failed is not None:
        yield Trouble(kind="backup", subject=f"{failed.folder} (backup)", words=(failed.words,), since=failed.since)
