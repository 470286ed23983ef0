"""Read how a site asks to be visited from the headers of its answer. Pure.

HTTP caching: RFC 9111. Only the directives for a private cache count. An answer that may not be cached asks for no
pause.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[\s,;])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_KEEPS_NOTHING = re.compile(r"(?:^|[\s,;])no-(?:cache|store)(?=$|[\s,;])", re.IGNORECASE)
_LINK = re.compile(r"<([^<>]{1,4000})>((?:\s*;\s*[\w*!-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


def fresh_seconds(
    cache_control: str | None,
    expires: str | None = None,
    *,
    date: str | None = None,
    age: str | None = None,
    now: datetime,
) -> float:
    """For how long an answer says that it stays valid; 0 where it does not say, or says that it does not.

    `date` is when the server says that it answered: what expires is reckoned by its clock, which may be wrong.
    """
    if cache_control and _KEEPS_NOTHING.search(cache_control):
        return 0.0
    aged = float(age) if age and age.strip().isdecimal() and len(age.strip()) <= 12 else 0.0
    if cache_control and (found := _MAX_AGE.search(cache_control)):
        return max(0.0, float(found[1]) - aged)
    until = http_date(expires)
    if until is None:
        return 0.0
    return max(0.0, (until - (http_date(date) or now)).total_seconds())


def retry_seconds(retry_after: str | None, *, now: datetime) -> float | None:
    """How long a Retry-After asks to wait, be it seconds or a date; None where it is neither."""
    words = (retry_after or "").strip()
    if words.isdecimal():
        return float(words[:9])
    until = http_date(words)
    return None if until is None else max(0.0, (until - now).total_seconds())


def http_date(words: str | None) -> datetime | None:
    """The moment that an HTTP date names; without a zone it is UTC."""
    try:
        found = parsedate_to_datetime((words or "").strip()[:100])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def linked(header: str | None, relation: str) -> str | None:
    """The address that a Link header gives with this relation (RFC 8288)."""
    for address, parameters in _LINK.findall((header or "")[:10_000]):
        rel = _REL.search(parameters)
        if rel and relation in (rel[1] or rel[2] or "").lower().split():
            return str(address).strip()
    return None
