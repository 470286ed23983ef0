"""Find the lines of a page that may head something: headings, and lines that stand where a heading would. Pure.

Only that the words may be a headline and do not stand in navigation, comments or forms; what they head is
`reading.stories.headings`' part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.facts.bylines import is_role
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.html.element_text import BLOCKS, HEADINGS, is_longer, one_line, pieces_of
from pipelines.text.lines import count_words

_FEWEST_HEADLINE_WORDS = 3
_LONG_HEADLINE_WORD = 16
_LONGEST_HEADLINE = 300
_LONGEST_LINE = 200
_MOST_LINES_BETWEEN, _SHORTEST_TEXT = 3, 100
_MOST_HEADINGS = 600
_SHORTEST_IN_TITLE = 20

NO_STORIES_IN = frozenset(("nav", "footer", "form", "figure", "blockquote", "select", "dialog", "template", "noscript"))
NO_STORIES_NAMED = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|replies|reply|disqus|discussions?|talkbacks?|reviews?|cookies?|consent|"
    r"newsletter(?![_-]?(?:post|issue|body|content|article|text))|subscribe|author-?(?:bio|box|info|card)?|bio|about-?author|live-?blog|live-?updates?|liveticker|ticker|"
    r"faq|product|modal|popup|credits?|captions?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAY_BE_NAMED_HEADING = frozenset(("a", "div", "span", "p", "strong"))
_LINE_TAGS = frozenset(("b", "strong", "dt", "summary"))
_MAY_BE_BOLD = frozenset(("span", "font"))
_MAY_HEAD = tuple(HEADINGS | _MAY_BE_NAMED_HEADING | _LINE_TAGS | _MAY_BE_BOLD)
# Few pages have one; to ask each element takes a quarter of the walk.
_TELLS_HEADING = XPath("boolean(descendant::*/@role[. = 'heading'] | descendant::*/@itemprop[contains(., 'headline')])")
# What a line that stands as a heading does not end in.
NO_HEADLINE_ENDS = (".", ":", "،", ",", "؛", ";")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADLINE_NAMED = re.compile(r"(?:^|[\s_-])(?<!job[_-])(?:title|headline|heading|hed)(?:$|[\s_-])", re.IGNORECASE)
_ADVERT = re.compile(
    r"^\W*(?:(?:a\s+)?(?:word|message)\s+from\s+our\s+(?:sponsors?|partners?)|(?:sponsored|paid)\s+(?:by|content|post)|"
    r"advertise?ment|anzeige|werbung|publicité|publicidad|reklam|реклама|广告|إعلان(?:\s+ممول)?|محتوى\s+ممول|تبلیغات?)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^\W*(?:re|aw|sv|antw|رد)\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleHeadings:
    """In page order: `headings` by their markup, and `lines` that stand as such, without those inside headings."""

    headings: tuple[HtmlElement, ...]
    lines: tuple[HtmlElement, ...]


def possible_headings(body: HtmlElement, facts: PageFacts) -> PossibleHeadings:
    """What may head a story below `body`, without the page's own headline."""
    heading_like, line_like = _marked(body)
    return PossibleHeadings(
        headings=tuple(_headings(heading_like, facts)), lines=tuple(_lines(_line_like(line_like), facts))
    )


