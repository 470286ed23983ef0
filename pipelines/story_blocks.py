"""Find the blocks of a page that look like stories of their own, and what each says of itself. Decides nothing.

A block hangs on a heading (`pipelines.story_headings`). It is the widest element with one such heading, or, where a
page runs its stories on in one container, the heading and what follows it up to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.card_lines import CardLines, beside, read_card, read_first_lines
from pipelines.element_text import one_line, read_lines
from pipelines.page_facts import PageFacts, words_of
from pipelines.story_headings import NO_STORIES_IN, NO_STORIES_NAMED, Headings, opens_article
from pipelines.story_links import SourceLine, link_of, link_of_date, link_of_title
from pipelines.structured import LinkedArticle

_MOST_WORDS_ABOVE = 25


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
    headings: Headings,
    facts: PageFacts,
    *,
    url: str,
    least_words: int,
    sources: Sequence[SourceLine] = (),
) -> list[Block]:
    """The blocks with a text of at least `least_words` words, in page order; the main story's is not among them."""
    counts: Counter[HtmlElement] = Counter()
    for heading in [found for found, _ in headings] + ([] if facts.headline is None else [facts.headline]):
        counts[heading] += 1
        counts.update(heading.iterancestors())
    named = {source.element: source for source in sources}
    blocks = [_block(heading, entry, counts, facts, url, least_words, named) for heading, entry in headings]
    built = Counter(_shape(heading, counts) for heading, _ in headings)
    full = Counter(block.shape for block in blocks if block)
    # Where most of a kind are short, the long ones are long teasers.
    return [block for block in blocks if block and full[block.shape] * 2 >= built[block.shape]]


def _block(
    heading: HtmlElement,
    entry: LinkedArticle | None,
    counts: Counter[HtmlElement],
    facts: PageFacts,
    url: str,
    least_words: int,
    named: dict[HtmlElement, SourceLine],
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
    link = link_of(heading, url, facts)
    if link is None and not runs_on:
        link = link_of_title(elements, title, url, facts) or link_of_date(elements, url, facts)
    links_elsewhere = link is not None and urlsplit(link).hostname != urlsplit(url).hostname
    card = read_card(heading, beside(heading), links_elsewhere=links_elsewhere)
    if card.date_words is None and not runs_on:
        card = _with_stamp_inside(card, elements)
    if card.date_words is None and card.outlet is None:
        card = read_first_lines(text, card, links_elsewhere=links_elsewhere)
    text = _without_lines(text, card)
    source = _source(elements, named) if named else None
    evidence = {
        "link": link is not None,
        "date": card.date_words is not None,
        "outlet": card.outlet is not None,
        "byline": card.outlet is None and bool(card.authors or card.names),
        "json_ld": entry is not None,
        "article": opens_article(heading) and not runs_on,
        "source": source is not None,
    }
    return Block(
        heading=heading,
        title=title,
        elements=elements,
        runs_on=runs_on,
        shape=_shape(heading, counts),
        evidence=frozenset(kind for kind, stands in evidence.items() if stands),
        url=link or (urljoin(url, entry.url) if entry and entry.url else None) or (source.url if source else None),
        card=card if card.outlet or source is None else replace(card, outlet=source.outlet),
        linked=entry,
        paragraphs=_without_source(text, source),
    )


def _source(elements: tuple[HtmlElement, ...], named: dict[HtmlElement, SourceLine]) -> SourceLine | None:
    """The one line in the block that names a source; two of them are references, not an origin."""
    found = [named[inner] for element in elements for inner in element.iter() if inner in named]
    return found[0] if len(found) == 1 else None


def _without_source(text: tuple[str, ...], source: SourceLine | None) -> tuple[str, ...]:
    line = one_line(source.element) if source else None
    return text[:-1] if len(text) > 1 and text[-1] == line else text


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
        if counts[sibling] or sibling.tag in NO_STORIES_IN or sibling.tag in ("h1", "h2", "aside"):
            return
        if NO_STORIES_NAMED.search(f"{sibling.get('class') or ''} {sibling.get('id') or ''}"):
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
