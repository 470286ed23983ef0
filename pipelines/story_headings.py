"""Find what may head a story of its own on a page: headings, and lines that stand where a heading would.

Decides nothing about stories: only that the words may be a headline and do not stand in navigation, comments or forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.card_lines import beside, read_card
from pipelines.dates import find_dateline
from pipelines.element_text import BLOCKS, is_longer, one_line
from pipelines.page_facts import PageFacts, same_headline
from pipelines.story_links import SourceLine, link_of
from pipelines.structured import LinkedArticle, Structured

_FEWEST_HEADLINE_WORDS = 3
_LONG_HEADLINE_WORD = 16
_LONGEST_HEADLINE = 300
_LONGEST_LINE = 200
_MOST_HEADINGS = 600
_SHORTEST_IN_TITLE = 20
_MOST_OF_TITLE = 0.75

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
NO_STORIES_IN = frozenset(("nav", "footer", "form", "figure", "blockquote", "select", "dialog", "template", "noscript"))
NO_STORIES_NAMED = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|replies|reply|disqus|discussions?|talkbacks?|reviews?|cookies?|consent|"
    r"newsletter|subscribe|author-?(?:bio|box|info|card)?|bio|about-?author|live-?blog|live-?updates?|liveticker|ticker|"
    r"faq|product|modal|popup)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADING_LIKE = XPath(
    """.//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or @role='heading'
    or contains(@itemprop, 'headline') or ((self::a or self::div or self::span or self::p or self::strong)
    and (contains(@class, 'itle') or contains(@class, 'ead') or contains(@class, 'hed')))]"""
)
_LINE_LIKE = XPath(
    """.//*[self::b or self::strong or self::dt or self::summary or (self::a and (../self::td or ../self::li))
    or ((self::span or self::font) and contains(@style, 'bold'))]"""
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARTICLE_TYPE = re.compile(r"Article$|BlogPosting$")
_HEADLINE_NAMED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|hed)(?:$|[\s_-])", re.IGNORECASE)
_REPLY = re.compile(r"^\W*(?:re|aw|sv|antw|رد)\s*[:：]", re.IGNORECASE)

Headings = list[tuple[HtmlElement, LinkedArticle | None]]


def told_headings(body: HtmlElement, facts: PageFacts, structured: Structured, url: str) -> Headings:
    """The headings that show a story: by a link, a line beside them, an `<article>` of their own, or JSON-LD."""
    entries = [entry for entry in structured.articles if entry.headline and entry is not facts.linked]
    found: Headings = []
    for element in _candidates(body, facts):
        text = one_line(element)
        entry = next((entry for entry in entries if entry.headline and same_headline(entry.headline, text)), None)
        if entry or link_of(element, url, facts) or opens_article(element) or _has_lines(element):
            found.append((element, entry))
    return _outermost(found)


def line_headings(body: HtmlElement, facts: PageFacts, url: str) -> Headings:
    """The bold lines, terms and linked lines that stand as headings and show a link, a date or an outlet."""
    return [
        (element, None)
        for element in _lines(body, facts)
        if link_of(element, url, facts) or _has_lines(_line_of(element)) or _has_line_below(element)
    ]


def headings_of(sources: list[SourceLine], body: HtmlElement, facts: PageFacts) -> Headings:
    """The first heading, or line that stands as one, before each line that names a source."""
    places = {element: n for n, element in enumerate(body.iter())}
    begin = places.get(facts.headline, -1) if facts.headline is not None else -1
    candidates = sorted(
        {*(element for element, _ in _outermost([(e, None) for e in _candidates(body, facts)])), *_lines(body, facts)},
        key=lambda element: places[element],
    )
    found: Headings = []
    for source in sources:
        end = places[source.element]
        first = next((element for element in candidates if begin < places[element] < end), None)
        if first is not None:
            found.append((first, None))
        begin = max(begin, end)
    return found


def is_named_in_title(body: HtmlElement, facts: PageFacts) -> bool:
    """Whether the page's title names one of its bold lines word for word and something else beside it.

    So the title of a round-up does: "From a theft in the market to a fire at the port".
    """
    title = "".join((facts.title or "").split())
    for element in cast("list[HtmlElement]", _LINE_LIKE(body)):
        if element.tag in ("b", "strong") and not is_longer(element, _LONGEST_LINE):
            # Without spaces: pages lose them between the words of bold lines.
            line = "".join(one_line(element).split())
            is_part = _SHORTEST_IN_TITLE <= len(line) <= _MOST_OF_TITLE * len(title) and line in title
            if is_part and _is_own_line(element) and element.getparent() is not facts.headline:
                return not _stands_apart(element) and not any(element.iterancestors("a", "h1", "li"))
    return False


def opens_article(heading: HtmlElement) -> bool:
    """Whether the heading is the first of an `<article>`, or of what ARIA or microdata call one."""
    for article in heading.iterancestors():
        is_article = article.tag == "article" or article.get("role") == "article"
        if is_article or _ARTICLE_TYPE.search(article.get("itemtype") or ""):
            first = next((found for found in article.iter() if found is heading or found.tag in HEADINGS), None)
            return first is heading
    return False


def _candidates(body: HtmlElement, facts: PageFacts) -> Iterator[HtmlElement]:
    seen = 0
    for element in cast("list[HtmlElement]", _HEADING_LIKE(body)):
        if element is facts.headline or not _is_heading(element):
            continue
        seen += 1
        if seen > _MOST_HEADINGS:
            return
        if _is_headline(one_line(element)) and not _stands_apart(element):
            yield element


def _outermost(headings: Headings) -> Headings:
    kept: Headings = []
    inside: HtmlElement | None = None
    for element, entry in headings:
        if inside is None or inside not in element.iterancestors():
            kept.append((element, entry))
            inside = element
    return kept


def _lines(body: HtmlElement, facts: PageFacts) -> list[HtmlElement]:
    """The lines that look like headings, of at most `_MOST_HEADINGS`."""
    around = set() if facts.headline is None else {facts.headline, *facts.headline.iterancestors()}
    found: Headings = []
    for element in cast("list[HtmlElement]", _LINE_LIKE(body)):
        if element in around or is_longer(element, _LONGEST_LINE) or not _is_own_line(element):
            continue
        text = one_line(element)
        if _is_headline(text) and not text.endswith((".", ":", "،", ",", "؛", ";")) and not _stands_apart(element):
            found.append((element, None))
            if len(found) > _MOST_HEADINGS:
                break
    return [
        element
        for element, _ in _outermost(found)
        if not any(above.tag in HEADINGS for above in element.iterancestors())
    ]


def _line_of(element: HtmlElement) -> HtmlElement:
    """The element that holds this line and nothing else: the paragraph of a bold line."""
    while (parent := element.getparent()) is not None and parent.tag in (
        "p",
        "div",
        "a",
        "b",
        "strong",
        "span",
        "font",
    ):
        if one_line(parent) != one_line(element):
            break
        element = parent
    return element


def _has_line_below(element: HtmlElement) -> bool:
    """Whether a date follows after a mere line break: `<b>Title</b><br>18 March 2025<br>`."""
    after = _line_of(element).getnext()
    below = " ".join((after.tail or "").split()) if after is not None and after.tag == "br" else ""
    return any(map(str.isdigit, below)) and find_dateline([below]) is not None


def _is_own_line(element: HtmlElement) -> bool:
    """Whether nothing but markup stands before the element in its block, and a break or nothing behind it."""
    inner = element
    while inner.tag not in BLOCKS:
        parent = inner.getparent()
        if parent is None or (parent.text or "").strip():
            return False
        if any(_says(sibling) for sibling in inner.itersiblings(preceding=True)):
            return False
        if (inner.tail or "").strip():
            return False
        after = inner.getnext()
        if after is not None and after.tag not in BLOCKS:
            return False
        if parent.tag in BLOCKS:
            return True
        inner = parent
    return True


def _says(element: HtmlElement) -> bool:
    return bool((element.tail or "").strip()) or (isinstance(element.tag, str) and is_longer(element, 0))


def _is_heading(element: HtmlElement) -> bool:
    if element.tag in HEADINGS or element.get("role") == "heading" or "headline" in (element.get("itemprop") or ""):
        return True
    return bool(_HEADLINE_NAMED.search(element.get("class") or "")) and not any(
        True for inner in element.iter("p", "div", "ul", *HEADINGS) if inner is not element
    )


def _is_headline(text: str) -> bool:
    """Whether the words may head a story: three of them, or as many characters where words are not parted."""
    if len(text) > _LONGEST_HEADLINE or _REPLY.match(text):
        return False
    return len(text.split()) >= _FEWEST_HEADLINE_WORDS or len(text) >= _LONG_HEADLINE_WORD


def _stands_apart(element: HtmlElement) -> bool:
    """Whether the element is in a part of the page that carries no stories: navigation, comments, a form."""
    for above in [element, *element.iterancestors()]:
        if above.tag in NO_STORIES_IN:
            return True
        if above.tag in ("body", "html"):
            break
        if _HIDDEN.search(above.get("style") or "") or above.get("hidden") is not None:
            return True
        if NO_STORIES_NAMED.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False


def _has_lines(heading: HtmlElement) -> bool:
    """Whether a date or an outlet stands beside the heading."""
    card = read_card(heading, beside(heading))
    return card.date_words is not None or card.outlet is not None
