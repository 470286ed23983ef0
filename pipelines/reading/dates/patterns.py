"""How the pieces of a date are written: the regular expressions of `reading.dates.parts`, built from `months`.

They match folded words (`reading.dates.words.fold`). Boundaries are those of one script, so that a name glued
to a date does not hide it.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reading.dates import months
from pipelines.reading.dates.words import fold

ARABIC = r"[\u0620-\u064a\u066e-\u06d3]"
_INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
EDGES = _INVISIBLE + " \t\n\r\u00a0،,;؛:|/\\-–—_•·●▪■◦‣∙*()[]{}«»\"'.…>‹›<+#»«@&"
# An icon's name before the time ("time2 hours ago") is no word of the page. "Time" itself is a magazine.
ICON = re.compile(
    rf"^\W*(?:access_time|time|date|clock|calendar|schedule|icon)"
    rf"(?=\s*(?:\d|{ARABIC}|[A-Z]|yesterday|today|just|an?\s|one\s|[-:|]\s|$))"
)


def _names(words: tuple[str, ...] | list[str]) -> str:
    """An alternation of names, longest first, that matches no part of a longer word of its own script."""
    arabic: set[str] = set()
    latin: set[str] = set()
    for word in words:
        folded = re.escape(fold(word)).replace(r"\ ", r"\s+")
        (arabic if re.search(ARABIC, folded) else latin).add(folded)
    either = []
    for names, letter in ((arabic, ARABIC), (latin, r"[^\W\d_]")):
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


def _joined(table: dict[int, tuple[str, ...]], *endings: str) -> dict[int, tuple[str, ...]]:
    """The names, and the same with what joins them to a year: "Adara 2025", "ئازاری ٢٠٢٥"."""
    return {
        number: tuple(f"{name}{ending}" for name in names for ending in ("", *endings))
        for number, names in table.items()
    }


_SORANI, _KURMANJI = ("ی",), ("ê", "a", "an", "yê", "ya", "iyê", "iya")
_GREGORIAN = (
    months.GREGORIAN_ARABIC,
    months.GREGORIAN_LATIN,
    _joined(months.GREGORIAN_SORANI, *_SORANI),
    _joined(months.GREGORIAN_KURMANJI, *_KURMANJI),
)
_JALALI = (months.JALALI, months.JALALI_PASHTO, _joined(months.JALALI_SORANI, *_SORANI))
GREGORIAN_MONTHS = _numbered(*_GREGORIAN)
HIJRI_MONTHS = _numbered(months.HIJRI)
JALALI_MONTHS = _numbered(*_JALALI)
WEEKDAYS = _numbered(months.WEEKDAYS)
NUMBERS = _numbered(months.NUMBERS, months.NUMBERS_PERSIAN)

D = r"(?<![\d:])(?P<d>\d{1,2})(?![\d:])"
Y = r"(?<!\d)(?P<y>\d{4})(?!\d)"
GAP = r"[\s,،./\-–_]*"
# "20th", "20ی" and "20'ê" in Kurdish.
_ENDING = rf"(?:\s*(?:st|nd|rd|th)(?![a-z])|ي(?!{ARABIC})|['-]?(?:y?ê|y?emê?)(?!\w))?"
OF = rf"{_ENDING}{GAP}(?:(?:of|من|شهر|de)(?=\s))?{GAP}"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """One of the patterns below that are kept as they are written: each takes up to 30 ms, and few dates need any."""
    return re.compile(pattern)


def _written(names: str) -> tuple[str, ...]:
    """Day month year, month day year, year month day; then without year; then month and year. See `compiled`."""
    # "20 March / Adar 2025", "20 March (Adar) 2025": the same month under two names.
    month = rf"(?P<m>{names})\.?(?:\s*[/(\-–]?\s*(?P<m2>{names})\s*\)?)?"
    year = rf"(?:(?:سنه|عام|لسنه|لعام|سال|سالي|sala)\s+)?{Y}\s*(?:م|ه|هـ)?(?!{ARABIC})"
    return (
        rf"{D}{OF}{month}{GAP}{year}",
        rf"{month}{GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]){GAP}{year}",
        rf"{Y}\.?{GAP}{month}{GAP}(?P<d>\d{{1,2}})(?![\d:])",
        rf"{D}[-/'](?P<m>{names})[-/'](?P<y>\d{{2}})(?![\d:])",
        rf"{D}{OF}{month}",
        rf"{month}{GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%])",
        rf"{month}{GAP}{year}",
    )


# Where no name of a month stands, none of the forms with one need be looked for.
MONTH = re.compile(_names([name for table in _GREGORIAN for name in _all(table)]))
HIJRI_MONTH = re.compile(_names(_all(months.HIJRI)))
WRITTEN = _written(MONTH.pattern)
HIJRI = _written(HIJRI_MONTH.pattern)
JALALI = _written(_names([name for table in _JALALI for name in _all(table)]))
END = r"(?!\d|[./\-]\d|:)"
YEAR_FIRST = re.compile(
    rf"(?<![\d./-])(?P<y>\d{{4}})\s*(?P<s>[-/.])\s*(?P<a>\d{{1,2}})\s*(?P=s)\s*(?P<b>\d{{1,2}}){END}"
)
YEAR_LAST = re.compile(
    rf"(?<![\d./-])(?P<a>\d{{1,2}})\s*(?P<s>[-/.\\])\s*(?P<b>\d{{1,2}})\s*(?P=s)\s*"
    rf"(?P<y>\d{{4}}|\d{{2}})\s*(?P<h>ه(?!{ARABIC}))?{END}"
)
DAY_AND_MONTH = re.compile(rf"(?<![\d./-])(?P<a>\d{{1,2}})\s*[/.]\s*(?P<b>\d{{1,2}})\.?{END}")

HALVES = {
    half: _names(words)
    for half, words in (
        ("morning", months.MORNING),
        ("evening", months.EVENING),
        ("noon", months.NOON),
        ("night", months.NIGHT),
    )
}
HALF = "|".join(f"(?P<{half}>{names})" for half, names in HALVES.items())
CLOCK = re.compile(
    rf"(?:(?P<before>[ap])\.?m\.?\s*)?(?:(?<=\d)t|(?<![\d:.,]))(?P<h>\d{{1,2}})\s*(?::|h(?=\d)|[時时点點시](?=\s*\d))\s*(?P<i>\d{{2}})[分분]?"
    rf"(?:\s*:\s*(?P<s>\d{{2}}))?(?:[.,]\d+)?(?![\d:])\s*(?:{HALF})?\.?"
)
HOUR_ALONE = re.compile(
    rf"(?:الساعه|ساعت|saat|at|um|kl\.?|klo|ore|pukul)\s*(?P<h>\d{{1,2}})(?:[.](?P<i>\d{{2}}))?(?![\d:])\s*(?:{HALF}|uhr)?"
)
HOUR_AM_PM = re.compile(
    rf"(?<![\d:.,/-])(?P<h>\d{{1,2}})(?:\.(?P<i>\d{{2}}))?\s*"
    rf"(?:(?P<morning>a\.?m)|(?P<evening>p\.?m)|(?P<uhr>uhr))(?![a-z])\.?"
    rf"|(?<![\d:.,/-])(?P<h2>\d{{1,2}})\s+(?:(?P<m2>صباحا|فجرا)|(?P<e2>مساء|عصرا)|(?P<n2>ظهرا))(?!{ARABIC})"
)
# "19 Mar 2025 14.35": only right after a year, where it can be no price and no version.
DOT_CLOCK = re.compile(
    rf"(?<=\d{{4}})(?:\s*[,،|–-])?\s+(?P<h>[01]?\d|2[0-3])\.(?P<i>[0-5]\d)(?!\d|[.,/-]\d)(?:\s*(?:{HALF})\.?)?"
)
ZONE = re.compile(
    r"\(?(?:(?:gmt|utc)\s*(?P<o>[+-]\s*\d{1,2}(?::?\d{2})?)"
    rf"|(?P<n>{_names([zone for zone in months.ZONES if zone.isascii()])})(?![+-]\d))\)?"
    rf"|(?:\(?\s*(?:حسب\s+)?(?:ال)?توقيت\s+|\(?\s*بتوقيت\s+)"
    rf"(?P<p>{_names([zone for zone in months.ZONES if not zone.isascii()])}|{ARABIC}+)\s*\)?"
)
OFFSET = re.compile(r"^\s*(?P<o>[+-]\s?\d{2}:?\d{2})(?!\d)")

UNIT_OF: dict[str, str] = {}
DUAL_OF: dict[str, str] = {}
SECONDS: dict[str, int | None] = {}
for _unit, (_length, _singles, _duals) in months.UNITS_ARABIC.items():
    SECONDS[_unit] = _length
    UNIT_OF |= {fold(name): _unit for name in _singles}
    DUAL_OF |= {fold(name): _unit for name in _duals}
LATIN_UNIT_OF = {name: unit for unit, (_, names) in months.UNITS_ENGLISH.items() for name in names}
PERSIAN_UNIT_OF = {fold(name): unit for unit, names in months.UNITS_PERSIAN.items() for name in names}
COUNT = rf"(?:(?P<n>\d{{1,3}})|(?P<w>{_names(_all(months.NUMBERS))}))"
ABOUT = rf"(?:{_names(months.ABOUT)}\s+)?"
SINGLE, DUAL = _names(list(UNIT_OF)), _names(list(DUAL_OF))
AMOUNT = rf"(?:{COUNT}\s*)?(?:(?P<u>{SINGLE})(?:\s+(?:واحده?))?|(?P<u2>{DUAL}))"
# "and" is written together with what follows it, so these units need no edge before them.
_GLUED = "|".join(sorted({*UNIT_OF, *DUAL_OF}, key=len, reverse=True))
AND_MORE = (
    rf"(?:\s*[,،]?\s*و\s*(?:(?P<part>نصف|ربع)(?:\s+(?:ال)?ساعه)?|"
    rf"(?:(?P<n2>\d{{1,3}})\s*|(?P<w2>{'|'.join(fold(name) for name in _all(months.NUMBERS))})\s+)?"
    rf"(?P<u3>{_GLUED}))(?!{ARABIC}))?"
)
AGO_ARABIC = re.compile(
    rf"(?:(?<!{ARABIC})(?:منذ|قبل)\s+{ABOUT}{AMOUNT}{AND_MORE})(?!\s*[\d]|{ARABIC})(?:\s+(?:تقريبا|مضت))?"
)
PAST_ARABIC = re.compile(rf"{AMOUNT}\s+(?:مضت|مضي|مضتا)(?!{ARABIC})")
AGO_ENGLISH = re.compile(
    rf"(?:{_names(months.ABOUT)}\s+)?{COUNT}\s*"
    rf"(?P<u>{'|'.join(sorted(LATIN_UNIT_OF, key=len, reverse=True))})\.?(?![a-z])"
    r"(?:\s*(?:,|and)?\s*(?P<n2>\d{1,2})\s*(?P<u3>minutes?|mins?|hours?|hrs?|m|h))?\s+ago(?![a-z])"
)
AGO_PERSIAN = re.compile(
    rf"(?:{_names(months.ABOUT)}\s+)?(?:(?P<n>\d{{1,3}})|(?P<w>{_names(_all(months.NUMBERS_PERSIAN))}))\s*"
    rf"(?P<u>{_names(list(PERSIAN_UNIT_OF))})\s*(?:پيش|قبل)(?!{ARABIC})"
)
SORANI_UNIT_OF = {fold(name): unit for unit, names in months.UNITS_SORANI.items() for name in names}
AGO_SORANI = re.compile(
    rf"(?<!{ARABIC}){fold('پێش')}\s+(?P<n>\d{{1,3}})\s*(?P<u>{_names(list(SORANI_UNIT_OF))})"
    rf"|(?P<n2>\d{{1,3}})\s*(?P<u2>{_names(list(SORANI_UNIT_OF))})\s+{fold('لەمەوبەر')}(?!{ARABIC})"
)
PART_OF_HOUR = re.compile(rf"(?<!{ARABIC})(?:منذ|قبل)\s+(?:نصف|ربع)\s+ساعه(?!{ARABIC})|half\s+an\s+hour\s+ago")
NOW = re.compile(_names(months.NOW))
NAMED_DAYS = tuple(
    (days, re.compile(_names(names)))
    for days, names in ((2, months.DAY_BEFORE), (1, months.YESTERDAY), (0, months.TODAY))
)
WEEKDAY = _names(_all(months.WEEKDAYS))
WEEKDAY_BEFORE = re.compile(rf"(?:يوم\s+)?(?P<w>{WEEKDAY})[\s,،.\-–|:(]*$")
WEEKDAY_AFTER = re.compile(rf"^[\s,،.\-–|(]*(?P<w>{WEEKDAY})\)?")
WEEKDAY_ALONE = re.compile(rf"^\W*(?:يوم\s+)?(?P<w>{WEEKDAY})\W*$")
FOREIGN_WEEKDAY = re.compile(rf"^\W*{_names(months.FOREIGN_WEEKDAYS)}\.?,?(?=\W*$)")
UPDATE = re.compile(_names(months.UPDATE_LABELS))
LABEL = _names([*months.LABELS, *months.UPDATE_LABELS])
LABEL_START = re.compile(rf"^[\W_]*{LABEL}(?=[\W_]|\d|$)")
LABEL_LAST = _names([*months.LABELS, *months.UPDATE_LABELS, *months.LABELS_BEFORE])
LABEL_END = re.compile(rf"(?<=[\W_]){LABEL_LAST}[\W_]*$")
ZONE_BEHIND_CLOCK = re.compile(
    rf"\s*(?:uhr\s*)?\(?\s*(?P<n>{'|'.join([*months.ZONES_BEHIND_CLOCK, *months.ZONES_BY_COUNTRY])})(?![\w+-])\s*\)?"
    r"(?=\s*(?:$|[^\w\s]))"
)
ZONE_BY_NAME = {" ".join(fold(name).split()): zone for name, zone in months.ZONES.items()}
