"""Undo escapes in titles that were made once too often: "Fish &amp;amp; chips". Pure, but for the tree that it mends.

A title that speaks about escapes ("How to write &amp;amp; in HTML") looks the same. It is told by what else the page
says: the same title without them elsewhere, or the escape in its text, in code or beside a word about markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Set
from typing import Any, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.facts.titles import bare_key, rests_of
from pipelines.reading.html.element_text import HEADINGS, one_line, whole_text

_MOST_ROUNDS = 5
_MOST_PARAGRAPHS = 400
_ESCAPE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TAG = re.compile(r"</?(?:a|b|big|br|em|font|i|mark|small|span|strong|sub|sup|u)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_OF_MARKUP = re.compile(
    r"\b(?:x?html\d?|xml|sgml|ampersand|markup|entit(?:y|ies|é|és|à|ät|äten)|entidad(?:es)?|escap(?:e|es|ed|ing)|"
    r"encod(?:e|es|ed|ing)|unicode|latex|maskier\w*|échappement)\b|كيان|ترميز|(?:لغة|لغات)\s+الترميز|сущност",
    re.IGNORECASE,
)
_AMPERSANDS = XPath("//text()[contains(., '&')][not(parent::script or parent::style or parent::textarea)]")
_NAMED = re.compile(r"title|headline", re.IGNORECASE)

# Where a title stands, and the title.
Claims = list[tuple[str, str]]


def without_escapes(tree: HtmlElement, claims: Claims) -> Claims:
    """The claims without the escapes that are one too many; in the tree they are undone where titles stand."""
    titles = _titles_with_escapes(tree)
    if not titles and not any(_ESCAPE.search(words) for _, words in claims):
        return claims
    said = [*(words for _, words in claims), *map(one_line, tree.iter("h1"))]
    plain = {bare_key(rest) for words in said if not _ESCAPE.search(words) for rest in rests_of(words)}
    for element in titles:
        if not _is_meant(one_line(element), plain, tree):
            for node in element.iter():
                if isinstance(node.tag, str):
                    node.text = undone(node.text) if node.text else node.text
                    if node is not element and node.tail:
                        node.tail = undone(node.tail)
    return [
        (where, words if _is_meant(words, plain, tree) else " ".join(undone(words).split())) for where, words in claims
    ]


def undone(words: str) -> str:
    """The words without escapes, as often as they were made, and without the tags that come to light."""
    for _ in range(_MOST_ROUNDS):
        plain = _ESCAPE.sub(lambda found: html.unescape(found[0]), words)
        if plain == words:
            break
        words = _TAG.sub("", plain)
    return words


def _titles_with_escapes(tree: HtmlElement) -> list[HtmlElement]:
    found: dict[HtmlElement, None] = {}
    if not _ESCAPE.search(whole_text(tree)):
        return []
    for piece in cast("list[Any]", _AMPERSANDS(tree)):
        if not _ESCAPE.search(piece):
            continue
        place = piece.getparent()
        place = place.getparent() if piece.is_tail else place
        for element in (place, *place.iterancestors()):
            if element.tag in HEADINGS or element.tag == "title" or _is_named_title(element):
                found[element] = None
                break
    return list(found)


def _is_named_title(element: HtmlElement) -> bool:
    named = element.get("class") or element.get("itemprop")
    return bool(named and _NAMED.search(f"{named} {element.get('itemprop') or ''}"))


def _is_meant(words: str, plain: set[str], tree: HtmlElement) -> bool:
    """Whether a title speaks about the escapes in it."""
    escapes = set(_ESCAPE.findall(words))
    if not escapes:
        return True
    is_plain_elsewhere = bare_key(undone(words)) in plain
    is_of_markup = bool(_OF_MARKUP.search(words))
    if is_of_markup and not is_plain_elsewhere:
        return True
    if is_plain_elsewhere and not is_of_markup:
        return False
    return _is_spoken_of(escapes, tree, anywhere=is_of_markup)


def _is_spoken_of(escapes: Set[str], tree: HtmlElement, *, anywhere: bool) -> bool:
    left = _MOST_PARAGRAPHS
    for element in tree.iter("p", "code", "pre", "kbd", "samp"):
        text = one_line(element)
        is_there = "&" in text and any(escape in text for escape in escapes)
        if is_there and (anywhere or element.tag != "p" or _OF_MARKUP.search(text)):
            return True
        left -= 1
        if not left:
            return False
    return False
