"""Find a page's title and the element that shows it, among what it says to machines and what it shows. Pure.

What stands on the page comes first, where anything said to machines agrees that it is the headline: alone, or beside
the names of sites and sections that `titles` knows.
"""

from __future__ import annotations

from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import Hints
from pipelines.reading.facts.claimed_titles import (
    LEAST_OWN_WORDS,
    LONGEST_TITLE,
    OF_THE_ARTICLE,
    Claims,
    claims_of,
    is_generic,
    keys_of,
    other_titles,
)
from pipelines.reading.facts.escaped_titles import without_escapes
from pipelines.reading.facts.origins import chosen
from pipelines.reading.facts.shown_titles import (
    LEAST_WORDS,
    agreeing,
    is_logo,
    is_named_behind,
    links_home,
    opening_heading,
    shown_elsewhere,
    shown_whole,
    stands_apart,
)
from pipelines.reading.facts.titles import (
    same_headline,
    title_without_outlet,
    title_words,
    without_print_words,
    without_site,
    words_of,
)
from pipelines.reading.html.element_text import one_line
from pipelines.reading.html.structured import LinkedArticle, Structured

# Where a title is from that nothing said to machines agrees with.
ABOVE_TEXT = "the heading above the text"

_SHOWN_TITLES = XPath(
    ".//body//*[self::h2 or self::h3 or contains(@itemprop, 'headline') or contains(@class, 'title') or "
    "contains(@class, 'headline')]"
)

Found = tuple[str | None, HtmlElement | None, str | None]


def read_title(
    tree: HtmlElement, structured: Structured, linked: LinkedArticle | None, sites: set[str], hints: Hints
) -> Found:
    """The title, its element where the page shows it, and where it was read. `sites`: names joined as by `words_of`."""
    claims = without_escapes(tree, claims_of(tree, structured, linked, hints))
    headings = [(text, heading) for heading in tree.iter("h1") if 0 < len(text := one_line(heading)) <= LONGEST_TITLE]
    own = [(text, heading) for text, heading in headings if not is_logo(text, heading, sites)]
    rests, whole = keys_of(claims), keys_of(claims, at_colons=False)
    found = shown_whole(own, rests, whole) or agreeing(own, claims)
    shown = None
    if claims and (found is None or title_words(found[0]) < LEAST_OWN_WORDS):
        of_article = keys_of([each for each in claims if each[0] in OF_THE_ARTICLE], at_colons=False)
        shown = shown_elsewhere(tree, rests, of_article)
    if shown and found and is_named_behind(shown, found[0]):
        shown = None
    if shown and links_home(shown[1]) and _say_nothing(claims, sites):
        shown = None
    if shown and (found is None or len(words_of(shown[0])) >= len(words_of(found[0])) + LEAST_WORDS):
        place = next(where for where, claim in claims if claim == shown[2])
        return shown[0], shown[1], chosen(place, other_titles(shown[0], claims))
    if found:
        title = without_site(found[0], sites)
        return title, found[1], chosen("the page's <h1>", other_titles(title, claims))
    told = any(where in OF_THE_ARTICLE and not is_generic(claim, sites) for where, claim in claims)
    if not told and len(own) == 1 and title_words(own[0][0]) >= LEAST_OWN_WORDS and not stands_apart(own[0][1]):
        return own[0][0], own[0][1], chosen("the page's <h1>", other_titles(own[0][0], claims))
    if not told and _say_nothing(claims, sites) and (first := opening_heading(tree, sites)):
        return *first, chosen(ABOVE_TEXT, claims[:1])
    if claims:
        return _claimed(tree, claims, headings, sites)
    return (headings[0][0], headings[0][1], "the page's <h1>") if headings else (None, None, None)


def _say_nothing(claims: Claims, sites: set[str]) -> bool:
    return all(is_generic(claim, sites) for _, claim in claims)


def _claimed(tree: HtmlElement, claims: Claims, headings: list[tuple[str, HtmlElement]], sites: set[str]) -> Found:
    where, claim = claims[0]
    title = title_without_outlet(without_print_words(claim), sites, [words for _, words in claims[1:]])
    origin = chosen(where, other_titles(title, claims[1:]))
    for heading in cast("list[HtmlElement]", _SHOWN_TITLES(tree)):
        if same_headline(text := one_line(heading), title) and title_words(text) > 2:
            return title, heading, origin
    return title, headings[0][1] if len(headings) == 1 else None, origin
