"""The short lines around a headline, as a reader sees them, whatever elements they stand in. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.reading.html.element_text import BLOCKS, HEADINGS, is_longer
from pipelines.text.lines import SENTENCE_ENDS

_MOST_LINES = 400
_MOST_ABOVE = 6
_MOST_BELOW = 60
_LEVELS_ABOVE = 4
_LONGEST_ABOVE = 160
_PARAGRAPH_WORDS = 25
_PARAGRAPH_LETTERS = 120
_SENTENCE_WORDS = 12
_QUOTES = " \"'»«”“’)"
# Paragraphs of one text have fewer short lines than this between them.
_WIDEST_GAP = 12
_LINES_AFTER_TEXT = 4

_SILENT = frozenset(
    """script style noscript template svg iframe button select option textarea input nav aside footer figure figcaption
    audio video canvas object label picture""".split()
)
_NOT_OF_STORY = re.compile(
    # Page builders name everything a widget: "elementor-widget-post-info".
    r"(?:^|[\s_-])(?:comments?|respond|related|recommend\w*|share|sharing|social|sidebar|(?<!elementor-)widget|newsletter|"
    r"most-?read|trending|breadcrumbs?|caption)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMING = ("class", "id", "itemprop", "rel")
# A footer above the text is as short as this, and the text longer.
_LONGEST_ABOVE_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """A line, and its pieces where inline elements part it.

    `named`: what the elements around it are named, up to their block's parent; `link`: where its links lead; `block`:
    the tag of its block; `box`: the element around that, None where it stands in none.
    """

    text: str
    pieces: tuple[str, ...]
    named: str
    link: str = ""
    is_linked: bool = False
    is_heading: bool = False
    block: str | None = None
    box: HtmlElement | None = None

    @property
    def is_label(self) -> bool:
        """Whether it names what stands beside it, in a table or a list."""
        return self.block in ("th", "dt")

    @property
    def is_quoted(self) -> bool:
        return self.block == "blockquote" or (self.box is not None and self.box.tag == "blockquote")

    @property
    def is_long(self) -> bool:
        """Whether it is a paragraph of running text; scripts without spaces are counted by letters."""
        words = len(self.text.split())
        # A date line may end in a point as well: "... 2019 at 11:08 a.m."
        is_sentence = words >= _SENTENCE_WORDS and self.text.rstrip(_QUOTES).endswith(tuple(SENTENCE_ENDS))
        is_sentence = is_sentence and not any(map(str.isdigit, self.text))
        return len(self.text) >= _PARAGRAPH_LETTERS or words >= _PARAGRAPH_WORDS or is_sentence


class HeadLines:
    """The lines above and below a headline, and those at the end of its text; none where there is no headline.

    Read when first asked for, and no farther than is asked for: most pages tell machines what stands there.
    """

    def __init__(self, headline: HtmlElement | None) -> None:
        self.headline = headline
        self._below: list[HeadLine] = []
        self._left = iter(()) if headline is None else _lines_below(headline)

    @cached_property
    def above(self) -> tuple[HeadLine, ...]:
        """Those above, nearest first."""
        return () if self.headline is None else tuple(_lines_above(self.headline))

    @cached_property
    def below(self) -> tuple[HeadLine, ...]:
        """Those below, up to the text."""
        return tuple(self._below[: self._paragraphs[0]])

    @cached_property
    def late(self) -> tuple[HeadLine, ...]:
        """Those between the first paragraph, which may be a summary, and the next one."""
        first, second = self._paragraphs
        # A heading below a paragraph may begin another story.
        return tuple(takewhile(lambda line: not line.is_heading, self._below[first + 1 : second]))

    @cached_property
    def opening(self) -> str | None:
        """The first paragraph."""
        first = self._paragraphs[0]
        return self._below[first].text if first < len(self._below) else None

    @cached_property
    def closing(self) -> tuple[HeadLine, ...]:
        """What follows the last paragraph."""
        return tuple(self._below[self._last + 1 : self._last + 1 + _LINES_AFTER_TEXT])

    @cached_property
    def ending(self) -> str | None:
        """The last paragraph."""
        return self._below[self._last].text if self._last < len(self._below) else None

    @cached_property
    def _last(self) -> int:
        """The place of the last paragraph, as far as there are lines."""
        first, _ = self._paragraphs
        self._below += islice(self._left, _MOST_LINES)
        last = first
        for place in range(first, len(self._below)):
            if self._below[place].is_long and place - last <= _WIDEST_GAP:
                last = place
        return last

    @cached_property
    def _paragraphs(self) -> tuple[int, int]:
        """The places of the first two paragraphs, as far as there are lines."""
        places: list[int] = []
        for line in islice(self._left, _MOST_BELOW):
            self._below.append(line)
            if line.is_long:
                places.append(len(self._below) - 1)
            if len(places) > 1:
                break
        first, second = (*places, len(self._below), len(self._below))[:2]
        return first, second if len(places) > 1 else min(first + 1, len(self._below))


def _lines_below(headline: HtmlElement) -> Iterator[HeadLine]:
    reader = _Lines()
    node: HtmlElement | None = headline
    while node is not None and node.tag not in ("body", "html"):
        reader.add(node.tail, node.getparent())
        for sibling in node.itersiblings():
            if sibling.tag == "h1":
                yield from reader.taken()
                return
            reader.read(sibling)
            reader.add(sibling.tail, sibling.getparent())
            yield from reader.done
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
        self.block: str | None = None
        self.box: HtmlElement | None = None

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
                is_silent = node.tag in _SILENT and not (node.tag == "footer" and _stands_above_text(node))
                if is_silent or _NOT_OF_STORY.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
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
        self.is_heading = self.is_heading or (element is not None and element.tag in HEADINGS)
        if link is not None:
            self.links.append(link.get("href") or "")
            self.linked += len(words)
        for _ in range(3):
            if element is None or element.tag in ("body", "html", "main"):
                return
            self.named += filter(None, (element.get(name) for name in _NAMING))
            if element.tag in BLOCKS:
                if self.box is None:
                    self.block, self.box = element.tag, element.getparent()
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
                    block=self.block,
                    box=self.box,
                )
            )
        self.pieces, self.named, self.links, self.linked = [], [], [], 0
        self.is_heading, self.block, self.box = False, None, None

    def taken(self) -> list[HeadLine]:
        self.end()
        return self.done


def _stands_above_text(footer: HtmlElement) -> bool:
    """Whether a footer says who wrote the text that follows, as Drupal has it: `<article><footer>...</footer><div>`."""
    if is_longer(footer, _LONGEST_ABOVE_TEXT):
        return False
    return any(is_longer(below, _LONGEST_ABOVE_TEXT) for below in footer.itersiblings()) and not any(
        is_longer(above, _LONGEST_ABOVE_TEXT) for above in footer.itersiblings(preceding=True)
    )
