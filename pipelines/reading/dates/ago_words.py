"""The short forms in which apps write how long ago it was ("5h", "٥ س", "vor 5 Std."). Data only."""

from __future__ import annotations

import re

from pipelines.reading.dates.patterns import ARABIC, DUAL, LATIN_UNIT_OF, UNIT_OF
from pipelines.reading.dates.words import fold

# What needs no word such as "ago" where it stands alone in its line.
_CARD_UNITS: dict[str, tuple[str, ...]] = {
    "minute": ("m", "د", "dk", "мин"),
    "hour": ("h", "hr", "hrs", "س", "std", "stdn", "sa", "jam", "ч"),
    "day": ("d", "ي", "дн"),
    "week": ("w", "wk", "wks", "нед"),
    "month": ("mo", "mos"),
}
# Also lengths, weights and times to read, so these need a name beside them.
_OTHER_UNITS: dict[str, tuple[str, ...]] = {
    "second": ("s", "ث"),
    "minute": ("mn", "menit", "mnt", "دق"),
    "hour": ("heures", "horas", "stunden", "saat", "ore", "uur", "час", "часа", "часов", "сағат"),
    "day": ("j", "jours", "días", "dias", "tage", "tg", "gün", "hari", "giorni", "dagen", "روز"),
    "week": ("sem", "hf", "hafta", "minggu"),
    "month": ("ش", "bln"),
    "year": ("y", "yr", "yrs"),
}
# Only after or before a word such as "ago".
_SAID_UNITS: dict[str, tuple[str, ...]] = {
    "hour": ("u",),
    "day": ("g", "t", "д"),
    "week": ("wo", "ا"),
    "month": ("ay", "мес"),
}
COMPACT: dict[str, str] = {**UNIT_OF, **LATIN_UNIT_OF}
for _units in (_CARD_UNITS, _OTHER_UNITS, _SAID_UNITS):
    COMPACT |= {fold(name): unit for unit, names in _units.items() for name in names}
_BEFORE = ("il y a", "hace", "há", "vor", "fa", "for")
_AFTER = (
    "ago", "atrás", "önce", "lalu", "yang lalu", "назад", "тому", "fa", "geleden", "siden", "sedan", "temu", "پیش",
)  # fmt: skip


def _choice(names: tuple[str, ...] | list[str]) -> str:
    return "|".join(sorted({re.escape(fold(name)) for name in names}, key=lambda name: (-len(name), name)))


_CARD = _choice([name for names in _CARD_UNITS.values() for name in names])
_ANY = _choice([name for name in COMPACT if name not in {n for names in _SAID_UNITS.values() for n in names}])
_SAID = _choice(list(COMPACT))
_N = r"(?<!\d)(?P<n>[1-9]\d?)"
_EDGE = r"[\s\u200e\u200f•·●∙⋅‧*()\[\]\-–—|]*"
_MARK = r"[|•·●∙⋅‧]"
OPENING = (
    # A name may be glued to the word: "الضفافمنذ ٥ س".
    re.compile(rf"(?:(?<!{ARABIC})|(?<={ARABIC}{{3}}))(?:منذ|قبل)\s*{_N}\s*(?P<u>{_SAID})(?!\w)\.?"),
    re.compile(rf"(?<!\w)(?:{_choice(_BEFORE)})\s*{_N}\s*(?P<u>{_SAID})(?!\w)\.?"),
    re.compile(rf"{_N}\s*(?P<u>{_SAID})(?!\w)\.?\s+(?:{_choice(_AFTER)})(?!\w)"),
)
ALONE = re.compile(rf"^{_EDGE}{_N}\s*(?P<u>{_CARD})\.?{_EDGE}$")
# After a dash or in brackets; after a space only the hours: "Ledger (1d)", "Ledger 5h".
SHORT = re.compile(
    rf"(?:(?<=[^\W\d_]\s[-–—(]\s)|(?<=[^\W\d_][(])|(?<=[^\W\d_]\s[(]))(?P<n>[1-9]\d?)\s?(?P<u>{_CARD})\)?\s*$"
)
HOURS = re.compile(rf"(?:(?<=\w\s)|(?<=[^\W\d_]{{3}})|(?<=[^\W\d_]\s/\s)){_N}\s?(?P<u>h|hrs?|س)\s*$")
BESIDE_A_NAME = re.compile(rf"(?:^\W*|{_MARK}\s*)(?:{_N}\s*(?P<u>{_ANY})(?!\w)\.?|(?P<u2>{DUAL}))\s*(?={_MARK}|$)")
