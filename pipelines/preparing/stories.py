"""The stories of a page of HTML or plain text, and of what its feed carried. Loads all that reads pages.

Records come with their text: `prepare` reads them without this.
"""

from __future__ import annotations

from dataclasses import replace

from model import Hints, Page, Published, Story
from pipelines.preparing.settings import PrepareSettings
from pipelines.reading.dates.read import read_date
from pipelines.reading.extract import extract_html, extractor_version
from pipelines.reading.facts.origins import OF_TEXT_FILE
from pipelines.reading.feed_content import content_page
from pipelines.reading.feed_text import may_be_more, with_feed_text
from pipelines.reading.pages_joined import joined
from pipelines.reading.paging import parts_of
from pipelines.reading.text_pages.split_text import read_text_page
from pipelines.text.binary import binary_kind
from pipelines.text.decode import decode_text

__all__ = ["extractor_version", "stories_of_page", "text_of_html"]


def stories_of_page(page: Page, settings: PrepareSettings) -> tuple[list[Story], str | None]:
    """The stories of a page, with the text that its feed carried; why there is none."""
    stories, reason = _stories(page, settings) if page.outcome == "fetched" else ([], page.reason)
    return _with_feed(stories, reason, page, settings)


def text_of_html(html: str, *, url: str) -> str:
    """The text of an article of which there is nothing but its markup; empty where none is found."""
    found, _ = extract_html(
        html.encode(),
        url=url,
        content_type="text/html; charset=utf-8",
        fetched_at=None,
        hints=Hints(),
        min_words=1,
    )
    return found[0].text if found else ""


def _stories(page: Page, settings: PrepareSettings) -> tuple[list[Story], str | None]:
    if kind := binary_kind(page.body):
        return [], f"not text: the bytes are of {kind}"
    if page.kind == "text":
        text = decode_text(page.body)
        stories = read_text_page(text, fetched_at=page.fetched_at)
        return [replace(story, origins_of=OF_TEXT_FILE) for story in stories], "the file has no text"
    body, parts = parts_of(page.body)
    stories, reason = _html_stories(body, page, settings)
    if not parts or len(stories) != 1:
        return stories, reason
    further = [_html_stories(part.body, page, settings, min_words=1)[0] if part.body else [] for part in parts]
    texts = [found[0].text if found else None for found in further]
    missing = next((part.note for part in parts if part.note), None)
    return [joined(stories[0], texts, missing=missing)], reason


def _html_stories(
    body: bytes, page: Page, settings: PrepareSettings, *, min_words: int | None = None
) -> tuple[list[Story], str | None]:
    return extract_html(
        body,
        url=page.final_url or page.url,
        content_type=page.content_type,
        fetched_at=page.fetched_at,
        hints=page.hints,
        min_words=min_words or settings.min_words,
    )


def _with_feed(
    stories: list[Story], reason: str | None, page: Page, settings: PrepareSettings
) -> tuple[list[Story], str | None]:
    """The stories with the text that the feed carried, where the page gives none or clearly less, and why; or why
    there are none.
    """
    hints, reason = page.hints, None if stories else reason
    if hints.content is None or not may_be_more(hints.content, stories):
        return stories, reason
    found, _ = extract_html(
        content_page(hints.title or "", hints.content),
        url=page.url,
        content_type="text/html; charset=utf-8",
        fetched_at=page.fetched_at,
        hints=hints,
        min_words=settings.min_words,
    )
    if len(found) != 1:
        return stories, reason
    fed = replace(found[0], canonical_url=page.url, published=_told_date(page) or found[0].published)
    return with_feed_text(stories, replace(fed, authors=hints.authors or fed.authors), why=reason)


def _told_date(page: Page) -> Published | None:
    words = page.hints.published
    return read_date(words, fetched_at=page.fetched_at, source="feed") if words else None
