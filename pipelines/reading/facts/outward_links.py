"""The links in a page's running text that lead to other sites: by one of them a copy may name its original. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from model import OutwardLink
from pipelines.reading.html.element_text import BLOCKS, one_line
from pipelines.text.domains import domain_of

_MOST = 60
# Words of a line that names a source or calls the reader to the whole piece.
_SHORT = 12


def outward_links(tree: HtmlElement, url: str) -> list[OutwardLink]:
    """The first 60 links of the page that have words and lead to another site than that of `url`, in order."""
    here = domain_of(url)
    found: list[OutwardLink] = []
    blocks: dict[HtmlElement, dict[HtmlElement, str]] = {}
    for link in tree.iter("a"):
        address = (link.get("href") or "").strip()
        if not address.startswith(("http://", "https://")) or domain_of(address) in ("", here):
            continue
        if not (words := one_line(link)):
            continue
        block = next((above for above in link.iterancestors() if above.tag in BLOCKS), None)
        if block is None:
            continue
        if block not in blocks:
            blocks[block] = dict(_lines_of_links(block))
        found.append(OutwardLink(url=address, words=words, line=blocks[block].get(link, words)))
        if len(found) == _MOST:
            break
    return found


def links_in(text: str, links: Sequence[OutwardLink]) -> tuple[OutwardLink, ...]:
    """Those whose line stands in a text, and short lines that are nothing but a link, as a source below it may be."""
    if not links:
        return ()
    letters = "".join(text.split())
    told = (replace(link, is_in_text="".join(link.line.split()) in letters) for link in links)
    return tuple(link for link in told if link.is_in_text or len(link.line.split()) <= _SHORT)


def _lines_of_links(block: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Each link of a block with the line that it stands in; blocks and `<br>` part lines."""
    pieces: list[str] = []
    links: list[HtmlElement] = []
    for event, node in iterwalk(block, events=("start", "end")):
        if node.tag in BLOCKS and (pieces or links):
            line = " ".join("".join(pieces).split())
            yield from ((link, line) for link in links)
            pieces, links = [], []
        if event == "start":
            if node.tag == "a":
                links.append(node)
            pieces.append(node.text or "")
        elif node is not block:
            pieces.append(node.tail or "")
    line = " ".join("".join(pieces).split())
    yield from ((link, line) for link in links)
