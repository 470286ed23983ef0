"""Find the blocks of a page that look like stories of their own, and what each says of itself. Decides nothing.

A block hangs on a heading (`reading.stories.headings`). It is the widest element with one such heading, or, where a
page runs its stories on in one container, the heading and what follows it up to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.reading.dates.read import read_date
from pipelines.reading.facts.facts import PageFacts, words_of
from pipelines.reading.html.element_text import is_longer, one_line, read_lines
from pipelines.reading.html.structured import LinkedArticle
from pipelines.reading.stories.cards import CardLines, beside, date_before, read_card, read_first_lines
from pipelines.reading.stories.heading_lines import NO_STORIES_IN, NO_STORIES_NAMED
from pipelines.reading.stories.headings import Headings, opens_article
from pipelines.reading.stories.links import SourceLine, link_of, link_of_date, link_of_outlet, link_of_title
from pipelines.text.lines import count_words

_MOST_WORDS_ABOVE = 25
# What is shorter is a teaser, an entry of a list or a part.
_STORY_WORDS = 80
_PARAGRAPH_WORDS = 8
_SHORTEST_STORY = 90
_LONGEST_CARD_LINE = 120

_PASSING = re.compile(
    r"^(?:is-|has-)?(?:active|current|selected|open|opened|closed|collapsed|show|in|first|last|odd|even|alt|top|lead|new)$|"
    r"\d{2,}|[_-](?:active|current|selected|open|first|last|odd|even|\d+)$|^(?:bg|from|to)-",
    re.IGNORECASE,
)


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
        return _count(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Where a page that carries others' stories says that its main one is from."""

    url: str
    outlet: str | None


def lead_of(facts: PageFacts, *, url: str) -> Lead | None:
    """What the page's own headline links to on another site, and the outlet named beside it."""
    link = None if facts.headline is None else link_of(facts.headline, url, facts)
    if facts.headline is None or link is None or urlsplit(link).hostname == urlsplit(url).hostname:
        return None
    holder = facts.headline.getparent()
    above = [] if holder is None else _above(facts.headline, holder)
    card = read_card(facts.headline, [*above, *beside(facts.headline)], links_elsewhere=True)
    return Lead(url=link, outlet=card.outlet)


def find_blocks(
    headings: Headings,
    facts: PageFacts,
    *,
    url: str,
    sources: Sequence[SourceLine] = (),
) -> list[Block]:
    """The blocks with a full text, in page order; the main story's is not among them."""
    counts: Counter[HtmlElement] = Counter()
    for heading in [found for found, _ in headings] + ([] if facts.headline is None else [facts.headline]):
        counts[heading] += 1
        counts.update(heading.iterancestors())
    named = {source.element: source for source in sources}
    blocks = [block for heading, entry in headings if (block := _block(heading, entry, counts, facts, url, named))]
    if not blocks:
        return []
    built = Counter(_shape(heading, counts) for heading, _ in headings)
    full = Counter(block.shape for block in blocks)
    # Where most of a kind are short, the long ones are long teasers.
    return [block for block in blocks if full[block.shape] * 2 >= built[block.shape]]


def _block(
    heading: HtmlElement,
    entry: LinkedArticle | None,
    counts: Counter[HtmlElement],
    facts: PageFacts,
    url: str,
    named: dict[HtmlElement, SourceLine],
) -> Block | None:
    holder = _holder(heading, counts)
    title = one_line(heading)
    elements, runs_on = (holder,), False
    text = _paragraphs(elements, heading, title) if is_longer(holder, _SHORTEST_STORY) else ()
    if not _is_full(text):
        following = tuple(_following(holder, counts))
        elements = (holder, *following)
        if all(not is_longer(after, _PARAGRAPH_WORDS) for after in following):
            return None
        text = _paragraphs(elements, heading, title)
        if not _is_full(text):
            return None
        # A `<dt>` and its `<dd>` belong together as if one element held them.
        runs_on = not (holder.tag == "dt" and len(elements) == 2)
    link = link_of(heading, url, facts)
    if link is None and not runs_on:
        link = link_of_title(elements, title, url, facts) or link_of_date(elements, url, facts)
    links_elsewhere = link is not None and urlsplit(link).hostname != urlsplit(url).hostname
    places = beside(heading)
    if not runs_on:
        places = [*(place for place in _above(heading, holder) if place not in places), *places]
    card = read_card(heading, places, links_elsewhere=links_elsewhere)
    if card.date_words is None and not runs_on:
        card = _with_stamp_inside(card, elements)
    if card.date_words is None and (stands_before := date_before(heading, holder)):
        card = replace(card, date_words=stands_before)
    if card.date_words is None and card.outlet is None:
        card = read_first_lines(text, card, links_elsewhere=links_elsewhere)
    if link is None and card.outlet is not None:
        link = link_of_outlet(elements, card.outlet, url, facts)
    text = _without_lines(text, card)
    source = _source(elements, named) if named else None
    evidence = {
        "link": link is not None,
        "date": card.date_words is not None and not _is_of_page(card, facts),
        "outlet": card.outlet is not None,
        "byline": card.outlet is None and bool(card.authors or card.names),
        "json_ld": entry is not None,
        "article": opens_article(heading) and not runs_on,
        "source": source is not None,
        "twin": not runs_on and _is_twin(holder, heading, facts),
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
    return sum(map(count_words, text))


def _is_full(text: tuple[str, ...]) -> bool:
    return _count(text) >= _STORY_WORDS


def _above(heading: HtmlElement, holder: HtmlElement) -> list[HtmlElement]:
    """The lines of a block that stand above its heading: an outlet, a date, a name."""
    found: list[HtmlElement] = []
    inner = heading
    while inner is not holder and (parent := inner.getparent()) is not None:
        found += [
            place
            for place in inner.itersiblings(preceding=True)
            if isinstance(place.tag, str) and not is_longer(place, _LONGEST_CARD_LINE)
        ]
        inner = parent
    return found[::-1]


def _with_stamp_inside(card: CardLines, elements: tuple[HtmlElement, ...]) -> CardLines:
    stamps = [stamp.get("datetime") for element in elements for stamp in element.iter("time") if stamp.get("datetime")]
    return replace(card, date_words=stamps[0], date_is_stamp=True) if len(stamps) == 1 else card


def _is_twin(holder: HtmlElement, heading: HtmlElement, facts: PageFacts) -> bool:
    """Whether the block stands beside what holds the page's own headline and is built like that: the next article, as
    endless scroll loads it below the first, has a headline of the same level and the same names.
    """
    if facts.headline is None or heading.tag != "h1" or facts.headline.tag != "h1":
        return False
    for first in facts.headline.iterancestors():
        if first.getparent() is holder.getparent():
            names = lasting_names(first).split()
            return first.tag == holder.tag and bool(names) and set(names) <= set(lasting_names(holder).split())
    return False


def _is_of_page(card: CardLines, facts: PageFacts) -> bool:
    """Whether the time beside a heading is the page's own to the second: the byline of its one article stands there."""
    if not card.date_is_stamp or card.date_words is None or facts.published is None:
        return False
    found = read_date(card.date_words, fetched_at=None, source="time_tag")
    return found is not None and "T" in (found.when or "") and found.when == facts.published.when


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
    return str(holder.tag), lasting_names(holder), str(heading.tag), lasting_names(heading)


def lasting_names(element: HtmlElement) -> str:
    """The names of an element's class but those that say which of several alike it is, or in what state."""
    return " ".join(name for name in (element.get("class") or "").split() if not _PASSING.search(name))


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
