"""The running text of elements, line by line as a reader sees it. Contains no business logic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import cast

from lxml.etree import XPath, iterwalk, tostring
from lxml.html import HtmlElement

BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul br""".split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(
    """script style noscript template svg iframe button select option input textarea form nav figure figcaption
    audio video canvas object label footer time""".split()
)
# What holds rows of labels; in a paragraph two spans are parts of one word or sentence.
_ROWS = frozenset(("div", "li", "header", "footer", "section", "td"))
# What `itertext` gives, in a tenth of the time.
_PIECES = XPath("descendant::text()", smart_strings=False)
_MANY_CHILDREN, _FIRST_PIECES = 12, 24
# Of a text that may be too long so many characters more are looked at, for the spaces in it.
_SPACES_TOO = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `linked` counts the characters that are link text; `is_mark` stands where the marked element stood."""

    text: str
    linked: int
    is_mark: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the line is little but a link."""
        return self.linked * 10 > len(self.text) * 8


def pieces_of(element: HtmlElement) -> list[str]:
    """The texts between the tags of an element, in order."""
    if not len(element):
        # To ask a leaf for its text costs a tenth of looking through it.
        return [element.text] if element.text else []
    return cast("list[str]", _PIECES(element))


def one_line(element: HtmlElement) -> str:
    """All text of an element with single spaces."""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join(" ".join(pieces_of(element)).split())


def line_up_to(element: HtmlElement, most: int) -> str | None:
    """`one_line` of an element where it has at most so many characters."""
    if len(element) and _has_more_letters(whole_text(element), most):
        return None
    line = one_line(element)
    return line if len(line) <= most else None


def is_longer(element: HtmlElement, most: int) -> bool:
    """Whether the element has more than `most` characters of text, without the spaces around each piece of it."""
    length = len((element.text or "").strip())
    if length > most or not len(element):
        return length > most
    if len(element) > _MANY_CHILDREN and _begins_longer(element, most):
        return True
    # Most elements are much shorter or much longer, which their text as a whole tells: it is had at once.
    text = whole_text(element)
    if len(text) <= most:
        return False
    return _has_more_letters(text, most) or sum(map(len, map(str.strip, pieces_of(element)))) > most


def _begins_longer(element: HtmlElement, most: int) -> bool:
    """Whether the first pieces are longer: what holds much of a page is asked for by each heading in it."""
    length = 0
    for piece in islice(element.itertext(), _FIRST_PIECES):
        length += len(piece.strip())
        if length > most:
            return True
    return False


def whole_text(element: HtmlElement) -> str:
    return tostring(element, method="text", encoding="unicode", with_tail=False)


def _has_more_letters(text: str, most: int) -> bool:
    """Whether more than `most` characters that are no spaces are found at the beginning of a text."""
    return len(text) > most and len("".join(text[: 2 * most + _SPACES_TOO].split())) > most


def read_lines(elements: Iterable[HtmlElement], *, mark: HtmlElement | None = None) -> list[Line]:
    """The lines of elements: blocks and `<br>` part them; scripts, forms, pictures, captions and `<time>` are left out.

    `mark` is left out too and leaves a mark in its place; a link that is around it counts as no link.
    """
    reader = _Reader(mark)
    for element in elements:
        reader.read(element)
    return reader.done


def lines_before(mark: HtmlElement, element: HtmlElement) -> list[Line]:
    """The lines of an element that end before `mark`, or all where it is not met; no more is read than that."""
    reader = _Reader(mark)
    reader.read(element, to_mark=True)
    return reader.done


class _Reader:
    def __init__(self, mark: HtmlElement | None) -> None:
        self.mark = mark
        self.around = set() if mark is None else set(mark.iterancestors("a"))
        self.done: list[Line] = []
        self.pieces: list[str] = []
        self.linked = 0

    def read(self, element: HtmlElement, *, to_mark: bool = False) -> None:
        links = 0
        pieces = self.pieces
        walk = iterwalk(element, events=("start", "end"))
        for event, node in walk:
            tag = node.tag
            if pieces and tag in BLOCKS:
                self.end()
            is_link = tag == "a" and node not in self.around
            if event == "start":
                links += is_link
                if node is self.mark:
                    if to_mark:
                        return
                    self.done.append(Line("", 0, is_mark=True))
                    walk.skip_subtree()
                elif tag in _SILENT:
                    walk.skip_subtree()
                elif tag == "span" and pieces and _is_next_label(node):
                    self.end()
                    if text := node.text:
                        self.add(text, links > 0)
                elif (text := node.text) and (pieces or not text.isspace()):
                    self.add(text, links > 0)
            else:
                links -= is_link
                if node is not element and (text := node.tail) and (pieces or not text.isspace()):
                    self.add(text, links > 0)
        self.end()

    def add(self, text: str, is_link: bool) -> None:
        self.pieces.append(text)
        if is_link:
            self.linked += len(text.strip())

    def end(self) -> None:
        text = " ".join("".join(self.pieces).split())
        if text:
            self.done.append(Line(text, self.linked))
        self.pieces.clear()
        self.linked = 0


def _is_next_label(span: HtmlElement) -> bool:
    """Whether a `<span>` stands beside another in a row of labels, which the page's style keeps apart: "Valley Post",
    "2 hours ago". In running text a space or a word stands between two.
    """
    before, row = span.getprevious(), span.getparent()
    if before is None or before.tag != "span" or before.tail or row is None or row.tag not in _ROWS:
        return False
    return not (row.text or "").strip() and len(one_line(before)) > 1
