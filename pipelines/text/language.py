"""Detect the language of a text. Loads its model at the first call, so call it in worker processes only."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.text.language_model import LanguageModel

# A short sample is mostly certain, and the longer one is for when it is not.
_SHORT_SAMPLE, _LONG_SAMPLE = 300, 1000
_FEWEST_LETTERS = 20
# How much likelier, in the model's log scale a letter, the best language must be to overrule the page's own claim.
_CLEARLY = 0.03

# Letters of the Arabic script that Arabic does not use: Persian, Urdu, Kurdish, Pashto, Uyghur and others do, in every
# sentence or two, and write few words with the article, which begins every third or fourth word of Arabic.
_NOT_ARABIC = re.compile("[\u0671-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c7]")
_ARTICLE, _ARTICLE_EVERY, _FEWEST_ARTICLES = " ال", 40, 4
# Two thirds of English texts have one of these in every 60 letters, and half as many in each third, which a quotation
# does not fill. Of 2,300 pieces of news in 60 other languages, names and quotations in English included, none came
# nearer than one in 110.
_ENGLISH, _ENGLISH_EVERY, _FEWEST_ENGLISH = (" the ", " of ", " and ", " to ", " that "), 60, 4

_CLAIM = re.compile(r"[a-z]{2}(?=$|[-_])", re.IGNORECASE)
# Withdrawn codes that pages still use, and the two written forms of Norwegian, which go by one name here.
_OTHER_CODES = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`, or None where there is too little of it."""
    return _detect(text, None)[0]


def detect_and_say(text: str, claimed: str | None) -> tuple[str | None, str]:
    """The language of `text`, and in words for people what decided.

    `claimed` is what the page or feed says (`ar`, `ar-EG`, `en_US`): it decides between languages that the text
    alone cannot tell apart, and is the language of texts too short to tell.
    """
    claim = _code(claimed)
    language, is_by_text = _detect(text, claim)
    if claim is None:
        return language, "the detector, from the text" if language else "too little text to tell"
    if language != claim:
        return language, f'the detector, from the text; passed over: the page claims "{claim}"'
    if is_by_text:
        return language, "the detector, from the text; the page claims the same"
    return language, "the page's claim; the text alone cannot tell"


def _detect(text: str, claim: str | None) -> tuple[str | None, bool]:
    """The language, and whether the text alone decided."""
    words = _sample(text)
    if _is_surely_arabic(words):
        return "ar", True
    if _is_surely_english(words):
        return "en", True
    for sample in (words[:_SHORT_SAMPLE], words):
        letters = sum(map(str.isalpha, sample))
        if letters < _FEWEST_LETTERS:
            return claim, False
        ranked = _model().rank(sample)
        best, best_score = ranked[0]
        if best_score - ranked[1][1] > 2 * _CLEARLY * letters and claim in (None, best):
            break
    if claim and claim != best:
        for language, score in ranked[1:6]:
            if _OTHER_CODES.get(language, language) == claim and best_score - score < _CLEARLY * letters:
                return claim, False
    return _OTHER_CODES.get(best, best), True


def _sample(text: str) -> str:
    # A quarter more than the sample is mostly enough to fill it, and then gives the same: more words only follow.
    words = _on_one_line(text[: 5 * _LONG_SAMPLE // 4])
    if len(words) < _LONG_SAMPLE < len(text):
        words = _on_one_line(text[: 4 * _LONG_SAMPLE])
    return words[:_LONG_SAMPLE]


def _on_one_line(text: str) -> str:
    """`" ".join(text.split())`, which takes twice the time."""
    line = text.replace("\n", " ")
    if not line.isprintable():
        # There are other blanks in it, or what only looks so.
        return " ".join(text.split())
    while "  " in line:
        line = line.replace("  ", " ")
    return line.strip(" ")


def _is_surely_arabic(words: str) -> bool:
    """Tells most Arabic texts at once, where the model takes half a millisecond, and half a second to load."""
    articles = words.count(_ARTICLE)
    return articles >= max(_FEWEST_ARTICLES, len(words) / _ARTICLE_EVERY) and not _NOT_ARABIC.search(words)


def _is_surely_english(words: str) -> bool:
    """The same for English."""
    third = len(words) // 3 + 1
    counts = [sum(map(words[start : start + third].count, _ENGLISH)) for start in (0, third, 2 * third)]
    each, enough = len(words) / 6 / _ENGLISH_EVERY, len(words) / _ENGLISH_EVERY
    return min(counts) >= max(1, each) and sum(counts) >= max(_FEWEST_ENGLISH, enough)


def _code(claimed: str | None) -> str | None:
    found = _CLAIM.match((claimed or "").strip())
    if not found:
        return None
    code = found[0].lower()
    return _OTHER_CODES.get(code, code)


@cache
def _model() -> LanguageModel:
    from pipelines.text.language_model import LanguageModel

    return LanguageModel.load()
