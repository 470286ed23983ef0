"""Texts made by formula (quakes, rates, prayer times, weather, closing prices, results) and copies with edits, all invented.

`formula_pairs` are two texts of one formula about two things: never copies. `copy_pairs` are a text and an edit of it
in which some numbers are other ones: always copies. Half of the formulas and of the stories took part in choosing what
the judge looks at (`tuned`), the others did not.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Set = Literal["tuned", "aside"]
INSTANCES = 4
PAIRS = ((0, 1), (1, 2), (0, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPair:
    """Two texts, whether they are copies, and which half they are of."""

    name: str
    set: Set
    one: str
    other: str
    is_copy: bool


def formula_pairs() -> list[TextPair]:
    """Sixty and some more: of each formula some pairs of instances."""
    found = []
    for number, (name, template) in enumerate(_named("formula")):
        texts = [_filled(template, seed=f"{name} {n}") for n in range(INSTANCES)]
        which: Set = "tuned" if number % 2 == 0 else "aside"
        found += [
            TextPair(name=name, set=which, one=texts[a], other=texts[b], is_copy=False)
            for a, b in PAIRS
            if texts[a] != texts[b]
        ]
    return found


def copy_pairs() -> list[TextPair]:
    """Each story, and of each formula one text, in the manners of editing."""
    texts = [*_named("story"), *((name, _filled(text, seed=f"{name} 0")) for name, text in _named("formula")[::3])]
    found = []
    for number, (name, text) in enumerate(texts):
        which: Set = "tuned" if number % 2 == 0 else "aside"
        for manner in EDITS:
            chance = random.Random(f"{name} {manner.__name__}")
            edited = manner(text, chance)
            found.append(TextPair(name=f"{name}: {manner.__name__}", set=which, one=text, other=edited, is_copy=True))
    return found


def _filled(template: str, *, seed: str) -> str:
    chance = random.Random(seed)

    def value(found: re.Match[str]) -> str:
        kind, _, rest = found[1].partition(":")
        if kind == "n":
            low, high = map(int, rest.split("-"))
            return str(chance.randint(low, high))
        if kind == "f":
            low, high = map(float, rest.split("-"))
            return f"{chance.uniform(low, high):.1f}"
        if kind == "p":
            low, high = map(float, rest.split("-"))
            return f"{chance.uniform(low, high):,.2f}"
        if kind == "t":
            return f"{int(rest):02}:{chance.randint(0, 59):02}"
        return chance.choice(_data()["words"][kind])

    return re.sub(r"\{([^}]+)\}", value, template)


def some_numbers_changed(text: str, chance: random.Random) -> str:
    """One number in four is another one, one at least."""
    numbers = list(re.finditer(r"\d+", text))
    picked = {each.start() for each in chance.sample(numbers, max(1, len(numbers) // 4))}
    return re.sub(
        r"\d+",
        lambda found: str(int(found[0]) + 1 + chance.randrange(8)) if found.start() in picked else found[0],
        text,
    )


def digits_translated_and_words_changed(text: str, chance: random.Random) -> str:
    """Eastern digits, and one word in twelve another one."""
    words = text.split(" ")
    for place in chance.sample(range(len(words)), len(words) // 12):
        if not re.search(r"\d", words[place]):
            words[place] = chance.choice(("إذ", "حيث", "كذلك", "أيضا")) if re.search("[ء-ي]", text) else "also"
    return " ".join(words).translate({ord(str(n)): chr(0x0660 + n) for n in range(10)})


def lead_written_anew(text: str, chance: random.Random) -> str:
    """Another first clause, and one number is another one."""
    words = some_numbers_changed(text, chance).split(" ")
    lead = (
        "في تفاصيل جديدة عن الموضوع نفسه أفاد مراسلنا بما يلي:"
        if re.search("[ء-ي]", text)
        else "Here is what our desk has learnt so far:"
    )
    return lead + " " + " ".join(words[4:])


def cut_to_two_thirds(text: str, chance: random.Random) -> str:
    """Its first two thirds, and a number or two are other ones."""
    words = some_numbers_changed(text, chance).split(" ")
    return " ".join(words[: 2 * len(words) // 3])


EDITS: tuple[Callable[[str, random.Random], str], ...] = (
    some_numbers_changed,
    digits_translated_and_words_changed,
    lead_written_anew,
    cut_to_two_thirds,
)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("formulas.toml").read_text("utf-8"))


def _named(kind: str) -> list[tuple[str, str]]:
    return [(each["name"], each["text"]) for each in _data()[kind]]
