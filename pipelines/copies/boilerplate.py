"""Learn which lines an outlet prints under every article, and leave them out of what is compared. Pure.

A repeated line is recognised by its place, its length, and the number of different texts and days it is in. The stored
text keeps every line. Lines that need no learning are removed by `reading.boilerplate.strip`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model import Boilerplate
from pipelines.text.normalize import NORMALIZER, normalize

# Repeated lines are looked for among this many at the head and at the foot, and elsewhere only among the shortest.
HEAD_LINES, FOOT_LINES = 3, 8
MOST_WORDS, MOST_WORDS_INSIDE = 50, 6
FEWEST_TEXTS, FEWEST_DAYS, LEAST_SHARE = 5, 3, 0.04
# A line of more words may be a sentence of a repeated story: it takes twice the evidence.
_SENTENCE_WORDS = 15
# Two texts that share sentences of more words are one story, not two stories over one footer.
_MOST_SENTENCES = 120
# How many texts with different titles must share a line among an outlet's first pieces, which are too few for the rest.
FEWEST_EARLY_TEXTS = 3
EARLY = "early"
# Where less would be left, all of the text is compared.
_LEAST_LEFT = 5
_MOST_CHARACTERS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedLine:
    """A normalised line, and in how many different texts it stands."""

    line: str
    texts: int


@dataclass(frozen=True, slots=True)
class _Text:
    day: str
    edge: frozenset[str]
    every: dict[str, int]


def learn(texts: Iterable[tuple[str, str]]) -> tuple[RepeatedLine, ...]:
    """The lines that an outlet repeats, most repeated first. `texts` are the day and the text of its articles.

    The order of the texts does not matter. A story that was printed again, or updated, counts once.
    """
    read = sorted((_read(day, text) for day, text in texts), key=lambda text: (text.day, sorted(text.every)))
    often = Counter(line for text in read for line in text.edge)
    often = Counter({line: count for line, count in often.items() if count >= FEWEST_TEXTS})
    days: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    looked_at = _different(read, often)
    for text in looked_at:
        for line in text.edge & often.keys():
            times[line] += 1
            days.setdefault(line, set()).add(text.day)
    found = [
        RepeatedLine(line=line, texts=count)
        for line, count in times.items()
        if count >= _evidence(line, len(looked_at)) and len(days[line]) >= FEWEST_DAYS
    ]
    return tuple(sorted(found, key=lambda each: (-each.texts, each.line)))


def learn_early(pieces: Iterable[tuple[str | None, str]]) -> Boilerplate | None:
    """What an outlet's first pieces repeat at their edges, word for word, in three and more that differ otherwise.

    `pieces` are titles and texts. None where nothing is repeated.
    """
    by_title: dict[str, str] = {}
    for title, text in pieces:
        by_title.setdefault(normalize(title or "") or text[:100], text)
    read = sorted((_read("", text) for text in by_title.values()), key=lambda text: sorted(text.every))
    often = Counter(line for text in read for line in text.edge)
    often = Counter({line: count for line, count in often.items() if count >= FEWEST_EARLY_TEXTS})
    if not often:
        return None
    times = Counter(line for text in _different(read, often) for line in text.edge & often.keys())
    lines = [line for line, count in times.items() if count >= FEWEST_EARLY_TEXTS]
    return Boilerplate(version=EARLY, lines=frozenset(map(_line_hash, lines)), is_early=True) if lines else None


def boilerplate_of(version: str, lines: Iterable[str]) -> Boilerplate:
    """A snapshot's normalised lines as they go with a page."""
    return Boilerplate(version=version, lines=frozenset(map(_line_hash, lines)))


def normaliser_of(boilerplate: Boilerplate | None) -> str:
    """How articles name what they are compared by: `1`, or `1+b7`."""
    return f"{NORMALIZER}+{boilerplate.version}" if boilerplate else NORMALIZER


def compared_text(text: str, boilerplate: Boilerplate | None) -> str:
    """What of a text is compared: all but its outlet's boilerplate; all of it where hardly more would be left."""
    if boilerplate is None or not boilerplate.lines:
        return text
    lines = text.split("\n")
    kept = [line for line in lines if not _is_boilerplate(line, boilerplate)]
    if len(kept) == len(lines):
        return text
    if boilerplate.is_early:
        return _without_edges(lines, boilerplate)
    left = "\n".join(kept)
    return left if len(left.split()) >= _LEAST_LEFT else text


def _without_edges(lines: list[str], boilerplate: Boilerplate) -> str:
    """The text without the repeated lines above and below it, where these are the smaller part."""
    own = [n for n, line in enumerate(lines) if line.strip() and not _is_boilerplate(line, boilerplate)]
    left = "\n".join(lines[own[0] : own[-1] + 1]) if own else ""
    is_most = 2 * len(left.split()) > sum(len(line.split()) for line in lines)
    return left if is_most else "\n".join(lines)


def _is_boilerplate(line: str, boilerplate: Boilerplate) -> bool:
    if not line or len(line) > _MOST_CHARACTERS:
        return False
    folded = normalize(line)
    return bool(folded) and _line_hash(folded) in boilerplate.lines


def _line_hash(folded: str) -> int:
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _read(day: str, text: str) -> _Text:
    lines = [folded for line in text.split("\n") if (folded := normalize(line))]
    words = [line.count(" ") + 1 for line in lines]
    inside = range(HEAD_LINES, len(lines) - FOOT_LINES)
    edge = (
        line
        for place, line in enumerate(lines)
        if words[place] <= (MOST_WORDS_INSIDE if place in inside else MOST_WORDS) and len(line) <= _MOST_CHARACTERS
    )
    return _Text(day, frozenset(edge), dict(zip(lines, words, strict=True)))


def _different(texts: Sequence[_Text], often: Counter[str]) -> list[_Text]:
    """The texts that do not repeat the story of one before them: those that do say nothing about boilerplate."""
    kept: list[_Text] = []
    sizes: list[int] = []
    holders: dict[str, list[int]] = {}
    for text in texts:
        own = {line: words for line, words in text.every.items() if line not in often}
        size = sum(own.values())
        told = {line: words for line, words in text.every.items() if words > _SENTENCE_WORDS}
        rest = _shared(own, holders)
        is_again = any(2 * words > min(size, sizes[place]) for place, words in rest.items())
        if size < _LEAST_LEFT or is_again or max(_shared(told, holders).values(), default=0) > _MOST_SENTENCES:
            continue
        for line in text.every:
            holders.setdefault(line, []).append(len(kept))
        kept.append(text)
        sizes.append(size)
    return kept


def _shared(lines: dict[str, int], holders: dict[str, list[int]]) -> Counter[int]:
    """How many words of these lines each text holds that holds any."""
    shared: Counter[int] = Counter()
    for line, words in lines.items():
        for place in holders.get(line, ()):
            shared[place] += words
    return shared


def _evidence(line: str, texts: int) -> float:
    """In how many of so many texts a line has to stand."""
    enough = max(FEWEST_TEXTS, LEAST_SHARE * texts)
    return enough * 2 if line.count(" ") >= _SENTENCE_WORDS else enough
