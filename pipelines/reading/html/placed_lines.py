"""The lines of a page with the elements they stand in, and where a text that was read from the page stands among them.

Contains no business logic: what belongs to a story is `reading.main.mended`'s part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.reading.html.element_text import BLOCKS, HEADINGS
from pipelines.text.letters import small_letters
from pipelines.text.lines import count_words

HEADS = HEADINGS | {"summary", "dt"}
_SILENT = frozenset(
    "script style noscript template svg iframe select option input textarea audio video canvas object math nav".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAMES = re.compile(r"(?<![^\s_-])[A-Za-z]+(?![^\s_-])")
# The shorter ones stand by chance in identifiers too.
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]{3,}")
_LONGEST_NAMES = 300
_MOST_MISSING = 6
# Pages of 50,000 links must not cost seconds.
_MOST_TRIED = 60
_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True, eq=False)
class PlacedLine:
    """One line. `key`: its letters alone, for comparing; `holder`: the smallest element that holds all of it."""

    text: str
    holder: HtmlElement
    block: HtmlElement
    linked: int
    key: str

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def is_link(self) -> bool:
        """Whether half of the line or more is link text."""
        return self.linked * 2 >= len(self.text)

    @property
    def is_heading(self) -> bool:
        return self.block.tag in HEADS


def key_of(text: str) -> str:
    """The letters and digits of a text in lower case: the same however it is spaced and marked."""
    return small_letters(text)


def placed_lines(body: HtmlElement) -> list[PlacedLine]:
    """The lines of a page in reading order; blocks and `<br>` part them, what is hidden or drawn is left out."""
    return list(_read(body))


def _read(body: HtmlElement) -> Iterator[PlacedLine]:
    pieces: list[tuple[str, HtmlElement, bool]] = []
    links = 0
    walk = iterwalk(body, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        if pieces and tag in BLOCKS:
            yield from _line(pieces)
        if event == "start":
            links += tag == "a"
            if tag in _SILENT or (_is_hidden(node) and not _is_unfolded(node)):
                walk.skip_subtree()
            elif (text := node.text) and (pieces or not text.isspace()):
                pieces.append((text, node, links > 0))
        else:
            links -= tag == "a"
            if (text := node.tail) and node is not body and (pieces or not text.isspace()):
                pieces.append((text, node.getparent(), links > 0))
    yield from _line(pieces)


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


def _is_unfolded(element: HtmlElement) -> bool:
    """Whether a reader unfolds an element by what stands before it, as the answers to questions are."""
    before = element.getprevious()
    return before is not None and (before.tag in HEADS or before.tag == "button")


def _line(pieces: list[tuple[str, HtmlElement, bool]]) -> Iterator[PlacedLine]:
    text = " ".join("".join([piece for piece, _, _ in pieces]).split())
    if key := key_of(text):
        holders = [element for piece, element, _ in pieces if not piece.isspace()]
        linked = sum(len(piece.strip()) for piece, _, is_link in pieces if is_link)
        holder = holders[0] if len(set(holders)) == 1 else _common(holders)
        yield PlacedLine(text, holder, _block_of(holder), linked, key)
    pieces.clear()


def _block_of(holder: HtmlElement) -> HtmlElement:
    if holder.tag in BLOCKS:
        return holder
    return next((above for above in holder.iterancestors() if above.tag in BLOCKS), holder)


def _common(elements: list[HtmlElement]) -> HtmlElement:
    """The smallest element that holds all of them."""
    shared = [elements[0], *elements[0].iterancestors()]
    for element in elements[1:]:
        around = {element, *element.iterancestors()}
        shared = [above for above in shared if above in around]
    return shared[0]


def common_holder(lines: list[PlacedLine]) -> HtmlElement:
    """The smallest element that holds all of the lines."""
    return _common([line.holder for line in lines])


def names_of(element: HtmlElement) -> frozenset[str]:
    """The words of an element's class and id in lower case."""
    return _names_in(f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES])


@lru_cache(maxsize=4096)
def _names_in(given: str) -> frozenset[str]:
    # An element is asked several times, and those of a page share few names.
    names = _NAMES.findall(given)
    return frozenset(part.lower() for name in names for part in (name, *_NAME_PARTS.findall(name)))


def places_in(lines: list[PlacedLine], blocks: list[str]) -> list[tuple[int, ...]]:
    """For each block of a text the numbers of the lines that it is made of, in order; none where it is not found."""
    by_key: dict[str, list[int]] = {}
    by_start: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        by_key.setdefault(line.key, []).append(n)
        by_start.setdefault(line.key[:4], []).append(n)
    taken: set[int] = set()
    found: list[tuple[int, ...]] = []
    last, parts_left = -1, _MOST_TRIED
    keys = [key_of(block) for block in blocks]
    for key, below in zip(keys, [*keys[1:], ""], strict=True):
        whole = [n for n in by_key.get(key, ()) if n not in taken]
        at: tuple[int, ...] = ()
        if whole:
            at = (_place(whole, last, by_key.get(below, [])),)
        elif key:
            starts = [n for n in by_start.get(key[:4], ()) if n not in taken]
            for start in sorted(starts, key=lambda n: (n <= last, n))[:_MOST_TRIED]:
                if at := _run(lines, start, key):
                    break
            if not at and parts_left:
                parts_left -= 1
                at = _part(lines, key, last)
        if at:
            last = at[-1]
            taken.update(at)
        found.append(at)
    return found


def _place(places: list[int], last: int, below: list[int]) -> int:
    """Which of the lines that read alike is meant: the next one below `last`. Where the line that follows in the text
    stands in one place, it is the one above that: a box to share the page repeats its opening.
    """
    behind = [n for n in places if n > last]
    if len(behind) > 1 and len(below) == 1:
        return next((n for n in reversed(behind) if n < below[0]), behind[0])
    return behind[0] if behind else places[0]


def _run(lines: list[PlacedLine], start: int, key: str) -> tuple[int, ...]:
    """The lines from `start` on whose keys together are `key`; a few among them may be missing there."""
    run, done, missing = [], 0, 0
    for n in range(start, len(lines)):
        line = lines[n].key
        if not key.startswith(line, done):
            missing += 1
            if missing > _MOST_MISSING:
                return ()
            continue
        run.append(n)
        done += len(line)
        if done == len(key):
            return tuple(run)
    return ()


def _part(lines: list[PlacedLine], key: str, last: int) -> tuple[int, ...]:
    """The line that `key` is a part of, rather behind the last one found than before it."""
    if len(key) < _SHORTEST_PART:
        return ()
    holding = [n for n, line in enumerate(lines) if key in line.key]
    return tuple(sorted(holding, key=lambda n: (n < last, n))[:1])
