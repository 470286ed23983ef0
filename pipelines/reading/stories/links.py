"""The other document that a story on a page leads to: by its title, its date, or a line that names the source. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.reading.dates.read import is_dateline
from pipelines.reading.facts.facts import PageFacts, words_of
from pipelines.reading.html.element_text import is_longer, one_line

_LONGEST_LINE = 120
_LONGEST_DATE = 60
_MOST_ANCHORS = 12
_MOST_NAME_WORDS = 7

_SOURCE = re.compile(
    r"^\W*(?:(?:the\s+)?(?:original|full)\s+(?:story|article|report|text|piece|source|link)|"
    r"originally\s+(?:published|appeared)(?:\s+(?:by|in|on|at))?|original|source|via|"
    r"published\s+(?:by|in|on|at)|first\s+published|appeared\s+(?:in|on)|from|(?:read|story|article)\s+(?:it\s+)?(?:at|on)|"
    r"link|quelle|original(?:artikel|beitrag)|fuente|fonte|lien|kaynak|"
    r"(?:ال)?مصدر(?:\s+الخبر)?|المصدر\s+الأصلي|نقلا?ً?\s+عن|عن|رابط(?:\s+(?:الخبر|المقال|المصدر))?|الرابط(?:\s+الأصلي)?|"
    r"الخبر\s+(?:الأصلي|في\s+مصدره)|النص\s+الأصلي|نشر(?:ت)?\s+في|منبع|لینک(?:\s+خبر)?)(?=\W|$)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line under a story that names and links where it comes from: "Source: The Quay Gazette"."""

    element: HtmlElement
    url: str
    outlet: str | None


def link_of(heading: HtmlElement, url: str, facts: PageFacts) -> str | None:
    """The other document that the heading as a whole links to."""
    anchors = list(heading.iterancestors("a"))
    if inside := list(heading.iter("a")):
        length = len(one_line(heading))
        anchors += [inner for inner in inside if len(one_line(inner)) * 10 >= length * 6]
    return _other_document(anchors, url, facts)


def link_of_title(elements: tuple[HtmlElement, ...], title: str, url: str, facts: PageFacts) -> str | None:
    """The other document that the title links to where it is printed a second time, as below a picture."""
    anchors = (anchor for element in elements for anchor in element.iter("a"))
    return _other_document([anchor for anchor in anchors if words_of(one_line(anchor)) == words_of(title)], url, facts)


def link_of_date(elements: tuple[HtmlElement, ...], url: str, facts: PageFacts) -> str | None:
    """The other document that the date links to, as rivers of posts have it."""
    anchors = [anchor for element in elements for anchor in element.iter("a")][:_MOST_ANCHORS]
    return _other_document([anchor for anchor in anchors if _is_dated(anchor)], url, facts)


def link_of_outlet(elements: tuple[HtmlElement, ...], outlet: str, url: str, facts: PageFacts) -> str | None:
    """The other document, of another site, that the outlet's name links to; its front page is none."""
    anchors = [anchor for element in elements for anchor in element.iter("a")][:_MOST_ANCHORS]
    found = _other_document(
        [anchor for anchor in anchors if words_of(one_line(anchor)) == words_of(outlet)], url, facts
    )
    return found if found and urlsplit(found).hostname != urlsplit(url).hostname else None


def source_lines(body: HtmlElement, url: str, facts: PageFacts) -> Iterator[SourceLine]:
    """The lines that say little but a label such as "Source" and a link to another document, in page order."""
    for anchor in body.iter("a"):
        parent = anchor.getparent()
        own = _beginning(anchor)
        above = "" if parent is None or (parent[0] is anchor and not parent.text) else _beginning(parent)
        if not _SOURCE.match(own) and not (above and _SOURCE.match(above)):
            continue
        place, line = anchor, one_line(anchor)
        if parent is not None and not is_longer(parent, _LONGEST_LINE):
            place, line = parent, one_line(parent)
        label = _SOURCE.match(line) if len(line) <= _LONGEST_LINE else None
        if label is None or len(line[label.end() :].split()) > _MOST_NAME_WORDS:
            continue
        address = _other_document([anchor], url, facts)
        if address:
            yield SourceLine(element=place, url=address, outlet=line[label.end() :].strip(" .:|-–—()[]") or None)


def _beginning(element: HtmlElement) -> str:
    own: str = (element.text or "").strip()
    # Not all pieces are read: a list of links has one parent for thousands of them.
    return own or next((piece.strip() for piece in element.itertext() if not piece.isspace()), "")


def _is_dated(anchor: HtmlElement) -> bool:
    if anchor.find(".//time") is not None:
        return True
    text = one_line(anchor)
    return len(text) <= _LONGEST_DATE and any(map(str.isdigit, text)) and is_dateline(text)


def _other_document(anchors: Iterable[HtmlElement], url: str, facts: PageFacts) -> str | None:
    for anchor in anchors:
        relation = (anchor.get("rel") or "").lower()
        if "sponsored" in relation or "author" in relation or "tag" in relation.split():
            continue
        try:
            address = urljoin(url, (anchor.get("href") or "").strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme not in ("http", "https") or not (parts.path.strip("/") or parts.query):
            continue
        if not any(_same_document(address, own) for own in (url, facts.canonical_url) if own):
            return str(address)
    return None


def _same_document(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    return (first.hostname, first.path.rstrip("/")) == (second.hostname, second.path.rstrip("/")) and (
        first.query == second.query or not second.query
    )
