"""Turn a page's bytes into its stories. The only module that knows trafilatura; runs in worker processes only.

trafilatura finds the text; what it loses is made good here: the main story that its default drops for a neighbour,
text that stands only in JSON-LD, the joiners of Persian. Other stories on the page are cut out before it looks.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from datetime import datetime
from functools import cache
from importlib.metadata import version
from types import ModuleType
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import Hints, Story
from pipelines.charset import decode_html
from pipelines.furniture import strip_furniture
from pipelines.language import detect
from pipelines.page_facts import PageFacts, line, read_facts, words_of
from pipelines.split_page import LEAST_WORDS, Split, split_page
from pipelines.structured import paragraphs, read_structured
from pipelines.tree import parse

EXTRACTOR = "1"

# trafilatura's fast reading is kept where it is this long and this little of it is in the default reading: the
# default then took a neighbour for the story.
_FAST_CHARACTERS = 500
_FAST_SHARE = 0.5
# JSON-LD's text is taken when the page yields less than this share of it.
_LINKED_SHARE = 0.5
# From this share of JSON-LD's text on, the page's text is held to be all of it.
_WHOLE = 0.9

# A paragraph of this many words is running text.
_OPENING_WORDS = 20

_BELOW = XPath("following::p[position() <= 12]")
_WORD = re.compile(r"\w+")
# trafilatura drops what is not printable, and with it the joiners that part Persian words: letters that no page
# uses stand in for them on the way through.
_JOINERS = {"\u200c": "\ua7fa", "\u200d": "\ua7fb"}


def extractor_version() -> str:
    """Ours and trafilatura's, such as "1+trafilatura-2.3.1"."""
    return f"{EXTRACTOR}+trafilatura-{version('trafilatura')}"


def extract_html(
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    fetched_at: datetime | None,
    hints: Hints,
    min_words: int,
) -> tuple[list[Story], str | None]:
    """The stories of a page, the main one first, or none and one sentence that says why.

    `min_words` is the least number of words of an article. `fetched_at` is what relative dates are counted from.
    """
    decoded = decode_html(body, content_type)
    tree = parse(decoded)
    if tree is None:
        return [], "the page is empty or not HTML"
    structured = read_structured(tree)
    facts = read_facts(tree, structured, url=url, hints=hints, fetched_at=fetched_at)
    split = split_page(tree, facts, structured, url=url, fetched_at=fetched_at)
    text = _main_text(tree, facts, url, min_words)
    words = _count(text)
    if words < min_words and len(split.stories) == 1:
        # What is left of an ordinary page when its own text was taken for another story.
        whole = parse(decoded)
        if whole is not None:
            split, text = Split(suspected=True), _main_text(whole, facts, url, min_words)
            words = _count(text)
    stories: list[Story] = []
    if words >= min_words and not (split.stories and facts.headline is None and words < LEAST_WORDS):
        stories.append(
            Story(
                position=0,
                text=text,
                title=facts.title,
                canonical_url=facts.canonical_url,
                authors=facts.authors,
                language=detect(text, facts.language),
                published=facts.published,
                several_stories_suspected=split.suspected,
            )
        )
    stories += [
        Story(
            position=position,
            text="\n\n".join(_cleaned(found.text.split("\n\n"))),
            title=found.title,
            url=found.url,
            outlet=found.outlet,
            authors=found.authors,
            language=detect(found.text, facts.language),
            published=found.published,
        )
        for position, found in enumerate(split.stories, start=len(stories))
    ]
    return stories, None if stories else f"no article text: {words} words found"


def _main_text(tree: HtmlElement, facts: PageFacts, url: str, min_words: int) -> str:
    guarded = _guard_joiners(tree)
    chosen = _read(tree, url, fast=False)
    if not _has_opening(chosen, facts):
        fast = _read(tree, url, fast=True)
        if len(fast) >= _FAST_CHARACTERS and _share(fast, chosen) < _FAST_SHARE:
            chosen = fast
    if guarded:
        for joiner, letter in _JOINERS.items():
            chosen = chosen.replace(letter, joiner)
    told = facts.linked.body if facts.linked else None
    if told and _count(told) >= min_words and _count(chosen) < max(min_words, _LINKED_SHARE * _count(told)):
        return told
    return "\n\n".join(_cleaned(_trimmed(chosen.split("\n\n"), facts.title, told)))


def _has_opening(text: str, facts: PageFacts) -> bool:
    """Whether the text is surely that of the main story: it has the first paragraphs below the headline."""
    told = facts.linked.body if facts.linked else None
    if told and _count(told) >= _OPENING_WORDS and _share(told, text) >= _WHOLE:
        return True
    if facts.headline is None:
        return False
    opening: list[str] = []
    for element in cast("list[HtmlElement]", _BELOW(facts.headline)):
        paragraph = line(element)
        if _count(paragraph) >= _OPENING_WORDS:
            opening.append(paragraph)
            if len(opening) == 2:
                break
    return len(opening) == 2 and all(_share(paragraph, text) >= _WHOLE for paragraph in opening)


def _trimmed(blocks: list[str], title: str | None, told: str | None) -> list[str]:
    """Without the title on top, and without what follows the last paragraph that JSON-LD's whole text knows."""
    while len(blocks) > 1 and title and words_of(blocks[0]) == words_of(title):
        blocks = blocks[1:]
    if told and _share(told, "\n".join(blocks)) >= _WHOLE and len(told) > _LINKED_SHARE * sum(map(len, blocks)):
        known = {words for words in _triples(told)}
        for place in range(len(blocks) - 1, 0, -1):
            triples = _triples(blocks[place])
            if sum(words in known for words in triples) * 2 > len(triples) or (not triples and blocks[place] in told):
                return blocks[: place + 1]
    return blocks


def _cleaned(blocks: list[str]) -> list[str]:
    """Without page furniture. A line that comes again stays: tables and plans repeat theirs, captions are not here."""
    kept = set(strip_furniture(list(dict.fromkeys(blocks))))
    return [block for block in blocks if block in kept]


def _triples(text: str) -> list[tuple[str, str, str]]:
    words = _WORD.findall(text)
    return list(zip(words, words[1:], words[2:], strict=False))


def _read(tree: HtmlElement, url: str, *, fast: bool) -> str:
    """trafilatura's text, one paragraph a block. It works on a copy of the tree."""
    document = _trafilatura().bare_extraction(tree, url=url, fast=fast, include_comments=False)
    text = getattr(document, "text", None) or ""
    return "\n\n".join(paragraphs(text.split("\n")))


def _share(part: str, whole: str) -> float:
    """How much of the words of `part` is in `whole`, 0 to 1, each as often as it stands there."""
    words = Counter(_WORD.findall(part))
    return (words & Counter(_WORD.findall(whole))).total() / max(1, words.total())


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _guard_joiners(tree: HtmlElement) -> bool:
    found = False
    for element in tree.iter():
        for joiner, letter in _JOINERS.items():
            if element.text and joiner in element.text:
                element.text, found = element.text.replace(joiner, letter), True
            if element.tail and joiner in element.tail:
                element.tail, found = element.tail.replace(joiner, letter), True
    return found


@cache
def _trafilatura() -> ModuleType:
    import trafilatura

    # What it logs is said better by the reason that `extract_html` gives.
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trafilatura
