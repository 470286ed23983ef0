"""Find the blocks of a page that look like stories of their own, and what each says of itself. Decides nothing.

A block hangs on a heading that shows a story: it links elsewhere, has a date or an outlet beside it, opens an
`<article>`, or is named in JSON-LD. It is the widest element with one such heading, or, where a page runs its
stories on in one container, the heading and what follows it up to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.dates import find_date
from pipelines.page_facts import PageFacts, line, same_headline, words_of
from pipelines.structured import LinkedArticle, Structured

_SHORTEST_HEADLINE = 12
_LONGEST_HEADLINE = 300
_LONGEST_META = 120
_MOST_HEADINGS = 600
_MOST_OTHER_WORDS = 6
_LONGEST_OUTLET = 60
_MOST_WORDS_ABOVE = 25
_HERE = "\0"

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "form",
        "nav",
        "figure",
        "figcaption",
        "audio",
        "video",
        "canvas",
        "object",
        "label",
        "footer",
    ]
)
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
_HEADLINE_NAMED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|hed)(?:$|[\s_-])", re.IGNORECASE)
_DATE_NAMED = re.compile(
    r"(?:^|[\s_-])(?:date|time|datetime|timestamp|published|pubdate|posted)(?:$|[\s_-])", re.IGNORECASE
)
_OUTLET_NAMED = re.compile(
    r"(?:^|[\s_-])(?:source|sourcename|outlet|publisher|provider|site-?name|agency|newspaper|media-?name|origin)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OUTLET_LABEL = re.compile(
    r"^(?:(?:source|via|from|published by|quelle|fuente|المصدر|مصدر|عن|نقلا عن|نقلاً عن|منبع)\s*[:/|-]\s*)",
    re.IGNORECASE,
)
_META_PARTS = re.compile(r"\s+[|–—·•/-]\s+|\s*[|•·]\s*|[\n\t]+")


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
    outlet: str | None
    date_words: tuple[str, bool] | None
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
        text = line(element)
        if not _SHORTEST_HEADLINE <= len(text) <= _LONGEST_HEADLINE or _stands_apart(element):
            continue
        entry = next((entry for entry in entries if entry.headline and same_headline(entry.headline, text)), None)
        if entry or _link(element, url, facts) or _opens_article(element) or _has_dateline(element):
            found.append((element, entry))
            inside = element
    return found


def _is_heading(element: HtmlElement) -> bool:
    if element.tag in _HEADINGS or element.get("role") == "heading" or "headline" in (element.get("itemprop") or ""):
        return True
    return bool(_HEADLINE_NAMED.search(element.get("class") or "")) and not any(
        True for inner in element.iter("p", "div", "ul", *_HEADINGS) if inner is not element
    )


def _stands_apart(element: HtmlElement) -> bool:
    """Whether the element is in a part of the page that carries no stories: navigation, comments, a form."""
    for above in [element, *element.iterancestors()]:
        if above.tag in _NO_STORIES_IN:
            return True
        if above.tag in ("body", "html"):
            break
        if _NO_STORIES_NAMED.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False


def _link(heading: HtmlElement, url: str, facts: PageFacts) -> str | None:
    """The other document that the heading as a whole links to."""
    anchors = [above for _, above in zip(range(3), heading.iterancestors("a"), strict=False)]
    anchors += [inner for inner in heading.iter("a") if len(line(inner)) * 10 >= len(line(heading)) * 6]
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
    """Whether the heading is the first of an `<article>` that is not the one around all."""
    article = next(heading.iterancestors("article"), None)
    return article is not None and next((found for found in article.iter(*_HEADINGS)), None) is heading


def _has_dateline(heading: HtmlElement) -> bool:
    beside = _beside(heading)
    if any(next(place.iter("time"), None) is not None for place in beside):
        return True
    after = beside[-1]
    return (
        after is not heading
        and any(char.isdigit() for char in line(after))
        and _date_and_outlet(heading, beside)[0] is not None
    )


def _group(heading: HtmlElement) -> HtmlElement:
    """The widest element that holds the heading and no more than a line or two beside it."""
    group, most = heading, len(line(heading)) + 2 * _LONGEST_META
    while (parent := group.getparent()) is not None and parent.tag not in ("body", "html", "article", "main"):
        if _is_longer(parent, most):
            break
        group = parent
    return group


def _is_longer(element: HtmlElement, most: int) -> bool:
    """Whether the element has more than `most` characters of text; stops counting there."""
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > most:
            return True
    return False


def _beside(heading: HtmlElement) -> list[HtmlElement]:
    """What holds the date line and the outlet of the heading: its group, and the short siblings next to it."""
    group = _group(heading)
    places = [group]
    after = group.getnext()
    for _ in range(2):
        if after is None or _is_longer(after, _LONGEST_META) or after.tag in _HEADINGS:
            break
        places.append(after)
        after = after.getnext()
    return places


def _block(
    heading: HtmlElement,
    entry: LinkedArticle | None,
    counts: Counter[HtmlElement],
    facts: PageFacts,
    url: str,
    least_words: int,
) -> Block | None:
    holder = _holder(heading, counts)
    beside = _beside(heading)
    aside = {heading}
    title = line(heading)
    elements, runs_on = (holder,), False
    text = _paragraphs(elements, aside, title)
    if sum(len(words_of(paragraph)) for paragraph in text) < least_words:
        runs_on = True
        elements = (holder, *_following(holder, counts))
        text = _paragraphs(elements, aside, title)
        if sum(len(words_of(paragraph)) for paragraph in text) < least_words:
            return None
    link = _link(heading, url, facts)
    dated, outlet = _date_and_outlet(heading, beside)
    evidence = {
        "link": link is not None,
        "date": dated is not None,
        "outlet": outlet is not None,
        "json_ld": entry is not None,
        "article": _opens_article(heading) and not runs_on,
    }
    text = tuple(paragraph for paragraph in text if not _is_meta(paragraph, dated, outlet))
    return Block(
        heading=heading,
        title=title,
        elements=elements,
        runs_on=runs_on,
        shape=_shape(heading, counts),
        evidence=frozenset(kind for kind, stands in evidence.items() if stands),
        url=link or (urljoin(url, entry.url) if entry and entry.url else None),
        outlet=outlet or (entry.publisher if entry else None),
        date_words=dated,
        linked=entry,
        paragraphs=text,
    )


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


def _date_and_outlet(heading: HtmlElement, beside: list[HtmlElement]) -> tuple[tuple[str, bool] | None, str | None]:
    """The words of the date (and whether a `<time>` gives them for machines) and the outlet's name."""
    dated: tuple[str, bool] | None = None
    outlet: str | None = None
    for stamp in (stamp for place in beside for stamp in place.iter("time")):
        words = stamp.get("datetime") or line(stamp)
        if words:
            dated = (words, bool(stamp.get("datetime")))
            break
    for place in beside:
        for element in place.iter():
            if element is heading or not isinstance(element.tag, str) or heading in element.iter():
                continue
            text = line(element)
            names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
            if not text or len(text) > _LONGEST_META or heading in element.iterancestors():
                continue
            if outlet is None and _OUTLET_NAMED.search(names):
                outlet = _outlet(text)
            for part in _META_PARTS.split(text):
                labelled = _OUTLET_LABEL.match(part)
                if outlet is None and labelled:
                    outlet = _outlet(part)
                if dated is None and (_DATE_NAMED.search(names) or any(char.isdigit() for char in part)):
                    found = find_date(part)
                    if found and found.is_date and len(found.rest.split()) <= _MOST_OTHER_WORDS:
                        dated = (part, False)
            if outlet is None and dated is not None and element.tag != "time":
                outlet = _beside_date(text)
    return dated, outlet


