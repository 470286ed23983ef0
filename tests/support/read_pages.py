"""Pages that a test has written, read as a worker reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from model import Hints, Story
from pipelines.reading.extract import extract_html


def stories_of(
    page: str,
    *,
    url: str = "https://valley.example/n/17",
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    min_words: int = 40,
) -> tuple[list[Story], str | None]:
    """The stories of a page in UTF-8, and why it has none."""
    return extract_html(
        page.encode(),
        url=url,
        content_type="text/html; charset=utf-8",
        fetched_at=fetched_at,
        hints=hints or Hints(),
        min_words=min_words,
    )


def story_of(page: str, **facts: Any) -> Story:
    """The one story of a page in UTF-8, of which `facts` are known as in `stories_of`."""
    stories, reason = stories_of(page, **facts)
    assert len(stories) == 1, reason
    return stories[0]
