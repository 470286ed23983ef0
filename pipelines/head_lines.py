"""The short lines around a headline, as a reader sees them, whatever elements they stand in. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.element_text import BLOCKS, is_longer

_MOST_LINES = 400
_MOST_ABOVE = 6
_LEVELS_ABOVE = 4
_LONGEST_ABOVE = 160
_PARAGRAPH_WORDS = 25
_PARAGRAPH_LETTERS = 120
_SENTENCE_WORDS = 12
_SENTENCE_ENDS = (".", "!", "?", "؟", "۔", "。", "…")
_QUOTES = " \"'»«”“’)"
# Paragraphs of one text have fewer short lines than this between them.
_WIDEST_GAP = 12
_LINES_AFTER_TEXT = 4

_SILENT = frozenset(
    """script style noscript template svg iframe button select option textarea input nav aside footer figure figcaption
    audio video canvas object label picture""".split()  # noqa: SIM905
)
_NOT_OF_STORY = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|related|recommend\w*|share|sharing|social|sidebar|widget|newsletter|most-?read|"
    r"trending|breadcrumbs?|caption)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NAMING = ("class", "id", "itemprop", "rel")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """A line, and its pieces where inline elements part it.

    `named`: what the elements around it are named, up to their block's parent; `link`: where its links lead.
    """

    text: str
    pieces: tuple[str, ...]
    named: str
    link: str = ""
    is_linked: bool = False
    is_heading: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it is a paragraph of running text; scripts without spaces are counted by letters."""
        words = len(self.text.split())
        # A date line may end in a point as well: "... 2019 at 11:08 a.m."
        is_sentence = words >= _SENTENCE_WORDS and self.text.rstrip(_QUOTES).endswith(_SENTENCE_ENDS)
        is_sentence = is_sentence and not any(map(str.isdigit, self.text))
        return len(self.text) >= _PARAGRAPH_LETTERS or words >= _PARAGRAPH_WORDS or is_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLines:
    """`above`: nearest first; `below`: up to the text; `late`: between its first paragraph, which may be a summary, and
    the next one; `opening`: that first paragraph; `closing`: what follows the last one."""

    above: tuple[HeadLine, ...] = ()
    below: tuple[HeadLine, ...] = ()
    late: tuple[HeadLine, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[HeadLine, ...] = ()


def read_later(headline: HtmlElement | None) -> Callable[[], HeadLines]:
    """The lines around a headline, read when first asked for: most pages tell machines what stands there."""

    @cache
    def read() -> HeadLines:
        return HeadLines() if headline is None else lines_around(headline)

    return read


def lines_around(headline: HtmlElement) -> HeadLines:
    """The lines above and below a headline, and those at the end of its text."""
    lines = list(_lines_below(headline))
    places = [place for place, line in enumerate(lines) if line.is_long]
    first = places[0] if places else len(lines)
    second = places[1] if len(places) > 1 else first
    # A heading below a paragraph may begin another story.
    late = list(takewhile(lambda line: not line.is_heading, lines[first + 1 : second]))
    last = first
    for place in places[1:]:
        if place - last > _WIDEST_GAP:
            break
        last = place
    return HeadLines(
        above=tuple(_lines_above(headline)),
        below=tuple(lines[:first][:40]),
        late=tuple(late),
        opening=tuple(line.text for line in lines[first : second + 1] if line.is_long),
        closing=tuple(lines[last + 1 : last + 1 + _LINES_AFTER_TEXT]) if places else (),
    )


def _lines_below(headline: HtmlElement) -> Iterator[HeadLine]:
    reader = _Lines()
    left = _MOST_LINES
    node: HtmlElement | None = headline
    while node is not None and node.tag not in ("body", "html"):
        reader.add(node.tail, node.getparent())
        for sibling in node.itersiblings():
            if sibling.tag == "h1":
                yield from reader.taken()
                return
            reader.read(sibling)
            reader.add(sibling.tail, sibling.getparent())
            for line in reader.done:
                yield line
                left -= 1
                if left < 0:
                    return
            reader.done.clear()
        reader.end()
        node = node.getparent()
    yield from reader.taken()


def _lines_above(headline: HtmlElement) -> Iterator[HeadLine]:
    left = _MOST_ABOVE
    node: HtmlElement | None = headline
    for _ in range(_LEVELS_ABOVE):
        if node is None or node.tag in ("body", "html"):
            return
        for sibling in node.itersiblings(preceding=True):
            if not isinstance(sibling.tag, str) or sibling.tag in _SILENT or is_longer(sibling, _LONGEST_ABOVE):
                return
            reader = _Lines()
            reader.read(sibling)
            for line in reversed(reader.taken()):
                yield line
                left -= 1
                if not left:
                    return
        node = node.getparent()


class _Lines:
    def __init__(self) -> None:
        self.done: list[HeadLine] = []
        self.pieces: list[str] = []
        self.named: list[str] = []
        self.links: list[str] = []
        self.linked = 0
        self.is_heading = False

    def read(self, element: HtmlElement) -> None:
        if not isinstance(element.tag, str):
            return
        skipped: HtmlElement | None = None
        link: HtmlElement | None = None
        for event, node in iterwalk(element, events=("start", "end")):
            if skipped is not None:
                if event == "end" and node is skipped:
                    skipped = None
                    if node is not element:
                        self.add(node.tail, node.getparent())
                continue
            if event == "start":
                if node.tag in _SILENT or _NOT_OF_STORY.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
                    skipped = node
                    if node.tag in BLOCKS:
                        self.end()
                    continue
                if node.tag in BLOCKS:
                    self.end()
                if node.tag == "a" and link is None:
                    link = node
                self.add(node.text, node, link)
            else:
                if node is link:
                    link = None
                if node.tag in BLOCKS:
                    self.end()
                if node is not element:
                    self.add(node.tail, node.getparent(), link)

    def add(self, text: str | None, element: HtmlElement | None, link: HtmlElement | None = None) -> None:
        words = " ".join((text or "").split())
        if not words:
            return
        self.pieces.append(words)
        self.is_heading = self.is_heading or (element is not None and element.tag in _HEADINGS)
        if link is not None:
            self.links.append(link.get("href") or "")
            self.linked += len(words)
        for _ in range(3):
            if element is None or element.tag in ("body", "html", "main"):
                return
            self.named += filter(None, (element.get(name) for name in _NAMING))
            if element.tag in BLOCKS:
                return
            element = element.getparent()

    def end(self) -> None:
        if self.pieces:
            text = " ".join(self.pieces)
            self.done.append(
                HeadLine(
                    text=text,
                    pieces=tuple(self.pieces),
                    named=" ".join(dict.fromkeys(self.named)),
                    link=" ".join(self.links),
                    is_linked=self.linked * 10 > len(text) * 8,
                    is_heading=self.is_heading,
                )
            )
        self.pieces, self.named, self.links, self.linked, self.is_heading = [], [], [], 0, False

    def taken(self) -> list[HeadLine]:
        self.end()
        return self.done
