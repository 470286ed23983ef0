"""Let trafilatura read a page by itself, without the other readers that it asks where they cannot change the result.

Its `bare_extraction` has readability read each page once more, for a comparison of lengths, and measures all text of
the page. Both take a third of its time, and for most pages a bound on that length tells their outcome. The steps here
are those of one version of trafilatura (`core.trafilatura_sequence`); another one is asked as a whole.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from types import ModuleType
from typing import Any, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.html.element_text import one_line, whole_text

_KNOWN_VERSION = "2.3.1"
# What trafilatura's defaults ask: another reader's text is taken where it is longer than so many times its own, a text
# of so many characters is never read again, nor one that is such a share of all text of its page.
_MUCH_LONGER = 2
_NEVER_SHORT, _LEAST_SHARE = 3000, 0.2
# So much longer is what is taken of another reading.
_LONGER_AGAIN, _MUCH_LONGER_BY_JUSTEXT = 1.5, 2.0

# A part of each name that its first rules look for: without one they find nothing.
_GOES_ON = ("mvp-post-add-", "infinite", "elementor-share-buttons")
_COMMENTS_BEGIN = ("comment", "Comment", "comol", "disqus_thread", "dsq-comments")
_COMMENTS_OF = ("article-comments", "post-comments")
_CLASSES = XPath("descendant::*/@class", smart_strings=False)
_IDS = XPath("descendant::*/@id", smart_strings=False)
# What a parser reads without markup, so that a page written and read again may show more text than it had.
_RAW = ("xmp", "noembed", "noframes", "plaintext", "listing")
_RAW_WHERE_EMPTY = ("title", "textarea")
# Where one of these is left in a text, justext reads the page.
_LEFT_OVER = (
    *("aside", "audio", "button", "fencedframe", "fieldset", "figure", "footer", "iframe", "input", "label", "link"),
    *("nav", "noindex", "noscript", "object", "option", "select", "source", "svg", "time"),
)
# Readability puts this word into a frame that shows a video.
_VIDEO = "VIDEO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is used of trafilatura's document of this name."""

    text: str
    body: Any


def own_reading(tree: HtmlElement, url: str) -> Any:
    """The document that `bare_extraction(tree, url=url, include_comments=False)` gives, None where it finds none."""
    its = _parts()
    if its is None or next(tree.iter("script"), None) is not None:
        return _trafilatura().bare_extraction(tree, url=url, include_comments=False)
    options = copy(_options())
    options.url = options.source = url
    try:
        return _read(_pruned(tree, its), url, options, its)
    except (TypeError, ValueError):
        return None


def fast_reading(tree: HtmlElement, url: str) -> Any:
    """The same of its fast reading, which asks no other reader; on a copy of the tree."""
    return _trafilatura().bare_extraction(tree, url=url, fast=True, include_comments=False)


def _read(page: HtmlElement, url: str, options: Any, its: ModuleType) -> Document | None:
    most = _most_characters(page)
    cleaned = its.tree_cleaning(copy(page), options)
    # The most common case needs no copy for the other readers.
    copied = None if _is_likely_half(page, most) else copy(cleaned)
    body, text = its.extract_content(its.convert_tags(cleaned, options, url), options)
    if most is None or _MUCH_LONGER * len(text) < most or _may_be_replaced(body):
        copied = its.tree_cleaning(copy(page), options) if copied is None else copied
        body, text = its.compare_extraction(copied, copy(page), body, text, options)
    if len(text) < options.min_extracted_size:
        other, other_text, length = its.baseline(page)
        body, text = (other, other_text) if length > len(text) else (body, text)
    if _is_small_part(text, page, its):
        body, text = _read_again(body, text, page, url, options, its)
    if len(text) < options.min_output_size:
        return None
    return Document(text=its.xmltotxt(body, options.formatting), body=body)


def _read_again(body: Any, text: str, page: HtmlElement, url: str, options: Any, its: ModuleType) -> tuple[Any, str]:
    """The longer text that a less strict reading or justext finds, if one is much longer."""
    less_strict = copy(options)
    less_strict.focus = "recall"
    found = found_by_justext = ""
    # As trafilatura does: what fails here is no reason to lose the text that was found.
    with suppress(Exception):
        found_body, found = its._recall_retry(page, less_strict, url)
    with suppress(Exception):
        justext_body, found_by_justext = its.justext_rescue(copy(page), options)
    if len(found_by_justext) > len(found) and len(found_by_justext) > _MUCH_LONGER_BY_JUSTEXT * len(text):
        return justext_body, found_by_justext
    if len(found) >= options.min_extracted_size and len(found) > _LONGER_AGAIN * len(text):
        return found_body, found
    return body, text


def _pruned(tree: HtmlElement, its: ModuleType) -> HtmlElement:
    """The tree without further articles and comments, which are looked for where a name of them is found."""
    names = {*cast("list[str]", _CLASSES(tree)), *cast("list[str]", _IDS(tree))}
    rules = []
    if any(part in name for name in names for part in _GOES_ON):
        rules += its.RAW_TREE_PRUNE_XPATH
    if any(name.startswith(_COMMENTS_BEGIN) or any(part in name for part in _COMMENTS_OF) for name in names):
        rules += its.REMOVE_COMMENTS_AND_LISTS_XPATH
    return its.prune_unwanted_nodes(copy(tree), rules) if rules else tree


def _most_characters(page: HtmlElement) -> int | None:
    """No reader finds a longer text on the page, as it counts; None where that is not sure."""
    if next(page.iter(*_RAW), None) is not None or any(not element.text for element in page.iter(*_RAW_WHERE_EMPTY)):
        return None
    return len(" ".join(whole_text(page).split())) + sum(len(_VIDEO) for _ in page.iter("iframe"))


def _is_likely_half(page: HtmlElement, most: int | None) -> bool:
    """Whether the paragraphs of the page have half of its text."""
    return most is not None and _MUCH_LONGER * sum(len(whole_text(each)) for each in page.iter("p")) > most


def _may_be_replaced(body: Any) -> bool:
    """Whether another reader's text may be taken for other reasons than its length."""
    return (
        not body.xpath(".//p//text()")
        or len(body.findall(".//table")) > len(body.findall(".//p"))
        or next(body.iter(*_LEFT_OVER), None) is not None
    )


def _is_small_part(text: str, page: HtmlElement, its: ModuleType) -> bool:
    """Whether trafilatura reads once more, in the hope for a longer text."""
    if not 0 < len(text) < _NEVER_SHORT:
        return False
    body = page.find(".//body")
    # It takes some elements out and puts a space between blocks: this has all of them, and more spaces.
    if len(text) >= _LEAST_SHARE * len(one_line(page if body is None else body)):
        return False
    return len(text) < _LEAST_SHARE * len(its.html2txt(page))


@cache
def _options() -> Any:
    """What `bare_extraction` makes anew for each page, out of a file of settings."""
    return _trafilatura().settings.Extractor(output_format="python", comments=False)


@cache
def _parts() -> ModuleType | None:
    """The module of trafilatura that puts its parts together, if it is of the version that is known here."""
    if version("trafilatura") != _KNOWN_VERSION:
        return None
    core: ModuleType = _trafilatura().core
    return core


@cache
def _trafilatura() -> ModuleType:
    import trafilatura

    # What it logs is said better by the reason that `extract_html` gives.
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trafilatura
