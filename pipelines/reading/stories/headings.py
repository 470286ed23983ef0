"""Choose, of the lines of a page that may head something, those that show a story of their own. Pure.

Decides nothing about stories: what hangs on a heading is `reading.stories.blocks`' part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from pipelines.reading.dates.read import is_dateline
from pipelines.reading.facts.facts import PageFacts, same_headline
from pipelines.reading.html.element_text import HEADINGS, is_longer, one_line
from pipelines.reading.html.structured import LinkedArticle, Structured
from pipelines.reading.stories.cards import beside, tells_date_or_outlet
from pipelines.reading.stories.heading_lines import PossibleHeadings, line_of, outermost
from pipelines.reading.stories.links import SourceLine, link_of

_ARTICLE_TYPE = re.compile(r"Article$|BlogPosting$")

_MOST_LEVELS, _MOST_SIBLINGS, _SHORTEST_TEXT = 4, 6, 60
# Characters of a line that is a date and little else, and its words beside the date.
_LONGEST_DATELINE, _MOST_OTHER_WORDS = 120, 6

Headings = list[tuple[HtmlElement, LinkedArticle | None]]


def told_headings(possible: PossibleHeadings, facts: PageFacts, structured: Structured, url: str) -> Headings:
    """The headings that show a story: by a link, a line beside them, an `<article>` of their own, or JSON-LD."""
    entries = [entry for entry in structured.articles if entry.headline and entry is not facts.linked]
    found: Headings = []
    for element in possible.headings:
        text = one_line(element)
        entry = next((entry for entry in entries if entry.headline and same_headline(entry.headline, text)), None)
        if (
            entry
            or link_of(element, url, facts)
            or opens_article(element)
            or (_heads_text(element) and _has_lines(element))
        ):
            found.append((element, entry))
    told = dict(found)
    return [(element, told[element]) for element in outermost(told)]


def line_headings(possible: PossibleHeadings, facts: PageFacts, url: str) -> Headings:
    """The bold lines, terms and linked lines that stand as headings and show a link, a date or an outlet."""
    return [
        (element, None)
        for element in possible.lines
        if link_of(element, url, facts) or _has_lines(line_of(element)) or _has_line_below(element)
    ]


def all_lines(possible: PossibleHeadings) -> Headings:
    """The lines that stand as headings, whatever they show."""
    return [(element, None) for element in possible.lines]


def plain_headings(possible: PossibleHeadings, first: set[HtmlElement] | None) -> Iterator[Headings]:
    """Headings that show nothing but their words, and then lines that stand as such, those of one make together: the
    highest first; last, all headings together. Only such as begin among the `first` elements, if these are given.
    """
    made: dict[tuple[str, str], list[HtmlElement]] = {}
    every = outermost(possible.headings)
    for element in [*sorted(every, key=lambda each: str(each.tag)), *possible.lines]:
        made.setdefault((str(element.tag), element.get("class") or ""), []).append(element)
    # A printed page sets each story's headline in another size.
    for headings in (*made.values(), every):
        is_first = bool(headings) and (first is None or headings[0] in first)
        if is_first and sum(map(_heads_text, headings)) > 1:
            yield [(element, None) for element in headings]


def headings_of(sources: list[SourceLine], body: HtmlElement, possible: PossibleHeadings, facts: PageFacts) -> Headings:
    """The first heading, or line that stands as one, before each line that names a source."""
    places = {element: n for n, element in enumerate(body.iter())}
    begin = places.get(facts.headline, -1) if facts.headline is not None else -1
    candidates = sorted({*outermost(possible.headings), *possible.lines}, key=lambda element: places[element])
    found: Headings = []
    for source in sources:
        end = places[source.element]
        first = next((element for element in candidates if begin < places[element] < end), None)
        if first is not None:
            found.append((first, None))
        begin = max(begin, end)
    return found


def opens_article(heading: HtmlElement) -> bool:
    """Whether the heading is the first of an `<article>`, or of what ARIA or microdata call one."""
    for article in heading.iterancestors():
        is_article = article.tag == "article" or article.get("role") == "article"
        if is_article or _ARTICLE_TYPE.search(article.get("itemtype") or ""):
            first = next((found for found in article.iter() if found is heading or found.tag in HEADINGS), None)
            return first is heading
    return False


def _has_line_below(element: HtmlElement) -> bool:
    """Whether a date follows after a mere line break: `<b>Title</b><br>18 March 2025<br>`."""
    after = line_of(element).getnext()
    below = " ".join((after.tail or "").split()) if after is not None and after.tag == "br" else ""
    if len(below) > _LONGEST_DATELINE or not any(map(str.isdigit, below)):
        return False
    return is_dateline(below, most_other_words=_MOST_OTHER_WORDS)


def _heads_text(heading: HtmlElement) -> bool:
    """Whether anything long follows the heading, in what holds it; to read dates beside each would take long."""
    levels = islice((heading, *heading.iterancestors()), _MOST_LEVELS)
    return any(
        isinstance(below.tag, str) and is_longer(below, _SHORTEST_TEXT)
        for inner in levels
        for below in islice(inner.itersiblings(), _MOST_SIBLINGS)
    )


def _has_lines(heading: HtmlElement) -> bool:
    """Whether a date or an outlet stands beside the heading."""
    return tells_date_or_outlet(heading, beside(heading))
