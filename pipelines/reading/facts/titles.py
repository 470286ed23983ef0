"""Take the name of the site off a title. Pure; which of a page's titles is meant is `facts.page_titles`' part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from pipelines.reading.facts.bylines import is_surely_outlet
from pipelines.text.letters import words_in_small_letters
from pipelines.text.lines import count_words, words_in

_LONGEST_NAME = 80
_MOST_NAME_WORDS = 4
_LEAST_TITLE_WORDS = 3

# A dash needs a space on one side at least, and so does the tatweel that stands for one: "عنوان ـ موقع".
_SEPARATOR = re.compile(r"\s+[|–—·•»«:⁄~<>‹›/ـ-]+\s+|\s*[|»«]\s*|\s+::\s+|\s*[–—-]+\s+|\s+(?:[–—-]|ـ(?=\s))+\s*")
# Scripts without spaces have none around marks either.
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60「」『』【】]"
_TIGHT = re.compile(rf"(?<={_CJK})[-–—:_]+(?={_CJK})|(?<={_CJK})[-–—:_]+(?=\w)|\s*[｜：＿]\s*|\s*_\s+|\s+_\s*")
_BRACKETED = re.compile(r"^\[[^\[\]]{2,60}\]\s*(?=\S)")
_PRINT = re.compile(
    r"^(?:druck(?:ansicht|version)|print(?:able)?(?: version| view)?|version imprimable|imprimer|imprimir|stampa|"
    r"versión para imprimir|(?:نسخة\s+)?لل?طباعة|طباعة(?: الخبر| المقال| الموضوع)?|نسخه چاپی|چاپ|yazdır|печать|"
    r"версия для печати|打印|印刷用)\s*(?:[:：|｜–—-]\s*|$)",
    re.IGNORECASE,
)
# Above this share of common words two headlines are the same one, written for two places.
_SAME_HEADLINE = 0.6
_MOST_PARTS = 8
_COLON = re.compile(r"\s*[:：]\s+")
_PREFIX = re.compile(r"^(?P<name>[^:：]{2,60})[:：]\s+(?=\S)")


def words_of(text: str) -> list[str]:
    """The words of a headline in lower case, for comparing headlines."""
    return words_in_small_letters(text)


def title_words(text: str) -> int:
    """How many words a headline has, also where its script puts no spaces between them."""
    return max(len(words_of(text)), count_words(text))


def bare_key(text: str) -> str:
    """A title without marks, spaces and case, for telling whether two are the same."""
    return "".join(words_of(text)).replace("_", "")


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are the same one, but for a site's name or a few words."""
    first, second = _compared(one), _compared(other)
    return bool(first and second) and len(first & second) >= _SAME_HEADLINE * max(min(len(first), len(second)), 2)


def _compared(text: str) -> set[str]:
    """The words of a headline; where a script puts no spaces between them, each two characters side by side."""
    compared: set[str] = set()
    for word in words_of(text):
        pieces = words_in(word)
        compared.update(map("".join, pairwise(pieces)) if len(pieces) > 1 else (word,))
    return compared


def rests_of(claim: str, *, at_colons: bool = True) -> list[str]:
    """A title made for machines, whole and without parts at its ends, whatever those say."""
    claim = without_print_words(" ".join(claim.split()))
    if bracket := _BRACKETED.match(claim):
        return [claim, *rests_of(claim[bracket.end() :], at_colons=at_colons)]
    marks = (_SEPARATOR, _TIGHT, _COLON) if at_colons else (_SEPARATOR, _TIGHT)
    cuts = sorted({found.span() for mark in marks for found in mark.finditer(claim)})
    if len(cuts) > _MOST_PARTS:
        cuts = [*cuts[: _MOST_PARTS // 2], *cuts[-_MOST_PARTS // 2 :]]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(claim)]
    return [claim[start:end].strip() for start in starts for end in reversed(ends) if end > start]


def without_print_words(title: str) -> str:
    """The title without what a print view sets before it; nothing where it is only that."""
    found = _PRINT.match(title)
    return title[found.end() :].strip() if found else title


def is_site(text: str, sites: set[str]) -> bool:
    """Whether a heading is the site's name or a part of it, and nothing more."""
    key = "".join(words_of(text))
    return bool(key) and (
        key in sites or (len(key) > 3 and any(site.startswith(key) or site.endswith(key) for site in sites))
    )


def without_site(title: str, sites: set[str]) -> str:
    """The title without the parts at its ends that name the site. `sites` are names as `words_of` joins them."""
    title = " ".join(title.split())
    parts = list(_SEPARATOR.finditer(title))
    start, end = 0, len(title)
    while parts and names_site(title[parts[-1].end() : end], sites):
        end = parts.pop().start()
    while parts and names_site(title[start : parts[0].start()], sites):
        start = parts.pop(0).end()
    # A colon follows speakers and places too: the name must be just the site's.
    if (before := _PREFIX.match(title[start:end])) and "".join(words_of(before["name"])) in sites:
        start += before.end()
    return title[start:end].strip() or title


def title_without_outlet(claim: str, sites: set[str], others: Sequence[str]) -> str:
    """The same of a title made for machines, which may end or begin with a name that nothing else on the page tells.

    It goes where another title of the page stands without it, or where it says itself that it is an outlet.
    """
    title = without_site(claim, sites)
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    bare = {tuple(words_of(other)) for other in others}
    ends = ((title[: cut.start()], title[cut.end() :]) for cut in reversed(parts))
    starts = ((title[cut.end() :], title[: cut.start()]) for cut in parts)
    for rest, _ in chain(ends, starts):
        if title_words(rest) >= _LEAST_TITLE_WORDS and tuple(words_of(rest)) in bare:
            return rest.strip()
    last, first = parts[-1], parts[0]
    for rest, part in ((title[: last.start()], title[last.end() :]), (title[first.end() :], title[: first.start()])):
        if len(words_of(rest)) >= _LEAST_TITLE_WORDS and _says_outlet(part):
            return rest.strip()
    return title


def names_site(part: str, sites: set[str]) -> bool:
    """Whether a part of a title, or a name, is the site's."""
    joined = "".join(words_of(part))
    return (
        bool(joined)
        and any(
            joined == site or (len(joined) > 3 and len(site) > 3 and (joined in site or site in joined))
            for site in sites
        )
        and len(part) <= _LONGEST_NAME
    )


def _says_outlet(part: str) -> bool:
    """Whether the first or last word is one of outlets: "جريدة ...", "... Times"."""
    words = words_of(part)
    if not words or len(words) > _MOST_NAME_WORDS:
        return False
    return is_surely_outlet(part) and any(is_surely_outlet(word.title()) for word in (words[0], words[-1]))
