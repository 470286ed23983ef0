"""How far a backfill is, and what it did, in words."""

from __future__ import annotations

from db.store import Row
from terminal.readable import counted, one_line

_STATUS_WORDS = {"no_text": "without a text", "alias": "known under another address", "wanted": "not fetched yet"}


def is_whole(progress: Row) -> bool:
    """Whether a backfill came to its end, and nothing failed."""
    listings, statuses = progress["listings"], progress["statuses"]
    failed = listings.get("failed", 0) + listings.get("partly", 0) + statuses.get("failed", 0)
    return progress["state"] == "done" and not failed


def summary(progress: Row) -> str:
    """What a backfill did, in one line: every page that was named is in it once."""
    listings, statuses = progress["listings"], progress["statuses"]
    whose = f"{one_line(progress['outlet'])}, {progress['first_day']} to {progress['last_day']}"
    read = listings.get("read", 0) + listings.get("partly", 0)
    parts = []
    if progress["is_dry"]:
        parts.append(f"{counted(progress['pages'], 'page')} to fetch")
        if progress["pages"] and progress["seconds_a_page"]:
            parts.append(f"about {duration_words(progress['pages'] * progress['seconds_a_page'])} at the site's pace")
    else:
        stored = f"{statuses.get('stored', 0):,} stored with {counted(progress['articles'], 'article')}"
        parts.append(
            f"{counted(progress['pages'], 'page')} of these days: {stored}" if progress["pages"] else "no page fetched"
        )
        for name in ("off_topic", "no_text", "alias", "skipped", "refused", "failed", "wanted"):
            if statuses.get(name):
                parts.append(f"{statuses[name]:,} {_STATUS_WORDS.get(name, name.replace('_', ' '))}")
    if progress["known"]:
        parts.append(f"{progress['known']:,} known already")
    if progress["undated"]:
        parts.append(f"{progress['undated']:,} without a date (--undated fetches them)")
    if progress["later"]:
        parts.append(f"{progress['later']:,} changed later, day not known (--undated fetches them)")
    listed = f"{counted(read, 'listing')} read"
    if broken := listings.get("failed", 0) + listings.get("partly", 0):
        listed += f", {broken:,} not or not whole"
    if listings.get("skipped"):
        listed += f", {listings['skipped']:,} left out as not of these days"
    if listings.get("waiting"):
        listed += f", {listings['waiting']:,} not yet"
    ended = {"done": "", "stopped": "Stopped: ", "running": "Not at its end: ", "waiting": "Not at its end: "}
    why = f"; {one_line(progress['message'])}" if progress["message"] else ""
    return f"{ended[progress['state']]}{whose}: {', '.join(parts)}; {listed}{why}"


def duration_words(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 20 min", "2 days 4 h"."""
    minutes, hours = round(seconds / 60), seconds / 3600
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if minutes < 90:
        return f"{minutes} min"
    if hours < 48:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{int(hours // 24)} days {int(hours % 24)} h"


def progress_words(progress: Row) -> str:
    """Where a backfill that is under way stands."""
    listings = progress["listings"]
    waiting = listings.get("waiting", 0)
    if progress["state"] == "waiting":
        return "waits for its turn"
    if waiting or progress["seconds_a_page"] is None:
        done = sum(listings.values()) - waiting
        return (
            f"reading sitemaps and feeds: {done:,} of {done + waiting:,}; {counted(progress['pages'], 'page')} so far"
        )
    left = progress["statuses"].get("wanted", 0)
    words = f"{progress['pages'] - left:,} of {counted(progress['pages'], 'page')}"
    return f"{words}, about {duration_words(left * progress['seconds_a_page'])} left" if left else words
