"""The lines of a page, and which of them a text was read from. Pure.

Says where a line stands: in a box, as the title, told already. What is taken off and put back: `take_off`, `put_back`.
"""

from __future__ import annotations

from collections import Counter

from lxml.html import HtmlElement

from pipelines.reading.boilerplate.boxes import is_box
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.html.placed_lines import HEADS, PlacedLine, common_holder, key_of

# A box has little of the text; what holds more is the text's own, whatever it is called.
_MOST_BOXED = 0.25
# A line is the title where it has so much of it, in so many words.
_SAME_TITLE = 0.5
_FEWEST_TITLE_WORDS = 4
_FEWEST_TOLD_WORDS = 6


class TextLines:
    """The lines of a page: those that the text was `found` in, and those that are `kept` for it."""

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
            words = lines[n].words
            for element in around(lines[n]):
                self.words_in[element] += words
        self.words_in_kind: Counter[str] = Counter()
        for element, words in self.words_in.items():
            self.words_in_kind[_kind_of(element)] += words
        self.keys = {lines[n].key for n in found}
        self.written = "".join(lines[n].key for n in sorted(found))

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

    def headline_before(self, first: int) -> int | None:
        for n in reversed(range(first)):
            if self.lines[n].block is self.facts.headline or self.is_title(self.lines[n]):
                return n
        return None

    def is_title(self, line: PlacedLine) -> bool:
        """Whether the line is the title, or one of them is the other with a name before or behind it."""
        if line.key == self.title:
            return True
        short, long = sorted((line.key, self.title), key=len)
        is_near = len(short) >= _SAME_TITLE * len(long) and line.words >= _FEWEST_TITLE_WORDS
        return is_near and (long.startswith(short) or long.endswith(short))

    def is_told(self, line: PlacedLine) -> bool:
        if line.words < _FEWEST_TOLD_WORDS:
            return line.key in self.keys
        return line.key in self.written

    def _is_box(self, element: HtmlElement) -> bool:
        most = _MOST_BOXED * self.words_in[self.root]
        # Where each paragraph stands in a box of one kind, as page builders have it, the boxes are the text.
        if not is_box(element) or self.words_in[element] > most:
            return False
        return not element.get("class") or self.words_in_kind[_kind_of(element)] <= most


def around(line: PlacedLine) -> list[HtmlElement]:
    return [line.holder, *line.holder.iterancestors()]


def _kind_of(element: HtmlElement) -> str:
    return f"{element.tag} {element.get('class') or ''}"
