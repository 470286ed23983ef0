"""Hear what lines say: whether they call a reader to subscribe, log in or allow something, and their matters. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.reading.boilerplate import notice_words as words
from pipelines.text.lines import SENTENCE_ENDS
from pipelines.text.normalize import normalize

_SEVERAL = 2
_MOST_BETWEEN = 4
_SHORT_LINE_WORDS = 4
_FEWEST_LETTERS = 2
# Stems are found by so many first letters.
_HEAD = 3
# Without another kind in its sentence these say nothing.
_SAID_IN_PIECES = frozenset(("reading", "held back"))

_CALLS = ("gate", "call")
_OPENING = frozenset(("gate", "call", "access", "letters", "permission", "comments"))

_SENTENCE_END = re.compile(rf"(?<=[{SENTENCE_ENDS}|])\s+")
_MONEY = re.compile(r"[$€£₺₽¥﷼]\s?\d|\d\s?[$€£₺₽¥﷼]")
_FIRST_ARABIC, _LAST_ARABIC = "ء", "ي"
_WRITTEN_ON = "وفلب"
_ARTICLES = ("ال", "لل")


@dataclass(frozen=True, slots=True)
class Speech:
    """What lines say: their words, those of sentences that speak as a notice does, the different calls among them, the
    kinds of matters that they speak of, and how many words of each. `is_gate`: a call asks to subscribe or log in.
    `longest_without`: the words of the longest line that speaks of none of its matters.
    """

    lines: int
    words: int
    spoken: int
    calls: int
    is_gate: bool
    begins_and_ends: bool
    longest_without: int
    kinds: Counter[str]

    @property
    def share(self) -> float:
        """How much of the lines speaks as a notice does, 0 to 1."""
        return self.spoken / max(1, self.words)

    @property
    def may_hold_notice(self) -> bool:
        """Whether part of the lines may be a notice."""
        return bool(self.calls or any(self.kinds[kind] for kind in ("access", "letters", "permission", "comments")))

    @property
    def is_of_access(self) -> bool:
        """Whether they speak of subscribing or logging in for reading, at a price or to the reader."""
        return bool(self.kinds["access"] and self.kinds["reading"] and (self.kinds["price"] or self.kinds["address"]))

    @property
    def is_of_page(self) -> bool:
        """Whether they speak of access, of the outlet's letters by mail, of consent or of comments, to the reader."""
        of_letters = self.kinds["letters"] and self.kinds["ours"]
        of_consent = self.kinds["permission"] and self.kinds["held back"]
        of_comments = self.kinds["comments"] >= _SEVERAL
        return self.is_of_access or bool(self.kinds["address"] and (of_letters or of_consent or of_comments))


def speech_of(lines: Iterable[str]) -> Speech:
    """What these lines say together."""
    told = spoken = longest_without = 0
    calls: set[_Entry] = set()
    kinds: Counter[str] = Counter()
    ends: list[bool] = []
    for line in lines:
        speaks = has_matter = False
        before = told
        for sentence in _SENTENCE_END.split(line):
            heard = _hear(sentence)
            told += heard.words
            has_matter = has_matter or heard.has_matter
            calls |= heard.calls
            for kind, times in heard.kinds:
                kinds[kind] += times
            if heard.speaks:
                spoken += heard.words
                speaks = True
        ends.append(speaks or line.count(" ") < _SHORT_LINE_WORDS)
        if not has_matter:
            longest_without = max(longest_without, told - before)
    is_gate = any(call.kind == "gate" for call in calls)
    begins_and_ends = bool(ends) and ends[0] and ends[-1]
    return Speech(len(ends), told, spoken, len(calls), is_gate, begins_and_ends, longest_without, kinds)


def notice_openings(tokens: list[str]) -> Iterator[int]:
    """The places where a call, or a matter that a notice speaks of, begins: without one nothing is a notice."""
    opening: dict[str, list[tuple[str, _Entry]]] = {}
    heads = _opening_heads()
    for token in set(tokens):
        # Most words begin no notice by their first letters alone; in Arabic others may be written before them.
        may_begin = token[:_HEAD] in heads or _FIRST_ARABIC <= token[0] <= _LAST_ARABIC
        begun = _begun_by(token) if may_begin else ()
        if told := [(start, entry) for start, entry in begun if entry.kind in _OPENING]:
            opening[token] = told
    for place, token in enumerate(tokens):
        if token in opening and next(_said_at(place, tokens, opening[token]), None):
            yield place


def _said_at(place: int, tokens: list[str], begun: Iterable[tuple[str, _Entry]]) -> Iterator[tuple[str, _Entry]]:
    """Of the words of notices that may begin at a place those that stand there."""
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    for start, entry in begun:
        if following.startswith(entry.second) and entry.matches(start, tokens, place):
            yield start, entry


