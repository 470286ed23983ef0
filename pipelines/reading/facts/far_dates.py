"""Find a story's date where none stands beside its headline: below its text, in another column, in scripts. Pure.

Only what cannot be another's is taken: no date of a comment, of a teaser, of a change, of the copyright or of today. Of
several days none is, unless one alone is called the day of publishing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Any, cast
from urllib.parse import urlsplit

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

from pipelines.reading.dates.read import find_date, read_date
from pipelines.reading.facts.page_clock import is_page_clock
from pipelines.reading.facts.titles import bare_key
from pipelines.reading.facts.visible_dates import (
    SAYS_PUBLISHED,
    SAYS_UPDATED,
    Said,
    is_named_date,
    stamp_of,
)
from pipelines.reading.html.element_text import is_longer, one_line
from pipelines.reading.html.head_lines import HeadLines
from pipelines.reading.html.script_data import script_values
from pipelines.text.lines import count_words

_MOST_ELEMENTS = 300
_LONGEST_LINE = 120
# An ancestor with more words than these is a piece of its own: a comment, a teaser; with many more, the page's text.
_FEW_WORDS, _MANY_WORDS = 25, 150
_LEVELS = 8
_MOST_PLACE_WORDS = 3
_YEAR = re.compile(r"\d{4}")
_MOST_SCRIPT_CHARACTERS = 1_000_000
_MOST_NODES = 30_000
_LEAST_NAMING = 12

_CANDIDATES = XPath(
    "//body//time | //body//*[@datetime] | //body//*[contains(@class, 'date') or contains(@class, 'Date') or "
    "contains(@class, 'time') or contains(@class, 'publish') or contains(@class, 'posted') or contains(@id, 'date')]"
)
_LINES = XPath(
    "//body//*[self::p or self::div or self::span or self::li or self::small or self::td or self::em or self::i or "
    "self::b][string-length(normalize-space(text()[1])) > 5]"
)
_OTHERS = frozenset(("aside", "nav", "footer", "form", "select", "button", "a", "ins", "del", "blockquote"))
_OF_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|comment-\w+|respond|repl(?:y|ies)|discussion|reviews?|related|recommend\w*|sidebar|"
    r"widget|newsletter|most-?(?:read|popular)|popular|trending|latest|recent\w*|more-\w+|read-?more|also\w*|teasers?|cards?|"
    r"copyright|footer|events?|calendar|archive\w*|breadcrumbs?|caption|clock|weather|next|prev\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights|حقوق|alle rechte|tous droits|derechos", re.IGNORECASE)
# What a reader or a teaser says beside a date.
_SENTENCE = re.compile(r"(?:[^\W\d_]+[\s,،]+){5,}[^\W\d_]+[.!?؟۔…](?:\s|$)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_KEY = re.compile(
    r"(?:date_?(?:first_?)?(?:published|publication)|(?:first_?)?publish(?:ed)?_?(?:at|date|time|on|timestamp|ts)|"
    r"published|publication_?(?:date|time)|pub_?(?:date(?:time)?|time)|display_?date|release_?date)(?:_?(?:utc|gmt|iso|time))?",
    re.IGNORECASE,
)
_TITLE_KEYS = frozenset(("title", "headline", "heading", "name", "articletitle", "webtitle", "pagetitle"))
_ADDRESS_KEYS = frozenset(("url", "canonical", "canonicalurl", "canonical_url", "permalink", "path", "href", "slug"))
_PAIR = re.compile(
    rf"\\*[\"']?\b(?P<key>{_KEY.pattern})\\*[\"']?\s*[:=]\s*(?:\\*[\"'](?P<said>[^\"'\\<>{{}}]{{8,40}})\\*[\"']|(?P<number>1\d{{9}}(?:\d{{3}})?)\b)",
    re.IGNORECASE,
)


def far_dates(tree: HtmlElement, headline: HtmlElement | None) -> Iterator[Said]:
    """The date of an element that stands anywhere in the body, or of a line that says when it was published."""
    around = set() if headline is None else {headline, *headline.iterancestors()}
    above = set(takewhile(lambda element: element is not headline, tree.iter()))
    found: dict[str, Said] = {}
    published: dict[str, Said] = {}
    elements = [element for element in cast("list[HtmlElement]", _CANDIDATES(tree)) if _may_be(element)]
    lines = [element for element in cast("list[HtmlElement]", _LINES(tree)) if SAYS_PUBLISHED.match(element.text or "")]
    for element in (*elements[:_MOST_ELEMENTS], *lines[:_MOST_ELEMENTS]):
        said = _said(element, around, is_above=element in above)
        if said is None:
            continue
        read = read_date(said.words, fetched_at=None, source=said.source)
        if read is None or read.when is None:
            # "Two hours ago": its day depends on when it was fetched.
            found.setdefault(said.words, said)
            continue
        found.setdefault(read.when[:10], said)
        if SAYS_PUBLISHED.match(_context(element)):
            published.setdefault(read.when[:10], said)
    for told in (published, found):
        if len(told) == 1:
            yield from told.values()
            return


def signed(around: HeadLines) -> Iterator[Said]:
    """The date that ends a text, perhaps with the place: "Varnholm, 17 November 2024"."""
    for line in around.closing[:1]:
        if line.is_heading or line.is_linked or len(_YEAR.findall(line.text)) != 1:
            continue
        if SAYS_UPDATED.search(line.text) or _COPYRIGHT.search(line.text):
            continue
        found = find_date(line.text)
        if found is not None and found.is_date and len(found.rest.split()) <= _MOST_PLACE_WORDS:
            yield Said(line.text, "text")


def script_dates(scripts: Iterable[HtmlElement], title: str | None, url: str) -> Iterator[Said]:
    """When the data of a page's scripts says that the piece of that title or address was published."""
    scripts = list(scripts)
    path = urlsplit(url).path.rstrip("/")
    slug = path.rpartition("/")[2]
    naming = [words for words in (title or "", path, slug) if len(words) >= _LEAST_NAMING]
    if not naming:
        return
    found: dict[str, Said] = {}
    for value in script_values(scripts, with_any_of=[words[:40] for words in naming]):
        for node in _nodes(value):
            if _is_of(node, title, path):
                for words in _dates_in(node):
                    _note(found, words)
    if not found:
        left = _MOST_SCRIPT_CHARACTERS
        for script in scripts:
            text = script.text or ""
            left -= len(text)
            if left < 0:
                break
            if any(words in text for words in naming):
                for pair in _PAIR.finditer(text):
                    _note(found, pair["said"] or pair["number"])
    if len(found) == 1:
        yield from found.values()


