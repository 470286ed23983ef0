"""Dates in languages other than Arabic and English, through dateparser. The only module that imports it, and late.

dateparser guesses: it fills what is missing from today. So each text is parsed from two different days, and only what
comes out the same both times, and stands in the words, is believed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib import import_module

from pipelines.reading.dates import months
from pipelines.reading.dates.clock import take_clock
from pipelines.reading.dates.found import Parts
from pipelines.reading.dates.parts import trim_labels
from pipelines.reading.dates.words import fold

_ONE_DAY = datetime(2003, 2, 3, 4, 5)  # noqa: DTZ001 - a clock of no zone, only ever compared with its own results
_OTHER_DAY = datetime(2008, 9, 17, 18, 47)  # noqa: DTZ001
_MOST_CHARACTERS = 60
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KEYS = (*_MONTHS, *_WEEKDAYS, "second", "minute", "hour", "day", "week", "month", "year")
_BEFORE_DAY = re.compile(r"^(?:am|le|el|il|den|em|op|à|dnia|на|от)\s+(?=\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[|•·–—]\s*|\s+-\s+")
# Letters that neither Arabic nor plain digits and marks are made of: without one dateparser has nothing to add.
_FOREIGN_LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏͰ-\u05f4\u0900-\u1fff\u3040-\ud7ffپچژگیکہھٹڈڑے]")


def _choice(words: tuple[str, ...]) -> re.Pattern[str]:
    spaced = [word for word in words if not _is_unspaced(word)]
    glued = [word for word in words if _is_unspaced(word)]
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(fold(word)) for word in spaced)})(?!\w)|{'|'.join(map(re.escape, glued))}"
    )


def _is_unspaced(word: str) -> bool:
    return any("\u0e00" <= char <= "\u0e7f" or "\u3040" <= char <= "\ud7ff" for char in word)


_AGO = _choice(months.FOREIGN_AGO)
_DAYS = _choice(months.FOREIGN_DAYS)


@lru_cache(maxsize=1000)
def find_foreign_parts(words: str) -> Parts | None:
    """Read a date in one of `months.FOREIGN_LANGUAGES`; None when there is none that stands in the words."""
    if not _FOREIGN_LETTER.search(words):
        return None
    if parts := _read(words):
        return parts
    pieces = [piece for piece in _BETWEEN.split(words) if piece]
    for n, piece in enumerate(pieces if 1 < len(pieces) <= 4 else []):
        if parts := _read(piece):
            rest = " ".join([*pieces[:n], *pieces[n + 1 :]])
            return replace(parts, rest=trim_labels(rest))
    return None


def _read(words: str) -> Parts | None:
    if len(words) > _MOST_CHARACTERS:
        return None
    clock, rest = take_clock(words)
    rest = _BEFORE_DAY.sub("", trim_labels(rest))
    folded = fold(rest)
    is_day = bool(_DAYS.search(folded)) and len(folded.split()) <= 3
    is_ago = bool(_AGO.search(folded)) and len(folded.split()) <= 6
    if not (is_day or is_ago or re.search(r"\d", folded)) or not re.search(r"[^\W\d_]", folded):
        return None
    if not (is_day or is_ago or _may_agree(folded)):
        return None
    languages = _languages(folded)
    if not languages:
        return None
    one = _parse(rest, _ONE_DAY, languages)
    other = None if one is None else _parse(rest, _OTHER_DAY, languages)
    if one is None or other is None:
        return None
    return _agreed(one, other, folded, clock, relative=is_day or is_ago)


def _may_agree(words: str) -> bool:
    """Whether the numbers may be those of a day, so that a date read from the words can be believed: to read one costs
    as much as a tenth of a page.
    """
    numbers = _numbers_in(words)
    has_day = any(1 <= number <= 31 for number in numbers)
    has_year = any(number >= 1000 for number in numbers)
    return (has_day and has_year) or (len(numbers) == 1 and (has_day or has_year) and _names_month(words))


def _agreed(one: datetime, other: datetime, words: str, clock: Parts, *, relative: bool) -> Parts | None:
    numbers = _numbers_in(words)
    if one.date() == other.date():
        if one.year in numbers and one.day in numbers and 1900 <= one.year <= 2100:
            return replace(clock, year=one.year, month=one.month, day=one.day)
        return None
    if relative:
        back, again = _ONE_DAY - one, _OTHER_DAY - other
        if back != again or back < timedelta(0):
            return Parts(ago=timedelta(0), vague=True) if back > timedelta(0) else None
        whole_days = back % timedelta(days=1) == timedelta(0) and back > timedelta(0)
        if not whole_days:
            whole_days = bool(_DAYS.search(words))
        return replace(clock, ago=back, whole_days=whole_days)
    if not _has_month(words):
        return None
    if (one.month, one.day) == (other.month, other.day) and numbers == {one.day}:
        return replace(clock, month=one.month, day=one.day)
    if (one.year, one.month) == (other.year, other.month) and numbers == {one.year}:
        return Parts(vague=True)
    return None


def _numbers_in(words: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", words)}


def _has_month(words: str) -> bool:
    return len(max(re.findall(r"[^\W\d_]+", words), key=len)) >= 3 or "月" in words or "월" in words


def _names_month(words: str) -> bool:
    """Whether a word that means a month in some language stands there: "15 min read" and "HTML5" have none."""
    if not _has_month(words):
        return False
    spaced, unspaced = _month_words()
    bare = _without_marks(words)
    return not spaced.isdisjoint(re.findall(r"[^\W\d_]+", bare)) or any(word in bare for word in unspaced)


def _without_marks(words: str) -> str:
    """As dateparser reads them: without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", words) if unicodedata.category(char) != "Mn")


