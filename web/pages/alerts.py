"""The alerts with what each channel did, what waits and what is muted."""

from __future__ import annotations

from typing import Any

from web.site import View

_A_PAGE = 50


def data(view: View) -> dict[str, Any]:
    database, rule = view.database, view.query.get("rule") or None
    return {
        "rule": rule,
        "rules": database.alert_rules(),
        "alerts": [
            {key: row[key] for key in ("id", "kind", "rule", "title", "created_at", "updated_at", "acknowledged_at",
                                       "deliveries")}
            for row in database.list_alerts(since=None, limit=_A_PAGE, rule=rule)
        ],
        "waiting": database.waiting_news(since=None, limit=_A_PAGE),
        "failed": database.failed_messages(since=None, limit=_A_PAGE),
        "mutes": database.mutes(now=view.now),
    }  # fmt: skip
