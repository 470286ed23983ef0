"""The element of a page that shows its title: a heading, or a line that stands as one. Pure.

What agrees with what the page says to machines comes first; where nothing is said, the line above the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.bylines import read_byline
from pipelines.reading.facts.claimed_titles import LEAST_KEY, LEAST_OWN_WORDS, LONGEST_TITLE, Claims
from pipelines.reading.facts.titles import bare_key, is_site, rests_of, same_headline, title_words, words_of
from pipelines.reading.html.element_text import is_longer, one_line
from pipelines.text.lines import count_words

LEAST_WORDS = 3

_PARAGRAPH_LETTERS = 150
_MOST_BARE_WORDS = 20
_NO_HEADLINE_ENDS = (".", "。", "۔", "…", ":", "：", "،", ",", "、", "؛", ";")
_MAY_SHOW = XPath(
    ".//body//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::p or self::div or self::td or "
    "self::span or self::b or self::strong or self::font or self::center or self::dt]"
)
_APART = frozenset(("nav", "aside", "footer", "li", "a", "select", "figure", "figcaption"))
_BOLD = frozenset(("b", "strong", "font", "big"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What it is called where no heading is one: "newsTitle", "ctl00_lblTitle", "article-headline".
_NAMED_TITLE = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z]))(?:[Nn]ews|[Aa]rticle|[Pp]ost|[Ee]ntry|[Ss]tory|[Dd]etails?|lbl|[Ll]abel)[_-]?(?:[Tt]itle|[Hh]eadline)(?:$|\s)"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def is_logo(text: str, heading: HtmlElement, sites: set[str]) -> bool:
    """Whether a heading only names the site, as the logos of many pages do, or is not shown."""
    return is_site(text, sites) or bool(_HIDDEN.search(heading.get("style") or "")) or links_home(heading)


def links_home(heading: HtmlElement) -> bool:
    """Whether a heading leads to the site's front page."""
    link = (
        heading.find(".//a") if heading.getparent() is None or heading.getparent().tag != "a" else heading.getparent()
    )
    return link is not None and (link.get("href") or "").strip() in ("/", "./", "index.html", "index.php")


def shown_whole(
    headings: list[tuple[str, HtmlElement]], rests: dict[str, str], whole: dict[str, str]
) -> tuple[str, HtmlElement] | None:
    """The longest heading that is what some claim says without the names around it; without its kicker where the claim
    has none. A colon parts a kicker from its headline as well: what stands behind it is no claim of its own.
    """
    fit = [(text, heading) for text, heading in headings if bare_key(text) in rests]
    if not fit:
        fit = [
            (text, heading)
            for _, heading in headings
            for text in _without_kicker(heading)
            if bare_key(text) in whole and len(words_of(text)) >= LEAST_WORDS
        ]
    return max(fit, key=lambda found: len(bare_key(found[0])), default=None)


def agreeing(headings: list[tuple[str, HtmlElement]], claims: Claims) -> tuple[str, HtmlElement] | None:
    """The heading that has most words in common with a claim, of those that are the same headline."""
    best: tuple[int, str, HtmlElement] | None = None
    for text, heading in headings:
        words = words_of(text)
        for _, claim in claims:
            is_inside = len(words) == 1 and len(words[0]) >= LEAST_KEY and bare_key(text) in bare_key(claim)
            if not is_inside and (len(words) < 2 or not same_headline(text, claim) or _names_a_part(text, claim)):
                continue
            common = len(set(words) & set(words_of(claim)))
            if best is None or common > best[0]:
                best = (common, text, heading)
    return (best[1], best[2]) if best else None


def shown_elsewhere(
    tree: HtmlElement, rests: dict[str, str], whole: dict[str, str]
) -> tuple[str, HtmlElement, str] | None:
    """The text of an element that is what some claim says without the names around it, and the claim. What the page
    tells of the `whole` article comes first, then the longest.
    """
    best: tuple[tuple[bool, int, bool], str, HtmlElement, str] | None = None
    most = max((len(rest) for rest in rests.values()), default=0)
    for element in cast("list[HtmlElement]", _MAY_SHOW(tree)):
        if is_longer(element, most):
            continue
        text = one_line(element)
        if len(words_of(text)) < LEAST_WORDS and len(bare_key(text)) < 2 * LEAST_KEY:
            continue
        claim = rests.get(bare_key(text))
        if claim is None or stands_apart(element):
            continue
        rank = (bare_key(text) in whole, len(bare_key(text)), element.tag in _HEADINGS)
        if best is None or rank > best[0]:
            best = (rank, text, element, claim)
    return best[1:] if best else None


