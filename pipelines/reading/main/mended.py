"""Mend a text that was read from a page by the page's lines: put back what is lost, take off what is no text. Pure.

The reading may lose subheadings, lists, a short paragraph, the standfirst above the text or a second part of it; it may
take captions, names and boxes along. What stands among the lines of the text, and in no box of its own, belongs to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from pipelines.reading.boilerplate.boxes import is_box, is_caption
from pipelines.reading.boilerplate.edges import is_edge_furniture
from pipelines.reading.boilerplate.lines import is_furniture, is_related_label, is_source_line
from pipelines.reading.facts.bylines import read_byline
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.facts.naming_lines import describes_sender, is_dated, is_dated_credit, names_writer
from pipelines.reading.html.placed_lines import HEADS, PlacedLine, common_holder, key_of, placed_lines, places_in
from pipelines.text.lines import is_sentence

# So much of a text must be found on the page, and in so many lines, for mending it.
_LEAST_FOUND = 0.8
_FEWEST_LINES = 2
# What would take more of a text off takes the text itself for a box.
_LEAST_LEFT = 0.5
_MOST_HEADING_WORDS = 25
_LEAST_LEAD_WORDS = 8
_MOST_LEADS = 3
_LEAST_TAIL_WORDS = 8
# A box has little of the text; what holds more is the text's own, whatever it is called.
_MOST_BOXED = 0.25
_MOST_LAST_CREDITS = 3
# A line is the title where it has so much of it, in so many words.
_SAME_TITLE = 0.5
_FEWEST_TITLE_WORDS = 4
_MOST_LABEL_WORDS = 6
_MOST_BUTTON_WORDS = 5
_LIST_LEVELS = 2
_MOST_ABOUT = 0.35
_FEWEST_SENTENCES = 3
# So much of the text must be sentences to tell by them where it begins and ends.
_LEAST_TOLD = 0.5
_FEWEST_TOLD_WORDS = 6


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
    page = _Page(lines, set(found), facts)
    page.take_off()
    if sum(lines[n].words for n in page.kept) < _LEAST_LEFT * sum(lines[n].words for n in found):
        return text
    page.put_back()
    return "\n\n".join(page.told(blocks, places))


class _Page:
    """The lines of a page, and which of them are the text's."""

    def __init__(self, lines: list[PlacedLine], found: set[int], facts: PageFacts) -> None:
        self.lines = lines
        self.found = found
        self.kept = set(found)
        self.facts = facts
        self.title = key_of(facts.title or "")
        self.names = {key_of(name) for name in facts.authors}
        self.root = common_holder([lines[n] for n in found])
        self.boxes: dict[HtmlElement, bool] = {}
        self.words_in: Counter[HtmlElement] = Counter()
        for n in found:
            for element in _around(lines[n]):
                self.words_in[element] += lines[n].words
        self.words_in_kind: Counter[str] = Counter()
        for element, words in self.words_in.items():
            self.words_in_kind[_kind_of(element)] += words
        self.keys = {lines[n].key for n in found}
        self.written = "".join(lines[n].key for n in sorted(found))

    def take_off(self) -> None:
        """Leave out the lines that stand in boxes, and what stands around the text and is none."""
        self.kept -= {n for n in self.found if self.is_boxed(self.lines[n], self.root)}
        self.kept -= {n for n in self.kept if self._is_button(n) or is_caption(self.lines[n])}
        self.kept -= set(self._links_to_others())
        self.kept -= set(self._lines_of_others())
        told = [n for n in sorted(self.kept) if is_sentence(self.lines[n].text) and not self.lines[n].is_link]
        words = sum(self.lines[n].words for n in told)
        if len(told) < _FEWEST_SENTENCES or words < _LEAST_TOLD * sum(self.lines[n].words for n in self.kept):
            return
        core = common_holder([self.lines[n] for n in told])
        self.kept -= {n for n in self.kept if not told[0] <= n <= told[-1] and core not in _around(self.lines[n])}
        headline = self._headline_before(told[0])
        if headline is not None:
            self.kept -= {n for n in self.kept if n <= headline}
        self.kept -= {n for n in self.kept if n < told[0] and self._is_credit(n)}
        self.kept -= {n for n in self.kept if n > told[-1] and self._is_title(self.lines[n])}
        self.kept -= set(self._self_descriptions(words))
        last = {n for n in self.kept if n > told[-1] and self._is_credit(n)}
        # More of them are a list with days.
        self.kept -= last if len(last) <= _MOST_LAST_CREDITS else set()
        if headline is not None:
            self.kept -= {n for n in self.kept if n < told[0] - 1 and self._is_label(n)}

    def put_back(self) -> None:
        """Add the lines among those of the text, the standfirst above them and what runs on below them."""
        first, last = min(self.kept), max(self.kept)
        around = {above for n in self.kept for above in _around(self.lines[n])}
        for n in reversed(range(first, last)):
            if n not in self.found and self._is_lost(n, around):
                self.kept.add(n)
        self.kept |= set(self._leads(first))
        self.kept |= set(self._tail(last))

    def told(self, blocks: list[str], places: list[tuple[int, ...]]) -> Iterator[str]:
        """The blocks in the order of the text, what was put back before the line that it precedes on the page."""
        waiting = sorted(self.kept - self.found)
        for block, at in zip(blocks, places, strict=True):
            while at and waiting and waiting[0] < at[0]:
                yield self.lines[waiting.pop(0)].text
            if len(at) > 1 and not self._is_row(at):
                yield from (self.lines[n].text for n in at if n in self.kept)
            elif not at or self.kept.issuperset(at):
                yield block
        yield from (self.lines[n].text for n in waiting)

    def _is_row(self, at: tuple[int, ...]) -> bool:
        """Whether the lines are the cells of one row of a table, with a few words in each."""
        rows = {next(self.lines[n].block.iterancestors("tr"), None) for n in at}
        return len(rows) == 1 and None not in rows and not any(is_sentence(self.lines[n].text) for n in at)

    def is_boxed(self, line: PlacedLine, root: HtmlElement) -> bool:
        """Whether the line stands in a box below `root`."""
        for element in (line.holder, *line.holder.iterancestors()):
            if element is root:
                return False
            if element.tag in HEADS:
                continue
            if element not in self.boxes:
                self.boxes[element] = self._is_box(element)
            if self.boxes[element]:
                return True
        return False

    def _is_box(self, element: HtmlElement) -> bool:
        most = _MOST_BOXED * self.words_in[self.root]
        # Where each paragraph stands in a box of one kind, as page builders have it, the boxes are the text.
        if not is_box(element) or self.words_in[element] > most:
            return False
        return not element.get("class") or self.words_in_kind[_kind_of(element)] <= most

    def _self_descriptions(self, words: int) -> Iterator[int]:
        """What follows "About (the sender of a press release)" to the end, but for a line that names the source."""
        kept = sorted(self.kept)
        for at, (n, below) in enumerate(pairwise(kept)):
            is_small = sum(self.lines[m].words for m in kept[at:]) <= _MOST_ABOUT * words
            if is_small and describes_sender(self.lines[n].text, self.lines[below].text):
                yield from (m for m in kept[at:] if not is_source_line(self.lines[m].text))
                return

    def _lines_of_others(self) -> Iterator[int]:
        """The lines of other articles that follow the main one's, each under a headline of its own."""
        headline = self.facts.headline
        own = None if headline is None else next(headline.iterancestors("article"), None)
        if own is None or sum(own in _around(self.lines[n]) for n in self.kept) < _FEWEST_SENTENCES:
            return
        for n in self.kept:
            article = next(self.lines[n].holder.iterancestors("article"), None)
            if article is not None and article is not own and own not in article.iterancestors():
                other = next(article.iter("h1"), None)
                if other is not None and own not in article.iter("article"):
                    yield n

    def _links_to_others(self) -> Iterator[int]:
        """The labels over links to other stories, and these links."""
        below = False
        for n in range(min(self.found), max(self.found) + 1):
            line = self.lines[n]
            is_label = not line.is_link and line.words <= _MOST_LABEL_WORDS and is_furniture(line.text)
            below = is_label or (below and line.linked * 10 >= len(line.text) * 9)
            if below and n in self.found:
                yield n

    def _is_button(self, n: int) -> bool:
        """Whether a line is a link of a few words that stands for itself."""
        line = self.lines[n]
        is_alone = line.linked * 10 >= len(line.text) * 9 and line.block.tag not in ("li", "td", "th")
        return is_alone and not line.is_heading and line.words <= _MOST_BUTTON_WORDS

    def _is_credit(self, n: int) -> bool:
        """Whether a line around the text names its writer or its day."""
        line = self.lines[n]
        if line.key in self.names or read_byline(line.text):
            return True
        # A chronology has days for its headings.
        return not line.is_heading and (names_writer(line.text) or is_dated_credit(line.text))

    def _is_label(self, n: int) -> bool:
        line = self.lines[n]
        is_heading = line.is_heading and line.block.tag != "dt"
        return line.words <= _MOST_LABEL_WORDS and not is_heading and line.block.tag not in ("li", "blockquote")

    def _is_lost(self, n: int, around: set[HtmlElement]) -> bool:
        """Whether a line among those of the text belongs to it."""
        line = self.lines[n]
        if line.is_link or not self._is_placed(n, around):
            return False
        return not (self.is_boxed(line, self.root) or self._is_told(line) or is_furniture(line.text))

    def _is_placed(self, n: int, around: set[HtmlElement]) -> bool:
        """Whether a line stands where a subheading, an item or a paragraph of the text does."""
        line = self.lines[n]
        if line.is_heading:
            return n + 1 in self.kept and line.words <= _MOST_HEADING_WORDS and not is_related_label(line.text)
        if line.block.tag == "li":
            return _is_list_among(line.block, around)
        if line.block.getparent() not in around or not is_sentence(line.text):
            return False
        return not read_byline(line.text) and not is_dated(line.text)

    def _leads(self, first: int) -> Iterator[int]:
        """The lines between headline and text that are text."""
        start = self._headline_before(first)
        if start is None:
            return
        root = common_holder([self.lines[start], self.lines[first]])
        keys: set[str] = set()
        for n in range(start + 1, first):
            if (
                len(keys) < _MOST_LEADS
                and self.lines[n].key not in keys
                and self._is_running(n, root, _LEAST_LEAD_WORDS)
            ):
                keys.add(self.lines[n].key)
                yield n

    def _headline_before(self, first: int) -> int | None:
        for n in reversed(range(first)):
            if self.lines[n].block is self.facts.headline or self._is_title(self.lines[n]):
                return n
        return None

    def _is_title(self, line: PlacedLine) -> bool:
        """Whether the line is the title, or one of them is the other with a name before or behind it."""
        if line.key == self.title:
            return True
        short, long = sorted((line.key, self.title), key=len)
        is_near = len(short) >= _SAME_TITLE * len(long) and line.words >= _FEWEST_TITLE_WORDS
        return is_near and (long.startswith(short) or long.endswith(short))

    def _tail(self, last: int) -> Iterator[int]:
        for n in range(last + 1, len(self.lines)):
            root = common_holder([self.lines[last], self.lines[n]])
            if not self._is_running(n, root, _LEAST_TAIL_WORDS):
                return
            yield n

    def _is_running(self, n: int, root: HtmlElement, least: int) -> bool:
        line = self.lines[n]
        if line.words < least or line.is_link or line.block.tag == "li" or not is_sentence(line.text):
            return False
        return n not in self.found and not (
            self._is_told(line)
            or self.is_boxed(line, root)
            or is_edge_furniture(line.text)
            or read_byline(line.text)
            or is_dated(line.text)
        )

    def _is_told(self, line: PlacedLine) -> bool:
        if line.words < _FEWEST_TOLD_WORDS:
            return line.key in self.keys
        return line.key in self.written


def _kind_of(element: HtmlElement) -> str:
    return f"{element.tag} {element.get('class') or ''}"


def _around(line: PlacedLine) -> list[HtmlElement]:
    return [line.holder, *line.holder.iterancestors()]


def _is_list_among(item: HtmlElement, around: set[HtmlElement]) -> bool:
    """Whether a list stands among the paragraphs of a text, perhaps with its heading in an element of its own."""
    for depth, above in enumerate(item.iterancestors()):
        if above in around:
            return depth > 0
        if depth >= _LIST_LEVELS or next(above.iter("a"), None) is not None:
            return False
    return False
