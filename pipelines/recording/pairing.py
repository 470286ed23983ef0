"""Pair the stories of a page that was fetched again with its stored articles. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from db.store import Row
from model import Article
from pipelines.text.search_words import search_text


def pair_stories(articles: Sequence[Article], stored: Sequence[Row]) -> list[tuple[Article, Row | None]]:
    """Each story with the stored article it continues: by text, own address or title, the main one by place."""
    left = list(stored)
    pairs: dict[int, Row | None] = {}
    for same in (_same_text, _same_url, _same_title):
        for n, article in enumerate(articles):
            if n in pairs:
                continue
            row = next((row for row in left if same(article, row)), None)
            if row is not None:
                pairs[n] = row
                left.remove(row)
    open_places = [n for n in range(len(articles)) if n not in pairs]
    if open_places and open_places[0] == 0 and left and left[0]["position"] == 0:
        # The main story keeps its place on a page even when title and text are both new.
        pairs[0] = left.pop(0)
    return [(article, pairs.get(n)) for n, article in enumerate(articles)]


def _same_text(article: Article, row: Row) -> bool:
    return bool(article.story.text == row["text"])


def _same_url(article: Article, row: Row) -> bool:
    return article.story.url is not None and article.story.url == row["url"]


def _same_title(article: Article, row: Row) -> bool:
    return bool(article.normal_title) and article.normal_title == search_text(row["title"] or "")
