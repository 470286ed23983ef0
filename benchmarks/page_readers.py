"""Readers of a page, each at its best setting: Naskh, trafilatura, readability-lxml and others. Scores nothing."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any, cast

import trafilatura
from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring
from readability import Document
from readability.readability import Unparseable

from benchmarks.other_page_readers import installed_readers
from benchmarks.page_reading import Reading
from benchmarks.saved_pages import SavedPage
from db.times import outlet_day
from model import Hints, Story
from pipelines.reading.extract import extract_html
from pipelines.reading.html.element_text import read_lines

_WITH_CACHES = frozenset(("pipelines", "trafilatura", "htmldate", "courlan"))
_MOST_LINES_KEPT = 10_000

for _name in ("trafilatura", "htmldate", "courlan", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def naskh(page: SavedPage) -> Reading:
    """What Naskh makes of a page: see `reading_of`."""
    return reading_of(stories_of(page))


def stories_of(page: SavedPage) -> list[Story]:
    """The stories that Naskh finds on a page, however short."""
    stories, _ = extract_html(
        page.body, url=page.url, content_type=None, fetched_at=page.crawled_at, hints=Hints(), min_words=1
    )
    return stories


def reading_of(stories: list[Story]) -> Reading:
    """All stories of the page as one text, with their headings, as the gold texts have them; the facts are the main
    story's.
    """
    if not stories:
        return Reading(text="", stories=0)
    main, published = stories[0], stories[0].published
    return Reading(
        text="\n\n".join(
            part for story in stories for part in (story.title if story.position else None, story.text) if part
        ),
        title=main.title,
        authors=main.authors,
        when=published.when if published else None,
        day=outlet_day(published.when, published.offset, None, published.day) if published else None,
        language=main.language,
        stories=len(stories),
        suspected=any(story.several_stories_suspected for story in stories),
    )


def plain_trafilatura(page: SavedPage) -> Reading:
    """Over all sets the defaults without comments are best: F1 .945; favour precision .938, fast .938, recall .942.

    `bare_extraction` is up to .004 better than `extract`, which escapes and joins lines for its text form.
    """
    document: Any = trafilatura.bare_extraction(
        page.body,
        url=page.url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "outputformat": "%Y-%m-%dT%H:%M:%S%z"},
    )
    if document is None:
        return Reading(text="", stories=0)
    return Reading(
        text=document.text or "",
        title=document.title,
        authors=tuple(name.strip() for name in (document.author or "").split(";") if name.strip()),
        when=document.date,
        day=(document.date or "")[:10] or None,
        language=document.language,
    )


def readability(page: SavedPage) -> Reading:
    """Bytes, so that it finds the encoding; its HTML is turned into lines as Naskh does it. It has no dates."""
    try:
        document = Document(page.body, url=page.url)
        title, author, summary = document.short_title(), document.author(), document.summary(html_partial=True)
        tree = cast(HtmlElement, document_fromstring(summary))
    except (Unparseable, LxmlError, LookupError, ValueError):
        return Reading(text="", stories=0)
    return Reading(
        text="\n\n".join(line.text for line in read_lines([tree])),
        title=title,
        authors=() if author == "[no-author]" else (author,),
    )


def forget_pages() -> None:
    """Empty the caches that hold lines of pages, so that a page read a second time costs what it cost the first.

    Tables that are made once stay, and so do caches of single characters, which are larger.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _WITH_CACHES:
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and hasattr(value, "cache_info"):
                    most = value.cache_info().maxsize
                    if most is not None and most <= _MOST_LINES_KEPT:
                        value.cache_clear()


READERS: dict[str, Callable[[SavedPage], Reading]] = {
    "Naskh": naskh,
    "trafilatura": plain_trafilatura,
    "readability-lxml": readability,
    **installed_readers(),
}
