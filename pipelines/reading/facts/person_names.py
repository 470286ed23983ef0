"""Part a list of people, as bylines and metadata write it: "Nora Velt and Tom Arbley", "سارة حسن ووليد قاسم". Pure.

Whether a part is a person at all is the callers' part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.text.normalize import normalize

_MARKS = re.compile(r"\s*(?:[;؛،,、|/•·\n]|\s&\s)\s*")
_AND = re.compile(r"\s+(?:and|und|et|y|e|og|och|en|ve|dan|и|та|και|اور|و|with)\s+", re.IGNORECASE)
# Arabic and Hebrew write "and" as the first letter of the name that follows.
_JOINED = re.compile(r"\s+(?=[وו]\w)")
_LEAST_SIDE = 2
# First names and family names that begin with that letter themselves.
_OWN_LETTER = frozenset(
    normalize(
        "وليد وائل وسام وسيم وجدي وجيه وفيق وفاء ولاء وداد وردة وهيب وهبة وهبي واصف وديع وحيد والي وصفي وضاح وعد ونيس "
        "وجدان وجنات وسن وصال وئام ورود وليم وليام ويليام ويليم والتر وارن واين ويندي ويل ويلسون وود وايت واتسون وانغ "
        "وو وهدان وهاب وكيع وحيدة ولي وحدة وزير ورد وتد والد والدة ודד ורד ויקטור ויקי וולף ויסמן"
    ).split()
)


def each_name(words: str) -> Iterator[str]:
    """The names of a list, in order, as written; never an empty one."""
    for part in _MARKS.split(words):
        for names in _AND.split(part):
            yield from filter(None, map(str.strip, _unjoined(names)))


def _unjoined(names: str) -> list[str]:
    """Parted before a joined "and", where whole names stand on both sides of it."""
    words = names.split()
    parted: list[list[str]] = [[]]
    for place, word in enumerate(words):
        is_joined = bool(_JOINED.match(f" {word}")) and normalize(word) not in _OWN_LETTER
        if is_joined and len(parted[-1]) >= _LEAST_SIDE and len(words) - place >= _LEAST_SIDE:
            parted.append([word[1:]])
        else:
            parted[-1].append(word)
    return [" ".join(part) for part in parted]
