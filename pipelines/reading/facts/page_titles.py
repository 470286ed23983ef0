"""Find a page's title and the element that shows it, among what it tells machines and what it shows. Pure.

What stands on the page comes first, where anything said for machines agrees that it is the headline: alone, or beside
the names of sites and sections that `titles` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import Hints
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.bylines import read_byline
from pipelines.reading.facts.origins import chosen
from pipelines.reading.facts.titles import (
    bare_key,
    is_site,
    rests_of,
    same_headline,
    title_without_outlet,
    without_print_words,
    without_site,
    words_of,
)
from pipelines.reading.html.element_text import is_longer, one_line
from pipelines.reading.html.structured import LinkedArticle, Structured
from pipelines.text.lines import count_words

# Where a title is from that nothing said for machines agrees with.
ABOVE_TEXT = "the heading above the text"

_LONGEST_TITLE = 400
_LEAST_WORDS = 3
_LEAST_KEY = 6
_LEAST_OWN_WORDS = 4
_PARAGRAPH_LETTERS = 150
_MOST_BARE_WORDS = 20
_NO_HEADLINE_ENDS = (".", "。", "۔", "…", ":", "：", "،", ",", "、", "؛", ";")

_META_TITLES = (
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "title",
)
# What is written for the one article, not for search engines or the window.
_OF_THE_ARTICLE = ("JSON-LD headline", "og:title", "citation_title")
_SHOWN_TITLES = XPath(
    ".//body//*[self::h2 or self::h3 or contains(@itemprop, 'headline') or contains(@class, 'title') or "
    "contains(@class, 'headline')]"
)
_MAY_SHOW = XPath(
    ".//body//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::p or self::div or self::td or "
    "self::span or self::b or self::strong or self::font or self::center or self::dt]"
)
_APART = frozenset(("nav", "aside", "footer", "li", "a", "select", "figure", "figcaption"))
_BOLD = frozenset(("b", "strong", "font", "big"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)

Found = tuple[str | None, HtmlElement | None, str | None]
_Claims = list[tuple[str, str]]


def read_title(
    tree: HtmlElement, structured: Structured, linked: LinkedArticle | None, sites: set[str], hints: Hints
) -> Found:
    """The title, its element where the page shows it, and where it was read. `sites`: names joined as by `words_of`."""
    claims = _claims(tree, structured, linked, hints)
    headings = [(text, heading) for heading in tree.iter("h1") if 0 < len(text := one_line(heading)) <= _LONGEST_TITLE]
    own = [(text, heading) for text, heading in headings if not _is_logo(text, heading, sites)]
    rests, whole = _keys(claims), _keys(claims, at_colons=False)
    found = _shown_whole(own, rests, whole) or _agreeing(own, claims)
    shown = None
    if claims and (found is None or len(words_of(found[0])) < _LEAST_OWN_WORDS):
        of_article = _keys([each for each in claims if each[0] in _OF_THE_ARTICLE], at_colons=False)
        shown = _shown_elsewhere(tree, rests, of_article)
    if shown and (found is None or len(words_of(shown[0])) >= len(words_of(found[0])) + _LEAST_WORDS):
        place = next(where for where, claim in claims if claim == shown[2])
        return shown[0], shown[1], chosen(place, _other_titles(shown[0], claims))
    if found:
        title = without_site(found[0], sites)
        return title, found[1], chosen("the page's <h1>", _other_titles(title, claims))
    told = any(where in _OF_THE_ARTICLE and not _is_generic(claim, sites) for where, claim in claims)
    if not told and len(own) == 1 and len(words_of(own[0][0])) >= _LEAST_OWN_WORDS and not _stands_apart(own[0][1]):
        return own[0][0], own[0][1], chosen("the page's <h1>", _other_titles(own[0][0], claims))
    if not told and all(_is_generic(claim, sites) for _, claim in claims) and (first := _opening_heading(tree, sites)):
        return *first, chosen(ABOVE_TEXT, claims[:1])
    if claims:
        return _claimed(tree, claims, headings, sites)
    return (headings[0][0], headings[0][1], "the page's <h1>") if headings else (None, None, None)


def title_claimed(tree: HtmlElement) -> str | None:
    """What `<title>` says."""
    element = tree.find(".//title")
    words = one_line(element) if element is not None else ""
    return words if 0 < len(words) <= _LONGEST_TITLE else None


def names_beside(title: str | None, tree: HtmlElement) -> set[str]:
    """What stands beside the title at an end of `<title>`: a name of the site, as a rule, as `words_of` joins it."""
    words = title_claimed(tree)
    if not title or not words or bare_key(words) == bare_key(title):
        return set()
    rests = rests_of(words)
    edges = {rest for rest in rests if rest != words and (words.startswith(rest) or words.endswith(rest))}
    alone = {"".join(words_of(rest)) for rest in edges if len(words_of(rest)) <= _LEAST_OWN_WORDS}
    if bare_key(title) not in map(bare_key, rests):
        # A title that says nothing of the article is the site's own.
        return {"".join(words_of(words))} if len(words_of(words)) <= _LEAST_OWN_WORDS else set()
    return {name for name in alone if len(name) > 2 and name not in bare_key(title)}


def _claims(tree: HtmlElement, structured: Structured, linked: LinkedArticle | None, hints: Hints) -> _Claims:
    told = [("JSON-LD headline", linked.headline if linked else None)]
    told += [(name, content) for name in _META_TITLES for content in structured.meta.get(name, ())[:1]]
    element = tree.find(".//head/title")
    if element is None:
        element = tree.find(".//title")
    told.append(("<title>", one_line(element) if element is not None else None))
    told.append(("the feed", hints.title))
    return [(where, claim) for where, claim in told if claim and len(claim) <= _LONGEST_TITLE]


def _keys(claims: _Claims, *, at_colons: bool = True) -> dict[str, str]:
    """What the claims may say without the names around it, and which claim says it."""
    return {
        key: claim
        for _, claim in reversed(claims)
        for rest in rests_of(claim, at_colons=at_colons)
        if len(key := bare_key(rest)) >= _LEAST_KEY
    }


def _is_logo(text: str, heading: HtmlElement, sites: set[str]) -> bool:
    """Whether a heading only names the site, as the logos of many pages do, or is not shown."""
    if is_site(text, sites) or _HIDDEN.search(heading.get("style") or ""):
        return True
    link = (
        heading.find(".//a") if heading.getparent() is None or heading.getparent().tag != "a" else heading.getparent()
    )
    return link is not None and (link.get("href") or "").strip() in ("/", "./", "index.html", "index.php")


def _shown_whole(
    headings: list[tuple[str, HtmlElement]], rests: dict[str, str], whole: dict[str, str]
) -> tuple[str, HtmlElement] | None:
    """The longest heading that is what some claim says without the names around it; without its kicker where the claim
    has none. A colon parts a kicker from its headline as well: what stands behind it is no claim of its own."""
    fit = [(text, heading) for text, heading in headings if bare_key(text) in rests]
    if not fit:
        fit = [
            (text, heading)
            for _, heading in headings
            for text in _without_kicker(heading)
            if bare_key(text) in whole and len(words_of(text)) >= _LEAST_WORDS
        ]
    return max(fit, key=lambda found: len(bare_key(found[0])), default=None)


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


def _agreeing(headings: list[tuple[str, HtmlElement]], claims: _Claims) -> tuple[str, HtmlElement] | None:
    """The heading that has most words in common with a claim, of those that are the same headline."""
    best: tuple[int, str, HtmlElement] | None = None
    for text, heading in headings:
        words = words_of(text)
        for _, claim in claims:
            is_inside = len(words) == 1 and len(words[0]) >= _LEAST_KEY and bare_key(text) in bare_key(claim)
            if not is_inside and (len(words) < 2 or not same_headline(text, claim) or _names_a_part(text, claim)):
                continue
            common = len(set(words) & set(words_of(claim)))
            if best is None or common > best[0]:
                best = (common, text, heading)
    return (best[1], best[2]) if best else None


def _names_a_part(text: str, claim: str) -> bool:
    """Whether a heading is the shorter part of a claim, beside which the headline stands: a site or a section."""
    key = bare_key(text)
    if len(words_of(text)) > _LEAST_OWN_WORDS:
        return False
    rests = [rest for rest in rests_of(claim) if rest != claim]
    parts = [
        rest for rest in rests if bare_key(rest) == key or (same_headline(rest, text) and len(words_of(rest)) <= 5)
    ]
    return bool(parts) and any(
        len(words_of(rest)) > len(words_of(text)) and not set(words_of(rest)) & set(words_of(text)) for rest in rests
    )


def _shown_elsewhere(
    tree: HtmlElement, rests: dict[str, str], whole: dict[str, str]
) -> tuple[str, HtmlElement, str] | None:
    """The text of an element that is what some claim says without the names around it, and the claim. What the page
    tells of the `whole` article comes first, then the longest."""
    best: tuple[tuple[bool, int, bool], str, HtmlElement, str] | None = None
    most = max((len(rest) for rest in rests.values()), default=0)
    for element in cast("list[HtmlElement]", _MAY_SHOW(tree)):
        if is_longer(element, most):
            continue
        text = one_line(element)
        if len(words_of(text)) < _LEAST_WORDS and len(bare_key(text)) < 2 * _LEAST_KEY:
            continue
        claim = rests.get(bare_key(text))
        if claim is None or _stands_apart(element):
            continue
        rank = (bare_key(text) in whole, len(bare_key(text)), element.tag in _HEADINGS)
        if best is None or rank > best[0]:
            best = (rank, text, element, claim)
    return best[1:] if best else None


def _stands_apart(element: HtmlElement) -> bool:
    return any(above.tag in _APART for above in element.iterancestors())


def _is_generic(claim: str, sites: set[str]) -> bool:
    """Whether a title says nothing of one article: the site's name, "print"."""
    rest = without_print_words(claim)
    if is_site(rest, sites) or len(words_of(rest)) <= _LEAST_OWN_WORDS:
        return True
    # A site and a section.
    parts = [part for part in rests_of(rest, at_colons=False) if part != rest]
    return bool(parts) and all(len(words_of(part)) <= _LEAST_OWN_WORDS for part in parts)