def outermost(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Without those that are the one before, or stand inside it."""
    kept: list[HtmlElement] = []
    for element in elements:
        if not kept or (kept[-1] is not element and kept[-1] not in element.iterancestors()):
            kept.append(element)
    return kept


def line_of(element: HtmlElement) -> HtmlElement:
    """The element that holds this line and nothing else: the paragraph of a bold line."""
    own = sum(map(len, map(str.strip, pieces_of(element))))
    while (parent := element.getparent()) is not None and parent.tag in (
        "p",
        "div",
        "a",
        "b",
        "strong",
        "span",
        "font",
    ):
        if is_longer(parent, own):
            break
        element = parent
    return element


def _marked(body: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """The elements below `body` whose markup may make them headings, and those whose markup makes a line stand out.

    One walk in Python takes a third of the time of two XPath expressions that say the same.
    """
    headings: list[HtmlElement] = []
    lines: list[HtmlElement] = []
    may_be_told = bool(_TELLS_HEADING(body))
    for element in body.iter() if may_be_told else body.iter(*_MAY_HEAD):
        tag = element.tag
        names = element.get("class") if tag in _MAY_BE_NAMED_HEADING else None
        is_named = names is not None and ("itle" in names or "ead" in names or "hed" in names)
        if (tag in HEADINGS or is_named or (may_be_told and _is_told(element))) and element is not body:
            headings.append(element)
        is_bold = tag in _LINE_TAGS or (tag in _MAY_BE_BOLD and "bold" in (element.get("style") or ""))
        if is_bold or (tag == "a" and element.get("href") is not None):
            lines.append(element)
    return headings, lines


def _is_told(element: HtmlElement) -> bool:
    """Whether the page tells machines that an element is a heading."""
    return element.get("role") == "heading" or "headline" in (element.get("itemprop") or "")


def _headings(heading_like: Iterable[HtmlElement], facts: PageFacts) -> Iterator[HtmlElement]:
    seen = 0
    for element in heading_like:
        if element is facts.headline or not _is_heading(element):
            continue
        seen += 1
        if seen > _MOST_HEADINGS:
            return
        if is_headline(one_line(element)) and not stands_apart(element):
            yield element


def _lines(line_like: Iterable[HtmlElement], facts: PageFacts) -> Iterator[HtmlElement]:
    around = set() if facts.headline is None else {facts.headline, *facts.headline.iterancestors()}
    found = outermost(element for element in map(_title_in, line_like) if element not in around)
    return islice((element for element in found if _is_line(element)), _MOST_HEADINGS)


def _line_like(marked: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    for element in marked:
        # Most links are a word or two of a menu.
        is_short = not len(element) and (element.text or "").count(" ") < _FEWEST_HEADLINE_WORDS - 1
        if not (is_short and element.tag == "a" and len(element.text or "") < _LONG_HEADLINE_WORD) and not is_longer(
            element, _LONGEST_LINE
        ):
            text = one_line(element)
            if is_headline(text) and not text.endswith(NO_HEADLINE_ENDS) and not _in_menu(element):
                yield element


def _in_menu(element: HtmlElement) -> bool:
    """Whether a link stands in navigation."""
    return element.tag == "a" and next(element.iterancestors("nav"), None) is not None


def _is_line(element: HtmlElement) -> bool:
    """Whether a short element stands where a heading would: as a line of its own, over a text where it is a link."""
    parent = element.getparent()
    if not _is_own_line(element) and (parent is None or parent.tag != "dt"):
        return False
    if element.tag == "a" and not _is_over_text(element):
        return False
    return not stands_apart(element) and not any(above.tag in HEADINGS for above in element.iterancestors())


def _title_in(element: HtmlElement) -> HtmlElement:
    """The link or bold words of a term, where more than the title stands there: its outlet, its time."""
    if element.tag != "dt":
        return element
    inner = [child for child in element if child.tag in ("a", "b", "strong") and is_longer(child, _SHORTEST_IN_TITLE)]
    return inner[0] if len(inner) == 1 else element


def _is_own_line(element: HtmlElement) -> bool:
    """Whether nothing but markup stands before the element in its block, and a break or nothing behind it."""
    inner = element
    while inner.tag not in BLOCKS:
        parent = inner.getparent()
        if parent is None or not _begins_line(inner, parent):
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


def _is_over_text(anchor: HtmlElement) -> bool:
    """Whether running text follows a line that is a link: in a list of links none does."""
    if (parent := anchor.getparent()) is not None and parent.tag in ("td", "li", "dt"):
        return True
    after = islice(line_of(anchor).itersiblings(), _MOST_LINES_BETWEEN)
    return any(isinstance(below.tag, str) and is_longer(below, _SHORTEST_TEXT) for below in after)


def _begins_line(inner: HtmlElement, parent: HtmlElement) -> bool:
    for sibling in inner.itersiblings(preceding=True):
        if (sibling.tail or "").strip():
            return False
        if sibling.tag in BLOCKS:
            return True
        if isinstance(sibling.tag, str) and is_longer(sibling, 0):
            return False
    return not (parent.text or "").strip()


def _is_heading(element: HtmlElement) -> bool:
    if element.tag in HEADINGS or _is_told(element):
        return True
    return _is_named_headline(element.get("class") or "") and not any(
        True for inner in element.iter("p", "div", "ul", *HEADINGS) if inner is not element
    )


@lru_cache(maxsize=4096)
def _is_named_headline(names: str) -> bool:
    # The elements of a page share few names.
    return _HEADLINE_NAMED.search(names) is not None


def is_headline(text: str) -> bool:
    """Whether the words may head a story: three of them, or as many characters where words are not parted."""
    if len(text) > _LONGEST_HEADLINE:
        return False
    if len(text) < _LONG_HEADLINE_WORD and count_words(text) < _FEWEST_HEADLINE_WORDS:
        return False
    return not (_REPLY.match(text) or _ADVERT.match(text) or is_role(text))


def stands_apart(element: HtmlElement) -> bool:
    """Whether the element is in a part of the page that carries no stories: navigation, comments, a form."""
    for above in (element, *element.iterancestors()):
        if above.tag in NO_STORIES_IN:
            return True
        if above.tag in ("body", "html"):
            break
        if (
            _carries_no_stories(above.get("style"), above.get("class"), above.get("id"))
            or above.get("hidden") is not None
        ):
            return True
    return False


@lru_cache(maxsize=4096)
def _carries_no_stories(style: str | None, classes: str | None, identity: str | None) -> bool:
    """By what an element is called and how it is shown. The elements of a page share few names, and ancestors most."""
    return bool(style and _HIDDEN.search(style)) or bool(NO_STORIES_NAMED.search(f"{classes or ''} {identity or ''}"))
