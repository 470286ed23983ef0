"""Tell the stories of one page apart: which of its blocks are stories of their own, which belong to the main one.

Pure but for the tree it is given, from which it takes the blocks that it judged to be stories.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from lxml.html import HtmlElement

from model import DateSource, Published
from pipelines.reading.dates.read import read_date
from pipelines.reading.facts.bylines import is_surely_outlet
from pipelines.reading.facts.claimed_titles import title_claimed
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.html.broken_lines import open_broken_lines
from pipelines.reading.html.element_text import read_lines
from pipelines.reading.html.structured import LinkedArticle, Structured
from pipelines.reading.stories.block_place import (
    before_text,
    is_inserted,
    is_live,
    text_above,
)
from pipelines.reading.stories.blocks import Block, Lead, find_blocks, lead_of
from pipelines.reading.stories.cohesion import ONE_TEXT, UNRELATED, cohesion
from pipelines.reading.stories.heading_lines import possible_headings
from pipelines.reading.stories.headings import all_lines, headings_of, line_headings, plain_headings, told_headings
from pipelines.reading.stories.links import source_lines
from pipelines.reading.stories.round_ups import have_headlines, is_named_round_up, is_round_up
from pipelines.text.domains import domain_of
from pipelines.text.lines import count_words

LEAST_WORDS = 80
# What the entries of any list may show; the outlet: a name without a date may be anybody's.
_LEADS_SOMEWHERE = frozenset(("link", "article", "outlet"))
_MOST_INTRODUCTION = 40
_MOST_COMPARED = 12
_MOST_TEASED = 0.5
_FEWEST_PROSE_WORDS = 10
_QUESTION = ("?", "؟", "？")

_TEASER_END = re.compile(
    r"(?:…|\.\.\.|\[[….]+\]|"
    r"(?:^|[.!?…»”\"':،؟]\s*)(?:read|continue|more|mehr|weiterlesen|lire la suite|leer más)\b[^.]{0,20}|"
    r"(?:اقرأ|إقرأ|اقرا|تابع|المزيد|التفاصيل|ادامه مطلب)[^.]{0,20})\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStory:
    """A story beside the main one, as its block tells it. `text` has its paragraphs parted by blank lines; `linked` is
    the JSON-LD entry that is its own.
    """

    title: str
    text: str
    url: str | None
    outlet: str | None
    authors: tuple[str, ...]
    published: Published | None
    linked: LinkedArticle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The stories beside the main one, in page order. `suspected`: there may be more, the evidence is partial. `lead`:
    where the main story is from, when its headline leads to another site. `is_all`: what is left of the page is rather
    its frame than a main story.
    """

    stories: tuple[FoundStory, ...] = ()
    suspected: bool = False
    lead: Lead | None = None
    is_all: bool = False


def split_page(
    tree: HtmlElement, facts: PageFacts, structured: Structured, *, url: str, fetched_at: datetime | None
) -> Split:
    """Take the stories beside the main one out of `tree`.

    A live blog is one story. One block alone needs two kinds of evidence (link, date, outlet, JSON-LD, an `<article>`
    of its own); blocks of one shape that lie outside the main article's body need one kind each. Where headings tell
    no stories apart, lines that stand as headings may, with two kinds each; then lines under the texts that name
    and link a source of each, on a page that is nothing but such texts. Where a page is nothing but blocks of one shape
    that speak of different things, less will do: one kind each, or a page that calls itself a round-up.
    """
    if is_live(tree, facts, structured):
        return Split()
    found_body = tree.find(".//body")
    body = tree if found_body is None else found_body
    open_broken_lines(body)
    titles = {facts.title or "", title_claimed(tree) or ""}
    is_named = any(is_named_round_up(title) for title in titles)
    suspected = False
    first = None if is_named else before_text(body, facts, words=2 * _MOST_INTRODUCTION)
    for kind, found in _found(body, facts, structured, url, first):
        titles_seen = Counter(block.title for block in found)
        # What heads three blocks is a button or a label; a story may stand on a page twice.
        blocks = [block for block in found if titles_seen[block.title] < 3 and not _is_teaser(block)]
        blocks = [block for block in blocks if _is_prose(block)]
        shown = blocks
        blocks = [_told_apart(block, blocks, fetched_at) for block in blocks]
        above = text_above(body, blocks[0], facts) if blocks else []
        is_all = sum(map(count_words, above)) <= _MOST_INTRODUCTION
        blocks = blocks if kind == "plain" else _without_parts(blocks, above)
        if above and not is_all:
            shapes = Counter(block.shape for block in blocks)
            blocks = [each for each in blocks if not _is_promotion(each, shapes[each.shape], url)]
        alike = Counter(block.shape for block in blocks)
        apart = len(blocks) > 1 and _speak_of_different_things(blocks, [] if is_all else above, is_named=is_named)
        if kind == "plain":
            chosen = blocks if apart and is_round_up(blocks, facts, is_named=is_named) else []
        else:
            chosen = _with_evidence_enough(kind, blocks, alike, is_all=is_all)
            chosen = _with_neighbours(chosen, blocks, alike) if apart else chosen
            if not apart and all(block.evidence == {"article"} for block in chosen):
                # Page builders put each section of one text into an `<article>`.
                chosen = []
        if is_all and len(chosen) == 1 and facts.title:
            # A page that is nothing but one block is its own story, whatever stands as a heading over it.
            return Split(suspected=suspected)
        stories = tuple(_story(block, fetched_at) for block in chosen)
        for block in chosen + _teasers(found, body):
            for element in block.elements:
                if element.getparent() is not None:
                    element.drop_tree()
        if chosen:
            return Split(stories=stories, lead=lead_of(facts, url=url), is_all=is_all)
        told = [block for block in shown if alike[block.shape] > 1 and block.evidence and not is_inserted(block)]
        suspected = suspected or bool(told) or (kind == "plain" and apart)
    return Split(suspected=suspected)