def _beside_date(text: str) -> str | None:
    """The other part of a line such as "Name | 3 March 2025": an outlet, where the line parts it from the date."""
    parts = [part.strip() for part in _META_PARTS.split(text) if part.strip()]
    if len(parts) < 2:
        return None
    names = [part for part in parts if not any(char.isdigit() for char in part) and not _reads_as_date(part)]
    return _outlet(names[0]) if len(names) == 1 and len(parts) - len(names) >= 1 else None


def _reads_as_date(part: str) -> bool:
    found = find_date(part)
    return found is not None and (found.is_date or found.is_clock_only)


def _outlet(text: str) -> str | None:
    name = _OUTLET_LABEL.sub("", text).strip(" :|-–—·•")
    return name if 1 < len(name) <= _LONGEST_OUTLET and len(name.split()) <= 7 and not _reads_as_date(name) else None


def _is_meta(paragraph: str, dated: tuple[str, bool] | None, outlet: str | None) -> bool:
    if len(paragraph) > _LONGEST_META:
        return False
    if dated and dated[0] in paragraph and len(paragraph) < len(dated[0]) + _LONGEST_OUTLET:
        return True
    return bool(outlet) and words_of(_OUTLET_LABEL.sub("", paragraph)) == words_of(outlet or "")


def _paragraphs(elements: tuple[HtmlElement, ...], aside: set[HtmlElement], title: str) -> tuple[str, ...]:
    """The running text, a string a paragraph: no headings of the story itself, no lines that are only links."""
    lines: list[tuple[str, int]] = []
    for element in elements:
        lines.extend(_lines(element, aside))
    kept = [text for text, linked in lines if linked * 10 <= len(text) * 8]
    if _HERE in kept:
        here = kept.index(_HERE)
        if sum(len(words_of(text)) for text in kept[:here]) > _MOST_WORDS_ABOVE:
            return ()
        # What stands above its heading is a label or an outlet's name, not text.
        kept = [text for text in kept[here:] if text != _HERE]
    while kept and words_of(kept[0]) == words_of(title):
        kept = kept[1:]
    return tuple(kept)


def _lines(element: HtmlElement, aside: set[HtmlElement]) -> list[tuple[str, int]]:
    """The lines of an element, each with how many of its characters are link text."""
    done: list[tuple[str, int]] = []
    pieces: list[str] = []
    linked = 0

    def end() -> None:
        nonlocal linked
        text = " ".join("".join(pieces).split())
        if text:
            done.append((text, linked))
        pieces.clear()
        linked = 0

    stack: list[tuple[HtmlElement, bool, bool]] = [(element, False, False)]
    while stack:
        node, in_link, leaving = stack.pop()
        breaks = node.tag in _BLOCKS or node.tag == "br"
        if leaving:
            if breaks:
                end()
            if node is not element and node.tail:
                pieces.append(node.tail)
                linked += len(node.tail.strip()) * in_link
            continue
        skipped = node in aside or node.tag in _SILENT or node.tag == "time"
        if breaks:
            end()
        stack.append((node, in_link, True))
        if node in aside:
            done.append((_HERE, 0))
        if skipped:
            continue
        inner = in_link or node.tag == "a"
        if node.text:
            pieces.append(node.text)
            linked += len(node.text.strip()) * inner
        # A child's tail belongs to this node: it is counted as linked when this node is.
        stack.extend((child, inner, False) for child in reversed(node) if isinstance(child.tag, str))
    end()
    return done
