"""One log line a unit of work: for people on a terminal, JSON anywhere else. Everything goes to stderr."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

_COUNTS = ("links", "known", "new", "changed", "copies", "off_topic", "failed", "skipped")


def begin_logging(console: Console) -> None:
    """Send the program's log to `console` when it is a terminal, else as JSON lines to stderr."""
    handler: logging.Handler = _PersonHandler(console) if console.is_terminal else logging.StreamHandler(sys.stderr)
    if not console.is_terminal:
        handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("naskh").setLevel(logging.INFO)
    # What these libraries warn of is either told by the visit already or of no use to the reader.
    for name, level in (
        ("scrapy", logging.ERROR),
        ("twisted", logging.CRITICAL),
        ("apscheduler", logging.ERROR),
        ("trafilatura", logging.CRITICAL),
        ("htmldate", logging.CRITICAL),
        ("asyncio", logging.ERROR),
        ("urllib3", logging.ERROR),
        ("apprise", logging.CRITICAL),
    ):
        logging.getLogger(name).setLevel(level)


class JsonFormatter(logging.Formatter):
    """`{"time": ..., "level": ..., "event": ..., then the fields}`, one line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if text := getattr(record, "text", None):
            line["text"] = text
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _PersonHandler(logging.Handler):
    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.console.print(_for_people(record), highlight=False, soft_wrap=True)
            if record.exc_info:
                self.console.print(logging.Formatter().formatException(record.exc_info), markup=False)
        except Exception:
            self.handleError(record)


def visit_words(fields: dict[str, Any]) -> str:
    """`12 links, 9 known, 3 new, 1 copy`: the counts of a visit that are not zero."""
    singular = {"links": "link", "copies": "copy"}
    parts = []
    for name in _COUNTS:
        count = fields.get(name, 0)
        if count or name == "links":
            word = singular.get(name, name) if count == 1 else name
            parts.append(f"{count} {word.replace('_', ' ')}")
    return ", ".join(parts)


def _for_people(record: logging.LogRecord) -> Text:
    fields: dict[str, Any] = getattr(record, "fields", {})
    event = record.getMessage()
    line = Text(f"{datetime.fromtimestamp(record.created):%H:%M:%S}  ", style="dim")  # noqa: DTZ006 - local clock
    if event == "visit finished":
        good = record.levelno < logging.WARNING
        line.append(f"{fields['source']}  ", style="bold" if good else "bold red")
        if fields["outcome"] in ("done", "unchanged"):
            words = "nothing new" if fields["outcome"] == "unchanged" and not fields["new"] else visit_words(fields)
        else:
            words = fields["outcome"]
        line.append(words, style="green" if fields["new"] else "default")
        if message := fields.get("message"):
            line.append(f"  {message}", style="yellow")
        line.append(f"  {fields['seconds']} s", style="dim")
        return line
    if event == "alert":
        line.append("ALERT  ", style="bold magenta")
        line.append(str(fields["title"]), style="bold")
        for row in str(getattr(record, "text", "")).splitlines():
            line.append(f"\n          {row}")
        return line
    line.append(event, style="red" if record.levelno >= logging.ERROR else "default")
    for name, value in fields.items():
        line.append(f"  {name}={value}", style="dim")
    return line
