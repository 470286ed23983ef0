"""`naskh alerts show` and `naskh alerts try`: an alert and its messages, and those that a rule would have sent."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from config.alerts import AlertRule
from config.tables import Config, Licence
from db import Database
from db.times import to_text
from pipelines import shapes
from pipelines.alerting.trial import TriedMessage, try_rule
from pipelines.alerting.trial_others import TriedNotice, try_other, unknown_of
from pipelines.alerts.wording import percent
from pipelines.copies.verdicts import with_verdicts
from pipelines.credits.matched import with_credits
from terminal.copies import article_words, verdict_words
from terminal.lists import print_json
from terminal.readable import counted, one_line, readable_message, readable_time

Row = dict[str, Any]

_FACTS = ("id", "kind", "rule", "subject", "title", "text", "created_at", "updated_at", "acknowledged_at")
_OF_MESSAGES = ("channel", "status", "kind", "created_at", "sent_at", "copies", "attempts", "next_attempt_at", "error")


def print_alert(database: Database, alert_id: int, licences: Sequence[Licence], *, as_json: bool) -> bool:
    """Print an alert to stdout with its matches, its messages and what waits; False when there is none of that id."""
    alert = database.alert_row(alert_id)
    if alert is None:
        return False
    matches = with_credits(database, with_verdicts(database.matches_of_alert(alert_id), licences))
    messages, waits = database.deliveries_of_alert(alert_id), database.queue_of_alert(alert_id)
    if as_json:
        print_json(
            {
                **{name: alert[name] for name in _FACTS},
                "matches": [shapes.match(row) for row in matches],
                "messages": [
                    {"id": row["message_id"], **{name: row[name] for name in _OF_MESSAGES}} for row in messages
                ],
                "waits": [{name: row[name] for name in ("channel", "due_at", "waits_for")} for row in waits],
            }
        )
        return True
    console = Console(file=sys.stdout, highlight=False)
    _line(console, Text(one_line(alert["title"]), style="bold"))
    for name, value in _facts(alert):
        _line(console, Text.assemble((f"{name:>10}  ", "dim"), one_line(value)))
    _line(console, Text(f"\n{readable_message(alert['text'])}"))
    if matches:
        _line(console, Text("\nMatches", style="bold"))
    for row in matches:
        settled = verdict_words(row) or ("no longer matched" if row["superseded_at"] else "")
        words = f"  {row['id']}  {percent(row['share_of_later'])} of {row['later_id']} in {row['earlier_id']}  "
        _line(console, Text(f"{words}{article_words(row, 'later')}{f' ({settled})' if settled else ''}"))
    _line(console, Text("\nMessages", style="bold"))
    for row in messages:
        _line(console, Text(f"  {_message_words(row)}"))
    for row in waits:
        why = f" for {row['waits_for']}" if row["waits_for"] else ""
        _line(console, Text(f"  {one_line(row['channel'])}: waits{why}, until {readable_time(row['due_at'])}"))
    if not (messages or waits):
        _line(console, Text("  none: nothing of it is left to tell"))
    return True


def print_trial(
    database: Database, config: Config, rule: AlertRule, *, since: datetime, now: datetime, as_json: bool
) -> None:
    """Print the messages that a rule would have sent to stdout."""
    messages: Sequence[TriedMessage | TriedNotice]
    if rule.kind == "copy":
        messages = try_rule(database, config, rule, since=since, now=now)
    else:
        messages = try_other(database, config, rule, since=since, now=now)
    unknown = unknown_of(rule)
    if as_json:
        print_json([_tried(message) for message in messages])
        if unknown is not None:
            print(unknown, file=sys.stderr)
        return
    console = Console(file=sys.stdout, highlight=False)
    if rule.kind != "disk":
        sent = [message for message in messages if message.is_due]
        left = f", {len(messages) - len(sent)} more would still wait" if len(messages) > len(sent) else ""
        said = (
            f"{counted(len(sent), 'message')} to {', '.join(rule.channels)} since {readable_time(to_text(since))}{left}"
        )
        _line(console, Text(f"{rule.name}: {said}"))
    if unknown is not None:
        _line(console, Text(unknown, style="dim"))
    for message in messages:
        when = readable_time(to_text(message.at))
        many = counted(message.copies, "copy", "copies") if isinstance(message, TriedMessage) else _alerts(message)
        head = f"\n{when}{'' if message.is_due else ' (would wait until then)'}{f', {many}' if many else ''}"
        _line(console, Text(head, style="dim"))
        _line(console, Text(one_line(message.title), style="bold"))
        _line(console, Text(readable_message(message.text)))


def _alerts(message: TriedNotice) -> str:
    return counted(message.alerts, "alert") if message.alerts > 1 else ""


def _facts(alert: Row) -> Iterator[tuple[str, str]]:
    yield (
        "alert",
        f"{alert['id']}, of rule {alert['rule']}" + ("" if alert["kind"] == "copy" else f" ({alert['kind']})"),
    )
    if alert["subject"]:
        yield "about", alert["subject"]
    yield "raised", readable_time(alert["created_at"])
    if alert["updated_at"] not in (None, alert["created_at"]):
        yield "last news", readable_time(alert["updated_at"])
    if alert["acknowledged_at"]:
        yield "seen", readable_time(alert["acknowledged_at"])


def _message_words(row: Row) -> str:
    state = str(row["status"])
    if row["sent_at"]:
        state = f"sent {readable_time(row['sent_at'])}"
    elif row["next_attempt_at"]:
        state = f"to be tried {readable_time(row['next_attempt_at'])}"
    said = [
        f"{one_line(row['channel'])}: {state}",
        counted(row["attempts"], "attempt"),
        *([f"reports {counted(row['copies'], 'copy', 'copies')}"] if row["copies"] else []),
        *([one_line(row["error"])] if row["error"] else []),
        f"message {row['message_id']}",
    ]
    return ", ".join(said)


def _tried(message: TriedMessage | TriedNotice) -> Row:
    many = (
        {"texts": message.texts, "copies": message.copies}
        if isinstance(message, TriedMessage)
        else {"alerts": message.alerts}
    )
    return {
        "at": to_text(message.at),
        "is_due": message.is_due,
        **many,
        "title": message.title,
        "text": message.text,
    }


def _line(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=not console.is_terminal)