def _note(found: dict[str, Said], words: str) -> None:
    read = read_date(words, fetched_at=None, source="meta")
    if read is not None and read.when is not None:
        found.setdefault(read.when[:10], Said(words, "script"))


def _dates_in(node: dict[str, Any]) -> Iterator[str]:
    for key, value in node.items():
        if isinstance(value, dict) and _KEY.fullmatch(key):
            yield from (
                str(each) for each in value.values() if isinstance(each, str | int) and not isinstance(each, bool)
            )
        elif isinstance(value, str | int) and not isinstance(value, bool) and _KEY.fullmatch(key):
            yield str(value)


def _is_of(node: dict[str, Any], title: str | None, path: str) -> bool:
    wanted = bare_key(title or "")
    for key, value in node.items():
        if isinstance(value, dict):
            # As WordPress gives it: {"rendered": "..."}.
            value = value.get("rendered")
        if not isinstance(value, str) or len(value) > 1000:
            continue
        if key.lower() in _TITLE_KEYS and len(wanted) >= _LEAST_NAMING and bare_key(value) == wanted:
            return True
        if key.lower() in _ADDRESS_KEYS and len(path) >= _LEAST_NAMING:
            try:
                own = urlsplit(value).path.rstrip("/")
            except ValueError:
                continue
            if own == path or own.strip("/") == path.rpartition("/")[2]:
                return True
    return False


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    stack = [value]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        each = stack.pop()
        if isinstance(each, dict):
            yield each
            stack += [inner for inner in each.values() if isinstance(inner, dict | list)]
        elif isinstance(each, list):
            stack += [inner for inner in each if isinstance(inner, dict | list)]


def _may_be(element: HtmlElement) -> bool:
    return element.tag == "time" or element.get("datetime") is not None or is_named_date(element)


def _said(element: HtmlElement, around: set[HtmlElement], *, is_above: bool) -> Said | None:
    """The words of the element's date, where it may be that of the page's story."""
    # Of a line its first words: another date may follow in it.
    text = one_line(element) if _may_be(element) else " ".join((element.text or "").split())
    if SAYS_PUBLISHED.match(text) and not any(map(str.isdigit, text)):
        # A label alone: its date stands in the next element.
        text = _beside(element) or text
    stamp = stamp_of(element)
    if len(text) > _LONGEST_LINE or not (stamp or any(map(str.isdigit, text))):
        return None
    context = _context(element)
    if SAYS_UPDATED.search(context) or _COPYRIGHT.search(context) or is_page_clock(element, context):
        return None
    if not _is_own(element, around):
        return None
    if stamp:
        return Said(stamp, "time_tag", is_above)
    found = find_date(text)
    if found is None or not found.is_date or found.updated or found.vague or len(found.rest.split()) > 6:
        return None
    return Said(text, "text", is_above)


def _beside(label: HtmlElement) -> str | None:
    """The words of a label and of the element behind it, where they are short."""
    behind = label.getnext()
    if behind is None or is_longer(behind, _LONGEST_LINE):
        return None
    return f"{one_line(label)} {one_line(behind)}"


def _context(element: HtmlElement) -> str:
    """The date, with what stands before it in its line: "Published on 20 March"."""
    place = element
    for above in islice(element.iterancestors(), _LEVELS):
        if above.tag in ("body", "main", "article") or is_longer(above, _LONGEST_LINE):
            break
        place = above
    before: list[str] = []
    for event, node in iterwalk(place, events=("start", "end")):
        if node is element:
            break
        before.append((node.text if event == "start" else node.tail) or "")
    return " ".join(f"{' '.join(before)} {one_line(element)}".split())


def _is_own(element: HtmlElement, around: set[HtmlElement]) -> bool:
    """Whether nothing says that the element is part of another piece than the page's own."""
    is_settled = False
    for level, place in enumerate((element, *element.iterancestors())):
        if place in around or place.tag in ("body", "html", "main"):
            return True
        if place.tag in _OTHERS or _OF_OTHERS.search(f"{place.get('class') or ''} {place.get('id') or ''}"):
            return False
        if is_settled or level > _LEVELS:
            continue
        if level and (place.tag in ("article", "li") and place.find(".//a") is not None):
            return False
        if any(place.find(f".//{heading}//a") is not None for heading in _HEADINGS):
            return False
        text = one_line(place)
        words = count_words(text)
        if words < _MANY_WORDS and _SENTENCE.search(text):
            return False
        if words > _FEW_WORDS:
            if words < _MANY_WORDS:
                return False
            is_settled = True
    return True
