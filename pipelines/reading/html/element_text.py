"""The running text of elements, line by line as a reader sees it. Contains no business logic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul br""".split()  # noqa: SIM905
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(
    """script style noscript template svg iframe button select option input textarea form nav figure figcaption
    audio video canvas object label footer time""".split()  # noqa: SIM905
)


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


def one_line(element: HtmlElement) -> str:
    """All text of an element with single spaces."""
    return " ".join(" ".join(element.itertext()).split())


def is_longer(element: HtmlElement, most: int) -> bool:
    """Whether the element has more than `most` characters of text; stops counting there."""
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > most:
            return True
    return False


def read_lines(elements: Iterable[HtmlElement], *, mark: HtmlElement | None = None) -> list[Line]:
    """The lines of elements: blocks and `<br>` part them; scripts, forms, pictures, captions and `<time>` are left out.

    `mark` is left out too and leaves a mark in its place; a link that is around it counts as no link.
    """
    reader = _Reader(mark)
    for element in elements:
        reader.read(element)
    return reader.done


class _Reader:
    def __init__(self, mark: HtmlElement | None) -> None:
        self.mark = mark
        self.around = set() if mark is None else set(mark.iterancestors("a"))
        self.done: list[Line] = []
        self.pieces: list[str] = []
        self.linked = 0

    def read(self, element: HtmlElement) -> None:
        """Walk without recursion: pages nest deeper than Python's stack."""
        stack: list[tuple[HtmlElement, bool, bool]] = [(element, False, False)]
        while stack:
            node, in_link, is_left = stack.pop()
            if node.tag in BLOCKS:
                self.end()
            if is_left:
                if node is not element:
                    self.add(node.tail, in_link)
                continue
            stack.append((node, in_link, True))
            if node is self.mark:
                self.done.append(Line("", 0, is_mark=True))
            elif node.tag not in _SILENT:
                inside = in_link or (node.tag == "a" and node not in self.around)
                self.add(node.text, inside)
                stack.extend((child, inside, False) for child in reversed(node) if isinstance(child.tag, str))
        self.end()

    def add(self, text: str | None, is_link: bool) -> None:
        if text:
            self.pieces.append(text)
            self.linked += len(text.strip()) * is_link

    def end(self) -> None:
        text = " ".join("".join(self.pieces).split())
        if text:
            self.done.append(Line(text, self.linked))
        self.pieces.clear()
        self.linked = 0
