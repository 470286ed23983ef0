"""Find the blocks of a page that look like stories of their own, and what each says of itself. Decides nothing.

A block hangs on a heading that shows a story: it links elsewhere, has a date or an outlet beside it, opens an
`<article>`, or is named in JSON-LD. It is the widest element with one such heading, or, where a page runs its
stories on in one container, the heading and what follows it up to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.card_lines import CardLines, beside, read_card
from pipelines.element_text import one_line, read_lines
from pipelines.page_facts import PageFacts, same_headline, words_of
from pipelines.structured import LinkedArticle, Structured

_FEWEST_HEADLINE_WORDS = 3
_LONG_HEADLINE_WORD = 16
_LONGEST_HEADLINE = 300
_MOST_HEADINGS = 600
_MOST_WORDS_ABOVE = 25

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_STORIES_IN = frozenset(
    ("nav", "footer", "form", "figure", "blockquote", "select", "dialog", "template", "noscript")
)
_NO_STORIES_NAMED = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|replies|reply|disqus|reviews?|cookies?|consent|newsletter|subscribe|"
    r"author-?(?:bio|box|info|card)?|bio|about-?author|live-?blog|live-?updates?|liveticker|ticker|faq|product|modal|popup)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADING_LIKE = XPath(
    """.//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or @role='heading'
    or contains(@itemprop, 'headline') or ((self::a or self::div or self::span or self::p or self::strong)
    and (contains(@class, 'itle') or contains(@class, 'ead') or contains(@class, 'hed')))]"""
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARTICLE_TYPE = re.compile(r"Article$|BlogPosting$")
_HEADLINE_NAMED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|hed)(?:$|[\s_-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One possible story. `elements` are siblings, the first holds `heading`. `evidence` names what speaks for it.

    `runs_on` is true where no element of its own holds the story. `shape` is alike for blocks built alike.
    """

    heading: HtmlElement
    title: str
    elements: tuple[HtmlElement, ...]
    runs_on: bool
    shape: tuple[str, ...]
    evidence: frozenset[str]
    url: str | None
    card: CardLines
    linked: LinkedArticle | None
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> int:
        """The words of its text, heading and date line not counted."""
        return sum(len(words_of(paragraph)) for paragraph in self.paragraphs)


def find_blocks(
    tree: HtmlElement, facts: PageFacts, structured: Structured, *, url: str, least_words: int
) -> list[Block]:
    """The blocks with a text of at least `least_words` words, in page order; the main story's is not among them."""
    body = tree.find(".//body")
    headings = _headings(tree if body is None else body, facts, structured, url)
    counts: Counter[HtmlElement] = Counter()
    for heading in [found for found, _ in headings] + ([] if facts.headline is None else [facts.headline]):
        counts[heading] += 1
        counts.update(heading.iterancestors())
    blocks = [_block(heading, entry, counts, facts, url, least_words) for heading, entry in headings]
    built = Counter(_shape(heading, counts) for heading, _ in headings)
    full = Counter(block.shape for block in blocks if block)
    # Where most of a kind are short, the long ones are long teasers.
    return [block for block in blocks if block and full[block.shape] * 2 >= built[block.shape]]


def _headings(
    body: HtmlElement, facts: PageFacts, structured: Structured, url: str
) -> list[tuple[HtmlElement, LinkedArticle | None]]:
    entries = [entry for entry in structured.articles if entry.headline and entry is not facts.linked]
    found: list[tuple[HtmlElement, LinkedArticle | None]] = []
    inside: HtmlElement | None = None
    seen = 0
    for element in cast("list[HtmlElement]", _HEADING_LIKE(body)):
        if element is facts.headline or (inside is not None and inside in element.iterancestors()):
            continue
        if not _is_heading(element):
            continue
        seen += 1
        if seen > _MOST_HEADINGS:
            break
        text = one_line(element)
        if not _is_headline(text) or _stands_apart(element):
            continue
        entry = next((entry for entry in entries if entry.headline and same_headline(entry.headline, text)), None)
        if entry or _link(element, url, facts) or _opens_article(element) or _has_lines(element):
            found.append((element, entry))
            inside = element
    return found


def _is_heading(element: HtmlElement) -> bool:
    if element.tag in _HEADINGS or element.get("role") == "heading" or "headline" in (element.get("itemprop") or ""):
        return True
    return bool(_HEADLINE_NAMED.search(element.get("class") or "")) and not any(
        True for inner in element.iter("p", "div", "ul", *_HEADINGS) if inner is not element
    )


def _is_headline(text: str) -> bool:
    """Whether the words may head a story: three of them, or as many characters where words are not parted."""
    if len(text) > _LONGEST_HEADLINE:
        return False
    return len(text.split()) >= _FEWEST_HEADLINE_WORDS or len(text) >= _LONG_HEADLINE_WORD


def _stands_apart(element: HtmlElement) -> bool:
    """Whether the element is in a part of the page that carries no stories: navigation, comments, a form."""
    for above in [element, *element.iterancestors()]:
        if above.tag in _NO_STORIES_IN:
            return True
        if above.tag in ("body", "html"):
            break
        if _HIDDEN.search(above.get("style") or "") or above.get("hidden") is not None:
            return True
        if _NO_STORIES_NAMED.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False


def _link(heading: HtmlElement, url: str, facts: PageFacts) -> str | None:
    """The other document that the heading as a whole links to."""
    anchors = list(heading.iterancestors("a"))
    anchors += [inner for inner in heading.iter("a") if len(one_line(inner)) * 10 >= len(one_line(heading)) * 6]
    return _other_document(anchors, url, facts)


