"""What the pages say, in the reader's language: from the catalogue of that language, with its plural forms. Pure.

`catalogue/en.toml` and `catalogue/ar.toml` have the same keys; a table with the key `other` holds plural forms.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_timedelta

from config.alerts import Language

_CATALOGUE = Path(__file__).with_name("catalogue")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ARABIC_NOUGHT = "صفر"
_UNIVERSAL = frozenset(("UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "GMT", "UCT", "Zulu", "Etc/Zulu", "Etc/Universal"))
_DAY, _ZONELESS = len("2025-03-20"), len("2025-03-20T20:30:00")


@cache
def catalogue(language: Language) -> Mapping[str, Any]:
    """Every sentence of a language, by its key."""
    return tomllib.loads((_CATALOGUE / f"{language}.toml").read_text("utf-8"))


class Words:
    """The words, numbers and times of one reader."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self.direction = "rtl" if language == "ar" else "ltr"
        self.locale = _locale(language, zone)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of this key, `{name}` replaced by the value of that name. Raises KeyError on an unknown one."""
        return str(self._found(key)).format(**{name: self._shown(value) for name, value in values.items()})

    def counted(self, key: str, number: int, **values: object) -> str:
        """The plural form of this key that the number takes: `5 copies`, `نسختان`."""
        form = self.locale.plural_form(number)
        forms = self._found(key)
        return str(forms.get(form, forms["other"])).format(
            number=self.number(number), **{name: self._shown(value) for name, value in values.items()}
        )

    def number(self, number: int | float) -> str:
        """`12,345`; `١٢٬٣٤٥`."""
        plain = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
        return plain.replace(",", "٬").replace(".", "٫").translate(_ARABIC_DIGITS) if self.language == "ar" else plain

    def percent(self, share: float | None) -> str:
        """`82 %`; 100 % only for a share of 1."""
        if share is None:
            return "–"
        whole = min(int(share * 100 + 0.5), 99 if share < 1 else 100)
        return f"{self.number(whole)}٪" if self.language == "ar" else f"{whole} %"

    def length(self, minutes: int | None) -> str:
        """`47 min`, `3 h 20 min`, `5 days`."""
        if minutes is None:
            return "–"
        if minutes >= 48 * 60:
            return self.counted("length.days", minutes // 1440)
        hours, rest = divmod(max(minutes, 0), 60)
        parts = [self.counted("length.hours", hours)] * bool(hours) + [self.counted("length.minutes", rest)] * bool(
            rest or not hours
        )
        return str(self._found("length.and")).join(parts)

    def time(self, moment: str | None, *, is_about: bool = False) -> str:
        """A stored time for people, to the minute, by the reader's clock; as written where its zone is not known. With
        `is_about`, `about 14:02`.
        """
        if not moment:
            return "–"
        when = datetime.fromisoformat(moment)
        if len(moment) == _DAY:
            return self.digits(
                format_date(when, "d MMMM y" if self.language == "ar" else "d MMM y", locale=self.locale)
            )
        # Arabic has no short names of months, and Babel finds those of the country by the long ones only.
        about = f"'{self('time.about')}' " if is_about else ""
        pattern = f"d MMMM y، {about}HH:mm" if self.language == "ar" else f"d MMM y, {about}HH:mm"
        if len(moment) == _ZONELESS:
            return self("time.no_zone", time=self.digits(format_datetime(when, pattern, locale=self.locale)))
        return self.digits(format_datetime(when.astimezone(self.zone), pattern, locale=self.locale))

    def weekday(self, moment: str) -> str:
        """`Thu`, `الخميس`, by the reader's clock."""
        return str(format_date(datetime.fromisoformat(moment).astimezone(self.zone), "EEE", locale=self.locale))

    def clock(self, moment: str) -> str:
        """`14:02`, by the reader's clock."""
        return self.digits(f"{datetime.fromisoformat(moment).astimezone(self.zone):%H:%M}")

    def ago(self, moment: str | None, now: datetime) -> str:
        """`3 hours ago`."""
        if not moment:
            return "–"
        when = datetime.fromisoformat(moment)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        since = min(when - now, timedelta())
        words = format_timedelta(since, add_direction=True, locale=self.locale, threshold=0.95)
        # Unicode (CLDR) gives a few seconds a plain kasra: the word is indefinite, and has tanween.
        return self.digits(words.replace("ثوانِ", "ثوانٍ"))

    def zone_name(self, zone: str | None = None) -> str:
        """The name of a time zone, by default of the reader's: `Asia/Beirut`, `توقيت بيروت`."""
        key = zone or self.zone.key
        if key in _UNIVERSAL:
            return self("time.utc")
        city = _city(self.locale, key) if self.language == "ar" else None
        return self("time.zone", city=city) if city else key.replace("_", " ")

    def named(self, key: str, otherwise: str) -> str:
        """The word under this key, or another where the catalogue has none."""
        try:
            return self(key)
        except KeyError:
            return otherwise

    def language_name(self, code: str | None) -> str | None:
        """`Arabic`, `العربية`."""
        return self.locale.languages.get(code, code) if code else None

    def country_name(self, code: str) -> str:
        """`Lebanon`, `لبنان`."""
        return str(self.locale.territories.get(code.upper(), code))

    def listed(self, names: list[str]) -> str:
        return str(self._found("list.comma")).join(names)

    def digits(self, words: str) -> str:
        """Words with the digits of the language."""
        return words.translate(_ARABIC_DIGITS) if self.language == "ar" else words

    def _shown(self, value: object) -> object:
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        # Between words the figure ٠ looks like the dot that separates facts.
        return _ARABIC_NOUGHT if value == 0 and self.language == "ar" else self.number(value)

    def _found(self, key: str) -> Any:
        found: Any = catalogue(self.language)
        for part in key.split("."):
            found = found[part]
        return found


def languages_asked(header: str) -> list[str]:
    """The languages of an Accept-Language header (RFC 9110, 12.5.4), `ar` of `ar-LB`, the most wanted first."""
    wanted = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        try:
            share = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            share = 0.0
        if share > 0:
            wanted.append((share, tag.strip().lower().partition("-")[0]))
    return [tag for _, tag in sorted(wanted, key=lambda each: -each[0])]


def _city(locale: Locale, zone: str) -> str | None:
    """The city that a time zone is named after, where the language has a name of its own for it."""
    aliases = get_global("zone_aliases")
    # Unicode lists some cities under an older name of their zone.
    known = (zone, aliases.get(zone), *(alias for alias, name in aliases.items() if name == zone))
    cities = (locale.time_zones.get(name, {}).get("city") for name in known)
    return next((str(city) for city in cities if city), None)


def _locale(language: Language, zone: ZoneInfo) -> Locale:
    """Arabic of the country that the time zone is in, for its names of months."""
    if language == "en":
        return Locale("en", "GB")
    try:
        return Locale("ar", get_global("zone_territories").get(zone.key))
    except UnknownLocaleError:
        return Locale("ar")
