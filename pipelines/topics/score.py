"""Score how much a text is about a topic, by its words, and say why. Pure; texts are already normalised.

Keywords, not a classifier: an editor can read the reason and change the words in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import compress

from model import Topic
from pipelines.text.tokens import Tokens
from pipelines.topics.words import STEM_LETTERS, UNSPACED, Phrases, Term, TopicWords, Word, load_topic, script_of

__all__ = ["TopicWords", "load_topic", "score_topic"]

TITLE_FACTOR = 2.0
# News says in its first paragraph what it is about. A text without spaces has as much in so many characters.
LEAD_WORDS, _LEAD_CHARACTERS = 60, 100
# One word said often is still one word: the third time is the last that counts.
MAX_COUNT = 3
# Longer texts say a word in passing more often: there, places are counted per so many words.
USUAL_WORDS = 500
# Some quote or name of another language stands in every long text.
_BESIDE, _BESIDE_IN_LONG, _LONG = 2, 4, 120
_REASONS = 4
_SAMPLE, _SAMPLE_CHARACTERS = 40, 300
_LATIN_RUN = re.compile(r"[a-z]+")


def score_topic(normal_title: str, normal_text: str, words: TopicWords, tokens: Tokens | None = None) -> Topic | None:
    """The topic with its score and reason if title and text reach what is enough, else None.

    Both texts as `normalize` gives them. A place in the text counts its word's weight, at most three times a
    word; in texts over 500 words, places are counted per 500 words. A word in the title counts twice its weight, once,
    and one among the text's first 60 words once more. `tokens` are those of the text, where they are known: most texts
    that have none of the words are told by them, in a tenth of the time.
    """
    title, in_title = _words(normal_title, words)
    places = _places(normal_text, tokens, words) if tokens else None
    if places is None:
        text, in_text = _words(normal_text, words)
    elif tokens and not in_title and _has_none(normal_text, tokens, words, places):
        return None
    else:
        text = normal_text.split()
        in_text = _standing(text, places, words.loose, words)
    if not in_title and not in_text:
        return None
    if words.refused and not words.refused.isdisjoint({*in_title, *in_text}):
        return None
    terms = {**in_title, **in_text}
    if any(term.beside for term in terms):
        around = {*title, *text}
        unspaced = UNSPACED.search(normal_text or normal_title, 0, _SAMPLE_CHARACTERS) is not None
        beside = _BESIDE if len(around) < _LONG else _BESIDE_IN_LONG
        for term in [term for term in terms if term.beside and not unspaced]:
            if len(term.beside & around) < beside:
                del terms[term]
    in_lead = _in_lead(normal_text, text, words) if in_text else {}
    shrink = min(1.0, USUAL_WORDS / max(1, len(text)))
    scores = {
        term: term.weight
        * (TITLE_FACTOR * (term in in_title) + (term in in_lead) + min(MAX_COUNT, shrink * in_text.get(term, 0)))
        for term in terms
    }
    strong = sum(score for term, score in scores.items() if not term.weak)
    weak = sum(score for term, score in scores.items() if term.weak)
    score = strong + min(weak, strong)
    # Sums of tenths fall short by a hair.
    if score < words.enough - 1e-9:
        return None
    return Topic(name=words.name, score=round(score, 2), reason=_reason(scores, in_title, in_lead, in_text))


def _found(tokens: list[str], words: TopicWords) -> dict[Term, int]:
    """How often each term stands among the words of a text; where several fit, the longest counts."""
    distinct = frozenset(tokens)
    loose = {word: words.loose[word] for word in words.known_loose & distinct}
    for script in set(map(script_of, tokens[:_SAMPLE:4])):
        if stems := words.stems.get(script):
            for word in distinct:
                for stem in stems.get(word[:STEM_LETTERS], ()):
                    if word.startswith(stem.begins):
                        loose[word] = loose.get(word, ()) + stem.phrases
    starts = {*loose, *(words.known & distinct)}
    places = compress(range(len(tokens)), map(starts.__contains__, tokens)) if starts else ()
    return _standing(tokens, places, loose, words)


def _standing(
    tokens: list[str], places: Iterable[int], loose: Mapping[str, Phrases], words: TopicWords
) -> dict[Term, int]:
    """The same at the places of the words that begin a term; `loose` are those of open ends."""
    found: dict[Term, int] = {}
    free = 0
    for place in places:
        if place < free:
            continue
        token = tokens[place]
        best, longest = None, 0
        for length in words.lengths.get(token, ()):
            if term := words.exact.get(" ".join(tokens[place : place + length])):
                best, longest = term, length
                break
        for rest, term in loose.get(token, ()):
            after = tokens[place + 1 : place + 1 + len(rest)]
            if len(after) == len(rest) >= longest and all(map(Word.fits, rest, after)):
                best, longest = term, len(rest) + 1
        if best:
            found[best] = found.get(best, 0) + 1
            free = place + longest
    return found


def _places(text: str, tokens: Tokens, words: TopicWords) -> list[int] | None:
    """Where in the text a word stands that begins a term; None where that takes a closer look."""
    if not tokens.are_words or UNSPACED.search(text, 0, _SAMPLE_CHARACTERS):
        return None
    if any(script_of(text[start]) in words.stems for start in tokens.starts[:_SAMPLE:4].tolist()):
        return None
    return words.first_words.places(tokens)


def _has_none(text: str, tokens: Tokens, words: TopicWords, places: Iterable[int]) -> bool:
    """Whether surely no term of the topic stands at these places."""
    for place in places:
        first = _phrase(text, tokens, place, 1)
        if first in words.loose:
            return False
        if any(_phrase(text, tokens, place, length) in words.exact for length in words.lengths.get(first, ())):
            return False
    return True


def _phrase(text: str, tokens: Tokens, place: int, length: int) -> str:
    """So many words of a text, from one on."""
    end = tokens.starts[place + length] - 1 if place + length < tokens.starts.size else len(text)
    return text[tokens.starts[place] : end]


def _words(text: str, words: TopicWords) -> tuple[list[str], dict[Term, int]]:
    """The words of a normalised text and what of the topic stands among them or, where there are none, inside."""
    if not UNSPACED.search(text, 0, _SAMPLE_CHARACTERS):
        tokens = text.split()
        return tokens, _found(tokens, words)
    tokens = _LATIN_RUN.sub(r" \g<0> ", text).split()
    found = _found(tokens, words)
    if words.inside_pattern:
        for needle in words.inside_pattern.findall(text):
            term = words.inside[needle]
            found[term] = found.get(term, 0) + 1
    return tokens, found


def _in_lead(normal_text: str, text: list[str], words: TopicWords) -> dict[Term, int]:
    if UNSPACED.search(normal_text, 0, _SAMPLE_CHARACTERS):
        return _words(normal_text[:_LEAD_CHARACTERS], words)[1]
    return _found(text[:LEAD_WORDS], words)


def _reason(
    scores: Mapping[Term, float], in_title: Mapping[Term, int], in_lead: Mapping[Term, int], in_text: Mapping[Term, int]
) -> str:
    parts = []
    for term in sorted(scores, key=lambda term: -scores[term])[:_REASONS]:
        places = [(in_text.get(term), "text"), (in_lead.get(term), "lead"), (in_title.get(term), "title")]
        said = ", ".join(f"x{count} in the {place}" for count, place in places if count)
        parts.append(f"{term.label} {said}")
    return ", ".join(parts)
