"""One alert: what it says, the matches that it reports, and how each channel took it."""

from __future__ import annotations

from typing import Any

from web.alert_words import AlertWords
from web.site import NotThere, View

_OF_MESSAGES = ("channel", "status", "created_at", "sent_at", "attempts", "next_attempt_at", "error")


def data(view: View) -> dict[str, Any]:
    database, number = view.database, view.number("id")
    row = database.alert_row(number)
    if row is None:
        raise NotThere(view.words("alert.missing", id=str(number)))
    said = AlertWords(view).of(row)
    matches = database.matches_of_alert(number)
    keys = ("id", "later_id", "earlier_id", "later_title", "later_language", "later_outlet", "later_carrier",
            "credited", "share_of_earlier", "share_of_later", "order_known", "minutes_later", "cluster",
            "earlier_text_from")  # fmt: skip
    return {
        "alert": {
            **{key: row[key] for key in ("id", "kind", "rule", "subject", "created_at", "updated_at",
                                         "acknowledged_at")},
            "title": said.title,
            "text": None if view.site.no_text else said.text,
            "language": said.language,
        },
        "matches": [{key: match.get(key) for key in keys} for match in matches],
        "messages": [{key: each[key] for key in _OF_MESSAGES} for each in database.deliveries_of_alert(number)],
        "waits": [{key: each[key] for key in ("channel", "due_at", "waits_for")}
                  for each in database.queue_of_alert(number)],
    }  # fmt: skip