def _found(
    body: HtmlElement, facts: PageFacts, structured: Structured, url: str, first: set[HtmlElement] | None
) -> Iterator[tuple[str, list[Block]]]:
    """The possible stories, told from one another in one way after the other: those that show most come first.

    What shows nothing must begin among the `first` elements, if they are given: under a text it tells no stories.
    """
    possible = possible_headings(body, facts)
    yield "told", _with_evidence(find_blocks(told_headings(possible, facts, structured, url), facts, url=url))
    yield "lines", _with_evidence(find_blocks(line_headings(possible, facts, url), facts, url=url))
    sources = list(source_lines(body, url, facts))
    if len(sources) > 1:
        found = find_blocks(headings_of(sources, body, possible, facts), facts, url=url, sources=sources)
        yield "lines", _with_evidence(found)
    # What tells these apart is a time inside each.
    if len(list(islice(body.iter("time"), 2))) > 1:
        yield "lines", _with_evidence(find_blocks(all_lines(possible), facts, url=url))
    for headings in plain_headings(possible, first):
        yield "plain", find_blocks(headings, facts, url=url)


def _with_evidence(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.evidence]


def _told_apart(block: Block, blocks: list[Block], fetched_at: datetime | None) -> Block:
    """The block without evidence that tells it from nothing: the day or the outlet that all blocks show, as parts that
    were changed on one day do, or a day that cannot be when it was published, as that of an event to come.
    """
    empty = set()
    others = [other for other in blocks if other is not block]
    if others and all(other.card.date_words == block.card.date_words for other in others):
        empty.add("date")
    if others and all(other.card.outlet == block.card.outlet for other in others):
        empty.add("outlet")
    if "date" in block.evidence and fetched_at is not None:
        found = read_date(block.card.date_words or "", fetched_at=fetched_at, source="text")
        if found is None or found.when is None:
            # A name beside it is then a place's.
            card = replace(block.card, outlet=None)
            return replace(block, evidence=block.evidence - {"date", "outlet"}, card=card)
    return replace(block, evidence=block.evidence - empty) if block.evidence & empty else block


def _without_parts(blocks: list[Block], above: list[str]) -> list[Block]:
    """Without those that show nothing but where they lead, unless all of these read as whole stories: each long, under
    headlines, about other things than one another and the text above, which is a whole story too. The entries of a list
    of products, places or works lead somewhere as well, and an introduction stands above them.
    """
    parts = [
        block
        for block in blocks
        if block.evidence <= _LEADS_SOMEWHERE and not is_surely_outlet(block.card.outlet or "")
    ]
    are_whole = all(block.words >= LEAST_WORDS for block in parts) and have_headlines(parts)
    is_introduced = 0 < sum(map(count_words, above)) < LEAST_WORDS
    if not parts or (are_whole and not is_introduced and cohesion(_texts(parts, above)) <= ONE_TEXT):
        return blocks
    return [block for block in blocks if block not in parts]


def _with_evidence_enough(
    kind: str, blocks: list[Block], alike: Counter[tuple[str, ...]], *, is_all: bool
) -> list[Block]:
    if kind == "told":
        return [block for block in blocks if _is_story(block, alike[block.shape])]
    return [block for block in blocks if _is_line_story(block, alike[block.shape], only_blocks=is_all)]


def _with_neighbours(chosen: list[Block], every: list[Block], alike: Counter[tuple[str, ...]]) -> list[Block]:
    """The stories with those beside them that show less, on a page that is nothing but blocks."""
    chosen = [block for block in every if block in chosen or _is_one_of(block, alike[block.shape])]
    return [block for block in every if block in chosen or (len(chosen) > 1 and _leads_off(block))]


