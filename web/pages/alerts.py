"""The alerts with what each channel did, what waits and what is muted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.store import Row
from web.alert_words import AlertWords, Said
from web.site import View

_A_PAGE = 50


def data(view: View) -> dict[str, Any]:
    database, rule = view.database, view.query.get("rule") or None
    said = AlertWords(view)
    alerts = database.list_alerts(since=None, limit=_A_PAGE, rule=rule)
    waiting = database.waiting_news(since=None, limit=_A_PAGE)
    failed = database.failed_messages(since=None, limit=_A_PAGE)
    words = said.titles({row["id"] for row in alerts} | {row["alert"] for row in (*waiting, *failed)} - {None})
    return {
        "rule": rule,
        "rules": database.alert_rules(),
        "alerts": [
            {
                **{key: row[key] for key in ("id", "kind", "rule", "created_at", "updated_at", "acknowledged_at",
                                             "deliveries")},
                **_titled(row["id"], row, words),
            }
            for row in alerts
        ],
        "waiting": [{**row, **_titled(row["alert"], row, words)} for row in waiting],
        "failed": [{**row, **_titled(row["alert"], row, words)} for row in failed],
        "mutes": database.mutes(now=view.now),
    }  # fmt: skip


def _titled(alert: int | None, row: Row, words: Mapping[int, Said]) -> dict[str, Any]:
    """The title of an alert with the language that it is in, where that is not the page's. A digest has its own."""
    said = words.get(alert) if alert is not None else None
    return {"title": said.title, "language": said.language} if said else {"title": row["title"], "language": None}
