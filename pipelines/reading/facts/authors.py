"""Decide who wrote a page's main story: JSON-LD, meta tags, elements named after authors, then visible lines. Pure.

Whoever is only an account ("admin", "محرر 3") or the site itself is passed over for a person named farther on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.boilerplate.lines import is_boilerplate, is_reading_time
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.author_names import CASED, has_other_words, is_author, names_behind_labels
from pipelines.reading.facts.author_words import BY_GENRE, LABEL, is_office, is_role_account
from pipelines.reading.facts.button_words import is_made_of_button_words, without_reading_time
from pipelines.reading.facts.bylines import person_with_role
from pipelines.reading.facts.origins import chosen
from pipelines.reading.facts.person_names import each_name
from pipelines.reading.facts.titles import names_site
from pipelines.reading.facts.visible_authors import visible_authors
from pipelines.reading.html.element_text import one_line, pieces_of
from pipelines.reading.html.head_lines import HeadLines
from pipelines.reading.html.structured import LinkedArticle, Structured

_LONGEST_NAME = 80
_LONGEST_BYLINE = 300
_LONGEST_ELEMENT = 120
_MOST_AUTHORS = 20
_MOST_LABEL_WORDS = 2

_BYLINE_WORDS = re.compile(
    rf"^(?:{BY_GENRE})\s+"
    r"|^(?:(?:story|words|text|written|authored|reported|edited|posted|published)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|od|autor(?:in)?|author|author's name)\b[:\s]+"
    r"|^(?:بقلم|كتبت?|إعداد|اعداد|تحرير|تقرير|الكاتبة?|المحررة?|نویسنده|نوشته|خبرنگار|(?:مرسلة|كتب|نشر)? ?بواسطة)"
    r"\s*[:/|-]?\s+",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"\d{3}|\b(?:developed|designed|powered) by\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|^www\.|@", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)?")

# Each such tag names one person, the family name before the comma: "Vale, Nora".
_OF_SCHOLARS = "citation_author"
_META_AUTHORS = (
    "article:author",
    "author",
    "parsely-author",
    "sailthru.author",
    "byl",
    _OF_SCHOLARS,
    "mrf:authors",
    "mediator_author",
    "cxenseparse:author",
    "dc.creator",
    "dcterms.creator",
)
_PARTS_OF_AUTHOR_NAMES = re.compile("aut|Author|yline|writer|contributor")
_MOST_ELEMENTS = 50
_MARKED_NAMES = XPath("descendant-or-self::*[@itemprop='author']//*[@itemprop='name']")
_AUTHOR_NAMED = re.compile(
    r"(?:^|[\s_-])(?:byline|authors?|auteur|autor|autoren|writer|contributor)(?:[\s_-]?(?:name|link|names|title))?(?:$|\s)",
    re.IGNORECASE,
)
_ASIDE = frozenset(("aside", "nav", "footer", "form"))
# What readers write has names beside it, too. As whole names of an element: "comments-open" is a page's.
_OF_READERS = frozenset("comments comment-list commentlist reviews customer-reviews product-reviews replies".split())
# The list of all who write, which a menu leads to.
_LIST_OF_AUTHORS = re.compile(
    r"/(?:our[-_])?(?:authors?|writers?|contributors|staff|team|people|kuttab|autores|auteurs|autoren)/?$"
)
# "신현주 기자": what somebody is stands behind the name without a mark.
_REPORTER = re.compile(r"(?<=\S)\s*(?:기자|특파원|記者|记者)$")
# "Aleppo - Nora Vale", "Nora Vale – Aleppo": where somebody writes.
_DASH = re.compile(r"\s+[-–—ـ]\s+")
_WEEKDAY = re.compile(r"\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.IGNORECASE)

Told = tuple[tuple[str, ...], str | None]


def read_authors(
    tree: HtmlElement,
    structured: Structured,
    linked: LinkedArticle | None,
    title: str | None,
    lines: HeadLines,
    sites: set[str],
    *,
    is_of_event: bool,
) -> Told:
    """Names as the page tells them, and where, in this order of trust: JSON-LD, meta, a byline, visible lines.
    `is_of_event`: what stands beside the date is a place.
    """
    passed: list[tuple[str, tuple[str, ...]]] = []
    readers: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("JSON-LD", lambda: _told(linked.authors if linked else (), sites)),
        ("a meta tag", lambda: _told(_metas(structured), sites)),
        ("the byline", lambda: _of_elements(tree)),
        (
            "the lines around the headline",
            lambda: visible_authors(lines, title, lambda name: names_site(name, sites), is_of_event=is_of_event),
        ),
    )
    for where, read in readers:
        names = tuple(dict.fromkeys(read()))
        people = tuple(name for name in names if not names_site(name, sites))
        if people:
            return people[:_MOST_AUTHORS], chosen(where, [(place, ", ".join(said)) for place, said in passed])
        if names:
            passed.append((where, names))
    # A site that signs itself and names nobody is its own author.
    return (passed[0][1], f"{passed[0][0]}; it names only the site") if passed else ((), None)


def names_in(words: str) -> Iterator[str]:
    """The people named in a byline, without "by" and the like."""
    words = " ".join(_IN_BRACKETS.sub(" ", words).split())
    if len(words) > _LONGEST_BYLINE or _ADDRESS.search(words):
        return
    words = _BYLINE_WORDS.sub("", words)
    if (person := person_with_role(words)) is not None:
        words = person
    for part in each_name(words):
        if _is_of_others(part):
            # "Source: AP, Reuters": what follows is no author's either.
            return
        name = _WEEKDAY.sub("", without_reading_time(_BYLINE_WORDS.sub("", part)).strip(" .:-–—|*"))
        name = _without_label(_REPORTER.sub("", name))
        is_short = 1 < len(name) <= _LONGEST_NAME and len(name.split()) <= 6
        if is_short and not (_NOT_A_NAME.search(name) or is_role_account(name) or _is_no_name(name)):
            yield name


def _metas(structured: Structured) -> Iterator[str]:
    for name in _META_AUTHORS:
        for content in structured.meta.get(name, ()):
            family, comma, given = content.partition(", ")
            yield f"{given} {family}" if name == _OF_SCHOLARS and comma and "," not in given else content


def _told(contents: Iterable[str], sites: set[str]) -> Iterator[str]:
    for content in contents:
        if is_office(content):
            continue
        names = list(names_in(content))
        # "Valley Post, Upham, Wales": the site and where it is.
        yield from names[:1] if len(names) > 2 and names_site(names[0], sites) else names


def _is_of_others(part: str) -> bool:
    """Whether a label says that what follows did something else than write: "Source: x", "المصدر: ..."."""
    label = LABEL.match(part)
    return label is not None and bool(label["other"]) and bool(label["mark"]) and label.start() == 0


def _is_no_name(name: str) -> bool:
    return _is_date(name) or is_made_of_button_words(name) or is_reading_time(name)


def _without_label(name: str) -> str:
    """The person behind a word of no known meaning and a colon: "Protokoll: Nora Velt", "مقال رأي: نورا فلت"."""
    label, _, person = name.partition(":")
    return person.strip() if person and len(label.split()) <= _MOST_LABEL_WORDS and is_author(person) else name


def _without_place(name: str) -> str:
    """The person, where one word alone is parted from the name by a dash."""
    parts = _DASH.split(name)
    people = [part for part in parts if is_author(part)]
    return people[0] if len(people) == 1 and len(parts) == 2 and any(" " not in part for part in parts) else name


def _is_date(name: str) -> bool:
    if not any(map(str.isdigit, name)):
        return False
    found = find_date(name)
    return found is not None and (found.is_date or found.is_clock_only)


def _of_elements(tree: HtmlElement) -> Iterator[str]:
    for element in _bylines(tree):
        # Beside the name that microdata marks stand a count, a role or a button.
        marked = filter(None, map(one_line, cast("list[HtmlElement]", _MARKED_NAMES(element))))
        text = ", ".join(marked) or one_line(element)
        labels = list(LABEL.finditer(text))
        if labels and (len(labels) > 1 or labels[0]["other"] or labels[0].start() == 0):
            before = text[: labels[0].start()]
            if said := (*names_in(before), *names_behind_labels(text[labels[0].start() :])):
                yield from said
                continue
        names = [_without_place(name) for name in names_in(text)]
        # No mark parts a name from what else stands in the byline: "Nora Velt Follow", "Nora Velt Founder".
        if len(names) == 1 and (people := _people_in(element)) and len(people[0]) < len(names[0]):
            names = people
        for place, name in enumerate(names):
            # A button may stand in the byline, behind the name.
            if not place or not (is_boilerplate(name) or has_other_words(name)):
                yield name


def _people_in(element: HtmlElement) -> list[str]:
    """The pieces of an element that are names, where its first is one; of scripts without capitals that alone."""
    pieces = [piece.strip() for piece in pieces_of(element) if not piece.isspace()]
    people = [piece for piece in pieces if is_author(piece)]
    if not people or people[0] != pieces[0]:
        return []
    return people if CASED.search(people[0]) else people[:1]


def _bylines(tree: HtmlElement) -> list[HtmlElement]:
    """The first element that is named after authors, and its like beside it."""
    found: list[HtmlElement] = []
    for element in islice(filter(_may_name_authors, tree.getroottree().iter()), _MOST_ELEMENTS):
        names = element.get("class") or ""
        if not (element.get("rel") or element.get("itemprop") or _AUTHOR_NAMED.search(names)):
            continue
        if any(above.tag in _ASIDE or _is_of_readers(above) for above in element.iterancestors()):
            continue
        if element.tag == "a" and _LIST_OF_AUTHORS.search(element.get("href") or ""):
            continue
        # The field for one's own name, in a form for comments.
        if next(element.iter("label", "input"), None) is not None:
            continue
        if found and (element.getparent() is not found[0].getparent() or names != (found[0].get("class") or "")):
            continue
        if 0 < len(one_line(element)) <= _LONGEST_ELEMENT:
            found.append(element)
    return found


def _is_of_readers(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return not _OF_READERS.isdisjoint(names.lower().split())


def _may_name_authors(element: HtmlElement) -> bool:
    # An XPath over all attributes takes four times as long.
    names = element.get("class")
    if names and _PARTS_OF_AUTHOR_NAMES.search(names):
        return True
    return element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
