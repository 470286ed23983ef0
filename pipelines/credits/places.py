"""Where in a text a credit may be, as patterns over folded texts (see `folded`). Decides nothing.

Patterns are kept as they are written and compiled when a text first needs one: with all known names in it, each takes
10 to 60 ms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from model import CreditKind
from pipelines.credits.agencies import Names

# "Agencies", "follow-ups": others' texts, nobody named.
NOBODY = (
    r"(?<!\w)(?:وكالات الانباء|الوكالات|وكالات|متابعات|مواقع الكترونيه|مواقع|صحف"
    r"|(?i:news agencies|agencies|agency inputs|wire services|newswires))(?!\w)"
)
_BETWEEN = r"(?:\s*[-/,،+&|]\s*|\s+و\s*|\s+(?i:and)\s+|\s*\.\s+)"
_AGENCY = r"(?:وكاله\s+(?:انباء\s+)?)?"
_LABEL = (
    r"(?:ال)?(?:مصدر|مصادر)(?: الخبر| المقال| النص)?|نقلا عن|(?i:source|sources|via|originally from|original source"
    r"|kaynak|quelle|quellen|fuente|fuentes|fonte|fonti|منبع|به نقل از|ماخذ|بشكريه|источник)"
)
# A line that begins so and holds a link: to the source, or to the whole of what is carried in part.
SOURCE_LABEL = rf"\W*(?:{_LABEL})(?!\w)"
MORE_LABEL = (
    r"\W*(?:(?:اقرا|تابع|طالع|لقراءه|لمتابعه|للاطلاع|للمزيد|المزيد|التفاصيل)(?! ايضا| كذلك)"
    r"|(?i:read|continue|see|full|more)(?! also| more:)"
    r"|(?i:lire la suite|weiterlesen|seguir leyendo|devamı|haberin devamı)|ادامه|متن كامل)(?!\w)"
)


# Of each of these sets one word stands, in the form of `Folded.words`, wherever the pattern of that name fits.
_NOBODY_WORDS = frozenset(
    ["وكالات", "الوكالات", "متابعات", "مواقع", "صحف", "news", "agencies", "agency", "wire", "newswires"]
)
_LABEL_WORDS = frozenset(
    """مصدر المصدر مصادر المصادر نقلا source sources via originally original kaynak quelle quellen fuente fuentes fonte
    fonti منبع نقل ماخذ بشكريه источник""".split()
)
_LICENCE_WORDS = frozenset(["بالاتفاق", "خدمه", "بترتيب", "arrangement", "courtesy"])
_LAST_LINE_WORDS = frozenset(["نقلا", "عن", "نقل", "via", "with", "from"])
_PUBLISHED_WORDS = frozenset(
    [
        *("published", "republished", "reprinted", "appeared", "نشر", "نشرت", "منقول", "منقوله", "منشور", "منشوره"),
        *("مترجم", "مترجمه"),
    ]
)
_FIRST = "(?:first|originally|previously)"
_PIECE = "(?:article|story|post|piece|column|report|essay|analysis|interview)"
_ARABIC_PIECE = "(?:المقاله?|التقرير|الخبر|النص|القصه|الموضوع|الماده)"
# "Its website", "on Monday": where or when somebody published something, and no outlet.
_NO_NAME = (
    r"(?!(?:موقع|صفح|صفحت|حساب|قنات|منصت|مدونت|بوابت|جريدت|صحيفت|مجلت)(?:ها|ه|هم|هما|نا|ي|ك)(?!\w)|ال(?:موقع|منصه|صفحه)(?!\w)"
    r"|(?:موقع|منصه|شبكه|مواقع)\s+(?:التواصل|الوزاره|الشركه|الهييه|الهيئه|الجامعه)|الانترنت"
    r"|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August"
    r"|(?:Septem|Octo|Novem|Decem)ber)(?!\w|\s+[A-Z])|(?:The )?(?:Internet|Web|Facebook|Twitter|YouTube)(?!\w))"
)
# What a sentence says of the text that it stands in, from the sentence's beginning on.
_FIRST_PUBLISHED = (
    r"(?P<lead>(?:^|[\n.!؟?\"])\s*[*(\[]?\s*)(?:"
    rf"(?i:(?:(?:an? (?:\w+ )?version of )?this|the) {_PIECE}(?: was| is| has been)?"
    rf" (?:{_FIRST} (?:published|appeared)|(?:published|appeared) {_FIRST}|republished|reprinted)"
    rf"|{_FIRST} (?:published|appeared)|republished|reprinted"
    rf"|the post [^\n]{{2,200}}? (?:appeared first|first appeared))"
    r"(?i: here)?(?i: with permission)?(?i: (?:by|in|on|at|from)(?: the)?)\s+(?=https?:|[\"']?[A-Z])"
    rf"|(?:اعيد |تم |سبق )?(?:نشر|نشرت)(?: هذا| هذه)? {_ARABIC_PIECE}(?: اولا| لاول مره| في الاصل| اصلا| سابقا)?"
    r" (?:في|علي|عبر|لدي|من)\s+"
    rf"|(?:هذا |هذه )?{_ARABIC_PIECE} (?:نشر|نشرت|منشوره?|منقوله?|مترجمه?)(?: اولا| اصلا| سابقا)? (?:في|علي|عن|من)\s+"
    rf"|منقول (?:عن|من)\s+){_NO_NAME}"
    r"(?P<name>https?://\S+|[^\n.،,\"]{0,30}\"[^\"\n]{2,40}\"|[^\n.،,\"]{2,60}?"
    r"(?=\s*(?:$|[\n.،,\"()]|\s(?:بتاريخ|يوم|بعنوان|بقلم|on|under|and)\s)))"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A pattern, and words of which one stands in each text that it fits: most texts have none and are not searched."""

    pattern: str
    words: frozenset[str]

    def all(self, folded: str, words: Iterable[str], start: int = 0) -> Iterator[re.Match[str]]:
        """Where it fits in `folded`, from `start` on; `words` are those that stand there."""
        return iter(()) if self.words.isdisjoint(words) else compiled(self.pattern).finditer(folded, start)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Written for the names that are known; all hold for folded texts. The `heads` and the `tag` need a name, see
    `may_name`.
    """

    each: str
    every: str
    names: Mapping[str, frozenset[frozenset[str]]]
    heads: tuple[tuple[CreditKind, str], ...]
    source_line: Place
    tag: Place
    licence: Place
    last_line: Place
    copyright: Place
    first_published: Place

    def may_name(self, words: Collection[str]) -> bool:
        """Whether all words of a name are among these; else nothing fits `each`."""
        there = frozenset(words)
        return any(later <= there for first in self.names.keys() & there for later in self.names[first])


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """One of these patterns, ready for use."""
    return re.compile(pattern)


@lru_cache(maxsize=4)
def patterns(known: Names) -> Patterns:
    """The patterns for these names."""
    each = f"(?:{known.any}|{NOBODY})"
    sure = f"(?:{known.sure}|{NOBODY})"
    several, several_sure = (f"{_AGENCY}(?P<names>{one}(?:{_BETWEEN}{_AGENCY}{one}){{0,3}})" for one in (each, sure))
    quoted = r'"?(?P<name>[^"\n]{2,60}?)"?(?: خاص ب.{2,40})?'
    place = r"(?P<before>(?:[^:\n\"]{1,60}?[-/|،,]\s*)?)"
    heads: list[tuple[CreditKind, str]] = [
        # رويترز: ... names who said it
        ("unclear", rf"(?P<before>)\"?{several}\"?\s*:"),
        # CAIRO, March 3 (Reuters) - / (أ ف ب) -
        ("text_origin", rf"(?P<before>[^:\n(\[\"]{{0,60}}?)[(\[\"]\s*{several}[^\w)\]\"]*[)\]\"]\s*(?:[-:/|]|\n)"),
        ("text_origin", rf"(?P<before>)[(\[]\s*{several}\s*[)\]]"),
        # واس - الرياض: / بيروت - رويترز /
        ("text_origin", rf"{place}\"?{several}\"?\s*(?:[-:/|]|\n)"),
        ("text_origin", rf"{place}{several}\s*[،,]\s*(?:\w+\s){{0,2}}\w+\s*[-:\n]"),
        ("text_origin", rf"(?P<before>[^:\n\"]{{1,40}}?\s-\s*){several_sure}(?:\s|\.\s)"),
        # a first line that is place, date and agency
        ("text_origin", rf"(?P<before>[^\n]{{0,30}}\d[^\n]{{0,60}}?\d{{4}}[^\n]{{0,6}}?\s){several}\s*\n"),
    ]
    first_words = known.first_words | _NOBODY_WORDS
    return Patterns(
        each=each,
        every=f"(?:{known.every}|{NOBODY})",
        names={**known.later_words, **dict.fromkeys(_NOBODY_WORDS, frozenset((frozenset[str](),)))},
        heads=tuple(heads),
        source_line=Place(
            rf"(?:^|[\n.!؟?\")\]*،|]\s*|\(\s*)(?P<label>(?:{_LABEL})(?:\s*[:|/-]+|(?=\s*\n)))\s*(?P<rest>[^\n]{{2,200}}?)"
            r"\s*[)\]]?\s*(?=$|\n)",
            _LABEL_WORDS,
        ),
        tag=Place(
            rf"(?P<lead>[-/|*]+\s*[(\[\"]?\s*|[(\[\"]\s*|\n\s*|[.!؟?\"]\s+){several}\s*[)\]\"]?[\s.*]*$", first_words
        ),
        licence=Place(
            r"(?:^|[\n*])\s*\*?\s*(?:بالاتفاق مع|خدمه|بترتيب مع|(?i:by arrangement with|courtesy of))"
            rf"\s*:?\s+{quoted}[\s.*]*$",
            _LICENCE_WORDS,
        ),
        last_line=Place(
            r"(?:^|\n|[.!؟?]\s)\s*\(?"
            r"(?:نقلا عن|به نقل از|(?:ال?ترجمه[: ]+)?عن|(?i:via|\(?with inputs? from|translated from))"
            r"\s+(?P<name>[^\n.:]{2,60}?)(?:[\s(،-]+بتصرف)?[\s.*)]*$",
            _LAST_LINE_WORDS,
        ),
        copyright=Place(
            rf"(?:©|\([cC]\)|(?i:copyright))\s*(?:©\s*)?(?:\d{{4}}\s*)?(?P<name>{known.every})", known.every_first_words
        ),
        first_published=Place(_FIRST_PUBLISHED, _PUBLISHED_WORDS),
    )
