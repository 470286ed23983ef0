"""A message as programs read it: what a webhook is sent, and a line of a jsonl file. Pure.

docs/webhook.md describes it for those who read it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from db.store import Row
from pipelines import shapes
from pipelines.text.harmless import with_json_escapes


def message_json(message: Row, told: Sequence[Row]) -> bytes:
    """One line of JSON in UTF-8, without a line end. `message` is a row of `due_deliveries`, `told` are those of
    `told_in_message`.
    """
    value = {
        "id": message["message_id"],
        "kind": message["kind"],
        "created_at": message["created_at"],
        "channel": message["channel"],
        "title": message["title"],
        "text": message["text"],
        "alerts": [_alert(row) for row in told],
    }
    if message.get("brief"):
        value["brief"] = json.loads(message["brief"])
    # Half an emoji is no text: a page may hold one.
    said = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    # Titles are as their pages have them: escaped, they steer no terminal that shows the file, and end no line for a
    # program that takes U+2028 for a line end.
    return with_json_escapes(said).encode()


def _alert(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "rule": row["rule"],
        "kind": row["kind"],
        "subject": row["subject"],
        "copies": row["copies"],
        "matches": [shapes.match(match) for match in row["matches"]],
    }
