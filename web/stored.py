"""What the database keeps in English sentences, in the reader's language: where a fact was read, why a topic was seen.
Pure. What has no translation stays as it is, and is marked as English.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.alerts import Language
from web.reasons import reason_in

_CATALOGUE = Path(__file__).with_name("catalogue")
# Words of the page itself stand in quotes.
_QUOTED = re.compile(r'("[^"]*"|«[^»]*»)')
# Names of formats, elements, properties and libraries are the same in every language.
_NAMES = re.compile(
    r"<[a-z0-9]+>|\b(?:JSON-LD(?: \w+)?|(?:og|article|twitter|dc|dcterms|parsely)[:._-][\w:.-]+|meta(?: [\w:.-]+)?"
    r"|rel=canonical|trafilatura|HTTP \d+|RSS|Atom)",
    re.IGNORECASE | re.ASCII,
)
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_TERM = re.compile(r"(?:^|(?<=, ))(?!x\d)[^,]+?(?= x\d)")
_TIMES = re.compile(r"\bx(\d+)\b")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# A time or day as a page writes it.
_MOMENT = re.compile(r'"?\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?"?', re.ASCII)


@dataclass(frozen=True, slots=True)
class Stored:
    """`language` is None where the words are the reader's."""

    words: str
    language: str | None

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The words cut into pieces, and whether each is a time, which no line may break."""
        found, at = [], 0
        for moment in _MOMENT.finditer(self.words):
            found += [(self.words[at : moment.start()], False), (moment[0], True)]
            at = moment.end()
        return [piece for piece in (*found, (self.words[at:], False)) if piece[0]]


def told(words: str, language: Language) -> Stored:
    """Words of the database as this reader reads them."""
    if language == "en":
        return Stored(words, None)
    if (reason := reason_in(words, language)) is not None:
        return Stored(reason, None)
    said = "".join(
        _apart(piece)
        if _QUOTED.fullmatch(piece)
        else _NAMES.sub(lambda name: _apart(name[0]), _translated(piece, language))
        for piece in _QUOTED.split(words)
    )
    return Stored(said, None) if _is_said(said) else Stored(words, "en")


def topic_reason(words: str, language: Language) -> str:
    """Which words of a topic stand where: `chatbot x2 in the text`. The words are those of the topic, without the sign
    that they may end otherwise.
    """
    apart = _TERM.sub(lambda term: _apart(term[0].replace("*", "")), words)
    if language == "en":
        return _TIMES.sub(r"×\1", apart)
    return _TIMES.sub(lambda times: f"×{times[1].translate(_ARABIC_DIGITS)}", _translated(apart, language))


def _apart(words: str) -> str:
    """Isolated, so that words of another direction do not move what stands beside them."""
    return f"\u2068{words}\u2069"


def _translated(piece: str, language: Language) -> str:
    pattern, phrases = _phrases(language)
    return pattern.sub(lambda found: phrases[found[0]], piece).replace(", ", "، ")


def _is_said(said: str) -> bool:
    return _LETTERS.search(_NAMES.sub("", _QUOTED.sub("", said))) is None


@cache
def _phrases(language: Language) -> tuple[re.Pattern[str], dict[str, str]]:
    phrases: dict[str, str] = tomllib.loads((_CATALOGUE / f"stored_{language}.toml").read_text("utf-8"))["phrases"]
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), phrases