def is_named_behind(shown: tuple[str, HtmlElement, str], heading: str) -> bool:
    """Whether what is shown elsewhere, in no heading, is but the name behind a heading in what the page claims: "Fire
    and water | Museum of the upper valley".
    """
    text, element, claim = shown
    return element.tag not in _HEADINGS and bare_key(claim) == bare_key(heading) + bare_key(text)


def opening_heading(tree: HtmlElement, sites: set[str]) -> tuple[str, HtmlElement] | None:
    """The heading, or else the bold line, nearest above the first paragraph of running text."""
    body = tree.find(".//body")
    found: list[tuple[int, int, str, HtmlElement]] = []
    for element in (tree if body is None else body).iter():
        if not isinstance(element.tag, str):
            continue
        own = (element.text or "", *(child.tail or "" for child in element))
        if element.tag not in ("script", "style") and any(len(piece.strip()) >= _PARAGRAPH_LETTERS for piece in own):
            break
        level = _level_of(element)
        if not level or is_longer(element, LONGEST_TITLE) or stands_apart(element):
            continue
        text = one_line(element)
        is_linked = next(element.iterdescendants("a"), None) is not None
        if title_words(text) < LEAST_OWN_WORDS or is_site(text, sites) or is_linked:
            continue
        dated = find_date(text)
        if dated is None or not dated.is_date or len(dated.rest.split()) >= LEAST_OWN_WORDS:
            found.append((level, -_size(element), text, element))
    best = min(found, key=lambda each: each[:2], default=None)
    return (best[2], best[3]) if best else None


def _level_of(element: HtmlElement) -> int:
    """How likely an element is the headline by its markup, the likeliest 1; 0 where it is surely none."""
    if element.tag in _HEADINGS:
        return _HEADINGS[element.tag]
    if element.tag in _BOLD:
        return 7
    if not _is_bare_line(element):
        return 0
    return 1 if _NAMED_TITLE.search(f"{element.get('class') or ''} {element.get('id') or ''}") else 8


def stands_apart(element: HtmlElement) -> bool:
    return any(above.tag in _APART for above in element.iterancestors())


def _without_kicker(heading: HtmlElement) -> Iterator[str]:
    """The words of a heading without an element that opens it."""
    place = heading
    while len(place) == 1 and not (place.text or "").strip() and not (place[0].tail or "").strip():
        place = place[0]
    children = [child for child in place if isinstance(child.tag, str)]
    if not children or (place.text or "").strip():
        return
    rest = [children[0].tail or ""]
    for child in children[1:]:
        rest += [*child.itertext(), child.tail or ""]
    if text := " ".join(" ".join(rest).split()).lstrip(":|–—-· "):
        yield text


def _names_a_part(text: str, claim: str) -> bool:
    """Whether a heading is the shorter part of a claim, beside which the headline stands: a site or a section."""
    key = bare_key(text)
    if len(words_of(text)) > LEAST_OWN_WORDS:
        return False
    rests = [rest for rest in rests_of(claim) if rest != claim]
    parts = [
        rest for rest in rests if bare_key(rest) == key or (same_headline(rest, text) and len(words_of(rest)) <= 5)
    ]
    return bool(parts) and any(
        len(words_of(rest)) > len(words_of(text)) and not set(words_of(rest)) & set(words_of(text)) for rest in rests
    )


def _is_bare_line(element: HtmlElement) -> bool:
    """Whether an element is a line of its own, without markup, that reads like a headline."""
    if element.tag not in ("div", "span", "td", "p") or len(element):
        return False
    text = (element.text or "").strip()
    is_like = count_words(text) <= _MOST_BARE_WORDS and not text.endswith(_NO_HEADLINE_ENDS)
    return is_like and "|" not in text and not read_byline(text)


def _size(element: HtmlElement) -> int:
    """The size that a `<font>` around it or on it gives, 0 without one."""
    for place in (element, *element.iterancestors("font")):
        if (size := (place.get("size") or "").strip("+")).isdigit():
            return int(size)
    return 0
