"""Invented news in several languages, and copies and look-alikes of it, with the truth known because it was made.

`LANGUAGE.toml` holds a `filler` of texts about other things, `[[story]]` and `[[formula]]`. Of a story, `text` is its
paragraphs; `again` the title and dateline of a reprint; `edited_order` the paragraphs that an editor kept, in that
order, with `edits` made in them; `excerpt` what stands before and after one paragraph in another text; `retold` the
same event in another writer's words; `later` a follow-up, with the paragraph `background` repeated in it. A formula is
one text with `slots`. A third of the stories, by the hash of their names, is `aside`. Knows nothing of how copies are
told.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

from benchmarks.edits import SPELLINGS, Edit

FOLDER = Path(__file__).parent
LANGUAGES = ("fa", "ur", "fr", "zh", "ar", "en")
Label = Literal["C", "P", "T", "N"]
Set = Literal["tuned", "aside"]

_FIRST_DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)
_ZWNJ = "\u200c"
_LINE = 20

# Which two fillers stand around a whole story: no two round-ups have both in common.
_AROUND = ((0, 1), (2, 3), (1, 2), (3, 0), (0, 2), (1, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text with its name (`fa-dam/edited`), the story it is of, and the names of the passages it is made of."""

    name: str
    language: str
    story: str
    title: str
    text: str
    date: datetime
    parts: frozenset[str]

    @property
    def set(self) -> Set:
        return set_of(self.story)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePair:
    """A later text beside an original: C is a copy; P shares a passage, T a formula, N the event alone."""

    earlier: Article
    later: Article
    kind: str
    label: Label

    @property
    def is_copy(self) -> bool:
        return self.label == "C"


def set_of(story: str) -> Set:
    """Of a whole story, so that nothing of it is seen before the end."""
    return "aside" if hashlib.blake2b(story.encode(), digest_size=8).digest()[0] % 3 == 0 else "tuned"


def language_pairs(language: str) -> list[LanguagePair]:
    """Each variant beside its original."""
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    pairs: list[LanguagePair] = []
    for number, story in enumerate(data["story"]):
        pairs += _of_story(language, number, story, data["filler"])
    for number, formula in enumerate(data["formula"], start=len(data["story"])):
        pairs += _of_formula(language, number, formula)
    return pairs


def articles_of(pairs: list[LanguagePair]) -> list[Article]:
    """Each article once, by name."""
    every = {article.name: article for pair in pairs for article in (pair.earlier, pair.later)}
    return [every[name] for name in sorted(every)]


def are_unrelated(one: Article, other: Article) -> bool:
    """Whether two articles are of different stories and were made of nothing in common."""
    return one.story != other.story and not one.parts & other.parts


def respelt(language: str, text: str) -> Iterator[tuple[str, str]]:
    """What other keyboards, programs and houses make of a text, by name; those left out that change nothing."""
    for name, edit in _SPELLINGS[language].items():
        if (changed := edit(text)) != text:
            yield name, changed


def _of_story(language: str, number: int, story: Mapping[str, Any], filler: list[str]) -> Iterator[LanguagePair]:
    own = story["id"]
    whole = [f"{own}/{place}" for place in range(len(story["text"]))]
    start = _FIRST_DAY + timedelta(days=number)

    def article(kind: str, title: str, paragraphs: list[str], parts: list[str], after: timedelta) -> Article:
        return Article(
            name=f"{own}/{kind}",
            language=language,
            story=own,
            title=title,
            text="\n".join(paragraphs),
            date=start + after,
            parts=frozenset(parts),
        )

    def original(dateline: str) -> list[str]:
        return [dateline + story["text"][0], *story["text"][1:]]

    first = article("original", story["title"], original(story["dateline"]), whole, timedelta())

    def pair(kind: str, label: Label, later: Article) -> LanguagePair:
        return LanguagePair(earlier=first, later=later, kind=kind, label=label)

    title, dateline = story["again"]
    yield pair("reprinted", "C", article("reprinted", title, original(dateline), whole, timedelta(hours=2)))

    kept = "\n".join(story["text"][place] for place in story["edited_order"])
    for old, new in story["edits"]:
        kept = kept.replace(old, new)
    yield pair("edited", "C", article("edited", story["edited_title"], [kept], whole, timedelta(hours=5)))

    before, place, after = story["excerpt"]
    frame = f"{own}/frame"
    excerpt = [before, story["text"][place], after]
    yield pair(
        "excerpt", "C", article("excerpt", before[:60], excerpt, [whole[place], frame], timedelta(days=1, hours=7))
    )

    around = _AROUND[number % len(_AROUND)]
    around = (around[0] % len(filler), around[1] % len(filler))
    roundup = [filler[around[0]], *story["text"], filler[around[1]]]
    yield pair(
        "embedded",
        "C",
        article(
            "embedded",
            filler[around[0]][:60],
            roundup,
            [*whole, *(f"{language}/filler {n}" for n in around)],
            timedelta(hours=26),
        ),
    )

    yield pair(
        "retold",
        "N",
        article("retold", story["retold_title"], story["retold"], [f"{own}/retold"], timedelta(hours=4)),
    )
    background = story["background"]
    later = [*story["later"], story["text"][background]]
    yield pair(
        "followed up",
        "P",
        article(
            "followed-up", story["later_title"], later, [f"{own}/later", whole[background]], timedelta(days=4, hours=3)
        ),
    )
    for name, text in respelt(language, "\n".join(original(story["dateline"]))):
        yield pair(f"spelling: {name}", "C", article(name, story["title"], [text], whole, timedelta(hours=3)))


