"""The words of a topic, prepared for look-up: built in (topics.toml) or the user's own. Scores nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from model import OwnTopic
from pipelines.text.normalize import normalize
from pipelines.text.tokens import Among

# Chinese, Japanese and Thai have no spaces; Korean joins particles to its words.
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
STEM_LETTERS = 2

_DATA = Path(__file__).with_name("topics.toml")
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3\u0750-\u077f]")
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_ARABIC_FIRST = (
    *("", "و", "ف", "ب", "ك", "ل", "وب", "فب", "وك", "ول", "فل"),
    *("ال", "وال", "فال", "بال", "كال", "وبال", "وكال", "لل", "ولل", "فلل"),
)
# After these letters the accusative has no alef.
_WITHOUT_ALEF = "اءه"
_HEBREW_FIRST = ("", "ה", "ו", "ב", "ל", "מ", "ש", "וה", "שה", "מה", "וב", "ול", "כש", "כשה")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A word or phrase of a topic. `label` is how a reason shows it; see topics.toml for the rest."""

    label: str
    weight: float
    weak: bool = False
    beside: frozenset[str] = frozenset()
    names: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What may stand at one place of a phrase: one of `forms`, or any word that begins with `stem`."""

    forms: frozenset[str]
    stem: str = ""

    def fits(self, word: str) -> bool:
        return word in self.forms or (self.stem != "" and word.startswith(self.stem))


Phrases = tuple[tuple[tuple[Word, ...], Term], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Stem:
    """Phrases whose first word is any that begins so."""

    begins: str
    phrases: Phrases


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TopicWords:
    """A topic made ready for looking up.

    `exact` has every phrase in all its forms, `lengths` how many words to join for it after which first word,
    longest first. `loose` leads from a first word to phrases whose later words have an open end, `stems` from the
    script and first letters to those whose first word has. `inside` are terms of scripts without spaces.
    `known` and `known_loose` are the keys of `lengths` and `loose`, `first_words` both.
    """

    name: str
    enough: float
    known: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]
    exact: Mapping[str, Term]
    known_loose: frozenset[str]
    loose: Mapping[str, Phrases]
    stems: Mapping[str, Mapping[str, tuple[Stem, ...]]]
    inside: Mapping[str, Term]
    inside_pattern: re.Pattern[str] | None
    first_words: Among
    refused: frozenset[Term] = frozenset()


def load_topic(name: str, own: Mapping[str, OwnTopic]) -> TopicWords | None:
    """The words of a topic: the user's own, else built in. None for "all", which is no filter.

    A name that is neither raises KeyError: `config.loading` refuses it before.
    """
    if name == "all":
        return None
    if definition := own.get(name):
        terms = [Term(label=label, weight=weight, names=True) for label, weight in definition.words]
        refused = [Term(label=label, weight=0, names=True) for label in definition.not_words]
        return _compile(name, definition.enough, terms, refused)
    return _built_in(name)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def _built_in(name: str) -> TopicWords:
    topic = _data()[name]
    terms = [
        Term(
            label=label,
            weight=group["weight"],
            weak=group.get("weak", False),
            names=group.get("names", False),
            beside=frozenset(normalize(word) for word in group.get("beside", ())),
        )
        for group in topic["words"]
        for label in group["terms"]
    ]
    return _compile(name, topic["enough"], terms)


def _compile(name: str, enough: float, terms: Iterable[Term], refused: Iterable[Term] = ()) -> TopicWords:
    lengths: dict[str, set[int]] = {}
    exact: dict[str, Term] = {}
    loose: dict[str, Phrases] = {}
    stems: dict[str, Phrases] = {}
    inside: dict[str, Term] = {}
    refused = frozenset(refused)
    for term in (*terms, *refused):
        words = list(_parts(term.label))
        if not words:
            continue
        if UNSPACED.search(words[0]):
            inside.setdefault("".join(words), term)
            continue
        first, *later = words
        rest = tuple(map(_later, later))
        for form in _first_forms(first.rstrip("*"), names=term.names):
            if first.endswith("*"):
                stems[form] = (*stems.get(form, ()), (rest, term))
            elif any(word.stem for word in rest):
                loose[form] = (*loose.get(form, ()), (rest, term))
            else:
                lengths.setdefault(form, set()).add(len(words))
                for phrase in product((form,), *(word.forms for word in rest)):
                    exact.setdefault(" ".join(phrase), term)
            if first.endswith("*") and not rest:
                # In a text of another script only the bare word is found.
                lengths.setdefault(form, set()).add(1)
                exact.setdefault(form, term)
    by_script: dict[str, dict[str, tuple[Stem, ...]]] = {}
    for stem, phrases in stems.items():
        of_script = by_script.setdefault(script_of(stem), {})
        of_script[stem[:STEM_LETTERS]] = (*of_script.get(stem[:STEM_LETTERS], ()), Stem(stem, phrases))
    # Longer ones first: where two begin alike, the regular expression takes the first that fits.
    needles = "|".join(map(re.escape, sorted(inside, key=len, reverse=True)))
    return TopicWords(
        name=name,
        enough=enough,
        known=frozenset(lengths),
        lengths={first: tuple(sorted(counts, reverse=True)) for first, counts in lengths.items()},
        exact=exact,
        known_loose=frozenset(loose),
        loose=loose,
        stems=by_script,
        inside=inside,
        inside_pattern=re.compile(needles) if needles else None,
        first_words=Among.of([*lengths, *loose]),
        refused=refused,
    )


def script_of(word: str) -> str:
    """Tells Latin, Greek, Cyrillic, Arabic and so on apart, roughly: stems are looked up in texts of theirs only."""
    code = ord(word[0])
    return "latin" if code < 0x250 or 0x1E00 <= code < 0x1F00 else f"{code >> 8:x}"


def _parts(label: str) -> Iterator[str]:
    """The words of a term; a word that normalising breaks up ("GPT-4") becomes several."""
    for part in label.split():
        *whole, last = normalize(part).split() or [""]
        yield from whole
        if last:
            yield f"{last}*" if part.endswith("*") else last


def _first_forms(word: str, *, names: bool) -> list[str]:
    if _HEBREW.search(word):
        return [prefix + word for prefix in _HEBREW_FIRST]
    if not names and not _ARABIC.search(word):
        return [word]
    bare = _without_article(word)
    forms = [prefix + bare for prefix in _ARABIC_FIRST]
    if bare[-1] not in _WITHOUT_ALEF:
        forms += [f"{prefix}{bare}ا" for prefix in ("", "و", "ف")]
    if bare.startswith("ال"):
        # "for the" takes the alef away, and the article's lam before another one: للماس, لله.
        joined = bare[1:] if bare.startswith("الل") else "ل" + bare[1:]
        forms += [prefix + joined for prefix in ("", "و", "ف")]
    return forms


def _later(word: str) -> Word:
    if word.endswith("*"):
        return Word(frozenset(), word[:-1])
    if _HEBREW.search(word):
        return Word(frozenset((word, "ה" + word)))
    if not _ARABIC.search(word):
        return Word(frozenset((word,)))
    bare = _without_article(word)
    # Alef: the accusative, "نموذجًا لغويًا".
    return Word(frozenset((word, bare, "ال" + bare, bare + "ا")))


def _without_article(word: str) -> str:
    """The word without "ال", unless little is left: "الله" is not "له"."""
    bare = word.removeprefix("ال")
    return bare if len(bare) >= 4 else word
