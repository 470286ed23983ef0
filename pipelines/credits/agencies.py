"""Find the names of agencies and outlets in a text, in all their spellings.

The names are data (agencies.toml). `places` and `read` decide where a name is a credit.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.text.domains import host_of, registrable
from pipelines.text.folded import FoldedText, fold
from pipelines.text.normalize import normalize

_DATA = Path(__file__).with_name("agencies.toml")

_KINDS = re.compile(
    r"^(?:(?:ال)?(?:صحيفه|صحفيه|جريده|وكاله|موقع|مجله|قناه|شبكه|اذاعه|منصه|بوابه)"
    r"|the|newspaper|news agency|agency|website)\s+",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\w(?: \w){1,3}")


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What is known of names. The patterns hold for folded texts (see `fold`).

    `sure` finds names that are nothing else, `any` those that are ordinary words too; `outlets` are the names of
    outlets that are no agencies. `first_words` and `sure_first_words` are what a text must have for one of them to
    stand in it, in the form of `Folded.words`.
    """

    by_spelling: dict[str, str]
    by_domain: dict[str, str]
    outlets: frozenset[str]
    places: frozenset[str]
    sure: str
    any: str
    first_words: frozenset[str]
    sure_first_words: frozenset[str]

    def known(self, words: str) -> str | None:
        """The name that a spelling stands for, if it is known."""
        folded = fold(words)[1].strip(" .\"'()[]:,،-/|*")
        return self.by_spelling.get(_key(folded)) or self.by_spelling.get(_key(_KINDS.sub("", folded)))

    def is_place(self, words: str) -> bool:
        """Whether a spelling is the name of a place as well."""
        return _key(fold(words)[1]) in self.places

    def of_url(self, url: str) -> str | None:
        """Whose address it is: a known name, else the registrable domain; None where it is no web address."""
        host = host_of(url)
        if not host or "." not in host:
            return None
        domain = registrable(host)
        return self.by_domain.get(host) or self.by_domain.get(domain) or domain


@cache
def names() -> Names:
    """Everything in agencies.toml, ready for looking up."""
    entries = tomllib.loads(_DATA.read_text("utf-8"))["agency"]
    sure = [spelling for entry in entries for spelling in entry["spellings"]]
    unsure = [spelling for entry in entries for spelling in entry.get("unsure", ())]
    return Names(
        by_spelling={
            _key(fold(spelling)[1]): entry["name"]
            for entry in entries
            for spelling in (entry["name"], *entry["spellings"], *entry.get("unsure", ()))
        },
        by_domain={domain: entry["name"] for entry in entries for domain in entry["domains"]},
        outlets=frozenset(entry["name"] for entry in entries if entry.get("outlet")),
        places=frozenset(_key(fold(place)[1]) for entry in entries for place in entry.get("places", ())),
        sure=_pattern(sure),
        any=_pattern([*sure, *unsure]),
        first_words=first_words([*sure, *unsure]),
        sure_first_words=first_words(sure),
    )


def first_words(spellings: Iterable[str]) -> frozenset[str]:
    """The first word of each spelling of a name, in all forms, as `Folded.has_word` is asked for it.

    Where none of them stands, no pattern that begins with one of the names finds anything.
    """
    found = set()
    for spelling in spellings:
        _, folded, words = FoldedText(spelling).part()
        word = words.split(" ", 1)[0]
        # Of initials any number may stand before the first dot.
        found |= {word[:end] for end in range(1, len(word))} if _has_dots(folded) else set()
        found.add(word)
    return frozenset(found - {""})


def without_kind(name: str) -> str:
    """`صحيفة الوادي` -> `الوادي`: the name without the word that says what it is."""
    plain, folded = fold(name)
    found = _KINDS.match(folded)
    return plain[found.end() :] if found else plain


def _key(folded: str) -> str:
    return normalize(folded).replace(" ", "")


def _pattern(spellings: Iterable[str]) -> str:
    longest_first = sorted({fold(spelling)[1] for spelling in spellings}, key=lambda s: (-len(s), s))
    return f"(?<!\\w)(?:{'|'.join(map(_one, longest_first))})(?!\\w)"


def _one(folded: str) -> str:
    if _INITIALS.fullmatch(folded):
        # With dots or spaces between them: letters that touch are another word.
        return r"[\s.]{1,3}".join(folded.split()) + r"\.?"
    if _has_dots(folded):
        return r"\.?".join(folded) + r"\.?"
    first, *rest = map(re.escape, folded.split())
    words = r"\s+".join([first, *rest])
    if not folded[0].isascii():
        return words
    # Told by its first letter, an alternative that does not fit costs next to nothing.
    return f"[{folded[0].upper()}{folded[0].lower()}](?i:{words[1:]})"


def _has_dots(folded: str) -> bool:
    """Whether a name is one that may be written with dots between its letters."""
    return folded.isascii() and folded.isupper() and len(folded) <= 5
