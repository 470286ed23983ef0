"""Tell the stories of one page apart: which of its blocks are stories of their own, which belong to the main one.

Pure but for the tree it is given, from which it takes the blocks that it judged to be stories.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import DateSource, Published
from pipelines.dates import read_date
from pipelines.main_text import opening
from pipelines.page_facts import PageFacts, words_of
from pipelines.story_blocks import Block, find_blocks
from pipelines.structured import Structured

LEAST_WORDS = 80

_TEASER_END = re.compile(
    r"(?:…|\.\.\.|\[[….]+\]|\b(?:read|continue|more|mehr|weiterlesen|lire la suite|leer más)\b[^.]{0,20}|"
    r"(?:اقرأ|إقرأ|اقرا|تابع|المزيد|التفاصيل|ادامه مطلب)[^.]{0,20})\W*$",
    re.IGNORECASE,
)
_READ_ALSO = re.compile(
    r"^(?:read (?:also|more|next)|also read|see also|related|more on|lesen sie auch|lire aussi|lea también|اقرأ أيضا|"
    r"إقرأ أيضا|اقرأ ايضا|شاهد|طالع|بیشتر بخوانید)|^\W*\d+\W",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"(?:^|[\s_-])(?:live-?blog|liveblog|live-?updates?|live-?ticker|liveticker)(?:$|[\s_-])", re.IGNORECASE
)
_LIVE_LIKE = XPath(".//*[contains(@class, 'live') or contains(@id, 'live') or contains(@class, 'Live')]")
_INSERTED = re.compile(
    r"(?:^|[\s_-])(?:related|promo|recirc|recommend\w*|embed\w*|teaser|read-?(?:more|also)|inline|infobox|factbox)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ARTICLE_BODY = re.compile(
    r"(?:^|[\s_-])(?:article|entry|post|story)-?_?_?(?:body|content|text|inner)(?:$|[\s_-])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStory:
    """A story beside the main one, as its block tells it. `text` has its paragraphs parted by blank lines."""

    title: str
    text: str
    url: str | None
    outlet: str | None
    authors: tuple[str, ...]
    published: Published | None


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
    of its own); blocks of one shape that lie outside the main article's body need one kind each.
    """
    if structured.is_live_blog or _is_live(tree):
        return Split()
    found = [
        block for block in find_blocks(tree, facts, structured, url=url, least_words=LEAST_WORDS) if block.evidence
    ]
    blocks = [block for block in found if not _is_teaser(block)]
    alike = Counter(block.shape for block in blocks)
    chosen = [block for block in blocks if _is_story(block, alike[block.shape], facts)]
    partial = [block for block in blocks if alike[block.shape] > 1 and not _is_inserted(block)]
    stories = tuple(_story(block, fetched_at) for block in chosen)
    for block in chosen + _teasers(found):
        for element in block.elements:
            element.drop_tree()
    return Split(stories=stories, suspected=not chosen and bool(partial))


def _is_story(block: Block, alike: int, facts: PageFacts) -> bool:
    if _is_inserted(block) or _is_of_main(block, facts):
        return False
    kinds = len(block.evidence)
    if block.runs_on:
        return alike > 1 and len(block.evidence - {"article"}) > 1
    if alike == 1 and _holds_opening(block, facts):
        return False
    if alike == 1 or _in_main_body(block, facts):
        return kinds > 1 and bool(block.evidence & {"link", "outlet", "json_ld"})
    return kinds > 1 or not block.evidence <= {"date", "byline"}


def _holds_opening(block: Block, facts: PageFacts) -> bool:
    """Whether the first text below the main headline stands in this block: then it is the main story's."""
    return any(block.elements[0] in paragraph.iterancestors() for paragraph in opening(facts)[:1])


def _teasers(blocks: list[Block]) -> list[Block]:
    """Long teasers in a row: no stories, but no part of the main one either."""
    teasers = [block for block in blocks if "link" in block.evidence and not block.runs_on and _is_teaser(block)]
    alike = Counter(block.shape for block in teasers)
    return [block for block in teasers if alike[block.shape] > 1]


def _is_teaser(block: Block) -> bool:
    last = block.paragraphs[-1]
    return bool(_TEASER_END.search(last)) or (len(block.paragraphs) == 1 and last[-1].isascii() and last[-1].isalnum())


def _is_live(tree: HtmlElement) -> bool:
    return any(
        _LIVE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        for element in cast("list[HtmlElement]", _LIVE_LIKE(tree))
    )


def _is_inserted(block: Block) -> bool:
    """Whether the heading is that of a card put into a text, not of the text that follows it."""
    if _READ_ALSO.search(block.title):
        return True
    holder = block.elements[0]
    above = list(block.heading.iterancestors())
    inner = above[: above.index(holder)] if holder in above else []
    named = [block.heading, *inner, holder] if block.runs_on else inner
    if any(_INSERTED.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in named):
        return True
    # What runs on follows a bare heading; a picture beside it makes it a card of another story.
    return block.runs_on and (
        holder.tag in ("a", "aside", "figure") or next(holder.iter("img", "picture", "video"), None) is not None
    )


def _is_of_main(block: Block, facts: PageFacts) -> bool:
    """Whether the page itself counts the block's text to its main story."""
    holder = block.elements[0]
    if holder.get("itemprop") == "articleBody" or (
        not block.runs_on and "json_ld" not in block.evidence and _ARTICLE_BODY.search(holder.get("class") or "")
    ):
        return True
    told = facts.linked.body if facts.linked else None
    if not told:
        return False
    known = " ".join(words_of(told))
    return sum(" ".join(words_of(part)) in known for part in block.paragraphs) * 2 > len(block.paragraphs)


def _in_main_body(block: Block, facts: PageFacts) -> bool:
    """Whether the block lies in the element that the page marks as the body of its one article."""
    above = set(facts.headline.iterancestors()) if facts.headline is not None else set()
    for element in block.elements[0].iterancestors():
        if element.get("itemprop") == "articleBody" or _ARTICLE_BODY.search(element.get("class") or ""):
            return True
        if element.tag == "article" and element in above:
            return True
    return False


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
    )