def _leads_off(block: Block) -> bool:
    """Whether a block of another shape than its neighbours, as the first of a list often is, shows where it is from."""
    told = block.evidence & {"link", "outlet", "json_ld"}
    return bool(told) and not block.runs_on and not is_inserted(block)


def _speak_of_different_things(blocks: list[Block], above: list[str], *, is_named: bool) -> bool:
    """Whether these are no parts of one text, nor of the text above them, if there is one; answers to questions are.

    Under a text only a page that calls itself a round-up (`is_named`) has such blocks, each an element of its own: its
    first story may be the page's own.
    """
    if len(blocks) < 2 or 2 * sum(block.title.rstrip().endswith(_QUESTION) for block in blocks) > len(blocks):
        return False
    if above and (not is_named or any(block.runs_on for block in blocks)):
        return False
    return cohesion(_texts(blocks, above)) <= (ONE_TEXT if is_named else UNRELATED)


def _texts(blocks: list[Block], above: list[str]) -> list[str]:
    return [*filter(None, [" ".join(above)]), *(" ".join(block.paragraphs) for block in blocks[:_MOST_COMPARED])]


def _is_one_of(block: Block, alike: int) -> bool:
    """Whether a block is one among several of its shape that show something, on a page that is nothing but blocks."""
    return alike > 1 and not is_inserted(block)


def _is_line_story(block: Block, alike: int, *, only_blocks: bool) -> bool:
    """Whether a block under a line that stands as a heading, or over a line that names its source, is a story.

    `only_blocks`: the page has no text of its own before the first of them. A long read may name a source under each
    of its parts, and a list of tips link each of its headings, but then an introduction goes before them.
    """
    if is_inserted(block):
        return False
    if alike < 2:
        return block.evidence >= {"link", "date", "outlet"}
    if len(block.evidence & {"link", "date", "outlet", "json_ld"}) > 1 and block.evidence & {"link", "outlet"}:
        return "source" not in block.evidence or only_blocks
    return only_blocks and ("source" in block.evidence or ("link" in block.evidence and not block.runs_on))


def _is_story(block: Block, alike: int) -> bool:
    if is_inserted(block):
        return False
    kinds = len(block.evidence)
    if block.runs_on:
        needed = 1 if alike > 1 else 2
        return len(block.evidence - {"article"}) > needed
    if alike == 1:
        return kinds > 1 and bool(block.evidence & {"link", "outlet", "json_ld", "twin"})
    return kinds > 1 or not block.evidence <= {"date", "byline"}


def _teasers(blocks: list[Block], body: HtmlElement) -> list[Block]:
    """Long teasers in a row: no stories, but no part of the main one either, unless they are most of what is there."""
    teasers = [block for block in blocks if "link" in block.evidence and not block.runs_on and _is_teaser(block)]
    alike = Counter(block.shape for block in teasers)
    teasers = [block for block in teasers if alike[block.shape] > 1]
    if not teasers or sum(block.words for block in teasers) > _MOST_TEASED * _words_of_text(body):
        return []
    return teasers


def _words_of_text(body: HtmlElement) -> int:
    return sum(count_words(line.text) for line in read_lines([body]) if not line.is_link)


def _is_teaser(block: Block) -> bool:
    last = block.paragraphs[-1]
    return bool(_TEASER_END.search(last)) or (len(block.paragraphs) == 1 and last[-1].isascii() and last[-1].isalnum())


def _is_promotion(block: Block, alike: int, url: str) -> bool:
    """Whether a block in or under a text promotes another page of the same site, or is a part of the text that links
    one: a story of its own ends with its element, and where it stands alone has a date, a byline or a JSON-LD entry.
    """
    if block.url is None or domain_of(block.url) != domain_of(url):
        return False
    return block.runs_on or (alike == 1 and not block.evidence & {"date", "byline", "json_ld"})


def _is_prose(block: Block) -> bool:
    """Whether most words stand in sentences: entries of a directory are lines of a name, a street and a price."""
    counts = [count_words(line) for paragraph in block.paragraphs for line in paragraph.split("\n")]
    return 2 * sum(count for count in counts if count >= _FEWEST_PROSE_WORDS) >= sum(counts)


def _story(block: Block, fetched_at: datetime | None) -> FoundStory:
    published = None
    if block.linked and block.linked.published:
        published = read_date(block.linked.published, fetched_at=fetched_at, source="json_ld")
    if published is None and block.card.date_words:
        source: DateSource = "time_tag" if block.card.date_is_stamp else "text"
        published = read_date(block.card.date_words, fetched_at=fetched_at, source=source)
    return FoundStory(
        title=block.title,
        text="\n\n".join(block.paragraphs),
        url=block.url,
        outlet=block.card.outlet or (block.linked.publisher if block.linked else None),
        authors=(block.linked.authors if block.linked else ()) or block.card.authors,
        published=published,
        linked=block.linked,
    )
