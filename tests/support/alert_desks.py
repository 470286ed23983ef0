"""What tests of alerts that are not about copies stand on: texts that are corrected, and sources that break."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from recording import NOW, Desk, news, words

from db.store import Row
from model import Visit
from pipelines.alerting.texts import Alerting
from pipelines.alerting.troubles import TroubleAlerts
from pipelines.alerts.troubles import Disk

HOUR = timedelta(hours=1)
_CORRECTIONS = """
topic = "all"
[reader]
language = "{language}"
time_zone = "Asia/Beirut"
[[channel]]
name = "desk"
url_env = "NASKH_TEST_DESK"
{channel}
[[outlet]]
name = "Valley Post"
domains = ["valley.example"]
groups = ["mine"]
[[alert]]
name = "corrected"
kind = "correction"
channels = ["desk"]
{rule}
"""
BEGINNING, END = news(1, 60), words(2, 60)
FORMER = f"{BEGINNING} the ploughs need six weeks of training on roads {END}"
CORRECT = FORMER.replace("six weeks", "nine weeks")
NOTICE = "Correction: the training takes nine weeks, not six."


class Newsroom:
    """Gets what a rule tells of corrections, while texts come in and change."""

    def __init__(self, folder: Path, *, language: str = "en", rule: str = "", channel: str = "") -> None:
        self.desk = Desk(folder, _CORRECTIONS.format(language=language, rule=rule, channel=channel))
        self.now = NOW

    def carry(self, site: str, text: str) -> None:
        """A site shows a text, an hour after what was shown before."""
        self.now += HOUR
        self.desk.crawl(f"https://{site}.example/1", {"text": text, "title": "Ploughs"}, at=self.now)

    def told(self) -> list[Row]:
        """What may be told by now; it is taken."""
        database = self.desk.database
        Alerting(database, self.desk.config).composing.compose_due(now=self.now)
        rows = database.due_deliveries(now=self.now, limit=99)
        for row in rows:
            database.delivered(row["id"], now=self.now)
        return rows


ROOM = Disk(folder="/srv/naskh", free_bytes=50_000_000_000, total_bytes=100_000_000_000)
FEED = "https://wire.example/feed"
_TROUBLES = """
[reader]
time_zone = "Asia/Beirut"
[[outlet]]
name = "Wire"
domains = ["wire.example"]
groups = ["agency"]
[[outlet]]
name = "Other"
domains = ["other.example"]
[[source]]
url = "https://wire.example/feed"
[[source]]
url = "https://other.example/feed"
[[alert]]
name = "care"
kind = "source"
{more}
[[alert]]
name = "disk"
kind = "disk"
"""


class Keeper:
    """Visits sources at given times, looks for troubles each time, and keeps what the log was told."""

    def __init__(self, folder: Path, more: str = "", reader: str = "") -> None:
        self.desk = Desk(folder, _TROUBLES.replace("{more}", more).replace("[reader]", f"[reader]\n{reader}"))
        self.troubles = TroubleAlerts(self.desk.database, self.desk.config)
        self.now = NOW
        self.disk = ROOM

    def visit(self, outcome: Any, *, url: str = FEED, after: timedelta = HOUR, grade: Any = None) -> None:
        self.now += after
        database = self.desk.database
        source = self.desk.source_id(url)
        visit_id = database.start_visit(source, run_id=None, now=self.now)
        message = "HTTP 503" if outcome == "failed" else None
        visit = Visit(id=visit_id, source_id=source, outcome=outcome, grade=grade, message=message)
        database.finish_visit(visit, now=self.now, next_visit_at=self.now)
        self.look()

    def look(self, after: timedelta = timedelta()) -> None:
        self.now += after
        self.troubles.look(self.disk, now=self.now)
        self.desk.deliver(self.now)

    def told(self) -> list[str]:
        rows = self.desk.database.connection.execute("select title from deliveries where status = 'sent' order by id")
        return [row["title"] for row in rows]

    def texts(self) -> list[str]:
        rows = self.desk.database.connection.execute("select text from deliveries order by id")
        return [row["text"] for row in rows]