@lru_cache(maxsize=16_384)
def _begun_by(token: str) -> tuple[tuple[str, _Entry], ...]:
    """The words of notices that may begin with this one, each with how it is written there."""
    by_word, by_stem = _entries()
    found: list[tuple[str, _Entry]] = []
    for start in _starts(token):
        if start in by_word:
            found += [(start, entry) for entry in by_word[start]]
        if stems := by_stem.get(start[:_HEAD]):
            found += [(start, entry) for entry in stems if start.startswith(entry.parts[0][0])]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: int
    calls: frozenset[_Entry] = frozenset()
    kinds: tuple[tuple[str, int], ...] = ()
    speaks: bool = False
    has_matter: bool = False


@lru_cache(maxsize=4_096)
def _hear(sentence: str) -> _Sentence:
    """What one sentence says; an element's sentences are heard again with each element around it."""
    tokens = normalize(sentence).split()
    found: dict[str, set[str]] = {}
    calls: set[_Entry] = set()
    for place, token in enumerate(tokens):
        if begun := _begun_by(token):
            for start, entry in _said_at(place, tokens, begun):
                if entry.kind in _CALLS:
                    calls.add(entry)
                else:
                    found.setdefault(entry.kind, set()).add(start)
    if _MONEY.search(sentence):
        found.setdefault("price", set()).add("")
    speaks = bool(calls) or any(kind not in _SAID_IN_PIECES for kind in found)
    kinds = tuple((kind, len(said)) for kind, said in found.items())
    has_matter = bool(calls) or any(kind in _OPENING or kind in _SAID_IN_PIECES for kind in found)
    return _Sentence(len(tokens), frozenset(calls), kinds, speaks, has_matter)


def _starts(token: str) -> Iterator[str]:
    """The word; and without "and", "so", "to", "with" and the article, which Arabic writes on to it."""
    yield token
    if not _FIRST_ARABIC <= token[0] <= _LAST_ARABIC:
        return
    bare = token
    for cut in (bare[1:] if bare[0] in _WRITTEN_ON else bare, *_ARTICLES):
        shorter = cut if cut not in _ARTICLES else bare.removeprefix(cut)
        if shorter != bare and len(shorter) >= _FEWEST_LETTERS:
            bare = shorter
            yield bare


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word, or words with up to four others between their `parts`; the last may go on where it is a `stem`.

    `second` is what the next word begins with where the first part has one more: it tells most of them apart.
    """

    kind: str
    parts: tuple[tuple[str, ...], ...]
    is_stem: bool
    second: str

    def matches(self, first: str, tokens: list[str], place: int) -> bool:
        at = self._part_ends(0, first, tokens, place)
        for number in range(1, len(self.parts)):
            if at is None:
                return False
            nexts = (self._part_ends(number, "", tokens, at + skip) for skip in range(_MOST_BETWEEN + 1))
            at = next((end for end in nexts if end is not None), None)
        return at is not None

    def _part_ends(self, number: int, first: str, tokens: list[str], place: int) -> int | None:
        """The place behind this part where it stands there."""
        part = self.parts[number]
        end = place + len(part)
        if end > len(tokens):
            return None
        said = [first or tokens[place], *tokens[place + 1 : end]]
        if tuple(said[:-1]) != part[:-1]:
            return None
        is_last = number == len(self.parts) - 1
        is_same = said[-1].startswith(part[-1]) if self.is_stem and is_last else said[-1] == part[-1]
        return end if is_same else None


_Keyed = dict[str, tuple[_Entry, ...]]


@cache
def _entries() -> tuple[_Keyed, _Keyed]:
    """All words of notices by their first word; those that are a stem alone by its first letters."""
    tables = {
        "access": words.ACCESS,
        "price": words.PRICE,
        "reading": words.READING,
        "letters": words.LETTERS,
        "permission": words.PERMISSION,
        "held back": words.HELD_BACK,
        "comments": words.COMMENTS,
        "address": words.ADDRESSES,
        "ours": words.OURS,
    }
    every = [_entry("gate", call, is_stem=True) for call in words.GATE_CALLS]
    every += [_entry("call", call, is_stem=True) for call in words.OTHER_CALLS]
    for kind, table in tables.items():
        for word in table.split():
            every.append(_entry(kind, word.rstrip("~").replace("_", " "), is_stem=word.endswith("~")))
    by_word: _Keyed = {}
    by_stem: _Keyed = {}
    for entry in dict.fromkeys(every):
        first = entry.parts[0][0]
        is_one_stem = entry.is_stem and len(entry.parts) == len(entry.parts[0]) == 1 and len(first) >= _HEAD
        keyed, key = (by_stem, first[:_HEAD]) if is_one_stem else (by_word, first)
        keyed[key] = (*keyed.get(key, ()), entry)
    return by_word, by_stem


@cache
def _opening_heads() -> frozenset[str]:
    """The first letters of the words with which a notice may begin."""
    return frozenset(
        entry.parts[0][0][:_HEAD]
        for table in _entries()
        for entries in table.values()
        for entry in entries
        if entry.kind in _OPENING
    )


def _entry(kind: str, phrase: str, *, is_stem: bool) -> _Entry:
    parts = tuple(tuple(normalize(part).split()) for part in phrase.split(" * "))
    return _Entry(kind, parts, is_stem, "".join(parts[0][1:2]))
