"""Find the records of a page: elements of one make, side by side, each with a whole text under a line of its own. Pure.

So databases print news where no markup says what a headline is: `<div>`s, rows of tables, small tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.dates.read import is_dateline
from pipelines.reading.facts.bylines import read_byline
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.html.element_text import BLOCKS, is_longer, one_line
from pipelines.reading.stories.blocks import lasting_names
from pipelines.reading.stories.heading_lines import NO_HEADLINE_ENDS, is_headline, stands_apart
from pipelines.reading.stories.headings import Headings

_FEWEST = 2
_MOST_OF_THEM = 0.6
_MOST_PLACES = 4
_MOST_ELEMENTS = 4_000
_SHORTEST_RECORD = 250
_LONGEST_LINE = 200
_MOST_LINES_ABOVE = 4
_MOST_WORDS_BESIDE_DATE = 2
_PARENTS = XPath("descendant-or-self::*[count(*) > 1]")
_RECORD_TAGS = frozenset(("div", "li", "tr", "table", "section", "article", "td", "tbody", "center"))


def record_headings(body: HtmlElement, facts: PageFacts, first: set[HtmlElement] | None) -> Iterator[Headings]:
    """The lines that head the records of a place, for the first places with several of them; only such as begin among
    the `first` elements, if these are given.
    """
    places = 0
    for parent in cast("list[HtmlElement]", _PARENTS(body))[:_MOST_ELEMENTS]:
        if first is not None and parent not in first:
            return
        children = [child for child in parent if child.tag in _RECORD_TAGS]
        # Most places are menus: that the whole is too short for two records is told sooner than of each child.
        if len(children) < _FEWEST or not is_longer(parent, _FEWEST * _SHORTEST_RECORD):
            continue
        whole = [child for child in children if is_longer(child, _SHORTEST_RECORD)]
        made: dict[tuple[str, str], list[HtmlElement]] = {}
        for child in whole if len(whole) >= _FEWEST else ():
            made.setdefault((str(child.tag), lasting_names(child)), []).append(child)
        for records in made.values():
            if len(records) < _FEWEST or (first is not None and records[0] not in first) or stands_apart(records[0]):
                continue
            found = [line for record in records if (line := _first_line(record, facts)) is not None]
            if len(found) >= max(_FEWEST, _MOST_OF_THEM * len(records)) and len({one_line(line) for line in found}) > 1:
                yield [(line, None) for line in found]
                places += 1
                if places == _MOST_PLACES:
                    return


def _first_line(record: HtmlElement, facts: PageFacts) -> HtmlElement | None:
    """The first line of a record that may be a headline, where a longer text follows it there."""
    for place, line in enumerate(_lines(record)):
        text = one_line(line)
        if place > _MOST_LINES_ABOVE or len(text) > _LONGEST_LINE:
            return None
        is_date = any(map(str.isdigit, text)) and is_dateline(text, most_other_words=_MOST_WORDS_BESIDE_DATE)
        if line is not facts.headline and is_headline(text) and not is_date and not read_byline(text):
            return None if text.endswith(NO_HEADLINE_ENDS) else line
    return None


def _lines(record: HtmlElement) -> Iterator[HtmlElement]:
    """The innermost blocks of a record that have a text, in order."""
    for element in record.iter():
        is_block = isinstance(element.tag, str) and element.tag in BLOCKS and element.tag != "br"
        if is_block and is_longer(element, 0) and not any(child.tag in BLOCKS for child in element.iterdescendants()):
            yield element
