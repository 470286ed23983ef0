"""The titles that a page says to machines: JSON-LD, meta tags, `<title>`, the feed. Pure.

Which of them is the headline, and where the page shows it: `page_titles`.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from model import Hints
from pipelines.reading.facts.titles import bare_key, is_site, rests_of, title_words, without_print_words, words_of
from pipelines.reading.html.element_text import one_line
from pipelines.reading.html.structured import LinkedArticle, Structured

LONGEST_TITLE = 400
LEAST_KEY = 6
# More words than this say something of one article.
LEAST_OWN_WORDS = 4

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
OF_THE_ARTICLE = ("JSON-LD headline", "og:title", "citation_title")

# Where a title stands, and the title.
Claims = list[tuple[str, str]]


def claims_of(tree: HtmlElement, structured: Structured, linked: LinkedArticle | None, hints: Hints) -> Claims:
    """All titles that are said, those written for the article first."""
    told = [("JSON-LD headline", (linked.escaped_headline or linked.headline) if linked else None)]
    told += [(name, content) for name in _META_TITLES for content in structured.meta.get(name, ())[:1]]
    element = tree.find(".//head/title")
    if element is None:
        element = tree.find(".//title")
    told.append(("<title>", one_line(element) if element is not None else None))
    told.append(("the feed", hints.title))
    return [(where, claim) for where, claim in told if claim and len(claim) <= LONGEST_TITLE]


def title_claimed(tree: HtmlElement) -> str | None:
    """What `<title>` says."""
    element = tree.find(".//title")
    words = one_line(element) if element is not None else ""
    return words if 0 < len(words) <= LONGEST_TITLE else None


def names_beside(title: str | None, tree: HtmlElement) -> set[str]:
    """What stands beside the title at an end of `<title>`: a name of the site, as a rule, as `words_of` joins it."""
    words = title_claimed(tree)
    if not title or not words or bare_key(words) == bare_key(title):
        return set()
    rests = rests_of(words)
    edges = {rest for rest in rests if rest != words and (words.startswith(rest) or words.endswith(rest))}
    alone = {"".join(words_of(rest)) for rest in edges if len(words_of(rest)) <= LEAST_OWN_WORDS}
    if bare_key(title) not in map(bare_key, rests):
        # A title that says nothing of the article is the site's own.
        return {"".join(words_of(words))} if len(words_of(words)) <= LEAST_OWN_WORDS else set()
    return {name for name in alone if len(name) > 2 and name not in bare_key(title)}


def keys_of(claims: Claims, *, at_colons: bool = True) -> dict[str, str]:
    """What the claims may say without the names around it, and which claim says it."""
    return {
        key: claim
        for _, claim in reversed(claims)
        for rest in rests_of(claim, at_colons=at_colons)
        if len(key := bare_key(rest)) >= LEAST_KEY
    }


def is_generic(claim: str, sites: set[str]) -> bool:
    """Whether a title says nothing of one article: the site's name, "print"."""
    rest = without_print_words(claim)
    if is_site(rest, sites) or title_words(rest) <= LEAST_OWN_WORDS:
        return True
    # A site and a section.
    parts = [part for part in rests_of(rest, at_colons=False) if part != rest]
    return bool(parts) and all(title_words(part) <= LEAST_OWN_WORDS for part in parts)


def other_titles(title: str, claims: Claims) -> Claims:
    """The first that says something else, and where."""
    return [each for each in claims if words_of(each[1]) != words_of(title)][:1]
