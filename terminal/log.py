"""One log line for each unit of work: text on a terminal, JSON elsewhere. Everything goes to stderr."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from db import CannotWrite
from pipelines.text.harmless import with_escapes, with_json_escapes
from terminal.log_file import StderrHandler
from terminal.quiet_visits import QuietVisits
from terminal.readable import counted, one_line, readable_url

_INDENT = 10
_COUNTS = ("links", "known", "new", "changed", "copies", "off_topic", "failed", "skipped")


def begin_logging(console: Console, *, sample: bool = False) -> None:
    """Send the program's log to `console` when it is a terminal, else as JSON lines to stderr.

    For people, and of the sample newswire's many rounds, visits without news are reported together.
    """
    handler: logging.Handler = _PersonHandler(console) if console.is_terminal else StderrHandler()
    if not console.is_terminal:
        handler.setFormatter(JsonFormatter())
    if console.is_terminal or sample:
        handler = QuietVisits(handler)
    handler.addFilter(_is_news)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("naskh").setLevel(logging.INFO)
    # What these libraries warn of is in the line of the visit already, or of no use to the reader.
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


def _is_news(record: logging.LogRecord) -> bool:
    """False where the database cannot be written: the daemon reports that once, instead of each page and job with a
    traceback.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], CannotWrite))


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
        # Valid JSON may still hold what a terminal obeys when the log is read on one.
        return with_json_escapes(json.dumps(line, ensure_ascii=False))


class _PersonHandler(logging.Handler):
    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console

    def emit(self, record: logging.LogRecord) -> None:
        try:
            for line in _for_people(record):
                # An address is left to the terminal to wrap: it can then be followed and copied.
                self.console.print(line, highlight=False, soft_wrap=isinstance(line, Text))
            if record.exc_info:
                told = logging.Formatter().formatException(record.exc_info)
                self.console.print(with_escapes(told), markup=False)
        except Exception:
            self.handleError(record)


def visit_words(fields: Mapping[str, Any]) -> str:
    """`12 links, 9 known, 3 new, 1 copy`: the counts of a visit that are not zero. Links are pages, and one page may
    carry several articles: `2 links, 1 known, 1 new page with 3 articles`.
    """
    singular = {"links": "link", "copies": "copy"}
    parts = []
    for name in _COUNTS:
        count = fields.get(name, 0)
        if count or name == "links":
            word = singular.get(name, name) if count == 1 else name
            parts.append(f"{count} {word.replace('_', ' ')}" if name != "new" else _new_words(fields))
    return ", ".join(parts)


def _new_words(fields: Mapping[str, Any]) -> str:
    """`3 new`, and why that is more than the links that were not known."""
    new = fields["new"]
    if fields.get("new_pages") is None:
        return f"{new} new"
    pages = fields["new_pages"] or new
    before = max(0, pages - fields.get("links", 0) + fields.get("known", 0))
    words = f"{new} new" if pages == new else f"{counted(pages, 'new page')} with {counted(new, 'article')}"
    if not before:
        return words
    return f"{words} ({'' if before == pages else f'{before} of them '}named by an earlier visit)"


def _for_people(record: logging.LogRecord) -> Iterator[RenderableType]:
    """The lines of a record, each wrapped below the place where its words begin."""
    fields: dict[str, Any] = getattr(record, "fields", {})
    event = record.getMessage()
    if event == "visit finished":
        yield _line(record, _visit(fields, good=record.levelno < logging.WARNING))
    elif event == "visits without news":
        since = datetime.fromtimestamp(record.since)  # type: ignore[attr-defined]  # noqa: DTZ006 - local clock
        together = (
            f"{counted(fields['visits'], 'visit')} to {counted(fields['sources'], 'source')} since {since:%H:%M:%S}"
        )
        yield _line(record, Text(f"{together}: nothing new", style="dim"))
    elif event in ("alert", "brief"):
        title = Text(one_line(str(fields["title"])), style="bold")
        yield _line(record, Text.assemble((f"{event.upper()}  ", "bold magenta"), title))
        for row in str(getattr(record, "text", "")).splitlines():
            if row.startswith(("http://", "https://")):
                yield Text(f"{'':{_INDENT}}{readable_url(row)}", style="dim")
            else:
                yield _line(None, Text(one_line(row)))
    else:
        words = Text(one_line(event), style="red" if record.levelno >= logging.ERROR else "")
        for name, value in fields.items():
            words.append(f"  {name}={one_line(str(value))}", style="dim")
        yield _line(record, words)


def _visit(fields: dict[str, Any], *, good: bool) -> Text:
    line = Text.assemble((one_line(str(fields["source"])), "bold" if good else "bold red"), "  ")
    if fields["outcome"] not in ("done", "unchanged"):
        words = fields["outcome"]
    elif fields["outcome"] == "unchanged" and not fields["new"]:
        words = "nothing new"
    else:
        words = visit_words(fields)
    line.append(words, style="green" if fields["new"] else "")
    if message := fields.get("message"):
        line.append(f"  {readable_url(str(message))}", style="yellow")
    return line.append(f"  {fields['seconds']} s", style="dim")


def _line(record: logging.LogRecord | None, words: Text) -> Table:
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(width=_INDENT - 2, style="dim")
    line.add_column(overflow="fold")
    moment = datetime.fromtimestamp(record.created) if record else None  # noqa: DTZ006 - local clock
    line.add_row(f"{moment:%H:%M:%S}" if moment else "", words)
    return line
