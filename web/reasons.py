"""Why a visit, a source or a message went wrong, in the reader's language: sentences that the database keeps in
English, with the numbers and names in them. Pure.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from config.alerts import Language
from web.words import Words

_CATALOGUE = Path(__file__).with_name("catalogue")
_PLACE = re.compile(r"\{(n|x|why|span|kind)\d?\}")
_OPTIONAL = re.compile(r"<([^<>]+)>")
_MATCHES = {
    "n": r"[0-9][0-9,.]*",
    "x": r".+?",
    "why": r".+",
    "span": r"[0-9]+ (?:minutes|hours|days)",
    "kind": r"feed|sitemap|front[ _]page",
}
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}
# Between the sentences of one message.
_BETWEEN, _BETWEEN_SAID = "; ", "؛ "


@dataclass(frozen=True, slots=True)
class _Reason:
    pattern: re.Pattern[str]
    # The names of its places, in their order.
    places: tuple[str, ...]
    said: str


@lru_cache(maxsize=4096)
def reason_in(words: str, language: Language) -> str | None:
    """A stored message in a language; None where one of its sentences is not in the catalogue."""
    if (said := _said(words, language)) is not None:
        return said
    at = words.find(_BETWEEN)
    while at >= 0:
        if (first := _said(words[:at], language)) is not None:
            rest = reason_in(words[at + len(_BETWEEN) :], language)
            if rest is not None:
                return f"{first}{_BETWEEN_SAID}{rest}"
        at = words.find(_BETWEEN, at + 1)
    return None


def _said(words: str, language: Language) -> str | None:
    for reason in _reasons(language):
        if found := reason.pattern.fullmatch(words):
            values = [
                _value(place, value, language) for place, value in zip(reason.places, found.groups(), strict=True)
            ]
            if None not in values:
                return reason.said.format(**dict(zip(reason.places, values, strict=True)))
    return None


def _value(place: str, found: str, language: Language) -> str | None:
    kind = place.rstrip("0123456789")
    words = Words(language, ZoneInfo("UTC"))
    if kind == "why":
        return _said(found, language)
    if kind == "n":
        return words.digits(found)
    if kind == "span":
        number, unit = found.split()
        return words.length(int(number) * _MINUTES[unit])
    if kind == "kind":
        return words(f"sources.kind_{found.replace(' ', '_')}")
    # Isolated, so that words of another direction do not move what stands beside them.
    return f"\u2068{found}\u2069"


@cache
def _reasons(language: Language) -> tuple[_Reason, ...]:
    kept: dict[str, str] = tomllib.loads((_CATALOGUE / f"reasons_{language}.toml").read_text("utf-8"))["reasons"]
    # The more of a sentence is fixed, the surer the match.
    fixed_first = sorted(kept, key=lambda english: -len(_PLACE.sub("", english)))
    return tuple(_reason(english, kept[english]) for english in fixed_first)


def _reason(english: str, said: str) -> _Reason:
    parts, at = [], 0
    for place in _PLACE.finditer(english):
        parts += [_fixed(english[at : place.start()]), f"({_MATCHES[place[1]]})"]
        at = place.end()
    parts.append(_fixed(english[at:]))
    places = tuple(place[0].strip("{}") for place in _PLACE.finditer(english))
    return _Reason(re.compile("".join(parts)), places, said)


def _fixed(words: str) -> str:
    return _OPTIONAL.sub(r"(?:\1)?", re.escape(words))
