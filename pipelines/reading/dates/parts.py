"""Find the parts of a date in visible words: day, month, year. Pure, no library.

Reads Arabic (months of every region), Persian, English and numbers, and converts calendars other than the Gregorian.
What year a yearless day belongs to and when "two hours ago" was: `reading.dates.read`.
How long ago: `reading.dates.ago`; the time of day: `reading.dates.clock`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from pipelines.reading.dates import patterns
from pipelines.reading.dates.ago import take_ago, take_short_ago
from pipelines.reading.dates.calendars import from_hijri, from_jalali
from pipelines.reading.dates.clock import clock_of
from pipelines.reading.dates.found import Parts
from pipelines.reading.dates.words import FoldedWords, fold

# By how much the years of the Kurdish calendar are more than those of the Iranian.
_YEARS_OF_KURDS = 1321
_HAN_OR_HANGUL = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")


def find_parts(words: str) -> Parts | None:
    """Read the date in `words`; None when they speak of none. At most the first 300 characters are looked at."""
    words = patterns.ICON.sub("", words[:300], count=1)
    text = FoldedWords(words)
    label = patterns.UPDATE.search(text.folded)
    if label and label.start() > 0:
        # "Published ... | Updated ...": the day of publishing stands before the other.
        first = find_parts(words[: text.places[label.start()]])
        if first and first.is_date:
            return first
    updated = bool(label)
    read = take_ago(text) or _absolute(text) or take_short_ago(text)
    if read is None:
        read = _named_day(text)
    if read is None:
        return None
    return replace(read, updated=updated, rest=trim_labels(text.rest()))


def trim_labels(words: str) -> str:
    """`words` without separators and without labels such as "Published:" or "نشر في" at either end."""
    kept = words.strip(patterns.EDGES)
    while True:
        folded = fold(kept)
        found = patterns.LABEL_START.match(folded) or patterns.LABEL_END.search(folded)
        if not kept or not found:
            return kept
        spaced = FoldedWords(kept)
        spaced.blank(found)
        kept = spaced.rest().strip(patterns.EDGES)


def _named_day(text: FoldedWords) -> Parts | None:
    """Yesterday and its like, with a clock time or alone; a weekday alone; a clock time alone."""
    clock = clock_of(text)
    for days, pattern in patterns.NAMED_DAYS:
        found = pattern.search(text.folded)
        # "Today" is the name of newspapers, so beside other words it needs a clock time to be a date.
        if found and (days or clock.hour is not None or not text.folded.replace(found[0], " ").strip(patterns.EDGES)):
            text.blank(found)
            return replace(clock, ago=timedelta(days=days), whole_days=True)
    if found := patterns.WEEKDAY_ALONE.match(text.folded):
        text.blank(found)
        return replace(clock, weekday=patterns.WEEKDAYS[" ".join(found["w"].split())], vague=True)
    return clock if clock.hour is not None else None


def _absolute(text: FoldedWords) -> Parts | None:
    """Day, month and year in any of the calendars; the Gregorian one wins where two stand side by side."""
    before = text.folded
    clock = clock_of(text)
    start = len(text.folded)
    best: tuple[int, Parts] | None = None
    for reader in (_gregorian, _jalali, _hijri):
        # Read all of them, so that the second of two calendars does not stay behind as a word of the page.
        for _ in range(2):
            read = reader(text, full=True)
            if read is None:
                break
            place, parts = read
            start = min(start, place)
            if best is None or (best[1].vague and not parts.vague):
                best = (place, parts)
    if best is None:
        best = _gregorian(text, full=False) or _jalali(text, full=False)
    if best is None:
        text.folded = before
        return None
    weekday = _take_weekday(text, best[0])
    parts = best[1]
    if parts.swappable and weekday is not None and parts.year and parts.month and parts.day:
        # "Saturday 05/03/2025" says itself that the month stands first.
        swapped = _day(parts.year, parts.day, parts.month)
        given = _day(parts.year, parts.month, parts.day)
        if swapped and (not given or given.weekday() != weekday) and swapped.weekday() == weekday:
            parts = replace(parts, month=swapped.month, day=swapped.day)
    return replace(
        parts,
        hour=clock.hour,
        minute=clock.minute,
        second=clock.second,
        zone=clock.zone,
        weekday=weekday,
    )


def _gregorian(text: FoldedWords, *, full: bool) -> tuple[int, Parts] | None:
    if not full:
        return _yearless(text)
    for n, written in enumerate(patterns.WRITTEN[:4] if patterns.MONTH.search(text.folded) else ()):
        for found in patterns.compiled(written).finditer(text.folded):
            month = _month(found, patterns.GREGORIAN_MONTHS)
            year = int(found["y"]) + (2000 if n == 3 else 0)
            if month and _day(year, month, int(found["d"])):
                text.blank(found)
                return found.start(), Parts(year=year, month=month, day=int(found["d"]))
    for pattern in (patterns.YEAR_FIRST, patterns.YEAR_LAST):
        for found in pattern.finditer(text.folded):
            parts = _numeric(found, text, year_first=pattern is patterns.YEAR_FIRST)
            if parts:
                text.blank(found)
                return found.start(), parts
    return None


def _numeric(found: re.Match[str], text: FoldedWords, *, year_first: bool) -> Parts | None:
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
    if len(found["y"]) == 2:
        # Versions and scores look like this as well: nothing else may stand beside a year of two digits.
        if re.search(r"[^\W\d_]{2}", _bare(text.folded, found)) or year > 69:
            return None
        if not year_first and _HAN_OR_HANGUL.search(text.folded):
            # East Asia writes the year first: "发布时间：18-03-08".
            return _of_day(_day(2000 + a, b, year)) if _day(2000 + a, b, year) else None
        year += 2000
    month, day = (a, b) if year_first else (b, a)
    if 1300 <= year <= 1500:
        if not year_first and found["h"]:
            return _hijri_day(year, month, day)
        if 1380 <= year <= 1420 and text.has_persian_digits:
            return _jalali_day(year, month, day)
        return Parts(vague=True) if month <= 12 and day <= 31 else None
    if _day(year, month, day):
        return Parts(year=year, month=month, day=day, swappable=not year_first and a <= 12 and b <= 12)
    # Only one order makes a date of 03/25/2025.
    if _day(year, day, month):
        return Parts(year=year, month=day, day=month)
    return None


def _bare(folded: str, found: re.Match[str]) -> str:
    """What stands beside a match, without weekdays and labels."""
    rest = patterns.FOREIGN_WEEKDAY.sub(" ", folded[: found.start()]) + " " + folded[found.end() :]
    rest = re.sub(patterns.WEEKDAY, " ", rest)
    return re.sub(patterns.LABEL, " ", rest)


def _yearless(text: FoldedWords) -> tuple[int, Parts] | None:
    has_month = patterns.MONTH.search(text.folded) is not None
    for written in patterns.WRITTEN[4:6] if has_month else ():
        for found in patterns.compiled(written).finditer(text.folded):
            month = _month(found, patterns.GREGORIAN_MONTHS)
            # 2024 is a leap year: 29 February may stand without its year.
            if month and _day(2024, month, int(found["d"])):
                text.blank(found)
                return found.start(), Parts(month=month, day=int(found["d"]))
    for found in patterns.compiled(patterns.WRITTEN[6]).finditer(text.folded) if has_month else ():
        if _month(found, patterns.GREGORIAN_MONTHS) and 1900 <= int(found["y"]) <= 2100:
            text.blank(found)
            return found.start(), Parts(vague=True)
    found_day = patterns.DAY_AND_MONTH.search(text.folded)
    if found_day and _day(2024, int(found_day["b"]), int(found_day["a"])):
        around = text.folded[: found_day.start()] + text.folded[found_day.end() :]
        if re.search(patterns.WEEKDAY, around) and not _bare(text.folded, found_day).strip(patterns.EDGES):
            text.blank(found_day)
            return found_day.start(), Parts(month=int(found_day["b"]), day=int(found_day["a"]))
    return None


def _hijri(text: FoldedWords, *, full: bool) -> tuple[int, Parts] | None:
    for written in patterns.HIJRI[:3] if full and patterns.HIJRI_MONTH.search(text.folded) else ():
        for found in patterns.compiled(written).finditer(text.folded):
            month = _month(found, patterns.HIJRI_MONTHS)
            if month and 1300 <= int(found["y"]) <= 1500:
                text.blank(found)
                return found.start(), _hijri_day(int(found["y"]), month, int(found["d"]))
    return None


def _jalali(text: FoldedWords, *, full: bool) -> tuple[int, Parts] | None:
    for written in patterns.JALALI[:3] if full and not text.folded.isascii() else ():
        for found in patterns.compiled(written).finditer(text.folded):
            month = _month(found, patterns.JALALI_MONTHS)
            year = int(found["y"])
            year -= _YEARS_OF_KURDS if 2700 <= year <= 2799 else 0
            if month and 1300 <= year <= 1499:
                text.blank(found)
                return found.start(), _jalali_day(year, month, int(found["d"]))
    if not full and text.has_persian_digits and (found_day := text.take(patterns.compiled(patterns.JALALI[4]))):
        return found_day.start(), Parts(vague=True)
    return None


def _month(found: re.Match[str], table: dict[str, int]) -> int | None:
    first = table[" ".join(found["m"].split())]
    second = found.groupdict().get("m2")
    return first if not second or table[" ".join(second.split())] == first else None


def _take_weekday(text: FoldedWords, place: int) -> int | None:
    if found := patterns.WEEKDAY_BEFORE.search(text.folded[:place]):
        text.folded = f"{text.folded[: found.start()]}{' ' * (place - found.start())}{text.folded[place:]}"
    elif found := patterns.WEEKDAY_AFTER.search(text.folded[place:]):
        end = place + found.end()
        text.folded = f"{text.folded[:place]}{' ' * found.end()}{text.folded[end:]}"
    return patterns.WEEKDAYS[" ".join(found["w"].split())] if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _hijri_day(year: int, month: int, day: int) -> Parts:
    return _of_day(from_hijri(year, month, day))


def _jalali_day(year: int, month: int, day: int) -> Parts:
    return _of_day(from_jalali(year, month, day))


def _of_day(day: date | None) -> Parts:
    return Parts(year=day.year, month=day.month, day=day.day) if day else Parts(vague=True)
