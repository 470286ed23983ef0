"""Find in a record the keys that seem to hold its publication time and are not read. Pure."""

from __future__ import annotations

import codecs
import json
import re

_READ = frozenset({"url", "title", "text", "html", "outlet", "source", "date"})
_NAMED = re.compile(r"date|publish(?!er)|publication|pub_?(?:on|at|time)|posted|issued|created|released|timestamp")
# Times other than that of publication.
_OTHER = re.compile(r"updat|modif|edit|fetch|crawl|scrap|retriev|access|expir|delet|import|download|archiv")
# With a year, however the rest is written; or seconds or milliseconds since 1970.
_YEAR = re.compile(r"(?<!\d)(?:1[89]|2[01])\d\d(?!\d)|(?<!\d)(?:1[89]|2[01])\d{6}(?!\d)|[١٢۱۲][٠-٩۰-۹]{3}")
_WHOLE_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\d{1,2}[-/. ]\w{1,9}[-/., ]+\d{4}\b")
_LONGEST, _LEAST_SECONDS = 60, 10**8


def unread_dates(body: bytes) -> list[str]:
    """The keys of a record without a `date` under which something like a date stands; [] of what is no record."""
    try:
        data = json.loads(body.removeprefix(codecs.BOM_UTF8).decode())
    except (ValueError, RecursionError):
        return []
    if not isinstance(data, dict) or data.get("date"):
        return []
    return [key for key, value in data.items() if key not in _READ and _seems_a_date(key, value)]


def _seems_a_date(key: str, value: object) -> bool:
    # "datePublished" and "date-published" are "date_published".
    name = re.sub(r"[^a-z]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower())
    if _OTHER.search(name):
        return False
    is_named = _NAMED.search(name) is not None
    if isinstance(value, str):
        if len(value) > _LONGEST:
            return False
        seconds = value.isdecimal() and int(value) >= _LEAST_SECONDS
        return bool(_WHOLE_DATE.match(value.strip())) or (is_named and (seconds or bool(_YEAR.search(value))))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_named and is_number and value >= _LEAST_SECONDS  # type: ignore[operator]
