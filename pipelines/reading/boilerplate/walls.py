"""Tell a wall from an article: consent, challenge, login, paywall and error pages, by what they say. Pure.

A wall's heading says what it is, or its few words speak of little else. An article about cookies, paywalls or pages
that are not found has a headline of its own and more to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from pipelines.reading.boilerplate import wall_words as words
from pipelines.reading.html.element_text import one_line
from pipelines.text.lines import count_words
from pipelines.text.normalize import normalize
from pipelines.text.spaceless import SPACELESS

PAYWALL = "a paywall or login"
_CHALLENGE = "a challenge that asks for a browser or a person"
_ERROR = "an error page"
_CONSENT = "a consent wall"

# A wall says little; a longer text on such a matter is an article about it.
_MOST_WORDS = 400
_FIRST_PARAGRAPHS = 4
_FEW_WORDS = 120
_LEAST_SHARE = 0.5
# One mention speaks for so many words of its paragraph at the most.
_WORDS_OF_A_MENTION = 60
# Below a heading that says it, few words prove it, or some that speak of it; and where the page says it is not free.
_WORDS_BELOW_NOTICE = 60
_SHARE_BELOW_NOTICE = 0.15
_SHARE_OF_OFFERS = 0.3
# A longer text is a wall's where nearly all of it speaks of consent, and to its reader.
_LONG_SHARE = 0.7
_MOST_NOTICE_WORDS = 10
_FEWEST_HEADLINE_WORDS = 4
# Below so many headings that are links a text is made of other stories' openings.
_MANY_LINKS = 4

_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»«]\s*")
_UNSPACED_END = re.compile(f"[{SPACELESS}]$")


def _lower(text: str) -> str:
    """In lower case, the Turkish letters too, of which `I` has two."""
    return text.replace("İ", "i").lower().replace("ı", "i")


# Looked for in lower case, which takes a third of the time of looking for either case.
_OFFER = re.compile(_lower(words.OFFER))
_OF_SITES = re.compile(_lower(words.OF_SITES))
_TO_THE_READER = re.compile(_lower(words.TO_THE_READER))
_KINDS = (
    (re.compile(_lower(words.CHALLENGE)), _CHALLENGE),
    (re.compile(_lower(words.ERROR)), _ERROR),
    (re.compile(_lower(words.PAYWALL)), PAYWALL),
    (re.compile(_lower(words.CONSENT)), _CONSENT),
)
_NOTICES = (
    (_CHALLENGE, words.CHALLENGE_NOTICES, words.CHALLENGE_OPENINGS),
    (_ERROR, words.ERROR_NOTICES, words.ERROR_OPENINGS),
    (PAYWALL, words.PAYWALL_NOTICES, words.PAYWALL_OPENINGS),
    (_CONSENT, words.CONSENT_NOTICES, words.CONSENT_OPENINGS),
)


@dataclass(frozen=True, slots=True)
class WallSigns:
    """What a page shows of a wall beside its text: the kind that its heading names, and whether it says it is free."""

    notice: str | None = None
    is_free: bool = True
    lists_others: bool = False


def say_free(scripts: Iterable[HtmlElement]) -> bool:
    """Whether no script says, for machines, that the page is not free to read."""
    return not any(_NOT_FREE.search(script.text or "") for script in scripts)


def signs_on(tree: HtmlElement, title: str | None, *, is_free: bool) -> WallSigns:
    """The signs on a page. `title` is the page's, as read; a headline beside the notice speaks against a wall.

    `is_free`: no script says that it is not (`say_free`).
    """
    headings = [one_line(heading) for heading in tree.iter("h1") if not _is_hidden(heading)]
    return WallSigns(
        notice=_notice(title, [heading for heading in headings if heading]),
        is_free=is_free,
        lists_others=sum(heading.find(".//a") is not None for heading in tree.iter("h2", "h3")) >= _MANY_LINKS,
    )


def wall_in(text: str, title: str | None, signs: WallSigns | None = None) -> str | None:
    """What kind of wall a page is, in words; None for anything else. `text` has its paragraphs a line each."""
    signs = signs or WallSigns(notice=_notice(title, []))
    paragraphs = [paragraph for paragraph in _lower(text).split("\n") if paragraph.strip()]
    total = count_words(text)
    if signs.notice and (
        total <= _WORDS_BELOW_NOTICE
        or signs.lists_others
        or _spoken(paragraphs, signs.notice) >= _SHARE_BELOW_NOTICE * total
    ):
        return signs.notice
    if total > _MOST_WORDS:
        # A wall speaks of itself at once.
        if not any(True for paragraph in paragraphs[:_FIRST_PARAGRAPHS] if _spoken([paragraph], _CONSENT)):
            return None
        if _spoken(paragraphs, _CONSENT) < _LONG_SHARE * total or not _is_of_a_site(paragraphs):
            return None
        told = _words(filter(_TO_THE_READER.search, paragraphs))
        return _CONSENT if told >= _LONG_SHARE * total else None
    for pattern, kind in _KINDS:
        if title and total <= _FEW_WORDS and kind != _CONSENT and pattern.search(_lower(title)):
            return kind
        speaking = sum(_words_about(pattern, paragraph) for paragraph in paragraphs)
        if speaking and speaking >= _LEAST_SHARE * total and (kind != _CONSENT or _is_of_a_site(paragraphs)):
            return kind
    offered = _words(filter(_OFFER.search, paragraphs))
    return PAYWALL if not signs.is_free and offered and offered >= _SHARE_OF_OFFERS * total else None


def is_paywall(text: str, title: str | None) -> bool:
    """Whether `wall_in` says so of a text alone. Of a longer one under no notice it says at most that it is of consent,
    which need not be asked then.
    """
    signs = WallSigns(notice=_notice(title, []))
    is_short = signs.notice is not None or count_words(text) <= _MOST_WORDS
    return is_short and wall_in(text, title, signs) == PAYWALL


def _notice(title: str | None, headings: list[str]) -> str | None:
    """The kind of wall that a heading or the title names, where no headline stands beside it."""
    kinds = [_kind_of(heading) for heading in headings]
    for n, kind in enumerate(kinds):
        others = [heading for at, heading in enumerate(headings) if at != n and kinds[at] is None]
        if kind and all(count_words(other) < _FEWEST_HEADLINE_WORDS for other in others):
            return kind
    if any(count_words(heading) >= _FEWEST_HEADLINE_WORDS for heading in headings) or not title:
        return None
    parts = [part for part in _BETWEEN.split(title) if part.strip()]
    # A site's name stands at one end; more words beside the notice are a headline about it.
    named = [kind for part in parts if (kind := _kind_of(part))]
    rest = sum(count_words(part) for part in parts if not _kind_of(part))
    return named[0] if named and rest < _FEWEST_HEADLINE_WORDS else None


def _kind_of(heading: str) -> str | None:
    folded = normalize(heading)
    if not folded or count_words(heading) > _MOST_NOTICE_WORDS:
        return None
    for kind, notices, openings in _NOTICES:
        if folded in _folded(notices) or any(_opens(folded, opening) for opening in _folded(openings)):
            return kind
    return None


def _opens(heading: str, opening: str) -> bool:
    if not heading.startswith(opening):
        return False
    # Where no spaces part words, the heading goes on at once.
    return len(heading) == len(opening) or heading[len(opening)] == " " or _UNSPACED_END.search(opening) is not None


@cache
def _folded(table: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalize, table))


def _spoken(paragraphs: Iterable[str], kind: str) -> int:
    patterns = [pattern for pattern, name in _KINDS if name == kind] + [_OFFER] * (kind == PAYWALL)
    return _words(line for line in paragraphs if any(pattern.search(line) for pattern in patterns))


def _is_of_a_site(paragraphs: Iterable[str]) -> bool:
    """Whether cookies, where they are named, are those of a site: they are baked as well."""
    return any(map(_OF_SITES.search, paragraphs))


def _words_about(pattern: re.Pattern[str], paragraph: str) -> int:
    """How many words of a paragraph are about what the pattern names."""
    mentions = [count_words(found[0]) + _WORDS_OF_A_MENTION for found in pattern.finditer(paragraph)]
    return min(sum(mentions), count_words(paragraph)) if mentions else 0


def _words(paragraphs: Iterable[str]) -> int:
    return sum(map(count_words, paragraphs))


def _is_hidden(element: HtmlElement) -> bool:
    return any(
        above.get("hidden") is not None or _HIDDEN.search(above.get("style") or "")
        for above in (element, *element.iterancestors())
    )
