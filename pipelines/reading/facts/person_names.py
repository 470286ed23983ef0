"""Part a list of people, as bylines and metadata write it: "Nora Velt and Tom Arbley", "سارة حسن ووليد قاسم". Pure.

Whether a part is a person at all is the callers' part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.text.normalize import normalize

_MARKS = re.compile(r"\s*(?:[;؛،,、|/•·\n]|\s&\s)\s*")
_AND = re.compile(r"\s+(?:and|und|et|y|e|og|och|en|ve|dan|и|та|και|اور|و|with)\s+", re.IGNORECASE)
# Before the last of a list, behind its comma: "Nora Velt, Tom Arbley, and Ann Ruck".
_OPENING_AND = re.compile(_AND.pattern.replace(r"\s+(?:", r"^(?:", 1), re.IGNORECASE)
# Arabic and Hebrew write "and" as the first letter of the name that follows.
_JOINED = re.compile(r"\s+(?=[وו]\w)")
_LEAST_SIDE = 2
# First names, family names and offices that begin with that letter themselves.
_OWN_LETTER = frozenset(
    normalize(
        "وليد وائل وسام وسيم وجدي وجيه وفيق وفاء ولاء وداد وردة وهيب وهبة وهبي واصف وديع وحيد والي وصفي وضاح وعد ونيس "
        "وجدان وجنات وسن وصال وئام ورود وليم وليام ويليام ويليم والتر وارن واين ويندي ويل ويلسون وود وايت واتسون وانغ "
        "وزارة وكالة وكالات وكيل وفد "
        "وو وهدان وهاب وكيع وحيدة ولي وحدة وزير ورد وتد والد والدة ודד ורד ויקטור ויקי וולף ויסמן"
    ).split()
)


def each_name(words: str) -> Iterator[str]:
    """The names of a list, in order, as written; never an empty one."""
    for place, part in enumerate(_MARKS.split(words)):
        if place:
            part = without_opening_and(part)
        for names in _AND.split(part):
            yield from filter(None, map(str.strip, _unjoined(names)))


def without_opening_and(names: str) -> str:
    """What follows a comma in a list of names, without the "and" before its last."""
    bare = _OPENING_AND.sub("", names)
    first = bare.split(maxsplit=1)[0] if " " in bare else ""
    return bare[1:] if _is_joined(first) else bare


def _is_joined(word: str) -> bool:
    """Whether a word begins with "and", and not with a letter of its own."""
    return bool(_JOINED.match(f" {word}")) and normalize(word) not in _OWN_LETTER


def _unjoined(names: str) -> list[str]:
    """Parted before a joined "and", where whole names stand on both sides of it."""
    words = names.split()
    parted: list[list[str]] = [[]]
    for place, word in enumerate(words):
        if _is_joined(word) and len(parted[-1]) >= _LEAST_SIDE and len(words) - place >= _LEAST_SIDE:
            parted.append([word[1:]])
        else:
            parted[-1].append(word)
    return [" ".join(part) for part in parted]
