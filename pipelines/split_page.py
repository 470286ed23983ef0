"""Tell the stories of one page apart: which of its blocks are stories of their own, which belong to the main one.

Pure but for the tree it is given, from which it takes the blocks that it judged to be stories.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from model import DateSource, Published
from pipelines.block_place import holds_opening, in_main_body, is_inserted, is_live, is_of_main, words_above
from pipelines.dates import read_date
from pipelines.page_facts import PageFacts
from pipelines.story_blocks import Block, find_blocks
from pipelines.story_headings import headings_of, is_named_in_title, line_headings, told_headings
from pipelines.story_links import SourceLine, source_lines
from pipelines.structured import LinkedArticle, Structured

LEAST_WORDS = 80
_MOST_INTRODUCTION = 40

_TEASER_END = re.compile(
    r"(?:…|\.\.\.|\[[….]+\]|\b(?:read|continue|more|mehr|weiterlesen|lire la suite|leer más)\b[^.]{0,20}|"
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
    """The stories beside the main one, in page order. `suspected`: there may be more, the evidence is partial."""

    stories: tuple[FoundStory, ...] = ()
    suspected: bool = False


def split_page(
    tree: HtmlElement, facts: PageFacts, structured: Structured, *, url: str, fetched_at: datetime | None
) -> Split:
    """Take the stories beside the main one out of `tree`.

    A live blog is one story. One block alone needs two kinds of evidence (link, date, outlet, JSON-LD, an `<article>`
    of its own); blocks of one shape that lie outside the main article's body need one kind each. Where headings tell
    no stories apart, lines that stand as headings may, with two kinds each; last, lines under the texts that name
    and link a source of each, on a page that is nothing but such texts.
    """
    if is_live(tree, facts, structured):
        return Split()
    found_body = tree.find(".//body")
    body = tree if found_body is None else found_body
    suspected = False
    for kind in ("told", "lines", "sources"):
        found = _blocks(kind, body, facts, structured, url)
        if not found:
            continue
        blocks = [block for block in found if not _is_teaser(block)]
        alike = Counter(block.shape for block in blocks)
        if kind == "told":
            chosen = [block for block in blocks if _is_story(block, alike[block.shape], facts)]
        else:
            begins = words_above(body, blocks[0], facts) <= _MOST_INTRODUCTION if blocks else False
            chosen = [block for block in blocks if _is_line_story(block, alike[block.shape], facts, only_blocks=begins)]
        partial = [block for block in blocks if alike[block.shape] > 1 and not is_inserted(block)]
        stories = tuple(_story(block, fetched_at) for block in chosen)
        for block in chosen + _teasers(found):
            for element in block.elements:
                element.drop_tree()
        if chosen:
            return Split(stories=stories)
        suspected = suspected or bool(partial)
    return Split(suspected=suspected or is_named_in_title(body, facts))


def _blocks(kind: str, body: HtmlElement, facts: PageFacts, structured: Structured, url: str) -> list[Block]:
    sources: list[SourceLine] = []
    if kind == "told":
        headings = told_headings(body, facts, structured, url)
    elif kind == "lines":
        headings = line_headings(body, facts, url)
    else:
        sources = list(source_lines(body, url, facts))
        headings = headings_of(sources, body, facts) if len(sources) > 1 else []
    blocks = find_blocks(headings, facts, url=url, least_words=LEAST_WORDS, sources=sources)
    return [block for block in blocks if block.evidence]


def _is_line_story(block: Block, alike: int, facts: PageFacts, *, only_blocks: bool) -> bool:
    """Whether a block under a line that stands as a heading, or over a line that names its source, is a story.

    `only_blocks`: the page has no text of its own before the first of them. A long read may name a source under each
    of its parts, and a list of tips link each of its headings, but then an introduction goes before them.
    """
    if is_inserted(block) or is_of_main(block, facts):
        return False
    if alike < 2:
        return block.evidence >= {"link", "date", "outlet"}
    if len(block.evidence & {"link", "date", "outlet", "json_ld"}) > 1 and block.evidence & {"link", "outlet"}:
        return "source" not in block.evidence or only_blocks
    return only_blocks and ("source" in block.evidence or ("link" in block.evidence and not block.runs_on))


def _is_story(block: Block, alike: int, facts: PageFacts) -> bool:
    if is_inserted(block) or is_of_main(block, facts):
        return False
    kinds = len(block.evidence)
    if block.runs_on:
        needed = 1 if alike > 1 else 2
        return len(block.evidence - {"article"}) > needed
    if alike == 1 and holds_opening(block, facts):
        return False
    if alike == 1 or in_main_body(block, facts):
        return kinds > 1 and bool(block.evidence & {"link", "outlet", "json_ld"})
    return kinds > 1 or not block.evidence <= {"date", "byline"}


def _teasers(blocks: list[Block]) -> list[Block]:
    """Long teasers in a row: no stories, but no part of the main one either."""
    teasers = [block for block in blocks if "link" in block.evidence and not block.runs_on and _is_teaser(block)]
    alike = Counter(block.shape for block in teasers)
    return [block for block in teasers if alike[block.shape] > 1]


def _is_teaser(block: Block) -> bool:
    last = block.paragraphs[-1]
    return bool(_TEASER_END.search(last)) or (len(block.paragraphs) == 1 and last[-1].isascii() and last[-1].isalnum())


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
