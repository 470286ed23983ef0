"""Find who is named for a single statement inside a text: "according to", "بحسب", "نقلا عن" and a name. Pure.

Only named outlets and agencies count. "Three informed sources" names nobody; a ministry or a person is not an outlet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from model import Credit, CreditKind
from pipelines.credits.agencies import Names, load_names
from pipelines.credits.places import compiled
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
# What is called so is no agency, whatever its name.
_NO_AGENCY = frozenset(("صحيفه", "صحفيه", "جريده", "مجله", "قناه", "اذاعه"))
_NEWS = re.compile(r"[)\"'\s]*(?:ال|لل)?(?:انباء|اخبار|اخباريه)(?!\w)")
_NOUN = rf"(?:{'|'.join(_NOUNS)})"
_CAPITAL = re.compile("[A-Z]")
_FIRST = re.compile(r"\bfirst reported by\b", re.IGNORECASE)
# An adjective of origin after a name: "the British".
_NISBA = re.compile(r"ال\w{3,}(?:يه|ي)")
_QUOTED = re.compile(r"\s*[(\"']\s*([^\"()'\n]{2,40}?)\s*[)\"']")
_WORD = re.compile(r"\s*([^\s.,،:؛()\"\[\]!؟?]+)(?=([.,،:؛()\"\[\]!؟?])?)")


def cited_facts(text: FoldedText, known: Names) -> Iterator[Credit]:
    """Credits of kind `cited_fact`, in reading order; of kind `text_origin` who "first reported" it."""
    name_words = _name_words(known)
    free = 0
    for start, stem in _STEMS.places(text.text, text.codes):
        if start < free:
            continue
        begin = max(0, start - (len("previously r") if stem == "eported by" else 4))
        near = text.part(begin, start + _WINDOW)
        if name_words.isdisjoint(near.words.split()) and not _CAPITAL.search(near.folded):
            continue
        lead = _leads()[stem.isascii()].search(near.folded, 0, 70)
        if lead and (named := _name_after(near.plain, near.folded, lead, known)):
            name, stop = named
            free = begin + stop
            words = " ".join(near.plain[lead.start() : stop].split())[:_LONGEST_WORDS]
            # Who reported it first is where it is from.
            kind: CreditKind = "text_origin" if _FIRST.search(lead[0]) else "cited_fact"
            yield Credit(name=name, url=None, kind=kind, words=words)


def _name_after(written: str, folded: str, lead: re.Match[str], known: Names) -> tuple[str, int] | None:
    """The name that stands after a lead, and where it ends; None where nobody is named."""
    at, noun = lead.end(), lead["noun"]
    start = at + len(folded[at:]) - len(folded[at:].lstrip(' "\n'))
    pattern = _known_names(after_noun=bool(noun))
    found = pattern.match(folded, lead.start("noun") if noun else start)
    name = known.known(written[found.start() : found.end()]) if found else None
    # "The paper Avi" is not the agency that is written so.
    if found and (name in known.outlets or not (noun and noun.strip() in _NO_AGENCY)):
        return (name, found.end()) if name else None
    if not noun:
        watched = _watched_name(written, folded, start, known)
        if watched or not folded[start : start + 1].isascii():
            return watched
        return _english_name(written, start)
    return _name_after_noun(written, folded, at, noun, known)


def _name_after_noun(written: str, folded: str, at: int, noun: str, known: Names) -> tuple[str, int] | None:
    """The same behind a noun that says what is named: "the paper ...", "the agency ..."."""
    quoted = _QUOTED.match(folded, at)
    if quoted:
        name = written[quoted.start(1) : quoted.end(1)].strip()
        return (_outlet(name, noun, known), quoted.end()) if len(name.split()) <= 5 else None
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
            return (_outlet(name, noun, known), behind.end()) if len(name.split()) <= 5 else None
    else:
        # The window ended inside of the name.
        return None
    if not 1 <= len(words) <= _MOST_NAME_WORDS or _is_no_name(words[0][1], len(words)):
        return None
    name = written[words[0].start(1) : words[-1].end(1)]
    if (
        noun.strip() == "وكاله"
        and len(words) > 1
        and not known.known(name)
        and not _NEWS.match(folded, words[-1].end(1))
    ):
        # The space agency, the energy agency: a body of several words that gathers no news.
        return None
    return _outlet(name, noun, known), words[-1].end(1)


def _outlet(name: str, noun: str, known: Names) -> str:
    """A name in its known spelling; a paper or a channel is not the agency that is written so."""
    found = known.known(name)
    return name if found is None or (noun.strip() in _NO_AGENCY and found not in known.outlets) else found


def _is_no_name(word: str, of_words: int) -> bool:
    """Whether a word is no name but says what kind it is ("a Syrian paper", "a news site", "the club's site")."""
    adjective = of_words == 1 and word.endswith(("يه", "ي")) and not word.startswith("ال")
    return word in _words()[1] or len(word) < 3 or adjective


def _watched_name(written: str, folded: str, start: int, known: Names) -> tuple[str, int] | None:
    """A watched outlet of two words and more: a single word may be any word where no noun goes before."""
    found = compiled(known.every).match(folded, start)
    if found is None or " " not in found[0].strip():
        return None
    name = known.known(written[found.start() : found.end()])
    return (name, found.end()) if name else None


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


@lru_cache(maxsize=4)
def _name_words(known: Names) -> frozenset[str]:
    """Of these one stands wherever `_name_after` finds a name that does not begin with a capital."""
    nouns = (before + noun for noun in _NOUNS for before in ("", "ل", "لل"))
    return load_names().sure_first_words.union(nouns, known.every_first_words)


@cache
def _leads() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Arabic and English words after which a name stands; `noun` says what is named ("newspaper")."""
    said = r"(?:ذكر|افاد|اورد|قال|كشف|نشر|نقل|صرح|اشار|قاله|ذكره|نقله|نشره|اورده)(?:ت|ته|ها|تها|ه)?(?: به| بذلك)?"
    according = rf"(?:[وفب]{{0,2}}حسب|[وف]?وفقا?|نقلا عن)(?:\s?ما)?(?:\s+ما)?(?:\s+{said})?(?:\s+عن)?"
    told = rf"[وف]?(?:قد\s)?{said}(?:\s+(?:عن|الي|مراسل|مراسله|تقرير))?"
    arabic = rf"(?<!\w)(?:(?:{according}|{told})\s+(?:ل|لل|تقرير\s|مراسل\s)?(?P<noun>{_NOUN}\s)?)"
    english = (
        r"\b(?i:according to|citing|cited by|told|(?:as )?(?:first |earlier |previously )?reported by)\s+(?:the\s)?"
        r"(?:(?i:news agency|newspaper)\s)?(?P<noun>)"
    )
    return re.compile(arabic), re.compile(english)


@cache
def _known_names(*, after_noun: bool) -> re.Pattern[str]:
    """Names after a bare lead, or after a word that says that an outlet follows."""
    known = load_names()
    return re.compile(rf"(?:{_NOUN}\s+)?[\"(]?\s*(?:{known.any})" if after_noun else known.sure)
