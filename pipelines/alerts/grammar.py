"""What the grammar of a language asks of numbers, lists and times. Pure.

Plural categories, names of months and cities come from Babel (Unicode CLDR), which is installed with trafilatura
anyway. Its ready-made phrases ("دقيقتان") know no cases; after "بعد" and "في" Arabic needs others, hence the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location

from pipelines.alerts.pieces import When
from pipelines.text.direction import Direction, isolated

Noun = Literal[
    "outlets", "more", "further outlets", "copies", "texts", "our texts", "new places", "notices", "times",
    "notices alone", "passages", "new articles", "new of them", "further texts", "further sources",
]  # fmt: skip

# English: one, other.
_ENGLISH: Mapping[Noun, tuple[str, str]] = {
    "outlets": ("outlet", "outlets"),
    "more": ("more", "more"),
    "further outlets": ("more outlet", "more outlets"),
    "copies": ("copy", "copies"),
    "texts": ("text", "texts"),
    "our texts": ("of our texts", "of our texts"),
    "new places": ("new place", "new places"),
    "notices": ("other notice", "other notices"),
    "notices alone": ("notice", "notices"),
    "times": ("time", "times"),
    "passages": ("passage", "passages"),
    "new articles": ("new article", "new articles"),
    "new of them": ("of them new", "of them new"),
    "further texts": ("more text", "more texts"),
    "further sources": ("more source", "more sources"),
}
# Arabic: one, two, few (3-10, 103-110 ...), many (11-99, 111 ...), other (100, 101 ...). One and two need no number.
# "outlets", "further outlets", "passages" and "new places" come after a preposition, the others begin or continue a
# sentence.
_ARABIC: Mapping[Noun, tuple[str, str, str, str, str]] = {
    "outlets": ("وسيلة واحدة", "وسيلتين", "وسائل", "وسيلة", "وسيلة"),
    "more": ("وسيلة أخرى", "وسيلتان أخريان", "وسائل أخرى", "وسيلة أخرى", "وسيلة أخرى"),
    "further outlets": ("وسيلة أخرى", "وسيلتين أخريين", "وسائل أخرى", "وسيلة أخرى", "وسيلة أخرى"),
    "copies": ("نسخة واحدة", "نسختان", "نسخ", "نسخة", "نسخة"),
    "texts": ("نص واحد", "نصان", "نصوص", "نصًا", "نص"),
    "our texts": ("أحد نصوصنا", "نصان من نصوصنا", "من نصوصنا", "من نصوصنا", "من نصوصنا"),
    "new places": ("موضع جديد", "موضعين جديدين", "مواضع جديدة", "موضعًا جديدًا", "موضع جديد"),
    "notices": ("تنبيه آخر", "تنبيهان آخران", "تنبيهات أخرى", "تنبيهًا آخر", "تنبيه آخر"),
    "notices alone": ("تنبيه واحد", "تنبيهان", "تنبيهات", "تنبيهًا", "تنبيه"),
    "times": ("مرة واحدة", "مرتين", "مرات", "مرة", "مرة"),
    "passages": ("مقطع واحد", "مقطعين", "مقاطع", "مقطعًا", "مقطع"),
    "new articles": ("مادة جديدة واحدة", "مادتان جديدتان", "مواد جديدة", "مادة جديدة", "مادة جديدة"),
    "new of them": ("واحدة جديدة", "اثنتان جديدتان", "جديدة", "جديدة", "جديدة"),
    "further texts": ("نص آخر", "نصان آخران", "نصوص أخرى", "نصًا آخر", "نص آخر"),
    "further sources": ("مصدر آخر", "مصدران آخران", "مصادر أخرى", "مصدرًا آخر", "مصدر آخر"),
}
_MINUTES = ("دقيقة", "دقيقتين", "دقائق", "دقيقة", "دقيقة")
_HOURS = ("ساعة", "ساعتين", "ساعات", "ساعة", "ساعة")
_DAYS = ("يوم", "يومين", "أيام", "يومًا", "يوم")
_CATEGORIES = ("one", "two", "few", "many", "other")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ENGLISH_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_ARABIC_ORDINALS = ("ثانية", "ثالثة", "رابعة", "خامسة", "سادسة", "سابعة", "ثامنة", "تاسعة", "عاشرة")


class Grammar(Protocol):
    """What the templates of a language ask for."""

    direction: Direction

    def number(self, number: int) -> str: ...
    def decimal(self, number: float) -> str: ...
    def percent(self, percent: int) -> str: ...
    def counted(self, number: int, noun: Noun) -> str: ...
    def ordinal(self, number: int) -> str | None: ...
    def length(self, minutes: int) -> str: ...
    def listed(self, words: Sequence[str]) -> str: ...
    def when(self, when: When, zone: ZoneInfo, *, on: When | None = None) -> str: ...
    def day(self, when: When, zone: ZoneInfo) -> str: ...
    def span(self, since: When, until: When, zone: ZoneInfo) -> str: ...


class English:
    direction: Direction = "ltr"

    def number(self, number: int) -> str:
        return str(number)

    def decimal(self, number: float) -> str:
        """`0.8`, `40`."""
        return f"{number:.1f}".removesuffix(".0")

    def percent(self, percent: int) -> str:
        return f"{percent} %"

    def counted(self, number: int, noun: Noun) -> str:
        """`5 outlets`."""
        return f"{number} {_ENGLISH[noun][number != 1]}"

    def ordinal(self, number: int) -> str | None:
        """`third`, from 2 to 10."""
        return _ENGLISH_ORDINALS[number - 2] if 2 <= number <= 10 else None

    def length(self, minutes: int) -> str:
        """`47 min`, `3 h 20 min`, `5 days`."""
        if minutes < 1:
            return "less than a minute"
        hours, rest, days = _parts(minutes)
        if days:
            return f"{days} days"
        return " ".join(part for part in (f"{hours} h" * bool(hours), f"{rest} min" * bool(rest)) if part)

    def listed(self, words: Sequence[str]) -> str:
        """`A, B and C`."""
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

    def when(self, when: When, zone: ZoneInfo, *, on: When | None = None) -> str:
        """`21 March 2025, 14:02 Beirut time`; without the day where it is that of `on`."""
        parts = [] if _is_same_day(when, on) else [self.day(when, zone)]
        if when.has_time:
            city = _city(zone, "en")
            name = f"{city} time" if city else zone.key
            clock = f"{'about ' if when.is_about else ''}{when.moment:%H:%M}"
            parts.append(f"{clock} {name if when.has_zone else '(time zone unknown)'}")
        return f"{'seen ' if when.seen else ''}{', '.join(parts)}"

    def day(self, when: When, zone: ZoneInfo) -> str:
        """`21 March 2025`."""
        month = Locale("en").months["format"]["wide"][when.moment.month]
        return f"{when.moment.day} {month} {when.moment.year}"

    def span(self, since: When, until: When, zone: ZoneInfo) -> str:
        """`From 20 March 2025, 07:00, to 21 March 2025, 07:00 Beirut time`."""
        return f"From {self.day(since, zone)}, {since.moment:%H:%M}, to {self.when(until, zone)}"


class Arabic:
    direction: Direction = "rtl"

    def number(self, number: int) -> str:
        return str(number).translate(_ARABIC_DIGITS)

    def decimal(self, number: float) -> str:
        """`٠٫٨`, `٤٠`."""
        return f"{number:.1f}".removesuffix(".0").replace(".", "٫").translate(_ARABIC_DIGITS)

    def percent(self, percent: int) -> str:
        return f"{self.number(percent)}٪"

    def counted(self, number: int, noun: Noun) -> str:
        """`٥ وسائل`, `وسيلتين`."""
        return self._counted(number, _ARABIC[noun])

    def ordinal(self, number: int) -> str | None:
        """`ثالثة`, of an outlet (وسيلة), from 2 to 10."""
        return _ARABIC_ORDINALS[number - 2] if 2 <= number <= 10 else None

    def length(self, minutes: int) -> str:
        """`٤٧ دقيقة`, `ساعتين و٥ دقائق`, as they stand after "بعد" and "خلال"."""
        if minutes < 1:
            return "أقل من دقيقة"
        hours, rest, days = _parts(minutes)
        if days:
            return self._counted(days, _DAYS)
        parts = [self._counted(hours, _HOURS)] * bool(hours) + [self._counted(rest, _MINUTES)] * bool(rest)
        return " و".join(parts)

    def listed(self, words: Sequence[str]) -> str:
        """`أ، وب، وج`."""
        return (" و" if len(words) == 2 else "، و").join(words)

    def when(self, when: When, zone: ZoneInfo, *, on: When | None = None) -> str:
        """`٢١ آذار ٢٠٢٥، ١٤:٠٢ بتوقيت بيروت`: months are called as they are in the reader's country."""
        parts = [] if _is_same_day(when, on) else [self.day(when, zone)]
        if when.has_time:
            clock = f"{'حوالي ' if when.is_about else ''}{when.moment:%H:%M}".translate(_ARABIC_DIGITS)
            parts.append(f"{clock} {self._zone(zone) if when.has_zone else '(المنطقة الزمنية غير معروفة)'}")
        seen = "" if not when.seen else "رُصد في " if len(parts) == 2 else "رُصد الساعة "
        return seen + "، ".join(parts)

    def day(self, when: When, zone: ZoneInfo) -> str:
        """`٢١ آذار ٢٠٢٥`: months are called as they are in the reader's country."""
        month = _arabic_of(zone).months["format"]["wide"][when.moment.month]
        return f"{when.moment.day} {month} {when.moment.year}".translate(_ARABIC_DIGITS)

    def span(self, since: When, until: When, zone: ZoneInfo) -> str:
        """`من ٢٠ آذار ٢٠٢٥، ٠٧:٠٠ إلى ٢١ آذار ٢٠٢٥، ٠٧:٠٠ بتوقيت بيروت`."""
        clock = f"{since.moment:%H:%M}".translate(_ARABIC_DIGITS)
        return f"من {self.day(since, zone)}، {clock} إلى {self.when(until, zone)}"

    def _zone(self, zone: ZoneInfo) -> str:
        city = _city(zone, "ar")
        if city:
            return f"بتوقيت {isolated(city, 'rtl')}"
        return "بالتوقيت العالمي" if zone.key in ("UTC", "Etc/UTC") else f"بتوقيت {isolated(zone.key, 'rtl')}"

    def _counted(self, number: int, forms: tuple[str, ...]) -> str:
        category = Locale("ar").plural_form(number)
        form = forms[_CATEGORIES.index(category) if category in _CATEGORIES else -1]
        return form if number in (1, 2) else f"{self.number(number)} {form}"


def _parts(minutes: int) -> tuple[int, int, int]:
    """Hours and minutes; from two days on only days."""
    return (0, 0, minutes // 1440) if minutes >= 48 * 60 else (minutes // 60, minutes % 60, 0)


def _is_same_day(when: When, on: When | None) -> bool:
    return on is not None and when.has_time and when.moment.date() == on.moment.date()


def _city(zone: ZoneInfo, language: str) -> str | None:
    """The city that a time zone is named after; None of "UTC", "Etc/GMT-3" and the like."""
    if "/" not in zone.key or zone.key.startswith("Etc/"):
        return None
    return get_timezone_location(zone, locale=language, return_city=True)


def _arabic_of(zone: ZoneInfo) -> Locale:
    """The Arabic of the country that a time zone is in, or that of the Arab world at large."""
    try:
        return Locale("ar", get_global("zone_territories").get(zone.key))
    except UnknownLocaleError:
        return Locale("ar")