def _link_of_title(elements: tuple[HtmlElement, ...], title: str, url: str, facts: PageFacts) -> str | None:
    """The other document that the title links to where it is printed a second time, as below a picture."""
    anchors = (anchor for element in elements for anchor in element.iter("a"))
    return _other_document([anchor for anchor in anchors if words_of(one_line(anchor)) == words_of(title)], url, facts)


def _other_document(anchors: list[HtmlElement], url: str, facts: PageFacts) -> str | None:
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


def _opens_article(heading: HtmlElement) -> bool:
    """Whether the heading is the first of an `<article>`, or of what microdata calls one."""
    for article in heading.iterancestors():
        if article.tag == "article" or _ARTICLE_TYPE.search(article.get("itemtype") or ""):
            first = next((found for found in article.iter() if found is heading or found.tag in _HEADINGS), None)
            return first is heading
    return False


def _has_lines(heading: HtmlElement) -> bool:
    """Whether a date or an outlet stands beside the heading."""
    card = read_card(heading, beside(heading))
    return card.date_words is not None or card.outlet is not None


def _block(
    heading: HtmlElement,
    entry: LinkedArticle | None,
    counts: Counter[HtmlElement],
    facts: PageFacts,
    url: str,
    least_words: int,
) -> Block | None:
    holder = _holder(heading, counts)
    title = one_line(heading)
    elements, runs_on = (holder,), False
    text = _paragraphs(elements, heading, title)
    if _count(text) < least_words:
        elements = (holder, *_following(holder, counts))
        text = _paragraphs(elements, heading, title)
        if _count(text) < least_words:
            return None
        # A `<dt>` and its `<dd>` belong together as if one element held them.
        runs_on = not (holder.tag == "dt" and len(elements) == 2)
    link = _link(heading, url, facts)
    if link is None and not runs_on:
        link = _link_of_title(elements, title, url, facts)
    links_elsewhere = link is not None and urlsplit(link).hostname != urlsplit(url).hostname
    card = read_card(heading, beside(heading), links_elsewhere=links_elsewhere)
    if card.date_words is None and not runs_on:
        card = _with_stamp_inside(card, elements)
    evidence = {
        "link": link is not None,
        "date": card.date_words is not None,
        "outlet": card.outlet is not None,
        "byline": card.outlet is None and bool(card.authors or card.names),
        "json_ld": entry is not None,
        "article": _opens_article(heading) and not runs_on,
    }
    return Block(
        heading=heading,
        title=title,
        elements=elements,
        runs_on=runs_on,
        shape=_shape(heading, counts),
        evidence=frozenset(kind for kind, stands in evidence.items() if stands),
        url=link or (urljoin(url, entry.url) if entry and entry.url else None),
        card=card,
        linked=entry,
        paragraphs=_without_lines(text, card),
    )


def _count(text: tuple[str, ...]) -> int:
    return sum(len(words_of(paragraph)) for paragraph in text)


def _with_stamp_inside(card: CardLines, elements: tuple[HtmlElement, ...]) -> CardLines:
    stamps = [stamp.get("datetime") for element in elements for stamp in element.iter("time") if stamp.get("datetime")]
    return replace(card, date_words=stamps[0], date_is_stamp=True) if len(stamps) == 1 else card


def _without_lines(text: tuple[str, ...], card: CardLines) -> tuple[str, ...]:
    """Without the lines of the card, which stand above its text, or as the last line below it."""
    first = 0
    while first < min(4, len(text) - 1) and card.has_said(text[first]):
        first += 1
    return text[first : len(text) - 1] if card.has_said(text[-1]) else text[first:]


def _holder(heading: HtmlElement, counts: Counter[HtmlElement]) -> HtmlElement:
    holder = heading
    while (parent := holder.getparent()) is not None and counts[parent] == 1 and parent.tag not in ("body", "html"):
        holder = parent
    return holder


def _shape(heading: HtmlElement, counts: Counter[HtmlElement]) -> tuple[str, ...]:
    holder = _holder(heading, counts)
    return str(holder.tag), holder.get("class") or "", str(heading.tag), heading.get("class") or ""


def _following(holder: HtmlElement, counts: Counter[HtmlElement]) -> Iterator[HtmlElement]:
    for sibling in holder.itersiblings():
        if counts[sibling] or sibling.tag in _NO_STORIES_IN or sibling.tag in ("h1", "h2", "aside"):
            return
        if _NO_STORIES_NAMED.search(f"{sibling.get('class') or ''} {sibling.get('id') or ''}"):
            return
        yield sibling


def _paragraphs(elements: tuple[HtmlElement, ...], heading: HtmlElement, title: str) -> tuple[str, ...]:
    """The running text: no heading of the story itself, no lines that are only links; none when it begins above."""
    lines = [line for line in read_lines(elements, mark=heading) if not line.is_link]
    mark = next((n for n, line in enumerate(lines) if line.is_mark), 0)
    if _count(tuple(line.text for line in lines[:mark])) > _MOST_WORDS_ABOVE:
        return ()
    # What stands above its heading is a label or an outlet's name, not text.
    kept = [line.text for line in lines[mark:] if not line.is_mark]
    while kept and words_of(kept[0]) == words_of(title):
        kept = kept[1:]
    return tuple(kept)
