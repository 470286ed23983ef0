"""Find the parts of a date in visible words: day, month, year, clock, zone, or how long ago. Pure, no library.

Reads Arabic (months of every region), Persian, English and numbers. Decides nothing about what year a
yearless day belongs to or when "two hours ago" was: that is `pipelines.dates`. Other calendars than the Gregorian are
converted here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines import months

_ARABIC = r"[\u0620-\u064a\u066e-\u06d3]"
_LETTERS = str.maketrans("أإآٱؤئىیېةۃەہۂۀھکڪ٫’‘`", "ااااوييييهههههههكك:'''")
# An icon's name before the time ("time2 hours ago") is no word of the page. "Time" itself is a magazine.
_ICON = re.compile(
    rf"^\W*(?:access_time|time|date|clock|calendar|schedule|icon)"
    rf"(?=\s*(?:\d|{_ARABIC}|[A-Z]|yesterday|today|just|an?\s|one\s|[-:|]\s|$))"
)
_EDGES = " \t\n\r\u00a0،,;؛:|/\\-–—_•·●▪■◦‣∙*()[]{}«»\"'.…>‹›<+#»«@&"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What stands in the words. `ago`, when given, counts back from the time of fetching; `whole_days` says in days.

    `vague` marks words that speak of a date and fix no day ("March 2025"; "a year ago", where `ago` is set but tells
    nothing). `zone` is an offset such as "+03:00", "UTC" or an IANA name. `rest` is what of the words belongs to
    no date, in the original spelling.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    zone: str | None = None
    weekday: int | None = None
    ago: timedelta | None = None
    whole_days: bool = False
    vague: bool = False
    updated: bool = False
    swappable: bool = False
    rest: str = ""

    @property
    def is_clock_only(self) -> bool:
        """A time of day and nothing that says of which day."""
        return self.hour is not None and self.day is None and self.ago is None and not self.vague

    @property
    def is_date(self) -> bool:
        """Some day, or how long ago, is spoken of."""
        return self.day is not None or self.ago is not None or self.vague


class _Words:
    """The words folded for reading; what has been read is blanked, so that the rest can be told in the end."""

    def __init__(self, words: str) -> None:
        self.original = words
        folded: list[str] = []
        places: list[int] = []
        for place, char in enumerate(words):
            for part in unicodedata.normalize("NFKC", char).casefold().translate(_LETTERS):
                if unicodedata.category(part) in ("Mn", "Cf") or part == "ـ":
                    continue
                number = unicodedata.decimal(part, None)
                folded.append(str(number) if number is not None else part)
                places.append(place)
        self.folded = "".join(folded)
        self.places = places
        self.has_persian_digits = any("۰" <= char <= "۹" for char in words)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.folded)
        if found:
            self.blank(found)
        return found

    def blank(self, found: re.Match[str]) -> None:
        start, end = found.span()
        self.folded = f"{self.folded[:start]}{' ' * (end - start)}{self.folded[end:]}"

    def rest(self) -> str:
        kept = {self.places[n] for n, char in enumerate(self.folded) if char != " "}
        heard = set(self.places)
        rest: list[str] = []
        for n, char in enumerate(self.original):
            # A mark goes with the letter that bears it.
            stays = n in kept if n in heard else bool(rest) and rest[-1] != " "
            rest.append(char if stays else " ")
        return "".join(rest)


def fold(words: str) -> str:
    """One spelling for letters, digits and case; punctuation and spaces stay."""
    return _Words(words).folded


def find_parts(words: str) -> Parts | None:
    """Read the date in `words`; None when they speak of none. At most the first 300 characters are looked at."""
    words = _ICON.sub("", words[:300], count=1)
    text = _Words(words)
    label = _UPDATE.search(text.folded)
    if label and label.start() > 0:
        # "Published ... | Updated ...": the day of publishing stands before the other.
        first = find_parts(words[: text.places[label.start()]])
        if first and first.is_date:
            return first
    updated = bool(label)
    read = _ago(text) or _absolute(text)
    if read is None:
        read = _named_day(text)
    if read is None:
        return None
    return replace(read, updated=updated, rest=trim_labels(text.rest()))


def take_clock(words: str) -> tuple[Parts, str]:
    """The clock time and zone in `words`, and the words without them."""
    text = _Words(words)
    return _clock(text), " ".join(text.rest().split())


def trim_labels(words: str) -> str:
    """`words` without separators and without labels such as "Published:" or "نشر في" at either end."""
    kept = words.strip(_EDGES)
    while True:
        folded = fold(kept)
        found = _LABEL_START.match(folded) or _LABEL_END.search(folded)
        if not kept or not found:
            return kept
        spaced = _Words(kept)
        spaced.blank(found)
        kept = spaced.rest().strip(_EDGES)


# --- how the pieces are written -------------------------------------------------------------------------------------


def _names(words: tuple[str, ...] | list[str]) -> str:
    """An alternation of names, longest first, that matches no part of a longer word of its own script."""
    arabic: set[str] = set()
    latin: set[str] = set()
    for word in words:
        folded = re.escape(fold(word)).replace(r"\ ", r"\s+")
        (arabic if re.search(_ARABIC, folded) else latin).add(folded)
    either = []
    for names, letter in ((arabic, _ARABIC), (latin, r"[^\W\d_]")):
        if names:
            choice = "|".join(sorted(names, key=lambda name: (-len(name), name)))
            either.append(rf"(?<!{letter})(?:{choice})(?!{letter})")
    return f"(?:{'|'.join(either)})"


def _numbered(*tables: dict[int, tuple[str, ...]]) -> dict[str, int]:
    return {
        " ".join(fold(name).split()): number for table in tables for number, names in table.items() for name in names
    }


def _all(table: dict[int, tuple[str, ...]]) -> list[str]:
    return [name for names in table.values() for name in names]


_GREGORIAN_MONTHS = _numbered(months.GREGORIAN_ARABIC, months.GREGORIAN_LATIN)
_HIJRI_MONTHS = _numbered(months.HIJRI)
_JALALI_MONTHS = _numbered(months.JALALI)
_WEEKDAYS = _numbered(months.WEEKDAYS)
_NUMBERS = _numbered(months.NUMBERS)

_D = r"(?<![\d:])(?P<d>\d{1,2})(?![\d:])"
_Y = r"(?<!\d)(?P<y>\d{4})(?!\d)"
_GAP = r"[\s,،./\-–_]*"
_OF = rf"(?:\s*(?:st|nd|rd|th)(?![a-z]))?{_GAP}(?:(?:of|من|شهر|de)(?=\s))?{_GAP}"


def _written(names: str) -> tuple[re.Pattern[str], ...]:
    """Day month year, month day year, year month day; then without year; then month and year."""
    # "20 March / Adar 2025", "20 March (Adar) 2025": the same month under two names.
    month = rf"(?P<m>{names})\.?(?:\s*[/(\-–]?\s*(?P<m2>{names})\s*\)?)?"
    year = rf"(?:(?:سنه|عام|لسنه|لعام)\s+)?{_Y}\s*(?:م|ه|هـ)?(?!{_ARABIC})"
    return (
        re.compile(rf"{_D}{_OF}{month}{_GAP}{year}"),
        re.compile(rf"{month}{_GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]){_GAP}{year}"),
        re.compile(rf"{_Y}\.?{_GAP}{month}{_GAP}(?P<d>\d{{1,2}})(?![\d:])"),
        re.compile(rf"{_D}[-/'](?P<m>{names})[-/'](?P<y>\d{{2}})(?![\d:])"),
        re.compile(rf"{_D}{_OF}{month}"),
        re.compile(rf"{month}{_GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%])"),
        re.compile(rf"{month}{_GAP}{year}"),
    )


_WRITTEN = _written(_names(_all(months.GREGORIAN_ARABIC) + _all(months.GREGORIAN_LATIN)))
_HIJRI = _written(_names(_all(months.HIJRI)))
_JALALI = _written(_names(_all(months.JALALI)))
_END = r"(?!\d|[./\-]\d|:)"
_YEAR_FIRST = re.compile(
    rf"(?<![\d./-])(?P<y>\d{{4}})\s*(?P<s>[-/.])\s*(?P<a>\d{{1,2}})\s*(?P=s)\s*(?P<b>\d{{1,2}}){_END}"
)
_YEAR_LAST = re.compile(
    rf"(?<![\d./-])(?P<a>\d{{1,2}})\s*(?P<s>[-/.\\])\s*(?P<b>\d{{1,2}})\s*(?P=s)\s*"
    rf"(?P<y>\d{{4}}|\d{{2}})\s*(?P<h>ه(?!{_ARABIC}))?{_END}"
)
_DAY_AND_MONTH = re.compile(rf"(?<![\d./-])(?P<a>\d{{1,2}})\s*[/.]\s*(?P<b>\d{{1,2}})\.?{_END}")

_HALVES = {
    half: _names(words)
    for half, words in (
        ("morning", months.MORNING),
        ("evening", months.EVENING),
        ("noon", months.NOON),
        ("night", months.NIGHT),
    )
}
_HALF = "|".join(f"(?P<{half}>{names})" for half, names in _HALVES.items())
_CLOCK = re.compile(
    rf"(?:(?P<before>[ap])\.?m\.?\s*)?(?:(?<=\d)t|(?<![\d:.,]))(?P<h>\d{{1,2}})\s*(?::|h(?=\d))\s*(?P<i>\d{{2}})"
    rf"(?:\s*:\s*(?P<s>\d{{2}}))?(?:[.,]\d+)?(?![\d:])\s*(?:{_HALF})?\.?"
)
_HOUR_ALONE = re.compile(
    rf"(?:الساعه|ساعت|at|um|kl\.?|pukul)\s*(?P<h>\d{{1,2}})(?:[.](?P<i>\d{{2}}))?(?![\d:])\s*(?:{_HALF}|uhr)?"
)
_HOUR_AM_PM = re.compile(
    rf"(?<![\d:.,/-])(?P<h>\d{{1,2}})(?:\.(?P<i>\d{{2}}))?\s*"
    rf"(?:(?P<morning>a\.?m)|(?P<evening>p\.?m)|(?P<uhr>uhr))(?![a-z])\.?"
    rf"|(?<![\d:.,/-])(?P<h2>\d{{1,2}})\s+(?:(?P<m2>صباحا|فجرا)|(?P<e2>مساء|عصرا)|(?P<n2>ظهرا))(?!{_ARABIC})"
)
_ZONE_NAMES = _numbered({0: tuple(months.ZONES)})
_ZONE = re.compile(
    r"\(?(?:(?:gmt|utc)\s*(?P<o>[+-]\s*\d{1,2}(?::?\d{2})?)"
    rf"|(?P<n>{_names([zone for zone in months.ZONES if zone.isascii()])})(?![+-]\d))\)?"
    rf"|(?:\(?\s*(?:حسب\s+)?(?:ال)?توقيت\s+|\(?\s*بتوقيت\s+)"
    rf"(?P<p>{_names([zone for zone in months.ZONES if not zone.isascii()])}|{_ARABIC}+)\s*\)?"
)
_OFFSET = re.compile(r"^\s*(?P<o>[+-]\s?\d{2}:?\d{2})(?!\d)")

_UNIT_OF: dict[str, str] = {}
_DUAL_OF: dict[str, str] = {}
_SECONDS: dict[str, int | None] = {}
for _unit, (_length, _singles, _duals) in months.UNITS_ARABIC.items():
    _SECONDS[_unit] = _length
    _UNIT_OF |= {fold(name): _unit for name in _singles}
    _DUAL_OF |= {fold(name): _unit for name in _duals}
_LATIN_UNIT_OF = {name: unit for unit, (_, names) in months.UNITS_ENGLISH.items() for name in names}
_COUNT = rf"(?:(?P<n>\d{{1,3}})|(?P<w>{_names(_all(months.NUMBERS))}))"
_ABOUT = rf"(?:{_names(months.ABOUT)}\s+)?"
_SINGLE, _DUAL = _names(list(_UNIT_OF)), _names(list(_DUAL_OF))
_AMOUNT = rf"(?:{_COUNT}\s*)?(?:(?P<u>{_SINGLE})(?:\s+(?:واحده?))?|(?P<u2>{_DUAL}))"
_AND_MORE = r"(?:\s*[,،]?\s*و\s*(?:\d{1,3}\s*)?(?:ثانيه|ثواني|دقيقه|دقايق|دقيقتين|ساعه|ساعات|ساعتين))?"
_AGO_ARABIC = re.compile(
    rf"(?:(?<!{_ARABIC})(?:منذ|قبل)\s+{_ABOUT}{_AMOUNT}{_AND_MORE})(?!\s*[\d]|{_ARABIC})(?:\s+(?:تقريبا|مضت))?"
)
_PAST_ARABIC = re.compile(rf"{_AMOUNT}\s+(?:مضت|مضي|مضتا)(?!{_ARABIC})")
_AGO_ENGLISH = re.compile(
    rf"(?:{_names(months.ABOUT)}\s+)?{_COUNT}\s*"
    rf"(?P<u>{'|'.join(sorted(_LATIN_UNIT_OF, key=len, reverse=True))})\.?(?![a-z])"
    r"(?:\s*(?:,|and)?\s*\d{1,2}\s*(?:minutes?|mins?|hours?|hrs?|m|h))?\s+ago(?![a-z])"
)
_PART_OF_HOUR = re.compile(rf"(?<!{_ARABIC})(?:منذ|قبل)\s+(?:نصف|ربع)\s+ساعه(?!{_ARABIC})|half\s+an\s+hour\s+ago")
_NOW = re.compile(_names(months.NOW))
_NAMED_DAYS = tuple(
    (days, re.compile(_names(names)))
    for days, names in ((2, months.DAY_BEFORE), (1, months.YESTERDAY), (0, months.TODAY))
)
_WEEKDAY = _names(_all(months.WEEKDAYS))
_WEEKDAY_BEFORE = re.compile(rf"(?:يوم\s+)?(?P<w>{_WEEKDAY})[\s,،.\-–|:(]*$")
_WEEKDAY_AFTER = re.compile(rf"^[\s,،.\-–|(]*(?P<w>{_WEEKDAY})\)?")
_WEEKDAY_ALONE = re.compile(rf"^\W*(?:يوم\s+)?(?P<w>{_WEEKDAY})\W*$")
_UPDATE = re.compile(_names(months.UPDATE_LABELS))
_LABEL = _names([*months.LABELS, *months.UPDATE_LABELS])
_LABEL_START = re.compile(rf"^[\W_]*{_LABEL}(?=[\W_]|\d|$)")
_LABEL_LAST = _names([*months.LABELS, *months.UPDATE_LABELS, *months.LABELS_BEFORE])
_LABEL_END = re.compile(rf"(?<=[\W_]){_LABEL_LAST}[\W_]*$")

# --- reading them ---------------------------------------------------------------------------------------------------


def _ago(text: _Words) -> Parts | None:
    if text.take(_NOW):
        return Parts(ago=timedelta(0))
    if part := text.take(_PART_OF_HOUR):
        return Parts(ago=timedelta(minutes=15 if "ربع" in part[0] else 30))
    found = text.take(_AGO_ARABIC) or text.take(_PAST_ARABIC)
    if found:
        unit = _UNIT_OF.get(found["u"] or "") or _DUAL_OF[found["u2"]]
        count = 2 if found["u2"] else _count(found)
    else:
        found = text.take(_AGO_ENGLISH)
        if not found:
            return None
        unit, count = _LATIN_UNIT_OF[found["u"]], _count(found)
    seconds = _SECONDS[unit]
    if seconds is None:
        return Parts(ago=timedelta(0), vague=True)
    return Parts(ago=timedelta(seconds=seconds * count), whole_days=seconds >= 86400)


def _count(found: re.Match[str]) -> int:
    if found["n"]:
        return int(found["n"])
    return _NUMBERS.get(" ".join((found["w"] or "").split()), 1)


def _named_day(text: _Words) -> Parts | None:
    """Yesterday and its like, with a clock time or alone; a weekday alone; a clock time alone."""
    clock = _clock(text)
    for days, pattern in _NAMED_DAYS:
        found = pattern.search(text.folded)
        # "Today" is the name of newspapers, so beside other words it needs a clock time to be a date.
        if found and (days or clock.hour is not None or not text.folded.replace(found[0], " ").strip(_EDGES)):
            text.blank(found)
            return replace(clock, ago=timedelta(days=days), whole_days=True)
    if found := _WEEKDAY_ALONE.match(text.folded):
        text.blank(found)
        return replace(clock, weekday=_WEEKDAYS[" ".join(found["w"].split())], vague=True)
    return clock if clock.hour is not None else None


def _absolute(text: _Words) -> Parts | None:
    """Day, month and year in any of the calendars; the Gregorian one wins where two stand side by side."""
    before = text.folded
    clock = _clock(text)
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


def _gregorian(text: _Words, *, full: bool) -> tuple[int, Parts] | None:
    if not full:
        return _yearless(text)
    for n, pattern in enumerate(_WRITTEN[:4]):
        for found in pattern.finditer(text.folded):
            month = _month(found, _GREGORIAN_MONTHS)
            year = int(found["y"]) + (2000 if n == 3 else 0)
            if month and _day(year, month, int(found["d"])):
                text.blank(found)
                return found.start(), Parts(year=year, month=month, day=int(found["d"]))
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        for found in pattern.finditer(text.folded):
            parts = _numeric(found, text, year_first=pattern is _YEAR_FIRST)
            if parts:
                text.blank(found)
                return found.start(), parts
    return None


def _numeric(found: re.Match[str], text: _Words, *, year_first: bool) -> Parts | None:
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
    if len(found["y"]) == 2:
        # Versions and scores look like this as well: nothing else may stand beside a year of two digits.
        if re.search(r"[^\W\d_]{2}", _bare(text.folded, found)) or year > 69:
            return None
        year += 2000
    month, day = (a, b) if year_first else (b, a)
    if 1300 <= year <= 1500:
        if not year_first and found["h"]:
            return _from_hijri(year, month, day)
        if 1380 <= year <= 1420 and text.has_persian_digits:
            return _from_jalali(year, month, day)
        return Parts(vague=True) if month <= 12 and day <= 31 else None
    if _day(year, month, day):
        return Parts(year=year, month=month, day=day, swappable=not year_first and a <= 12 and b <= 12)
    # Only one order makes a date of 03/25/2025.
    if _day(year, day, month):
        return Parts(year=year, month=day, day=month)
    return None


def _bare(folded: str, found: re.Match[str]) -> str:
    """What stands beside a match, without weekdays and labels."""
    rest = re.sub(_WEEKDAY, " ", folded[: found.start()] + " " + folded[found.end() :])
    return re.sub(_LABEL, " ", rest)


def _yearless(text: _Words) -> tuple[int, Parts] | None:
    for pattern in _WRITTEN[4:6]:
        for found in pattern.finditer(text.folded):
            month = _month(found, _GREGORIAN_MONTHS)
            # 2024 is a leap year: 29 February may stand without its year.
            if month and _day(2024, month, int(found["d"])):
                text.blank(found)
                return found.start(), Parts(month=month, day=int(found["d"]))
    for found in _WRITTEN[6].finditer(text.folded):
        if _month(found, _GREGORIAN_MONTHS) and 1900 <= int(found["y"]) <= 2100:
            text.blank(found)
            return found.start(), Parts(vague=True)
    found_day = _DAY_AND_MONTH.search(text.folded)
    if found_day and _day(2024, int(found_day["b"]), int(found_day["a"])):
        around = text.folded[: found_day.start()] + text.folded[found_day.end() :]
        if re.search(_WEEKDAY, around) and not _bare(text.folded, found_day).strip(_EDGES):
            text.blank(found_day)
            return found_day.start(), Parts(month=int(found_day["b"]), day=int(found_day["a"]))
    return None


def _hijri(text: _Words, *, full: bool) -> tuple[int, Parts] | None:
    for pattern in _HIJRI[:3] if full else ():
        for found in pattern.finditer(text.folded):
            month = _month(found, _HIJRI_MONTHS)
            if month and 1300 <= int(found["y"]) <= 1500:
                text.blank(found)
                return found.start(), _from_hijri(int(found["y"]), month, int(found["d"]))
    return None


def _jalali(text: _Words, *, full: bool) -> tuple[int, Parts] | None:
    for pattern in _JALALI[:3] if full else ():
        for found in pattern.finditer(text.folded):
            month = _month(found, _JALALI_MONTHS)
            if month and 1300 <= int(found["y"]) <= 1499:
                text.blank(found)
                return found.start(), _from_jalali(int(found["y"]), month, int(found["d"]))
    if not full and text.has_persian_digits and (found_day := text.take(_JALALI[4])):
        return found_day.start(), Parts(vague=True)
    return None


def _month(found: re.Match[str], table: dict[str, int]) -> int | None:
    first = table[" ".join(found["m"].split())]
    second = found.groupdict().get("m2")
    return first if not second or table[" ".join(second.split())] == first else None


def _take_weekday(text: _Words, place: int) -> int | None:
    if found := _WEEKDAY_BEFORE.search(text.folded[:place]):
        text.folded = f"{text.folded[: found.start()]}{' ' * (place - found.start())}{text.folded[place:]}"
    elif found := _WEEKDAY_AFTER.search(text.folded[place:]):
        end = place + found.end()
        text.folded = f"{text.folded[:place]}{' ' * found.end()}{text.folded[end:]}"
    return _WEEKDAYS[" ".join(found["w"].split())] if found else None


def _clock(text: _Words) -> Parts:
    """Read and blank the clock time and its zone."""
    found = _CLOCK.search(text.folded)
    if found:
        hour, minute = int(found["h"]), int(found["i"])
        second = int(found["s"]) if found["s"] else None
        half = next((name for name in _HALVES if found[name]), None)
        half = {"a": "morning", "p": "evening", None: half}[found["before"]]
    elif found := _HOUR_ALONE.search(text.folded):
        hour, minute, second = int(found["h"]), int(found["i"] or 0), None
        half = next((name for name in _HALVES if found[name]), None)
    elif found := _HOUR_AM_PM.search(text.folded):
        hour, minute, second = int(found["h"] or found["h2"]), int(found["i"] or 0), None
        half = "morning" if found["morning"] or found["m2"] else "noon" if found["n2"] else "evening"
        half = None if found["uhr"] else half
    else:
        return Parts()
    hour = _in_half(hour, half)
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return Parts()
    text.blank(found)
    return Parts(hour=hour, minute=minute, second=second, zone=_take_zone(text, found.end()))


def _in_half(hour: int, half: str | None) -> int:
    if half == "morning" or (half == "night" and (hour == 12 or hour < 6)):
        return 0 if hour == 12 else hour
    if half in ("evening", "night") and hour < 12:
        return hour + 12
    if half == "noon" and hour < 6:
        return hour + 12
    return hour


def _take_zone(text: _Words, place: int) -> str | None:
    if found := _OFFSET.match(text.folded[place:]):
        end = place + found.end()
        text.folded = f"{text.folded[:place]}{' ' * found.end()}{text.folded[end:]}"
        return _offset(found["o"])
    zone = _ZONE.search(text.folded)
    if not zone:
        return None
    name = " ".join((zone["n"] or zone["p"] or "").split())
    if name == "z" and not text.folded[place:].startswith("z"):
        return None
    text.blank(zone)
    if zone["o"]:
        return _offset(zone["o"])
    return _ZONE_BY_NAME.get(name)


_ZONE_BY_NAME = {" ".join(fold(name).split()): zone for name, zone in months.ZONES.items()}


def _offset(words: str) -> str | None:
    sign, digits = words[0], re.sub(r"\D", "", words)
    digits = f"{digits:0>2}00" if len(digits) <= 2 else f"{digits:0>4}"
    return f"{sign}{digits[:2]}:{digits[2:]}" if int(digits[:2]) <= 14 and int(digits[2:]) < 60 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _from_hijri(year: int, month: int, day: int) -> Parts:
    from hijridate import Hijri

    try:
        given = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return Parts(vague=True)
    return Parts(year=given.year, month=given.month, day=given.day)


def _from_jalali(year: int, month: int, day: int) -> Parts:
    """The 33-year rule of the Solar Hijri calendar, exact for 1178-1633; pinned on 1 Farvardin 1403 = 20 March 2024."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return Parts(vague=True)
    given = date.fromordinal(
        date(2024, 3, 20).toordinal() + _jalali_number(year, month, day) - _jalali_number(1403, 1, 1)
    )
    return Parts(year=given.year, month=given.month, day=given.day)


def _jalali_number(year: int, month: int, day: int) -> int:
    shifted = year + 1595
    before = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return 365 * shifted + shifted // 33 * 8 + (shifted % 33 + 3) // 4 + before + day
