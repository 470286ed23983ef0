"""Put back what a reading lost of a text: subheadings, list items, paragraphs, standfirst. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.reading.boilerplate.edges import is_edge_boilerplate
from pipelines.reading.boilerplate.lines import is_boilerplate, is_related_label
from pipelines.reading.facts.bylines import read_byline
from pipelines.reading.facts.naming_lines import is_dated
from pipelines.reading.html.placed_lines import common_holder, key_of
from pipelines.reading.main.text_lines import TextLines, around
from pipelines.text.lines import is_sentence

_MOST_HEADING_WORDS = 25
_LEAST_LEAD_WORDS = 8
# A standfirst has so much of the text's words at the most.
_MOST_LED = 0.25
# A description is cut off anywhere, so its beginning decides; a shorter one than the least is a motto.
_SAME_LETTERS, _LEAST_DESCRIPTION = 60, 30
_LIST_LEVELS = 2


def put_back(page: TextLines) -> None:
    """Add the lines among those of the text, and the standfirst above them."""
    first, last = min(page.kept), max(page.kept)
    holders = {above for n in page.kept for above in around(page.lines[n])}
    for n in reversed(range(first, last)):
        if n not in page.found and _is_lost(page, n, holders):
            page.kept.add(n)
    page.kept |= set(_bare_opening(page, first))
    page.kept |= set(_leads(page, min(page.kept)))


def _is_lost(page: TextLines, n: int, holders: set[HtmlElement]) -> bool:
    """Whether a line among those of the text belongs to it."""
    line = page.lines[n]
    if line.is_link or not _is_placed(page, n, holders):
        return False
    return not (page.is_boxed(line, page.root) or page.is_told(line) or is_boilerplate(line.text))


def _is_placed(page: TextLines, n: int, holders: set[HtmlElement]) -> bool:
    """Whether a line stands where a subheading, an item or a paragraph of the text does."""
    line = page.lines[n]
    if line.is_heading:
        return n + 1 in page.kept and line.words <= _MOST_HEADING_WORDS and not is_related_label(line.text)
    if line.block.tag == "li":
        return _is_list_among(line.block, holders)
    if line.block.getparent() not in holders or not is_sentence(line.text):
        return False
    return not read_byline(line.text) and not is_dated(line.text)


def _bare_opening(page: TextLines, first: int) -> Iterator[int]:
    """The lines that open, in no paragraph of their own, the element whose paragraphs are the text."""
    parent = page.lines[first].block.getparent()
    for n in reversed(range(first)):
        if page.lines[n].block is not parent or not _is_running(page, n, parent, _LEAST_LEAD_WORDS):
            return
        yield n


def _leads(page: TextLines, first: int) -> Iterator[int]:
    """The lines between headline and text that are text."""
    start = page.headline_before(first)
    if start is None:
        return
    root = common_holder([page.lines[start], page.lines[first]])
    left = _MOST_LED * sum(page.lines[n].words for n in page.kept)
    descriptions = [key_of(words) for words in page.facts.descriptions]
    keys: set[str] = set()
    for n in range(start + 1, first):
        line = page.lines[n]
        is_known = not descriptions or _is_description(line.key, descriptions)
        if is_known and line.words <= left and line.key not in keys and _is_running(page, n, root, _LEAST_LEAD_WORDS):
            left -= line.words
            keys.add(line.key)
            yield n


def _is_description(key: str, descriptions: list[str]) -> bool:
    """Whether a page describes itself by this line, which may be the longer one. Notes on the author, on partners or on
    the outlet's other services stand above texts as well.
    """
    return any(
        key[:_SAME_LETTERS] in told or (len(told) >= _LEAST_DESCRIPTION and told[:_SAME_LETTERS] in key)
        for told in descriptions
    )


def _is_running(page: TextLines, n: int, root: HtmlElement, least: int) -> bool:
    line = page.lines[n]
    if line.words < least or line.is_link or line.block.tag == "li" or not is_sentence(line.text):
        return False
    return n not in page.found and not (
        page.is_told(line)
        or page.is_boxed(line, root)
        or is_edge_boilerplate(line.text)
        or read_byline(line.text)
        or is_dated(line.text)
    )


def _is_list_among(item: HtmlElement, holders: set[HtmlElement]) -> bool:
    """Whether a list stands among the paragraphs of a text, perhaps with its heading in an element of its own."""
    for depth, above in enumerate(item.iterancestors()):
        if above in holders:
            return depth > 0
        if depth >= _LIST_LEVELS or next(above.iter("a"), None) is not None:
            return False
    return False
