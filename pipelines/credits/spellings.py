"""The forms in which the name of one outlet is written: with and without the words that say what kind it is. Pure.

`صحيفة الوادي`, `الوادي` and `جريدة الوادي اليومية` are one paper, `وكالة الوادي` is not: names are compared whole, and
two that say different kinds are not one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.text.folded import fold
from pipelines.text.normalize import normalize

_ARABIC_KINDS = {
    "agency": "وكاله|وكالات",
    "paper": "صحيفه|صحفيه|جريده|يوميه",
    "air": "قناه|قنوات|اذاعه|راديو|تلفزيون|فضائيه",
    "magazine": "مجله|دوريه",
    "site": "موقع|بوابه|منصه|شبكه|مدونه",
}
_ENGLISH_KINDS = {
    "agency": "news agency|press agency|newswire|agency",
    "paper": "newspaper",
    "magazine": "magazine",
    "site": "website|online",
}
# An outlet's site is the outlet's: these may stand for each of the others.
_ANY_KIND = frozenset((None, "site"))
KINDS = ("agency", "paper", "air", "magazine")

_FIRST = re.compile(
    rf"^(?:(?P<kind>(?:ال)?(?:{'|'.join(_ARABIC_KINDS.values())})|{'|'.join(_ENGLISH_KINDS.values())})"
    r"|انباء|الانباء|the)\s+",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\s+(?:للانباء|للاخبار|للصحافه|ال(?:اخباريه?|الكترونيه?|يوميه?|اسبوعيه?|شهريه)"
    rf"|(?P<kind>{'|'.join(_ENGLISH_KINDS.values())})|news)$",
    re.IGNORECASE,
)
_LEAST_LETTERS = 3


def without_kind(name: str) -> str:
    """`صحيفة الوادي` -> `الوادي`: the name without the word before it that says what it is."""
    plain, folded = fold(name)
    found = _FIRST.match(folded)
    return plain[found.end() :] if found else plain


@lru_cache(maxsize=4096)
def bare_names(name: str) -> tuple[str, ...]:
    """The name as written, and what is left of it as one word of its kind after the other is taken off."""
    plain, folded = fold(name)
    start, end = 0, len(folded)
    forms = [plain]
    while found := _FIRST.match(folded[start:end]) or _LAST.search(folded[start:end]):
        if found.start() == 0:
            start += found.end()
        else:
            end = start + found.start()
        if len(folded[start:end].strip()) < _LEAST_LETTERS:
            break
        forms.append(plain[start:end])
    return tuple(forms)


@lru_cache(maxsize=4096)
def name_keys(name: str) -> frozenset[str]:
    """By which a name is compared: two name one outlet when they share a key.

    A name that says its kind has keys of that kind only, one that says none has keys of each.
    """
    forms = [joined(form) for form in bare_names(name)]
    kind = kind_of(name)
    kinds = KINDS if kind in _ANY_KIND else (kind,)
    return frozenset((forms[0], *(f"{form} {each}" for form in forms for each in kinds)))


def joined(name: str) -> str:
    """A name in one spelling, without spaces: `Hill Post` and `hillpost` are one."""
    return normalize(name).replace(" ", "")


def kind_of(name: str) -> str | None:
    """What kind of outlet a name says that it is, one of `KINDS` or "site"; None where it says none."""
    folded = fold(name)[1]
    found = [each["kind"] for each in (_FIRST.match(folded), _LAST.search(folded)) if each and each["kind"]]
    word = found[0].lower().removeprefix("ال") if found else None
    every = ((kind, words) for kinds in (_ARABIC_KINDS, _ENGLISH_KINDS) for kind, words in kinds.items())
    return next((kind for kind, words in every if word in words.split("|")), None)
