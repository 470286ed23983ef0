"""Where in a text a credit may stand, as patterns over folded texts (see `agencies.fold`). Decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from model import CreditKind
from pipelines.agencies import names

# "Agencies", "follow-ups": others' texts, nobody named.
NOBODY = (
    r"(?<!\w)(?:وكالات الانباء|الوكالات|وكالات|متابعات|مواقع الكترونيه|مواقع|صحف"
    r"|(?i:news agencies|agencies|agency inputs|wire services|newswires))(?!\w)"
)
_BETWEEN = r"(?:\s*[-/,،+&|]\s*|\s+و\s*|\s+(?i:and)\s+|\s*\.\s+)"
_LABEL = (
    r"(?:ال)?(?:مصدر|مصادر)(?: الخبر| المقال| النص)?|نقلا عن|(?i:source|sources|via|originally from|original source)"
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Compiled for the names that are known; all hold for folded texts."""

    each: re.Pattern[str]
    heads: tuple[tuple[CreditKind, re.Pattern[str]], ...]
    source_line: re.Pattern[str]
    tag: re.Pattern[str]
    licence: re.Pattern[str]
    last_line: re.Pattern[str]
    copyright: re.Pattern[str]
    first_published: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """The patterns, compiled once a process."""
    known = names()
    each = f"(?:{known.any}|{NOBODY})"
    sure = f"(?:{known.sure}|{NOBODY})"
    several, several_sure = (f"(?P<names>{one}(?:{_BETWEEN}{one}){{0,3}})" for one in (each, sure))
    quoted = r'"?(?P<name>[^"\n]{2,60}?)"?(?: خاص ب.{2,40})?'
    place = r"(?P<before>(?:[^:\n\"]{1,60}?[-/|،,]\s*)?)"
    heads: list[tuple[CreditKind, str]] = [
        # رويترز: ... tells who said it
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
    return Patterns(
        each=re.compile(each),
        heads=tuple((kind, re.compile(pattern)) for kind, pattern in heads),
        source_line=re.compile(
            rf"(?:^|[\n.!؟?\")\]*،|]\s*|\(\s*)(?P<label>(?:{_LABEL})(?:\s*[:|/-]+|(?=\s*\n)))\s*(?P<rest>[^\n]{{2,200}}?)"
            r"\s*[)\]]?\s*(?=$|\n)"
        ),
        tag=re.compile(rf"(?P<lead>[-/|*]+\s*[(\[\"]?\s*|[(\[\"]\s*|\n\s*|[.!؟?\"]\s+){several}\s*[)\]\"]?[\s.*]*$"),
        licence=re.compile(
            r"(?:^|[\n*])\s*\*?\s*(?:بالاتفاق مع|خدمه|بترتيب مع|(?i:by arrangement with|courtesy of))"
            rf"\s*:?\s+{quoted}[\s.*]*$"
        ),
        last_line=re.compile(
            r"(?:^|\n|[.!؟?]\s)\s*\(?(?:نقلا عن|(?:ال?ترجمه[: ]+)?عن|(?i:via|\(?with inputs? from|translated from))"
            r"\s+(?P<name>[^\n.:]{2,60}?)[\s.*)]*$"
        ),
        copyright=re.compile(rf"(?:©|\([cC]\)|(?i:copyright))\s*(?:©\s*)?(?:\d{{4}}\s*)?(?P<name>{known.any})"),
        first_published=re.compile(
            r"(?:(?i:originally published|(?:article|story|post|piece|column|report) (?:was )?"
            r"(?:first|originally) (?:published|appeared)) (?:by|in|on|at)"
            r"|نشر (?:هذا )?(?:المقال|التقرير|الخبر|النص)(?: اولا| لاول مره| في الاصل)? (?:في|علي|عبر))"
            r"\s+(?P<name>https?://\S+|[^\n.،,\"]{2,60})"
        ),
    )
