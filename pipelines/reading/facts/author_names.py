"""The names of people in a line: what may be one, and whom a writer's label ("By", "بقلم") names. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import zip_longest

from pipelines.reading.dates.months import FOREIGN_WEEKDAYS, WEEKDAYS
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.author_words import LABEL, NOT_OF_NAMES, PLACES, WEAK, is_role_account
from pipelines.reading.facts.button_words import is_made_of_button_words
from pipelines.reading.facts.bylines import is_name, is_surely_outlet
from pipelines.reading.facts.person_names import each_name, without_opening_and
from pipelines.text.normalize import normalize

MOST_NAMES = 6
LONGEST_LINE = 160
# Where one element ends and the next begins: white space for patterns, and no letter of a text.
_PIECE = "\u2028"
_JOINED = re.compile(rf"{_PIECE}(and|und|et|y|e|en|ve|og|och|и|و|&){_PIECE}", re.IGNORECASE)
PART_MARK = re.compile(rf"{_PIECE}|" r"\s+[-–—ـ|/]\s+|\s*[|•·●∙◦]\s*|\s+-|-\s+|\s*[/،,؛;]\s*|\n|\s{2,}")
EDGES = " .:،,؛;|/*•·–—-ـ_()[]【】（）«»\"'“”"
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASIAN_NAME = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")
CASED = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]")
_PARTICLES = frozenset(
    """de da do dos das del della di du des la le van von der den ter ten al el bin ibn ben bint abu af av zu zur y e
    i""".split()
)
_ON_DAY = re.compile(r"\s+(?:(?:on|am|le|el|op|في|يوم)\s+\S.*|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.*)$")
_IN_BRACKETS = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]")
OF_OTHERS_IN_BRACKETS = re.compile(
    r"[^,،;·|]*[(（]\s*(?:foto\w*|photos?|photograph\w*|video|bild\w*|text und bild|تصوير|صور|фото|写真|撮影)\s*[)）]",
    re.IGNORECASE,
)

# Whether a name is the site's own.
IsSite = Callable[[str], bool]


def is_author(name: str) -> bool:
    """Whether words may be a person's name: two to five words, capitals where the script has them, no other's words."""
    name = name.strip(EDGES)
    if CJK.search(name):
        return bool(_ASIAN_NAME.fullmatch(name)) or (2 <= len(name) <= 14 and bool(re.search(r"[\s・]", name)))
    words = name.split()
    if not 2 <= len(words) <= 5 or not is_name(name) or any(map(str.isdigit, name)):
        return False
    folded = normalize(name)
    if (
        folded in _folded_weekdays()
        or folded in _folded_places()
        or not _folded_words().isdisjoint(folded.split())
        or is_role_account(name)
    ):
        return False
    if is_made_of_button_words(name):
        return False
    if any(len(word.strip(".")) < 2 for word in words[-1:]) or sum(len(word.strip(".")) < 2 for word in words) > 1:
        return False
    if CASED.search(name) and not all(word[:1].isupper() for word in words if word.casefold() not in _PARTICLES):
        # "de la Cruz" may open with a particle; nothing else of a name is written small.
        return False
    return not is_surely_outlet(name)


def has_other_words(name: str) -> bool:
    """Whether a word stands in it that no person's name has."""
    return not _folded_words().isdisjoint(normalize(name).split())


def names_behind_labels(
    text: str, pieces: tuple[str, ...] = (), is_site: IsSite = lambda name: False
) -> tuple[str, ...]:
    """The people whom a line says to have written, without those who took the pictures or checked it."""
    text = OF_OTHERS_IN_BRACKETS.sub(" ", _JOINED.sub(r" \1 ", _PIECE.join(pieces)) if pieces else text)
    labels = list(LABEL.finditer(text))
    names: list[str] = []
    for label, after in zip_longest(labels, labels[1:]):
        if label["writer"] is None:
            continue
        said = text[label.end() : after.start() if after is not None else len(text)]
        is_marked = bool(label["mark"] or label["dash"])
        is_weak = bool(WEAK.fullmatch(label["label"])) and not is_marked
        starts = not text[: label.start()].strip(EDGES)
        if (
            not starts
            and not is_marked
            and not label["label"][:1].isupper()
            and not _stands_alone(text, pieces, label["label"])
        ):
            # "a report by X": in the middle of a line only what is marked, or is a piece of its own.
            continue
        found = list(_names(said, is_site, single=is_marked and starts))
        is_short = found and len(found[0].split()) < 2 and not CJK.search(found[0])
        if found and not (is_weak and not starts and is_short):
            names += found
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def _stands_alone(text: str, pieces: tuple[str, ...], label: str) -> bool:
    return any(piece.casefold().startswith(label.casefold()) for piece in pieces) or "," in text


def _names(said: str, is_site: IsSite, *, single: bool = False) -> Iterator[str]:
    """The people at the start of the words, until something else comes. `single`: one word is a name as well."""
    for place, part in enumerate(PART_MARK.split(_IN_BRACKETS.sub(" ", said))):
        part = without_opening_and(part) if place else part
        names = [name.strip(EDGES) for name in each_name(_ON_DAY.sub("", _without_date(part)))]
        if CJK.search(part):
            names = [name for words in names for name in words.split()]
        names = [name for name in names if name]
        people = [name for name in names if _is_named(name, single=single) and not is_site(name)]
        yield from people
        if people and len(people) < len(names):
            return
        if not people and names and not all(is_site(name) or normalize(name) in _folded_places() for name in names):
            return


def _is_named(name: str, *, single: bool) -> bool:
    if is_author(name):
        return True
    is_word = single and len(name.split()) == 1 and len(name) > 2 and is_name(name) and not is_role_account(name)
    return (
        is_word
        and _folded_words().isdisjoint(normalize(name).split())
        and (not CASED.search(name) or name[:1].isupper())
        and not is_surely_outlet(name)
        and normalize(name) not in _folded_weekdays()
    )


def _without_date(words: str) -> str:
    if not any(map(str.isdigit, words)):
        return words
    found = find_date(words[:LONGEST_LINE])
    return found.rest if found and found.is_date else re.split(r"\d", words, maxsplit=1)[0]


@cache
def _folded_words() -> frozenset[str]:
    return frozenset(word for each in NOT_OF_NAMES for word in normalize(each).split())


@cache
def _folded_weekdays() -> frozenset[str]:
    names = (*(name for each in WEEKDAYS.values() for name in each), *FOREIGN_WEEKDAYS)
    return frozenset(map(normalize, names))


@cache
def _folded_places() -> frozenset[str]:
    return frozenset(map(normalize, PLACES))
