"""Judge and clean a text that was read from a page: is it the main story's, and what of it is not text? Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.boilerplate.strip import strip_boilerplate
from pipelines.reading.facts.facts import PageFacts, words_of
from pipelines.reading.html.element_text import is_longer, one_line
from pipelines.text.lines import count_words, words_in

# From this share of a text on, another text is held to have all of it.
WHOLE = 0.9
# A paragraph of this many words is running text.
_PARAGRAPH_WORDS = 20
# JSON-LD's text must be this much of the page's, by length, to say where the page's ends.
_LEAST_TOLD = 0.5
# What stands below its end is so much of the text at the most: JSON-LD may have a part alone.
_MOST_BELOW, _MOST_WORDS_BELOW = 0.15, 150

_NOTE_MARK = re.compile(r"[\[(]?\w{1,3}[\])]?")
_NOTE_NUMBER = re.compile(r"\[?\d{1,3}\]?")
_COUNTER = re.compile(r"\s*(?P<at>\d{1,3})\s*(?:/|of|von|de|di|sur|من|از|из)\s*(?P<all>\d{1,3})\s*")
_LONGEST_COUNTER = 40
_FEWEST_SLIDES = 3
_MOST_PARAGRAPHS = 12
_LONGEST_CARD = 600
_HOVER_CARDS = XPath(
    "//body//*[@role='tooltip' or @popover or contains(@class, 'tooltip') or contains(@class, 'popover') or "
    "contains(@class, 'hover')]"
)
# These take a quarter of its time, and most pages have none.
_CLASSES = XPath("descendant::*/@class", smart_strings=False)
_CARDS_BY_ROLE = XPath("boolean(descendant::*/@role[. = 'tooltip'] | descendant::*/@popover)")
# Not the word that has one: "has-tooltip", "tooltip".
_CARD_NAMED = re.compile(
    r"(?:^|[\s_-])(?:tooltip|popover|hover-?card)[_-]{0,2}(?:text|content|body|card|box|inner)(?:$|[\s_-])",
    re.IGNORECASE,
)


def share(part: str, whole: str) -> float:
    """How much of the words of `part` is in `whole`, 0 to 1, each as often as it occurs there."""
    words = _counted(part)
    return (words & _counted(whole)).total() / max(1, words.total())


@lru_cache(maxsize=4)
def _counted(text: str) -> Counter[str]:
    # What JSON-LD tells is compared with each reading of a page. Nobody changes the counts.
    return Counter(words_in(text))


def opening(facts: PageFacts) -> list[HtmlElement]:
    """The first two paragraphs of running text below the headline; fewer where there are not two."""
    if facts.headline is None:
        return []
    below = islice(_paragraphs_below(facts.headline), _MOST_PARAGRAPHS)
    return list(islice((element for element in below if count_words(one_line(element)) >= _PARAGRAPH_WORDS), 2))


def _paragraphs_below(headline: HtmlElement) -> Iterator[HtmlElement]:
    # An XPath looks at all that follows, however few are asked for.
    for above in (headline, *headline.iterancestors()):
        for sibling in above.itersiblings():
            yield from sibling.iter("p")


def standing_in(text: str, paragraphs: list[HtmlElement]) -> int:
    """How many of the paragraphs stand in the text, word for word."""
    lines = [one_line(paragraph) for paragraph in paragraphs]
    # What stands there letter by letter, as most do, need not be taken apart into words.
    others = [line for line in lines if line not in text]
    if not others:
        return len(lines)
    joined = " ".join(words_of(text))
    return len(lines) - len(others) + sum(" ".join(words_of(line)) in joined for line in others)


def open_layout_tables(facts: PageFacts, paragraphs: list[HtmlElement]) -> None:
    """Make the tables that hold the headline or its text into plain blocks: they lay out the page and are no data."""
    for element in [*paragraphs, *([] if facts.headline is None else [facts.headline])]:
        for above in element.iterancestors("table", "thead", "tbody", "tr", "td", "th"):
            above.tag = "div"


def drop_notes(tree: HtmlElement) -> None:
    """Take out what stands in no sentence though its markup stands in one: the numbers that lead to notes or count a
    gallery's pictures, and the cards that show where a reader points at a word.
    """
    for link in list(tree.iter("a")):
        if not (link.get("href") or "").startswith("#"):
            continue
        raised = next(link.iterancestors("sup"), None)
        mark, form = (link, _NOTE_NUMBER) if raised is None else (raised, _NOTE_MARK)
        # A mark in which two links stand is gone with the first.
        if mark.getparent() is not None and form.fullmatch(one_line(mark)):
            mark.drop_tree()
    for counter in list(_slide_counters(tree)):
        counter.drop_tree()
    for card in cast("list[HtmlElement]", _HOVER_CARDS(tree)) if _may_have_cards(tree) else ():
        is_card = card.get("role") == "tooltip" or card.get("popover") is not None
        if (is_card or _CARD_NAMED.search(card.get("class") or "")) and not is_longer(card, _LONGEST_CARD):
            card.drop_tree()


def _slide_counters(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that number the pictures of a gallery, from the first on: "1 / 10", "2 / 10", "3 / 10"."""
    counted: dict[str, dict[int, HtmlElement]] = {}
    for element in tree.iter("span", "div", "p", "em", "small", "b", "strong", "i"):
        text = element.text
        if text and len(text) <= _LONGEST_COUNTER and not len(element) and (found := _COUNTER.fullmatch(text)):
            counted.setdefault(found["all"], {}).setdefault(int(found["at"]), element)
    for all_, at in counted.items():
        if int(all_) >= len(at) >= _FEWEST_SLIDES and {1, 2, 3} <= at.keys():
            yield from at.values()


