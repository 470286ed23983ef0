"""Tell the page's own clock from an article's date: "today is ...", "page last updated", a day in the head. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from lxml.html import HtmlElement

from model import Published

_LEVELS = 2
_MINUTES = 2

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:todays?|today-?date|current|current[-_]?(?:date|time|day)|clock|server[-_]?time|live[-_]?time|"
    r"(?:time|date|day)[-_]?(?:now|today)|now|weather|hijri[-_]?date|prayer\w*)(?:$|[\s_-])|"
    r"(?:current|todays?)(?:Date|Time|Day)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"^\W*(?:today\s+is\b|today['’]s\s+date|date\s+today|it\s+is\s+now|current\s+(?:date|time|local)|local\s+time|"
    r"اليوم\s+هو|تاريخ\s+اليوم|اليوم\s*[:：]|(?:الوقت|الساعة|التوقيت)\s+(?:الآن|الان|الحالي)|"
    r"nous\s+sommes\b|heute\s+ist\b|bug[uü]n\s+günlerden|امروز\s*[:،]?\s+\S+\s+\S*\d)"
    r"|^\W*اليوم،?\s+(?:ال(?:اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت|أحد|احد))\b.*\d{4}"
    r"|تحديث\s+(?:هذه\s+)?(?:ال|لل)(?:صفحة|موقع)"
    r"|\b(?:page|site|website)\s+(?:was\s+)?(?:last\s+)?(?:updated|modified|generated|refreshed)\b"
    r"|\blast\s+(?:update|change|modification)\s+(?:of|to)\s+(?:the|this)\s+(?:page|site|website)\b"
    r"|^\W*(?:gedruckt|ausgedruckt|printed|print\s+date|date\s+printed|imprim[ée]e?|impreso|stampato|"
    r"(?:تاريخ|وقت)\s+(?:ال)?طباعة|طبع(?:ت)?\s+(?:في|بتاريخ)|تاریخ\s+چاپ|yazdırma\s+tarihi)\b"
    r"|(?:تعديل|تحديث)\s+ل(?:ل|هذه\s+ال)(?:صفحة|موقع)"
    r"|\bseite\s+(?:zuletzt\s+)?aktualisiert\b|\bmise\s+à\s+jour\s+(?:du\s+site|de\s+la\s+page)\b",
    re.IGNORECASE,
)


def is_page_clock(element: HtmlElement, text: str) -> bool:
    """Whether the words or the names of the element say that it tells today's date, not that of an article."""
    if _SAID.search(text):
        return True
    place: HtmlElement | None = element
    for _ in range(_LEVELS):
        if place is None or place.tag in ("body", "html", "main", "article"):
            return False
        if _NAMED.search(f"{place.get('class') or ''} {place.get('id') or ''}"):
            return True
        place = place.getparent()
    return False


def says_page_clock(text: str, named: str) -> bool:
    """The same of a line, with the names of the elements that it stands in."""
    return bool(_SAID.search(text) or _NAMED.search(named))


def may_be_page_clock(published: Published, fetched_at: datetime | None) -> bool:
    """Whether a date above the headline is just what a clock there would show: the day, or the minute, of fetching.

    The zone of a page's clock is not known, so any whole hour counts.
    """
    if fetched_at is None or published.when is None:
        return False
    given = date.fromisoformat(published.when[:10])
    if not (fetched_at - timedelta(hours=12)).date() <= given <= (fetched_at + timedelta(hours=14)).date():
        return False
    if published.precision == "day":
        return True
    apart = abs(int(published.when[14:16]) - fetched_at.minute)
    return min(apart, 60 - apart) <= _MINUTES
