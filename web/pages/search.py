"""Articles by their words, Arabic however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pipelines.text.normalize import normalize
from pipelines.text.search_words import forms_of, search_expression
from web.site import View, number_in

_A_PAGE = 20
_SPANS = (1, 7, 30)
_AROUND = 120
# More words are a text whose carriers are wanted. A search for articles with all of its words does not find them.
_MOST_WORDS = 15
_LAST_PAGE = 10_000
_WORD = re.compile(r"\w+")


def data(view: View) -> dict[str, Any]:
    words = view.query.get("q", "").strip()
    page = min(max(1, number_in(view.query.get("page", "")) or 1), _LAST_PAGE)
    days = next((span for span in _SPANS if str(span) == view.query.get("days")), None)
    expression = search_expression(words) if words else None
    found: list[dict[str, Any]] = []
    if expression:
        since = view.now - timedelta(days=days) if days else None
        found = view.database.search_page(expression, since=since, skip=(page - 1) * _A_PAGE, limit=_A_PAGE + 1)
    wanted = _wanted(words)
    return {
        "q": words,
        "is_text": len(words.split()) > _MOST_WORDS,
        "days": days,
        "spans": list(_SPANS),
        "page_number": page,
        "has_more": len(found) > _A_PAGE,
        "found": [
            {
                **{key: value for key, value in row.items() if key != "text"},
                "excerpt": _shown(view, row["text"], wanted),
            }
            for row in found[:_A_PAGE]
        ],
    }


def _wanted(words: str) -> frozenset[str]:
    """The single words that are looked for, in every form in which they stand in a text."""
    return frozenset(form for word in normalize(words).split() for form in forms_of(word))


def _shown(view: View, text: str, wanted: frozenset[str]) -> list[dict[str, Any]]:
    """Where whole texts are not shown, the beginning: stretches around word after word would give a text away."""
    if not view.site.no_text:
        return excerpt(text, wanted)
    beginning = view.excerpt(text)
    return _cut(beginning, _places(beginning, wanted), 0, len(beginning))


def excerpt(text: str, wanted: frozenset[str]) -> list[dict[str, Any]]:
    """The stretch of a text around the first of the wanted words, cut into pieces that are found or not."""
    places = _places(text, wanted)
    middle = places[0][0] if places else 0
    start, end = max(0, middle - _AROUND), min(len(text), middle + 2 * _AROUND)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", end) if text.find(" ", end) > 0 else len(text)
    return _cut(text, places, start, end)


def _places(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    return [found.span() for found in _WORD.finditer(text) if normalize(found[0]) in wanted]


def _cut(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = [{"text": "… " if start else "", "found": False}]
    at = start
    for begin, stop in places:
        if begin < start or stop > end:
            continue
        pieces += [{"text": text[at:begin], "found": False}, {"text": text[begin:stop], "found": True}]
        at = stop
    pieces.append({"text": text[at:end] + (" …" if end < len(text) else ""), "found": False})
    return [piece for piece in pieces if piece["text"]]