def _may_have_cards(tree: HtmlElement) -> bool:
    names = set(cast("list[str]", _CLASSES(tree)))
    is_named = any(_CARD_NAMED.search(name) for name in names if "over" in name or "tooltip" in name)
    return is_named or bool(_CARDS_BY_ROLE(tree))


def is_main(text: str, paragraphs: list[HtmlElement], facts: PageFacts) -> bool:
    """Whether the text is surely the main story's: it has the story's opening, or all of what JSON-LD tells."""
    told = facts.linked.body if facts.linked else None
    if told and count_words(told) >= _PARAGRAPH_WORDS and share(told, text) >= WHOLE:
        return True
    return standing_in(text, paragraphs) == 2


def holder_of(facts: PageFacts, paragraphs: list[HtmlElement]) -> HtmlElement | None:
    """The smallest element that holds the headline and its opening; None where that is the whole page."""
    if facts.headline is None or not paragraphs:
        return None
    for element in facts.headline.iterancestors():
        if element.tag in ("body", "html"):
            return None
        if all(element in paragraph.iterancestors() for paragraph in paragraphs):
            return element
    return None


def cleaned(text: str, facts: PageFacts) -> str:
    """The text without title and byline on top, page boilerplate, and what follows the end that JSON-LD knows."""
    blocks = text.split("\n\n")
    lines = [words_of(words) for words in (facts.title, *facts.authors) if words]
    while len(blocks) > 1 and words_of(blocks[0]) in lines:
        blocks = blocks[1:]
    told = facts.linked.body if facts.linked else None
    if told and share(told, "\n".join(blocks)) >= WHOLE and len(told) > _LEAST_TOLD * sum(map(len, blocks)):
        end = _end_of(told, blocks)
        most = min(_MOST_WORDS_BELOW, _MOST_BELOW * sum(map(count_words, blocks)))
        if sum(map(count_words, blocks[end:])) <= most:
            blocks = blocks[:end]
    return without_boilerplate("\n\n".join(blocks))


def without_boilerplate(text: str) -> str:
    """The text without page boilerplate. A line that comes again stays: tables and plans repeat theirs."""
    blocks = text.split("\n\n")
    kept = set(strip_boilerplate(list(dict.fromkeys(blocks))))
    return "\n\n".join(block for block in blocks if block in kept)


def _end_of(told: str, blocks: list[str]) -> int:
    """How many of the blocks there are up to the last that is mostly in `told`."""
    known = set(_triples(told))
    for place in range(len(blocks) - 1, 0, -1):
        triples = _triples(blocks[place])
        if sum(words in known for words in triples) * 2 > len(triples) or (not triples and blocks[place] in told):
            return place + 1
    return len(blocks)


def _triples(text: str) -> list[tuple[str, str, str]]:
    words = words_in(text)
    return list(zip(words, words[1:], words[2:], strict=False))
