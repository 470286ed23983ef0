"""What is being carried now: the texts that spread, the newest copies, sources in trouble, the hours of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db.lock import holder_of
from model import NOT_BROKEN
from web.chart import hours_chart
from web.site import View

_HOURS = 24
_TOLD_OF_A_SOURCE = (
    "id", "outlet", "url", "grade", "failures", "failing_since", "next_visit_at", "last_message",
)  # fmt: skip
_MOST_TEXTS, _MOST_COPIES, _MOST_TROUBLES = 12, 15, 10


def data(view: View) -> dict[str, Any]:
    database, now = view.database, view.now
    since = (now - timedelta(hours=_HOURS)).replace(minute=0, second=0, microsecond=0)
    texts = database.spreading_texts(since=since, limit=_MOST_TEXTS)
    hours = {row["hour"]: row for row in database.hours(since=since)}
    bars = [_hour(since + timedelta(hours=n), hours) for n in range(_HOURS + 1)]
    sources = [row for row in database.list_sources(since=None, limit=None) if row["enabled"]]
    failing = [row for row in sources if row["failures"] or row["grade"] not in (None, *NOT_BROKEN)]
    run = database.last_run("run")
    return {
        "at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "since": f"{since:%Y-%m-%dT%H:%M:%SZ}",
        "watching": holder_of(database.path) is not None,
        "last_stopped_at": run["finished_at"] if run else None,
        # Of one that was killed.
        "last_alive_at": (run["alive_at"] or run["started_at"]) if run else None,
        "counts": database.counts_since(since=since),
        "sources": len(sources),
        "texts": [{**row, "order_known": bool(row["order_known"]), "pace": _pace(row)} for row in texts],
        "copies": database.newest_copies(since=since, limit=_MOST_COPIES),
        "troubles": [{key: row[key] for key in _TOLD_OF_A_SOURCE} for row in failing[:_MOST_TROUBLES]],
        "troubles_in_all": len(failing),
        "changed": [
            {key: row[key] for key in ("outlet", "kind", "words", "noticed_at")} for row in database.open_findings()
        ],
        "hours": bars,
        "chart": hours_chart(bars),
    }


def _hour(start: datetime, hours: dict[str, Any]) -> dict[str, Any]:
    row = hours.get(f"{start:%Y-%m-%dT%H}")
    return {
        "at": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "articles": row["articles"] if row else 0,
        "copies": row["copies"] if row else 0,
    }


def _pace(row: dict[str, Any]) -> float | None:
    """Carriers an hour, from the first to the last; None where all came at one moment."""
    hours = (
        datetime.fromisoformat(row["seen_until"]) - datetime.fromisoformat(row["seen_from"])
    ).total_seconds() / 3600
    return round((row["spread"] - 1) / hours, 1) if hours >= 0.25 else None
