"""Turn a person's words into a full-text expression over the texts that are indexed. Pure.

Arabic words are found with and without the article and the one-letter words written on to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipelines.text.normalize import normalize
from pipelines.text.spaceless import spaced

_PREFIXES = ("ال", "و", "ب", "ف", "ك", "ل", "لل", "وال", "بال", "فال", "كال", "ولل")
# A single letter may belong to the word; only the article is surely none of it.
_ARTICLES = sorted((prefix for prefix in _PREFIXES if prefix.endswith(("ال", "لل"))), key=len, reverse=True)
_SHORTEST_STEM = 3
# Where two spellings of one word stand in news of two halves of an archive, it is this one; what words it confuses are
# names and misprints in one article or two of ten thousand.
_HAMZA_BEFORE_WAW = re.compile(r"(?<=\w)[وي](?=و)")
_OTHER_SEAT = {"و": "ي", "ي": "و"}
# Many write it behind a ya without dots at the end of a word, not on it. Where one letter stands before, these are
# words of their own: `شيء`, `شي`. In a long phrase the first few are enough.
_HAMZA_AT_END = re.compile(r"(?<=\w\w)يء?(?!\S)")
_MOST_ENDS = 4
_QUOTES = re.compile('["“”„«»]')


def search_text(text: str) -> str:
    """The form in which a title or text is indexed and looked into."""
    return spaced(normalize(text))


def searched(title: str | None, text: str) -> str:
    """Title and text of an article in the form in which they are looked into."""
    return f"{search_text(title or '')} {search_text(text)}"


def search_expression(words: str) -> str | None:
    """An FTS5 expression; "quoted words" are a phrase, of a word with a star behind it the beginning is looked for, and
    what has a minus before it must not be there. None where the words hold nothing to look for.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    is_unwanted = False
    for n, piece in enumerate(_QUOTES.split(words)):
        if n % 2:
            (unwanted if is_unwanted else wanted).append(_any_of(forms_of(piece)))
            continue
        for word in piece.split():
            (unwanted if word.startswith("-") else wanted).append(_all_of(word))
        is_unwanted = piece == "-" or piece.endswith(" -")
    found = " AND ".join(filter(None, wanted))
    return " NOT ".join([found, *filter(None, unwanted)]) if found else None


def forms_of(words: str) -> tuple[str, ...]:
    """The forms in which a word or phrase may stand in an indexed text; empty where it holds nothing to look for."""
    first, _, rest = search_text(words).partition(" ")
    if not first:
        return ()
    starts = [first]
    if "\u0621" <= first[0] <= "\u064a":
        found = (first.removeprefix(prefix) for prefix in _ARTICLES if first.startswith(prefix))
        stem = next((stem for stem in found if len(stem) >= _SHORTEST_STEM), first)
        stems = [stem, *_hamza_at_end(stem)]
        starts += [*stems, *(prefix + each for each in stems for prefix in _PREFIXES)]
    rests = [rest, *_hamza_at_end(rest)]
    whole = dict.fromkeys(f"{start} {rest}".rstrip() for start in starts for rest in rests)
    return tuple(dict.fromkeys([*whole, *map(_hamza_before_waw, whole)]))


def _all_of(word: str) -> str:
    """The words that a word between two spaces is made of: `AI-powered`, `model*`."""
    *others, last = normalize(word).split() or [""]
    is_beginning = word.endswith("*") and len(last) >= _SHORTEST_STEM
    parts = [*(_any_of(forms_of(each)) for each in others), _any_of(forms_of(last), " *" * is_beginning)]
    all_of = " AND ".join(filter(None, parts))
    return f"({all_of})" if " AND " in all_of else all_of


def _hamza_before_waw(form: str) -> str:
    """The same with the letter that others write hamza on before a waw: `شؤون`, `شئون`. Folded, they are `وو`, `يو`."""
    return _HAMZA_BEFORE_WAW.sub(lambda found: _OTHER_SEAT[found[0]], form)


def _hamza_at_end(form: str) -> Iterator[str]:
    """The same with the end that others give one of the words: `طوارئ`, `طوارىء`. Folded, they are `ي`, `يء`."""
    for found in islice(_HAMZA_AT_END.finditer(form), _MOST_ENDS):
        end = "ي" if found[0].endswith("ء") else "يء"
        yield f"{form[: found.start()]}{end}{form[found.end() :]}"


def _any_of(forms: tuple[str, ...], end: str = "") -> str:
    if not forms:
        return ""
    # In quotes, because AND, NOT and NEAR are words too; a normalised text has no quotes of its own.
    return "(" + " OR ".join(f'"{form}"{end}' for form in forms) + ")"