def _of_formula(language: str, number: int, formula: Mapping[str, Any]) -> Iterator[LanguagePair]:
    """The first instance beside the others, which are of other days, and beside a reprint of itself."""
    own, start = formula["id"], _FIRST_DAY + timedelta(days=number)

    def article(kind: str, title: str, text: str, after: timedelta) -> Article:
        # One formula is one passage: an instance shares it with each other.
        return Article(
            name=f"{own}/{kind}",
            language=language,
            story=own,
            title=title,
            text=text,
            date=start + after,
            parts=frozenset([own]),
        )

    texts = [(formula["title"].format(*slots), formula["text"].format(*slots)) for slots in formula["slots"]]
    first = article("original", *texts[0], timedelta())
    yield LanguagePair(
        earlier=first,
        later=article("reprinted", formula["again"], texts[0][1], timedelta(hours=3)),
        kind="reprinted",
        label="C",
    )
    for days, (title, text) in zip((1, 7), texts[1:], strict=True):
        later = article(f"after {days} days", title, text, timedelta(days=days))
        yield LanguagePair(earlier=first, later=later, kind="formula", label="T")


def _exchanged(table: Mapping[str, str]) -> Callable[[str], str]:
    codes = str.maketrans(dict(table))
    return lambda text: text.translate(codes)


def _digits(zero: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"\d", lambda found: chr(ord(zero) + unicodedata.decimal(found[0])), text)


def _known(name: str) -> Callable[[str], str]:
    edit: Edit = SPELLINGS[name]
    return lambda text: edit(text, "", Random(0))


def _plain_capitals(text: str) -> str:
    """Capitals without accents, and ligatures spelt out, as old keyboards have them."""
    text = text.replace("œ", "oe").replace("Œ", "OE")
    return "".join(unicodedata.normalize("NFD", each)[0] if each.isupper() else each for each in text)


def _set_apart(text: str) -> str:
    """A space between ideographs and what is written in Latin letters or digits, as some houses want it."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])", " ", text)
    return re.sub(r"(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])", " ", text)


def _broken(text: str) -> str:
    """Lines of one length, as mail and old systems have them."""
    lines = text.split("\n")
    return "\n".join(line[at : at + _LINE] for line in lines for at in range(0, len(line), _LINE))


_SPELLINGS: dict[str, dict[str, Callable[[str], str]]] = {
    "fa": {
        "Arabic ya and kaf": _exchanged({"ی": "ي", "ک": "ك"}),
        "no half-spaces": lambda text: text.replace(_ZWNJ, ""),
        "spaces for half-spaces": lambda text: text.replace(_ZWNJ, " "),
        "ezafe as ya": lambda text: text.replace("هٔ", f"ه{_ZWNJ}ی"),
        "Western digits": _digits("0"),
        "Arabic-Indic digits": _digits("٠"),
    },
    "ur": {
        "Arabic ya, kaf and ha": _exchanged({"ی": "ي", "ک": "ك", "ہ": "ه"}),
        "Western digits and stops": lambda text: _digits("0")(text).replace("۔", "."),
        "no spaces after stops": lambda text: text.replace("۔ ", "۔"),
        "no vowel signs": lambda text: re.sub("[\u064b-\u0652\u0654]", "", text),
    },
    "fr": {
        "straight apostrophes and quotes": _exchanged({"’": "'", "«": '"', "»": '"'}),
        "capitals without accents": _plain_capitals,
        "no-break spaces": lambda text: re.sub(r" (?=[»;:!?%])|(?<=«) ", "\u202f", text),
        "decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
    },
    "zh": {
        "full width": _known("full width"),
        "Western punctuation": _exchanged({"，": ",", "。": ".", "“": '"', "”": '"', "：": ":", "；": ";", "、": ","}),
        "spaces around digits": _set_apart,
        "lines broken anywhere": _broken,
    },
    "ar": {name: _known(name) for name in ("alef without hamza", "Persian ya and kaf", "vowel signs")},
    "en": {
        "curly quotes": _exchanged({"'": "’", "-": "–"}),
        "capitals": str.upper,
    },
}
