"""Mend a text that was read from a page by the page's lines: put back what is lost, take off what is no text. Pure.

The reading may lose subheadings, lists, a short paragraph, the standfirst above the text or a second part of it; it may
take captions, names and boxes along. What stands among the lines of the text, and in no box of its own, belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.html.placed_lines import key_of, placed_lines, places_in
from pipelines.reading.main.put_back import put_back
from pipelines.reading.main.take_off import take_off
from pipelines.reading.main.text_lines import TextLines
from pipelines.text.lines import is_sentence

# So much of a text must be found on the page, and in so many lines, for mending it.
_LEAST_FOUND = 0.8
_FEWEST_LINES = 2
# What would take more of a text off takes the text itself for a box.
_LEAST_LEFT = 0.5


def mended(text: str, body: HtmlElement, facts: PageFacts) -> str:
    """The text with what stands among its lines on the page, and without what stands there in boxes."""
    blocks = text.split("\n\n")
    lines = placed_lines(body)
    places = places_in(lines, blocks)
    found = sorted({n for at in places for n in at})
    lengths = [len(key_of(block)) for block in blocks]
    known = sum(length for length, at in zip(lengths, places, strict=True) if at)
    if len(found) < _FEWEST_LINES or known < _LEAST_FOUND * sum(lengths):
        return text
    page = TextLines(lines, set(found), facts)
    take_off(page)
    if sum(lines[n].words for n in page.kept) < _LEAST_LEFT * sum(lines[n].words for n in found):
        return text
    put_back(page)
    return "\n\n".join(_told(page, blocks, places))


def _told(page: TextLines, blocks: list[str], places: list[tuple[int, ...]]) -> Iterator[str]:
    """The blocks in the order of the text, what was put back before the line that it precedes on the page."""
    waiting = sorted(page.kept - page.found)
    for block, at in zip(blocks, places, strict=True):
        while at and waiting and waiting[0] < at[0]:
            yield page.lines[waiting.pop(0)].text
        if len(at) > 1 and not _is_row(page, at):
            yield from (page.lines[n].text for n in at if n in page.kept)
        elif not at or page.kept.issuperset(at):
            yield block
    yield from (page.lines[n].text for n in waiting)


def _is_row(page: TextLines, at: tuple[int, ...]) -> bool:
    """Whether the lines are the cells of one row of a table, with a few words in each."""
    rows = {next(page.lines[n].block.iterancestors("tr"), None) for n in at}
    return len(rows) == 1 and None not in rows and not any(is_sentence(page.lines[n].text) for n in at)
