"""Our outlets: for each who carries its texts and whose texts it carries, in the last weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from web.pages.outlet import DAYS, given_and_taken
from web.site import View


def data(view: View) -> dict[str, Any]:
    since = view.now - timedelta(days=DAYS)
    ours = [row for row in view.database.outlet_names() if "mine" in row["groups"]]
    return {"days": DAYS, "outlets": [{**row, **given_and_taken(view, row["id"], since=since)} for row in ours]}
