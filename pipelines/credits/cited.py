"""Find who is named for a single statement inside a text: "according to", "بحسب", "نقلا عن" and a name. Pure.

Only named outlets and agencies count. "Three informed sources" names nobody; a ministry or a person is not an outlet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from model import Credit
from pipelines.credits.agencies import Names, names
from pipelines.reading.facts.bylines import is_surely_outlet
from pipelines.text.folded import FoldedText, fold
from pipelines.text.literals import Literals

_DATA = Path(__file__).with_name("cited.toml")
_WINDOW = 130
_LONGEST_WORDS = 120
_MOST_NAME_WORDS = 3

_STEMS = Literals(
    (
        *("حسب", "وفق", "نقل", "ذكر", "أفاد", "افاد", "أورد", "اورد", "قال", "كشف", "نشر", "صرح", "أشار", "اشار"),
        *("لوكالة", "لصحيفة", "لقناة", "لموقع", "لمجلة", "لشبكة"),
        *("ccording to", "iting", "eported by", "told", "ited by"),
    )
)
_NOUNS = ("صحيفه", "صحفيه", "جريده", "وكاله", "موقع", "مجله", "قناه", "شبكه", "اذاعه", "منصه")
_NOUN = rf"(?:{'|'.join(_NOUNS)})"
_CAPITAL = re.compile("[A-Z]")
# An adjective of origin after a name: "the British".
_NISBA = re.compile(r"ال\w{3,}(?:يه|ي)")
_QUOTED = re.compile(r"\s*[(\"']\s*([^\"()'\n]{2,40}?)\s*[)\"']")
_WORD = re.compile(r"\s*([^\s.,،:؛()\"\[\]!؟?]+)(?=([.,،:؛()\"\[\]!؟?])?)")


def cited_facts(text: FoldedText, known: Names) -> Iterator[Credit]:
    """Credits of kind `cited_fact`, in reading order."""
    name_words = _name_words()
    free = 0
    for start, stem in _STEMS.places(text.text, text.codes):
        if start < free:
            continue
        begin = max(0, start - 4)
        near = text.part(begin, start + _WINDOW)
        if name_words.isdisjoint(near.words.split()) and not _CAPITAL.search(near.folded):
            continue
        lead = _leads()[stem.isascii()].search(near.folded, 0, 70)
        if lead and (named := _name_after(near.plain, near.folded, lead, known)):
            name, stop = named
            free = begin + stop
            words = " ".join(near.plain[lead.start() : stop].split())[:_LONGEST_WORDS]
            yield Credit(name=name, url=None, kind="cited_fact", words=words)


def _name_after(written: str, folded: str, lead: re.Match[str], known: Names) -> tuple[str, int] | None:
    """The name that stands after a lead, and where it ends; None where nobody is named."""
    at, noun = lead.end(), lead["noun"]
    start = at + len(folded[at:]) - len(folded[at:].lstrip(' "\n'))
    pattern = _known_names(after_noun=bool(noun))
    found = pattern.match(folded, lead.start("noun") if noun else start)
    if found:
        name = known.known(written[found.start() : found.end()])
        return (name, found.end()) if name else None
    if not noun:
        return _english_name(written, start) if folded[start : start + 1].isascii() else None
    quoted = _QUOTED.match(folded, at)
    if quoted:
        name = written[quoted.start(1) : quoted.end(1)].strip()
        return (known.known(name) or name, quoted.end()) if len(name.split()) <= 5 else None
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(folded, at):
        if word.start() != (words[-1].end() if words else at):
            break
        bare = word[1]
        if bare in _words()[0] or (words and _NISBA.fullmatch(bare)):
            break
        words.append(word)
        if word[2]:
            break
        behind = _QUOTED.match(folded, word.end())
        if behind:
            # "the telecom site 'Valley'": what it is, then its name.
            name = written[behind.start(1) : behind.end(1)].strip()
            return (known.known(name) or name, behind.end()) if len(name.split()) <= 5 else None
    else:
        # The window ended inside of the name.
        return None
    if not 1 <= len(words) <= _MOST_NAME_WORDS or _is_no_name(words[0][1], len(words)):
        return None
    name = written[words[0].start(1) : words[-1].end(1)]
    return known.known(name) or name, words[-1].end(1)


def _is_no_name(word: str, of_words: int) -> bool:
    """Whether a word is no name but says what kind it is ("a Syrian paper", "the club's site")."""
    adjective = of_words == 1 and word.endswith("يه") and not word.startswith("ال")
    return word in _words()[1] or len(word) < 3 or adjective


def _english_name(written: str, start: int) -> tuple[str, int] | None:
    found = re.compile(r"(?:[Tt]he )?(?:[A-Z][\w'&-]*\s?(?:of |and )?){1,5}").match(written, start)
    if not found:
        return None
    name = found[0].strip()
    return (name, start + len(found[0].rstrip())) if is_surely_outlet(name) and " " in name else None


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Words at which the name of an outlet has ended, and words that are none, both folded."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    ends, no_names = (frozenset(fold(" ".join(data[key]))[1].split()) for key in ("ends", "no_names"))
    return ends, no_names


@cache
def _name_words() -> frozenset[str]:
    """Of these one stands wherever `_name_after` finds a name that does not begin with a capital."""
    nouns = (before + noun for noun in _NOUNS for before in ("", "ل", "لل"))
    return names().sure_first_words.union(nouns)


@cache
def _leads() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Arabic and English words after which a name stands; `noun` says what is named ("newspaper")."""
    said = r"(?:ذكر|افاد|اورد|قال|كشف|نشر|نقل|صرح|اشار|قاله|ذكره|نقله|نشره|اورده)(?:ت|ته|ها|تها|ه)?(?: به| بذلك)?"
    according = rf"(?:[وفب]{{0,2}}حسب|[وف]?وفقا?|نقلا عن)(?:\s?ما)?(?:\s+ما)?(?:\s+{said})?(?:\s+عن)?"
    told = rf"[وف]?(?:قد\s)?{said}(?:\s+(?:عن|الي|مراسل|مراسله|تقرير))?"
    arabic = rf"(?<!\w)(?:(?:{according}|{told})\s+(?:ل|لل|تقرير\s|مراسل\s)?(?P<noun>{_NOUN}\s)?)"
    english = (
        r"\b(?i:according to|citing|cited by|told|as reported by|reported by)\s+(?:the\s)?"
        r"(?:(?i:news agency|newspaper)\s)?(?P<noun>)"
    )
    return re.compile(arabic), re.compile(english)


@cache
def _known_names(*, after_noun: bool) -> re.Pattern[str]:
    """Names after a bare lead, or after a word that says that an outlet follows."""
    known = names()
    return re.compile(rf"(?:{_NOUN}\s+)?[\"(]?\s*(?:{known.any})" if after_noun else known.sure)
