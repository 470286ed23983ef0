"""Find the names of agencies and outlets in a text, in all their spellings.

The names are data (agencies.toml). `places` and `read` decide where a name is a credit.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from model import WatchedOutlet
from pipelines.credits.spellings import bare_names, kind_of
from pipelines.text.domains import host_of, in_letters, registrable
from pipelines.text.folded import FoldedText, fold
from pipelines.text.normalize import normalize

_DATA = Path(__file__).with_name("agencies.toml")

# Shorter domains are words and initials of many things.
_LEAST_LABEL = 4
_INITIALS = re.compile(r"\w(?: \w){1,3}")


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What is known of names. The patterns hold for folded texts (see `fold`).

    `sure` finds the names of agencies and of often named outlets that are nothing else, `any` those that are ordinary
    words too, `every` those of all watched outlets besides; `outlets` are the names of outlets that are no agencies.
    `first_words`, `every_first_words` and `sure_first_words` are what a text must have for one of them to stand in it,
    in the form of `Folded.words`; `later_words` are what it must have beside one of the `first_words`, a set for each
    name that begins so.
    """

    by_spelling: dict[str, str]
    by_domain: dict[str, str]
    outlets: frozenset[str]
    places: frozenset[str]
    sure: str
    any: str
    every: str
    first_words: frozenset[str]
    later_words: Mapping[str, frozenset[frozenset[str]]]
    every_first_words: frozenset[str]
    sure_first_words: frozenset[str]

    def known(self, words: str) -> str | None:
        """The name that a spelling stands for, if it is known."""
        folded = fold(words)[1].strip(" .\"'()[]:,،-/|*")
        found = (self.by_spelling.get(_key(form)) for form in bare_names(folded))
        return next(filter(None, found), None)

    def is_place(self, words: str) -> bool:
        """Whether a spelling is the name of a place as well."""
        return _key(fold(words)[1]) in self.places

    def of_url(self, url: str) -> str | None:
        """Whose address it is: a known name, else the registrable domain; None where it is no web address."""
        host = host_of(url)
        if not host or "." not in host:
            return None
        return self.owner_of(url) or registrable(host)

    def owner_of(self, url: str) -> str | None:
        """The known name whose address it is."""
        host = host_of(url) or ""
        return self.by_domain.get(host) or self.by_domain.get(registrable(host))


@lru_cache(maxsize=4)
def load_names(watched: tuple[WatchedOutlet, ...] = ()) -> Names:
    """The names of agencies.toml and of the outlets that are watched, ready for looking up."""
    entries = tomllib.loads(_DATA.read_text("utf-8"))["agency"]
    spellings = _Spellings(entries)
    spellings.add(watched)
    agencies = [*spellings.sure, *spellings.unsure]
    any_pattern = _pattern(agencies)
    sure_first_words = first_words(spellings.sure)
    all_first_words = sure_first_words | first_words(spellings.unsure)
    return Names(
        by_spelling=spellings.by_key,
        by_domain=spellings.by_domain,
        outlets=frozenset(spellings.outlets),
        places=frozenset(_key(_folded(place)) for entry in entries for place in entry.get("places", ())),
        sure=_pattern(spellings.sure),
        any=any_pattern,
        every=_pattern([*agencies, *spellings.others]) if spellings.others else any_pattern,
        first_words=all_first_words,
        later_words=later_words(agencies),
        every_first_words=all_first_words | first_words(spellings.others),
        sure_first_words=sure_first_words,
    )


class _Spellings:
    """How agencies and outlets are written. `sure` and `unsure` are spellings of agencies, which are nothing else or
    ordinary words too; `others` those of watched outlets. `by_key` and `by_domain` lead to names.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """`entries` are those of agencies.toml."""
        self.sure: list[str] = [spelling for entry in entries for spelling in entry["spellings"]]
        self.unsure: list[str] = [spelling for entry in entries for spelling in entry.get("unsure", ())]
        self.others: list[str] = []
        self.outlets: set[str] = {entry["name"] for entry in entries if entry.get("outlet")}
        self.by_domain: dict[str, str] = {domain: entry["name"] for entry in entries for domain in entry["domains"]}
        self.by_key: dict[str, str] = {
            _key(_folded(spelling)): entry["name"]
            for entry in entries
            for spelling in (entry["name"], *entry["spellings"], *entry.get("unsure", ()))
        }

    def add(self, watched: Sequence[WatchedOutlet]) -> None:
        """Add the outlets that are watched. An alias that two of them share is the name of neither."""
        forms = [
            (outlet, list(dict.fromkeys(form for name in _called(outlet) for form in bare_names(name))))
            for outlet in watched
        ]
        owners = Counter(key for _, written in forms for key in {_key(_folded(form)) for form in written})
        for outlet, written in forms:
            self._add(outlet, [form for form in written if form == outlet.name or owners[_key(_folded(form))] == 1])

    def _add(self, outlet: WatchedOutlet, written: Sequence[str]) -> None:
        known = next(filter(None, (self.by_key.get(_key(_folded(form))) for form in written)), None)
        name = known or outlet.name
        for form in written:
            self.by_key.setdefault(_key(_folded(form)), name)
        for domain in outlet.domains:
            self.by_domain.setdefault(domain, name)
        if _is_agency(outlet):
            self.outlets.discard(name)
            for form in written:
                # A single word may be any word: it counts where only a name can be.
                (self.sure if len(form.split()) > 1 else self.unsure).append(form)
            return
        self.others += written
        if known is None:
            self.outlets.add(name)


def _is_agency(outlet: WatchedOutlet) -> bool:
    return "agency" in outlet.groups or kind_of(outlet.name) == "agency"


def _called(outlet: WatchedOutlet) -> Iterator[str]:
    """Its name, its aliases, and an agency's domain without its ending: that of texts in another script."""
    yield from (outlet.name, *outlet.aliases)
    if _is_agency(outlet):
        labels = (
            in_letters(registrable(domain)).split(".")[0] for domain in outlet.domains if not domain[-1:].isdigit()
        )
        yield from (label for label in labels if len(label) >= _LEAST_LABEL)


def first_words(spellings: Iterable[str]) -> frozenset[str]:
    """The first word of each spelling of a name, in all its forms, as `Folded.words` has it.

    In a text with none of them, no pattern that begins with one of the names finds anything.
    """
    return frozenset(first for spelling in spellings for first, _ in _told_by(spelling))


def later_words(spellings: Iterable[str]) -> dict[str, frozenset[frozenset[str]]]:
    """For each of the `first_words` the other words that stand in a name that begins so: one set a name."""
    found: dict[str, set[frozenset[str]]] = {}
    for spelling in spellings:
        for first, later in _told_by(spelling):
            found.setdefault(first, set()).add(later)
    return {first: frozenset(sets) for first, sets in found.items()}


@lru_cache(maxsize=4096)
def _told_by(spelling: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The first word of a name, and those that follow it, in each form."""
    _, folded, words = FoldedText(spelling).part()
    first, *later = words.split() or [""]
    if _has_dots(folded):
        # Any number of the initials may stand before the first dot.
        return tuple((first[:end], frozenset[str]()) for end in range(1, len(first) + 1))
    return ((first, frozenset(later)),) if first else ()


@lru_cache(maxsize=4096)
def _folded(spelling: str) -> str:
    """Each is asked for several times while the names are made ready."""
    return fold(spelling)[1]


def _key(folded: str) -> str:
    return normalize(folded).replace(" ", "")


def _pattern(spellings: Iterable[str]) -> str:
    longest_first = sorted(set(map(_folded, spellings)), key=lambda s: (-len(s), s))
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
