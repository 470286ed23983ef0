"""Give the texts of old pages paragraphs: where bold titles and texts stand in one element, parted by `<br>` alone.

Such a text belongs to no element of its own, so that it can neither be read nor taken out by itself.
"""

from __future__ import annotations

from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import Element, HtmlElement

from pipelines.reading.html.element_text import BLOCKS

_FEWEST_TITLES = 2
_SHORTEST_TEXT = 80
_BROKEN = XPath(".//*[(b or strong) and count(br) > 3 and not(self::p)]")


def open_broken_lines(body: HtmlElement) -> None:
    """Make each line of an element that runs several bold titles and longer texts on into a `<p>`."""
    if not _may_be_broken(body):
        return
    for element in cast("list[HtmlElement]", _BROKEN(body)):
        titles = sum(child.tag in ("b", "strong") and _is_alone(child) for child in element)
        texts = sum(len((child.tail or "").strip()) >= _SHORTEST_TEXT for child in element if child.tag == "br")
        if titles >= _FEWEST_TITLES and texts >= _FEWEST_TITLES:
            _open(element)


def _may_be_broken(body: HtmlElement) -> bool:
    # Most pages have few breaks, or no bold words: to see that takes a fifth of the time that the expression does.
    return len(list(islice(body.iter("br"), 4))) > 3 and next(body.iter("b", "strong"), None) is not None


def _is_alone(title: HtmlElement) -> bool:
    """Whether breaks stand before and behind the title, or nothing."""
    before, after = title.getprevious(), title.getnext()
    if (title.tail or "").strip() or after is None or after.tag != "br":
        return False
    if before is None:
        parent = title.getparent()
        return parent is None or not (parent.text or "").strip()
    return before.tag in BLOCKS and not (before.tail or "").strip()


def _open(element: HtmlElement) -> None:
    lines: list[HtmlElement] = []
    line = Element("p")
    line.text, element.text = element.text, None
    for child in list(element):
        tail, child.tail = child.tail, None
        element.remove(child)
        if child.tag not in BLOCKS:
            line.append(child)
            child.tail = tail
            continue
        lines.append(line)
        if child.tag != "br":
            lines.append(child)
        line = Element("p")
        line.text = tail
    lines.append(line)
    element.extend(each for each in lines if each.tag != "p" or len(each) or (each.text or "").strip())