def _opening_heading(tree: HtmlElement, sites: set[str]) -> tuple[str, HtmlElement] | None:
    """The heading, or else the bold line, nearest above the first paragraph of running text."""
    body = tree.find(".//body")
    found: list[tuple[int, int, str, HtmlElement]] = []
    for element in (tree if body is None else body).iter():
        if not isinstance(element.tag, str):
            continue
        own = (element.text or "", *(child.tail or "" for child in element))
        if element.tag not in ("script", "style") and any(len(piece.strip()) >= _PARAGRAPH_LETTERS for piece in own):
            break
        level = _HEADINGS.get(element.tag, 7 if element.tag in _BOLD else 8 if _is_bare_line(element) else 0)
        if not level or is_longer(element, _LONGEST_TITLE) or _stands_apart(element):
            continue
        text = one_line(element)
        is_linked = next(element.iterdescendants("a"), None) is not None
        if len(words_of(text)) < _LEAST_OWN_WORDS or is_site(text, sites) or is_linked:
            continue
        dated = find_date(text)
        if dated is None or not dated.is_date or len(dated.rest.split()) >= _LEAST_OWN_WORDS:
            found.append((level, -_size(element), text, element))
    best = min(found, key=lambda each: each[:2], default=None)
    return (best[2], best[3]) if best else None


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


def _claimed(tree: HtmlElement, claims: _Claims, headings: list[tuple[str, HtmlElement]], sites: set[str]) -> Found:
    where, claim = claims[0]
    title = title_without_outlet(without_print_words(claim), sites, [words for _, words in claims[1:]])
    origin = chosen(where, _other_titles(title, claims[1:]))
    for heading in cast("list[HtmlElement]", _SHOWN_TITLES(tree)):
        if same_headline(text := one_line(heading), title) and len(words_of(text)) > 2:
            return title, heading, origin
    return title, headings[0][1] if len(headings) == 1 else None, origin


def _other_titles(title: str, claims: _Claims) -> _Claims:
    """The first that says something else, and where."""
    return [each for each in claims if words_of(each[1]) != words_of(title)][:1]
