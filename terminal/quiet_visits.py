"""Report visits that found nothing new together, once a minute: what was found must not be lost among them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

_PAUSE_SECONDS = 60.0
_NEWS = ("new", "changed", "copies", "off_topic", "failed", "skipped")


class QuietVisits(logging.Handler):
    """Hands records on to `inner`. Of visits without news the first goes on, then one line a minute for all.

    By the times of the records, not by a clock: what is held waits for the next record, or for `flush`.
    """

    def __init__(self, inner: logging.Handler) -> None:
        super().__init__()
        self.inner = inner
        self._held: list[logging.LogRecord] = []
        self._spoken_at = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        is_quiet = is_visit_without_news(record)
        if is_quiet:
            self._held.append(record)
        if self._held and record.created - self._spoken_at >= _PAUSE_SECONDS:
            self.flush()
            self._spoken_at = record.created
        if not is_quiet:
            self.inner.handle(record)

    def flush(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self.inner.handle(held[0] if len(held) == 1 else _together(held))
        self.inner.flush()


def is_visit_without_news(record: logging.LogRecord) -> bool:
    """Whether a record is of a visit that went well, brought nothing and has nothing to say."""
    fields = getattr(record, "fields", {})
    if record.msg != "visit finished" or fields.get("outcome") not in ("done", "unchanged"):
        return False
    return not fields.get("message") and not any(fields.get(name) for name in _NEWS)


def _together(held: list[logging.LogRecord]) -> logging.LogRecord:
    last = held[-1]
    record = logging.LogRecord(last.name, last.levelno, last.pathname, last.lineno, "visits without news", None, None)
    record.created = last.created
    record.fields = {
        "visits": len(held),
        "sources": len({getattr(each, "fields", {}).get("url") for each in held}),
        "since": datetime.fromtimestamp(held[0].created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    record.since = held[0].created
    return record
