"""Bring addresses into forms, so that those that a site makes in the same way can be counted together. Pure.

A form is written as people would sketch it: `/2026/11/27/…` is `/Y/M/D/…`, `/world/chips-for-all-123456` is
`/world/…-1`, `news.php?id=4711` is `/news.php?id=1`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from crawler.link_addresses import segments_of

_YEAR = re.compile(r"(?:19|20)\d\d$")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$", re.IGNORECASE)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])$")
_DATE = re.compile(r"(?:19|20)\d\d[-_]?[01]\d(?:[-_]?[0-3]\d)?$")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{12,}$|[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_CODE = re.compile(r"(?=.*[a-zA-Z])(?=.*\d)[A-Za-z0-9]{4,14}$")
# A slug may well end in a year.
_NUMBER_AT_END = re.compile(r"\D(?!(?:19|20)\d\d$)(\d{3,18})$")
_NUMBER_AT_BEGINNING = re.compile(r"(?!(?:19|20)\d\d[-_.–])(\d{3,18})[-_.–]")
# By any other key a number that reads like a date may be that of an article.
_PERIOD_KEY = re.compile(r"(?:m|ym|d|dt|day|date|month|year|archive)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,18}$")
_TEXT, _NUMBER = "…", "1"
_DATES = frozenset(("Y", "M", "D", "YMD"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`name` is how it is written; `number` is the largest in the address. `is_dated`: a date is in its path;
    `is_coded`: a code or a long hexadecimal number; `is_period`: it is that of a day, month or year; `has_slug`: it
    ends with several words.
    """

    name: str
    number: int | None = None
    host: str = ""
    is_dated: bool = False
    is_coded: bool = False
    is_period: bool = False
    has_slug: bool = False


def form_of(url: str) -> Form:
    """The form of an address."""
    parts = urlsplit(url)
    segments = segments_of(url)
    written: list[str] = []
    number: int | None = None
    for place, segment in enumerate(segments):
        is_last = place == len(segments) - 1
        sketch, found = _sketch(segment, written, is_last=is_last)
        written.append(sketch)
        number = _larger(number, found)
    query: list[str] = []
    asks_for_period = False
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)[:20]
    for key, value in sorted(pairs):
        if _DIGITS.match(key) and not value:
            query, number = [*query, _NUMBER], _larger(number, int(key))
        elif _PERIOD_KEY.match(key) and (_YEAR.match(value) or _DATE.match(value)):
            query, asks_for_period = [*query, f"{key}=YMD"], True
        elif _DIGITS.match(value):
            query, number = [*query, f"{key}={_NUMBER}"], _larger(number, int(value))
        else:
            query.append(f"{key}={_TEXT}")
    path, asked = "/" + "/".join(written), f"?{'&'.join(query)}" if query else ""
    has_date = not _DATES.isdisjoint(written)
    # Some sites write the month behind the slug.
    ends_with_date = bool(written) and written[-1] in _DATES and not query
    is_period = (ends_with_date or (asks_for_period and number is None)) and not any(map(is_slug, segments))
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return Form(
        name=f"{host}{path}{asked}",
        number=number,
        host=host,
        is_dated=has_date,
        is_coded=not {"hex", "code"}.isdisjoint(each.partition(".")[0] for each in written),
        is_period=is_period,
        has_slug=bool(segments) and is_slug(segments[-1]),
    )


def is_slug(segment: str) -> bool:
    """Whether a part of a path is several words, as those of few sections are."""
    return not _HEX.match(segment) and len(re.findall(r"[^\W\d_]{2,}", segment)) > 2


def _sketch(segment: str, before: list[str], *, is_last: bool) -> tuple[str, int | None]:
    """How a part of a path is written in a form, and its number."""
    if _YEAR.match(segment):
        return "Y", None
    if before and before[-1] == "Y" and _MONTH.match(segment):
        return "M", None
    if before and before[-1] == "M" and _DAY.match(segment):
        return "D", None
    if _DATE.match(segment):
        return "YMD", None
    extension = _EXTENSION.search(segment) if is_last else None
    stem = segment[: extension.start()] if extension else segment
    ending = extension[0].lower() if extension else ""
    if _DIGITS.match(stem):
        return _NUMBER + ending, int(stem)
    if _HEX.match(stem):
        return "hex" + ending, None
    if found := _NUMBER_AT_END.search(stem):
        return f"{_TEXT}-{_NUMBER}{ending}", int(found[1])
    if found := _NUMBER_AT_BEGINNING.match(stem):
        return f"{_NUMBER}-{_TEXT}{ending}", int(found[1])
    if _CODE.match(stem):
        return "code" + ending, None
    # A script that is asked for something is a folder of what it answers with.
    if not is_last and is_slug(segment):
        return _TEXT, None
    if not is_last or ending in (".php", ".asp", ".aspx", ".jsp"):
        return segment.lower(), None
    return _TEXT + ending, None


def _larger(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)
