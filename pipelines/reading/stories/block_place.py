"""Where on its page a block stands: in the main article, as a card put into it, under an introduction, in a live blog.

Answers about places and names only; what follows from them is `reading.stories.split_page`'s part.
"""

from __future__ import annotations

import re
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.facts.facts import PageFacts, words_of
from pipelines.reading.html.element_text import lines_before, one_line
from pipelines.reading.html.structured import Structured
from pipelines.reading.stories.blocks import Block
from pipelines.text.lines import count_words

_SENTENCE_WORDS = 8
_SHORTEST_PIECE = 40
_NO_TEXT = frozenset(("script", "style", "noscript", "template", "a", "option", "title"))

_READ_ALSO = re.compile(
    r"^(?:read (?:also|more|next)|also read|see also|related|more on|lesen sie auch|lire aussi|lea también|اقرأ أيضا|"
    r"إقرأ أيضا|اقرأ ايضا|شاهد|طالع|بیشتر بخوانید)|^\W*\d+\W",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"(?:^|[\s_-])live[_-]?(?:blog|updates?|ticker|posts?|entry|entries|feed|coverage)(?:$|[\s_-])", re.IGNORECASE
)
_LIVE_TITLE = re.compile(
    r"^\W*(?:live(?:\s+(?:updates?|blog|coverage))?|as it happened|liveblog|liveticker|en direct|en vivo|ao vivo|canlı|"
    r"(?:تغطية|بث)\s+(?:مباشرة?|حية?|متواصلة|مستمرة)|مباشر|لحظة\s+بلحظة)\s*[:：|–—-]",
    re.IGNORECASE,
)
# Plain strings: those that know where they are from take twice the time to make that it takes to find them.
_LIVE_NAMES = (
    XPath("descendant-or-self::*/@class[contains(., 'ive')]", smart_strings=False),
    XPath("descendant-or-self::*/@id[contains(., 'ive')]", smart_strings=False),
)
_INSERTED = re.compile(
    r"(?:^|[\s_-])(?:related|promo|recirc|recommend\w*|embed\w*|teaser|read-?(?:more|also)|inline|infobox|factbox)(?:$|[\s_-])",
    re.IGNORECASE,
)


def is_live(tree: HtmlElement, facts: PageFacts, structured: Structured) -> bool:
    """Whether the page is a live blog by its JSON-LD, its title or the names of its elements."""
    if structured.is_live_blog or _LIVE_TITLE.match(facts.title or ""):
        return True
    return any(_LIVE.search(name) for names in _LIVE_NAMES for name in set(cast("list[str]", names(tree))))


def is_inserted(block: Block) -> bool:
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


def text_above(body: HtmlElement, block: Block, facts: PageFacts) -> list[str]:
    """The lines of running text between the page's headline and a block."""
    found: list[str] = []
    begun = facts.headline is None
    title = [] if facts.headline is None else words_of(one_line(facts.headline))
    for line in lines_before(block.heading, body):
        if not begun:
            begun = words_of(line.text) == title
        elif not line.is_link and count_words(line.text) >= _SENTENCE_WORDS:
            found.append(line.text)
    return found


def before_text(body: HtmlElement, facts: PageFacts, *, words: int) -> set[HtmlElement]:
    """The elements that begin before so many words of running text below the page's headline. Counts roughly, and fast:
    each piece of text between two tags for itself.
    """
    seen: set[HtmlElement] = set()
    begun, read = facts.headline is None, 0
    for element in body.iter():
        seen.add(element)
        begun = begun or element is facts.headline
        if begun and isinstance(element.tag, str) and element.tag not in _NO_TEXT:
            for piece in (element.text, element.tail):
                if piece and len(piece) >= _SHORTEST_PIECE:
                    read += count_words(piece)
        if read > words:
            break
    return seen
