"""Turn a page's bytes into its stories. Runs in worker processes only.

trafilatura finds the text; what it loses is made good here: the main story that its default drops for a neighbour,
text that stands only in JSON-LD, the joiners of Persian. Other stories on the page are cut out before it looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from importlib.metadata import version
from typing import Any

from lxml.html import HtmlElement, document_fromstring

from model import Hints, Story
from pipelines.reading.boilerplate.machine_summaries import cut_machine_summaries
from pipelines.reading.boilerplate.notices import Notices, cut_notices
from pipelines.reading.boilerplate.walls import PAYWALL, WallSigns, is_paywall, say_free, signs_on, wall_in
from pipelines.reading.facts.facts import PageFacts, read_facts, words_of
from pipelines.reading.facts.origins import above_paywall
from pipelines.reading.facts.outward_links import outward_links
from pipelines.reading.html.charset import decode_html
from pipelines.reading.html.element_text import read_lines
from pipelines.reading.html.structured import paragraphs, read_structured
from pipelines.reading.html.tree import parse, take_scripts
from pipelines.reading.main.corrections import with_corrections
from pipelines.reading.main.main_text import (
    cleaned,
    drop_notes,
    holder_of,
    is_main,
    open_layout_tables,
    opening,
    share,
    standing_in,
)
from pipelines.reading.main.mended import mended
from pipelines.reading.main.state_article import StateArticle, article_in_state
from pipelines.reading.main.twins import cut_twins
from pipelines.reading.own_reading import fast_reading, own_reading
from pipelines.reading.stories.facts import main_story, split_story
from pipelines.reading.stories.split_page import LEAST_WORDS, Split, split_page
from pipelines.text.lines import count_words, is_sentence

EXTRACTOR = "1"

# trafilatura's fast reading is kept where it is this long and this little of it is in the default reading: the
# default then took a neighbour for the story.
_FAST_CHARACTERS = 500
_FAST_SHARE = 0.5
# Where less of it is sentences, it took the menus along.
_LEAST_RUNNING = 0.8
# JSON-LD's text is taken when the page yields less than this share of it.
_LINKED_SHARE = 0.5

# Less than so many times the fewest words of an article, above a wall, is a stub. Fewer words than these above a call
# to subscribe are taken for a part, more where a page says that it is not free: some show the whole text all the same.
_STUB = 2
_MOST_ABOVE_GATE, _MOST_ABOVE_PAYWALL = 150, 300

_BY_MARKUP = "the page's own markup, read by trafilatura"
_BY_JSON_LD = "JSON-LD articleBody"
_BY_STATE = "the data in the page's scripts"

# What is not read once the facts are: these elements, and all attributes (a third) but those that trafilatura looks at
# while it reads a text, or this package after it.
_UNREAD = ("link", "meta")
_READ_ATTRIBUTES = frozenset(
    """alt alttext aria-hidden class colspan content data-component data-lp-replacement-content data-preloaded display
    encoding hidden href id itemprop itemtype lang rel rend role rowspan src style title type""".split()
)

# trafilatura drops what is not printable, and with it the joiners that part Persian words: letters that no page
# uses stand in for them on the way through.
_JOINERS = {"\u200c": "\ua7fa", "\u200d": "\ua7fb"}
_ESCAPED_JOINER = re.compile("&(?:zwn?j|#0*820[45]|#[xX]0*200[cCdD])")


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
    unsplit: Split | None = None,
) -> tuple[list[Story], str | None]:
    """The stories of a page, the main one first, or none and one sentence that says why.

    `min_words` is the least number of words of an article. `fetched_at` is what relative dates are counted from.
    `unsplit`: the page is read as one story, whatever it looks like, and this is what is known of others.
    """
    decoded = decode_html(body, content_type)
    tree = parse(decoded)
    if tree is None:
        return [], "the page is empty or not HTML"
    structured = read_structured(tree)
    scripts = take_scripts(tree)
    cut_twins(tree)
    notices = cut_notices(tree)
    cut_machine_summaries(tree, body)
    facts = read_facts(tree, structured, url=url, hints=hints, fetched_at=fetched_at, scripts=scripts)
    split = unsplit or split_page(tree, facts.only_page or facts, structured, url=url, fetched_at=fetched_at)
    if len(split.stories) > 1:
        facts = facts.only_page or facts
    has_joiners = _may_have_joiners(decoded)
    links = outward_links(tree, url)
    text, text_from, stated = _main_text(
        tree, facts, url, min_words, scripts, notices, has_joiners=has_joiners, is_left=split.is_all
    )
    words = count_words(text)
    if len(split.stories) == 1 and (words < min_words or facts.only_page):
        # An ordinary page whose own text was taken for another story.
        return extract_html(
            body,
            url=url,
            content_type=content_type,
            fetched_at=fetched_at,
            hints=hints,
            min_words=min_words,
            unsplit=Split(suspected=words >= min_words or not facts.only_page),
        )
    if stated and stated.title and facts.headline is None:
        facts = facts.titled(stated.title, _BY_STATE)
    if stated and stated.authors and not facts.authors:
        facts = facts.written_by(stated.authors, _BY_STATE)
    stories: list[Story] = []
    signs = signs_on(tree, facts.title, is_free=say_free(scripts))
    wall = _wall(tree, text, facts, signs, notices, min_words)
    is_frame = bool(split.stories) and (split.is_all or facts.headline is None) and words < LEAST_WORDS
    if words >= min_words and not wall and not is_frame:
        if notices.is_gated and words < (_MOST_ABOVE_GATE if signs.is_free else _MOST_ABOVE_PAYWALL):
            text_from = above_paywall(text_from)
        stories.append(
            main_story(text, facts, text_from=text_from, links=links, suspected=split.suspected, lead=split.lead)
        )
    stories += [
        split_story(found, facts, position=position, url=url, fetched_at=fetched_at)
        for position, found in enumerate(split.stories, start=len(stories))
    ]
    return stories, None if stories else f"no article text: {wall or f'{words} words found'}"


def _wall(
    tree: HtmlElement, text: str, facts: PageFacts, signs: WallSigns, notices: Notices, min_words: int
) -> str | None:
    """What stands in an article's place, in words, such as "an error page"; None where the text is an article's."""
    words, wall = count_words(text), None
    if words < min_words or signs.notice or not signs.is_free or not _is_surely_article(text, facts):
        wall = wall_in(text or "\n".join(line.text for line in read_lines(tree.iter("body"))), facts.title, signs)
    if not wall and words < _STUB * min_words and notices.texts:
        # Judged with what was cut out of it: little stands above a wall.
        wall = wall_in("\n".join((text, *notices.texts)), facts.title, signs)
        wall = wall or (PAYWALL if notices.is_gated and words < min_words else None)
    return wall


def _main_text(
    tree: HtmlElement,
    facts: PageFacts,
    url: str,
    min_words: int,
    scripts: Sequence[HtmlElement],
    notices: Notices,
    *,
    has_joiners: bool,
    is_left: bool,
) -> tuple[str, str, StateArticle | None]:
    """The main story's text, by which way it was read, and what was read with it, if it is from scripts.

    `is_left`: this is rather the frame of a page whose stories were all taken out.
    """
    guarded = has_joiners and _guard_joiners(tree)
    drop_notes(tree)
    chosen = _read_main(tree, facts, url, is_left=is_left)
    body = tree.find(".//body")
    if chosen and body is not None:
        chosen = with_corrections(mended(chosen, body, facts), body)
    if guarded:
        for joiner, letter in _JOINERS.items():
            chosen = chosen.replace(letter, joiner)
    way = _BY_MARKUP
    told = facts.linked.body if facts.linked else None
    if told and count_words(told) >= min_words and _is_better(told, chosen, min_words):
        chosen, way = told, _BY_JSON_LD
    else:
        chosen = cleaned(chosen, facts)
    is_stub = notices.is_gated and count_words(chosen) < _STUB * min_words
    if is_paywall("\n".join((chosen, *(notices.texts if is_stub else ()))), facts.title):
        return chosen, way, None
    stated = article_in_state(scripts, facts, url=url, shown=chosen, least_words=min_words)
    return (stated.text, _BY_STATE, stated) if stated else (chosen, way, None)


def _is_better(told: str, chosen: str, min_words: int) -> bool:
    """Whether JSON-LD's text is to be taken: the page shows less of it, or something else, such as a wall. Or the same,
    of which JSON-LD has the paragraphs.
    """
    is_less = count_words(chosen) < max(min_words, _LINKED_SHARE * count_words(told))
    return is_less or share(told, chosen) < _LINKED_SHARE or words_of(chosen) == words_of(told)


def _is_surely_article(text: str, facts: PageFacts) -> bool:
    """Whether the page describes an article, and the text has its opening or is what it tells."""
    if facts.linked is None:
        return False
    return text == facts.linked.body or standing_in(text, opening(facts)) > 0


def _read_main(tree: HtmlElement, facts: PageFacts, url: str, *, is_left: bool) -> str:
    """trafilatura's text, read again in other ways while it may be a neighbour's and not the main story's. Another
    reading has as much of the story's opening; one paragraph of it may be a note on the author, and makes no shorter
    text the story's.
    """
    first = opening(facts)
    open_layout_tables(facts, first)
    _drop_unread(tree)
    # trafilatura asks other readers where it finds a short text; beside a frame no longer one is missed.
    document = _read(tree, url, fast=is_left)
    chosen = _text_of(document)
    if is_main(chosen, first, facts):
        return chosen
    fast = chosen if is_left or _is_own_reading(document) else _text_of(_read(tree, url, fast=True))
    if (
        len(fast) >= _FAST_CHARACTERS
        and share(fast, chosen) < _FAST_SHARE
        and _is_running(fast)
        and standing_in(fast, first) >= standing_in(chosen, first)
    ):
        chosen = fast
    holder = None if standing_in(chosen, first) else holder_of(facts, first)
    if holder is not None:
        page = document_fromstring("<html><body></body></html>")
        page[0].append(deepcopy(holder))
        own = _text_of(fast_reading(page, url))
        found = standing_in(own, first)
        if count_words(own) >= LEAST_WORDS and (found == 2 or (found and count_words(own) >= count_words(chosen))):
            return own
    return chosen


def _is_running(text: str) -> bool:
    """Whether nearly all of a text is sentences."""
    blocks = text.split("\n\n")
    return sum(len(block) for block in blocks if is_sentence(block)) >= _LEAST_RUNNING * sum(map(len, blocks))


def _drop_unread(tree: HtmlElement) -> None:
    """Take out of the tree what nobody reads from here on: each reading copies it several times, attributes and all."""
    for element in list(tree.iter(*_UNREAD)):
        element.drop_tree()
    for element in tree.iter():
        names = element.keys()
        if not _READ_ATTRIBUTES.issuperset(names):
            for name in names:
                # lxml takes a brace for the start of a namespace: what a template left there cannot be deleted.
                if name not in _READ_ATTRIBUTES and not name.startswith("{"):
                    del element.attrib[name]


def _read(tree: HtmlElement, url: str, *, fast: bool) -> Any:
    """trafilatura's document, None where it finds none. It works on a copy of the tree."""
    return fast_reading(tree, url) if fast else own_reading(tree, url)


def _text_of(document: Any) -> str:
    """Its text, one paragraph a block."""
    text = getattr(document, "text", None) or ""
    return "\n\n".join(paragraphs(text.split("\n")))


def _is_own_reading(document: Any) -> bool:
    """Whether the text is trafilatura's own, which its fast reading gives again, and surely no other reader's.

    What it takes from readability hangs in a page, what it takes from justext is a `<body>` of bare paragraphs made
    anew: none of them stands in a line of the page's source.
    """
    body = getattr(document, "body", None)
    if body is None or body.tag != "body" or body.getparent() is not None:
        return False
    return any(element.tag != "p" or len(element) or element.sourceline is not None for element in body)


def _may_have_joiners(text: str) -> bool:
    # Characters are looked for one by one, which takes a twentieth of the time of a set of them.
    return any(joiner in text for joiner in _JOINERS) or _ESCAPED_JOINER.search(text) is not None


def _guard_joiners(tree: HtmlElement) -> bool:
    found = False
    for element in tree.iter():
        for joiner, letter in _JOINERS.items():
            if element.text and joiner in element.text:
                element.text, found = element.text.replace(joiner, letter), True
            if element.tail and joiner in element.tail:
                element.tail, found = element.tail.replace(joiner, letter), True
    return found
