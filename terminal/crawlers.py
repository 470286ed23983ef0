"""What `naskh status` says of the crawlers whose files are collected, and of a crawler's own state."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from db import Database
from terminal.readable import counted, one_line, readable_time

_FILES_SHOWN = 10


def crawler_lines(database: Database) -> Iterator[Text]:
    """A line for each crawler, then the files that were not collected, with the reasons."""
    if (crawler := database.crawler_id()) is not None:
        records, since = database.waiting_since()
        waits = f", since {readable_time(since)}" if since else ""
        yield Text(f"Ships      as {crawler}; {counted(records, 'record')} not shipped yet{waits}")
    crawlers = database.crawlers()
    for row in crawlers:
        words = f"{counted(row['collected'], 'file')} collected"
        words += f", the last made {readable_time(row['last_made_at'])}" if row["last_made_at"] else ""
        line = Text(f"Crawler    {one_line(row['crawler'])}: {words}")
        if row["missing"]:
            line.append(f", {counted(row['missing'], 'record')} missing: a file has not come", "yellow")
        yield line
    for status, head, style in (("failed", "not collected", "red"), ("newer", "waits", "yellow")):
        rows = database.list_shipments(status=status, limit=_FILES_SHOWN)
        for each in rows:
            yield Text.assemble("  ", (head, style), f": {one_line(each['name'])}: {one_line(each['reason'] or '')}")
        more = sum(row[status] for row in crawlers) - len(rows)
        if more > 0:
            yield Text(f"  ... and {counted(more, 'file')} more")
