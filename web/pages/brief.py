"""The report of the last day or week: what most outlets ran, who carried ours, what we missed, who was blind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipelines.alerting.briefs import gather_brief
from pipelines.alerts.brief_json import brief_json
from web.site import View

SPANS = (1, 7)


def data(view: View) -> dict[str, Any]:
    days = 7 if view.query.get("days") == "7" else 1
    brief = gather_brief(view.database, view.site.config, view.now - timedelta(days=days), view.now)
    return {"days": days, "spans": list(SPANS), "brief": brief_json(brief)}