def _languages(folded: str) -> list[str]:
    """The languages whose words for months, hours and days stand here, those with most of them first.

    Asked for all languages, dateparser compiles thousands of patterns again for each text: 0.5 s instead of 1 ms.
    """
    tokens = set(re.findall(r"[^\W\d_]+", folded))
    counted: dict[str, int] = {}
    for language, (spaced, unspaced) in _known_words().items():
        found = len(tokens & spaced) + sum(word in folded for word in unspaced)
        if found:
            counted[language] = found
    best = max(counted.values(), default=0)
    return sorted((language for language in counted if counted[language] == best), key=months.FOREIGN_LANGUAGES.index)


@cache
def _month_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words for months of all languages without accents: between spaces, and of scripts that have none."""
    spaced, unspaced = set(), {"月", _without_marks("월")}
    for language in months.FOREIGN_LANGUAGES:
        info = import_module(f"dateparser.data.date_translation_data.{language}").info
        for name in (_without_marks(fold(name)) for key in _MONTHS for name in info.get(key, ())):
            if _is_unspaced(name):
                unspaced.add(name)
            else:
                spaced |= {word for word in re.findall(r"[^\W\d_]+", name) if len(word) > 1}
    return frozenset(spaced), frozenset(unspaced)


@cache
def _known_words() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each language its words that stand between spaces, and those of scripts that have none."""
    known = {}
    for language in months.FOREIGN_LANGUAGES:
        info = import_module(f"dateparser.data.date_translation_data.{language}").info
        names = [name for key in _KEYS for name in info.get(key, ())]
        names += [name for key, values in info.get("relative-type", {}).items() if "1 day" in key for name in values]
        names += info.get("relative-type", {}).get("0 day ago", ())
        spaced, unspaced = set(), set()
        for name in names:
            if _is_unspaced(name):
                unspaced.add(fold(name))
            else:
                spaced |= {word for word in re.findall(r"[^\W\d_]+", fold(name)) if len(word) > 1}
        known[language] = (frozenset(spaced), frozenset(unspaced))
    return known


def _parse(words: str, base: datetime, languages: list[str]) -> datetime | None:
    # Costs 0.1 s to import: only pages that need it pay.
    import dateparser  # type: ignore[import-untyped]

    try:
        found: datetime | None = dateparser.parse(
            words,
            languages=languages,
            settings={
                "DATE_ORDER": "DMY",
                "PREFER_DATES_FROM": "past",
                "RELATIVE_BASE": base,
                "RETURN_AS_TIMEZONE_AWARE": False,
                "TIMEZONE": "UTC",
                "PARSERS": ["relative-time", "absolute-time"],
            },
        )
    except (ValueError, OverflowError, TypeError, RecursionError):
        # Its own bugs on odd input mean the same as an answer of None.
        return None
    return found
